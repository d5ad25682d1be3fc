"""Reading and refusing ready tables."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

from scarpwatch.config.table_settings import TableSettings
from scarpwatch.errors import InputError
from scarpwatch.products.ready_table import describe_table, has_places, read_ready_table

N = 60


def frame() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "id": [f"u{number}" for number in range(N)],
            "slid": [1, 0] * (N // 2),
            "slope": rng.normal(20, 5, N),
            "rock": ["shale", "NA", None] * (N // 3),
            "code": [1.0, 2.0, np.nan] * (N // 3),
            "e": 500_000 + 10.0 * np.arange(N),
            "n": 4_000_000 + 10.0 * np.arange(N),
        }
    )


def settings(path, **change):
    values = {"file": path, "label": "slid", "factors": ["slope", "rock", "code"], "unit_id": "id"}
    return TableSettings(**{**values, "categorical": ["rock", "code"], **change})


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_with_any_separator(tmp_path, separator):
    frame().to_csv(tmp_path / "t.csv", sep=separator, index=False)
    given = settings(tmp_path / "t.csv", x="e", y="n")
    table = read_ready_table(given)
    assert has_places(given)
    assert table.names[:2].tolist() == ["u0", "u1"]
    assert table.landslides.sum() == N // 2
    np.testing.assert_allclose(table.factors["slope"], frame()["slope"])
    assert table.factors["rock"][:3].tolist() == ["shale", "NA", None]  # a class of that name is no gap
    assert [str(value)[0] for value in table.factors["code"][:2]] == ["1", "2"]
    assert table.factors["code"][2] is None
    assert table.places is not None and table.places.x.iloc[3] == 500_030
    assert not table.has_area


@pytest.mark.parametrize("name", ["t.parquet", "t.gpkg", "geo.parquet"])
def test_parquet_and_vector_files(tmp_path, name):
    plain = frame()
    squares = [box(x, y, x + 10, y + 5) for x, y in zip(plain["e"], plain["n"], strict=True)]
    spatial = gpd.GeoDataFrame(plain, geometry=squares, crs=32617)
    if name == "t.parquet":
        plain.to_parquet(tmp_path / name)
    elif name == "geo.parquet":
        spatial.to_parquet(tmp_path / name)
    else:
        spatial.to_file(tmp_path / name)
    given = settings(tmp_path / name)
    table = read_ready_table(given)
    assert has_places(given) == table.has_area == (name != "t.parquet")
    assert describe_table(table)["coordinates"] == ("none" if name == "t.parquet" else "polygons")
    assert describe_table(table)["missing_share"] == {"slope": 0.0, "rock": 0.3333, "code": 0.3333}
    if table.has_area:
        assert table.places.area.to_numpy() == pytest.approx(50)


def test_degrees_become_metres(tmp_path):
    plain = frame().assign(e=-79.0 + 0.001 * np.arange(N), n=-4.0)
    plain.to_csv(tmp_path / "t.csv", index=False)
    places = read_ready_table(settings(tmp_path / "t.csv", x="e", y="n", crs="EPSG:4326")).places
    assert places.crs.is_projected
    assert places.iloc[0].distance(places.iloc[1]) == pytest.approx(111.0, abs=1.0)  # 0.001 degrees at 4 S
    with pytest.raises(InputError, match="look like degrees"):
        read_ready_table(settings(tmp_path / "t.csv", x="e", y="n"))


@pytest.mark.parametrize("labels", [[True, False], ["TRUE", "false"], ["1", "0"], [1.0, 0.0]])
def test_labels_may_be_words(tmp_path, labels):
    frame().assign(slid=labels * (N // 2)).to_csv(tmp_path / "t.csv", index=False)
    assert read_ready_table(settings(tmp_path / "t.csv")).landslides[:2].tolist() == [1, 0]


def broken(column, row, value):
    table = frame().astype({column: object})
    table.loc[row, column] = value
    return table


@pytest.mark.parametrize(
    ("table", "change", "fault"),
    [
        (frame().drop(columns="slope"), {}, "no column 'slope'"),
        (frame().iloc[:0], {}, "no rows"),
        (broken("id", 3, "u1"), {}, r"repeated ids \(row 4; 1 in all\)"),
        (broken("id", 3, None), {}, "blank ids"),
        (broken("slid", 5, 2), {}, r"'slid' says '2' \(row 6"),
        (broken("slid", 5, None), {}, "'slid' says"),
        (frame().assign(slid=0), {}, "0 units have a landslide"),
        (frame().assign(slid=1), {}, "0 have none"),
        (broken("slope", 7, "steep"), {}, "holds text such as 'steep'"),
        (broken("slope", 7, np.inf), {}, r"infinite values \(row 8"),
        (frame().assign(slope=np.nan), {}, "no value in any row"),
        (frame().assign(rock=None), {}, "'rock' has no value in any row"),
        (frame(), {"categorical": ["code"]}, "holds text such as 'shale'"),
        (broken("e", 2, np.nan), {"x": "e", "y": "n"}, r"units without coordinates \(row 3"),
    ],
)
def test_faults_are_named_with_column_and_row(tmp_path, table, change, fault):
    table.to_csv(tmp_path / "t.csv", index=False)
    with pytest.raises(InputError, match=fault):
        read_ready_table(settings(tmp_path / "t.csv", **change))


def test_places_must_be_all_there_and_of_one_kind(tmp_path):
    shapes = [Point(x, 4e6) for x in frame()["e"]]
    for wrong, fault in ((None, "without geometry"), (box(0, 0, 1, 1), "points or polygons")):
        gpd.GeoDataFrame(frame(), geometry=[*shapes[:-1], wrong], crs=32617).to_file(tmp_path / "t.gpkg")
        with pytest.raises(InputError, match=fault):
            read_ready_table(settings(tmp_path / "t.gpkg"))


def test_a_file_that_is_no_table(tmp_path):
    (tmp_path / "t.gpkg").write_text("nothing")
    with pytest.raises(InputError, match="cannot be read"):
        read_ready_table(settings(tmp_path / "t.gpkg"))


def test_the_ecuador_points_are_a_table(shared_real):
    folder = shared_real / "ecuador_landslides"
    columns = {"label": "lslpts", "factors": ["slope", "cplan", "cprof", "elev", "log10_carea"]}
    vector = read_ready_table(TableSettings(file=folder / "lsl_350pts.gpkg", **columns))
    text = read_ready_table(TableSettings(file=folder / "lsl_350pts.csv", x="x", y="y", **columns))
    assert vector.landslides.sum() == text.landslides.sum() == 175
    for name in columns["factors"]:
        np.testing.assert_allclose(vector.factors[name], text.factors[name])


@pytest.mark.parametrize("name", ["t.csv", "t.shp"])
def test_chinese_classes_in_gbk_that_does_not_say_so(tmp_path, name):
    rocks = ["砂岩", "页岩", None] * (N // 3)
    plain = frame().assign(rock=rocks)
    if name == "t.csv":
        plain.to_csv(tmp_path / name, index=False, encoding="gbk")
    else:
        points = gpd.points_from_xy(plain["e"], plain["n"], crs=32617)
        gpd.GeoDataFrame(plain, geometry=points).to_file(tmp_path / name, encoding="GBK")
        (tmp_path / "t.cpg").unlink()
    table = read_ready_table(settings(tmp_path / name))
    assert table.factors["rock"][:3].tolist() == rocks[:3]
