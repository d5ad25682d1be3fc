"""Reading and refusing ready tables."""

import geopandas as gpd
import numpy as np
import pytest
from ready_tables import N, frame, settings
from shapely.geometry import MultiPoint, Point, box

from scarpwatch.config.susceptibility.table import TableSettings
from scarpwatch.errors import ConfigError, InputError
from scarpwatch.inputs.tables.ready_table import describe_table, has_places, read_ready_table


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


@pytest.mark.parametrize(
    "labels", [[True, False], ["TRUE", "false"], ["1", "0"], [1.0, 0.0], ["1.00", "0.00"]]
)
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
        (broken("slid", 5, 0.2), {}, r"'slid' says '0.2' \(row 6"),
        (broken("slid", 5, None), {}, r"the label column 'slid' is blank \(row 6; 1 in all"),
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


def test_points_saved_as_multipoints_of_one_are_points(tmp_path):
    shapes = [MultiPoint([(x, 4e6)]) for x in frame()["e"]]
    gpd.GeoDataFrame(frame(), geometry=shapes, crs=32617).to_file(tmp_path / "t.gpkg")
    places = read_ready_table(settings(tmp_path / "t.gpkg")).places
    assert set(places.geom_type) == {"Point"} and places.x.tolist() == frame()["e"].tolist()
    shapes[3] = MultiPoint([(0, 4e6), (1, 4e6)])
    gpd.GeoDataFrame(frame(), geometry=shapes, crs=32617).to_file(tmp_path / "t.gpkg")
    with pytest.raises(InputError, match="points or polygons"):
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


@pytest.mark.parametrize("ending", [",", ",,", ";", "\t"])
def test_rows_that_end_with_separators(tmp_path, ending):
    """As spreadsheets write them: read with the first column as an index, every value would belong to its neighbour."""
    plain = frame()
    plain.to_csv(tmp_path / "t.csv", index=False, sep=ending[0])
    head, *rows = (tmp_path / "t.csv").read_text().splitlines()
    (tmp_path / "t.csv").write_text("\n".join([head, *(row + ending for row in rows)]) + "\n")
    table = read_ready_table(settings(tmp_path / "t.csv"))
    np.testing.assert_array_equal(table.landslides, plain["slid"])
    np.testing.assert_allclose(table.factors["slope"], plain["slope"])
    assert table.names.tolist() == plain["id"].tolist()
    assert "60 rows end with separators" in describe_table(table)["notes"][0]


def test_the_header_ends_with_a_comma_too_or_rows_end_early(tmp_path):
    plain = frame().assign(last=[*["a"] * (N - 2), "", ""])
    lines = plain.to_csv(index=False).splitlines()
    (tmp_path / "t.csv").write_text("\n".join(line + "," for line in lines) + "\n,,,,,,,\n")
    assert read_ready_table(settings(tmp_path / "t.csv")).landslides.sum() == N // 2
    (tmp_path / "t.csv").write_text("\n".join(line.rstrip(",") for line in lines))
    table = read_ready_table(settings(tmp_path / "t.csv", factors=["slope", "last"], categorical=["last"]))
    assert table.factors["last"][-3:].tolist() == ["a", None, None]
    (tmp_path / "t.csv").write_text("\n".join([*lines[:9], lines[9] + ",7", *lines[10:]]))
    with pytest.raises(InputError, match="line 10 has 9 values for the 8 columns"):
        read_ready_table(settings(tmp_path / "t.csv"))


def test_names_and_codes_stay_as_the_file_writes_them(tmp_path):
    frame().assign(id=[f"{number:05d}" for number in range(N)], code=["010", "8", ""] * (N // 3)).to_csv(
        tmp_path / "t.csv", index=False
    )
    table = read_ready_table(settings(tmp_path / "t.csv"))
    assert table.names[:2].tolist() == ["00000", "00001"]
    assert table.factors["code"][:3].tolist() == ["010", "8", None]


def test_two_columns_of_one_name(tmp_path):
    plain = frame()
    text = plain.assign(other=plain["slope"] + 1).to_csv(index=False)
    (tmp_path / "t.csv").write_text(text.replace("other", "slope", 1))
    with pytest.raises(InputError, match="several columns of the name 'slope'"):
        read_ready_table(settings(tmp_path / "t.csv"))
    given = settings(tmp_path / "t.csv", factors=["rock"], categorical=["rock"])
    assert len(read_ready_table(given).names) == N  # the ones asked for are clear


def with_values(change, share=0.1):
    table = frame().assign(facing=np.linspace(0, 359, N), height=np.linspace(500, 2400, N))
    rows = np.arange(round(share * N))
    for name, value in change.items():
        table[name] = table[name].astype(object)
        table.loc[rows, name] = value
    return table


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"height": -9999.0}, r"'height' holds -9999, which stands for no data, in 6 of 60 rows \(10.0%\)"),
        ({"height": -3.4028234663852886e38}, "stands for no data"),
        ({"slope": -32768.0}, "stands for no data"),
        ({"facing": 5000.0}, "holds 5000, which is no direction"),
        ({"facing": -9999.0}, "stands for no data"),
        ({"rock": "-9999"}, "stands for no data"),
        ({"e": -9999.0}, "stands for no data"),
    ],
)
def test_values_that_cannot_be(tmp_path, kind, change, fault):
    table = with_values(change).astype(
        {"rock": "string"} | ({name: float for name in change if name != "rock"})
    )
    getattr(table, f"to_{kind}")(tmp_path / f"t.{kind}", index=False)
    given = settings(
        tmp_path / f"t.{kind}", factors=["slope", "rock", "height", "facing"], categorical=["rock"],
        circular=["facing"], x="e", y="n",
    )  # fmt: skip
    with pytest.raises(InputError, match=fault):
        read_ready_table(given)


def test_values_that_may_stand_for_no_data_are_told_with_their_share(tmp_path):
    table = with_values({"height": 0.0, "facing": -1.0, "slope": 255.0, "rock": "0"})
    table.to_csv(tmp_path / "t.csv", index=False)
    factors = ["slope", "rock", "height", "facing"]
    found = read_ready_table(
        settings(tmp_path / "t.csv", factors=factors, categorical=["rock"], circular=["facing"])
    )
    assert np.isnan(found.factors["facing"][:6]).all() and not np.isnan(found.factors["facing"][6:]).any()
    told = " | ".join(found.notes)
    for words in (
        "'height' is 0 in",
        "'facing' is -1 in",
        "'slope' is 255 in",
        "'rock': '0' is a class of its own, in",
    ):
        assert words in told
    assert told.count("6 of 60 rows (10.0%)") == 4
    # Directions from -180 to 180, and numbers that pass through 0, are as they are.
    table = with_values({}).assign(
        facing=np.linspace(-179, 180, N), height=np.r_[-1.0, 0.0, np.linspace(-9, 9, N - 2)]
    )
    table.loc[3, "facing"] = -1
    table.to_csv(tmp_path / "t.csv", index=False)
    found = read_ready_table(
        settings(tmp_path / "t.csv", factors=factors[2:], categorical=[], circular=["facing"])
    )
    assert found.notes == () and not np.isnan(found.factors["facing"]).any()


def test_no_column_of_the_ecuador_points_is_doubted(shared_real):
    columns = {
        "label": "lslpts",
        "factors": ["slope", "cplan", "cprof", "elev", "log10_carea"],
        "x": "x",
        "y": "y",
    }
    found = read_ready_table(
        TableSettings(file=shared_real / "ecuador_landslides" / "lsl_350pts.csv", **columns)
    )
    assert found.notes == ()


def test_letters_that_look_alike_are_alike_but_ids_stay_as_they_are(tmp_path):
    plain = (
        frame().rename(columns={"slope": "e\u0301"}).assign(rock=["gre\u0300s", "gr\u00e8s", "NA"] * (N // 3))
    )
    plain.loc[0, "id"] = "e\u0301"
    for name in ("t.csv", "t.parquet"):
        plain.to_csv(tmp_path / name) if name == "t.csv" else plain.to_parquet(tmp_path / name)
        table = read_ready_table(settings(tmp_path / name, factors=["\u00e9", "rock"], categorical=["rock"]))
        assert set(table.factors["rock"]) == {"gr\u00e8s", "NA"} and table.names[0] == "e\u0301"
    plain.loc[1, "id"] = "\u00e9"
    plain.to_csv(tmp_path / "t.csv")
    with pytest.raises(InputError, match=r"repeated ids \(.*1 in all"):
        read_ready_table(settings(tmp_path / "t.csv", factors=["\u00e9"], categorical=[]))


def test_classes_and_ids_without_end_are_refused(tmp_path):
    for column in ("rock", "id"):
        broken(column, 3, "x" * 100_000).to_csv(tmp_path / "t.csv")
        with pytest.raises(InputError, match=r"100,000 characters|endless ids"):
            read_ready_table(settings(tmp_path / "t.csv"))


def test_a_coordinate_system_that_does_not_exist(tmp_path):
    frame().to_csv(tmp_path / "t.csv")
    with pytest.raises(ConfigError, match="no coordinate system EPSG:99999"):
        read_ready_table(settings(tmp_path / "t.csv", x="e", y="n", crs="EPSG:99999"))


@pytest.mark.parametrize("crs", [None, 32617, 3857])
def test_units_that_are_not_on_the_earth(tmp_path, crs):
    shapes = [Point(x, 4e6) for x in frame()["e"]]
    for far in (Point(1e30, 0), Point(5e5, -6e7)):
        spatial = gpd.GeoDataFrame(frame(), geometry=[*shapes[:-1], far], crs=crs)
        spatial.to_parquet(tmp_path / "geo.parquet")
        with pytest.raises(InputError, match=r"farther from the origin .*row 60; 1 in all"):
            read_ready_table(settings(tmp_path / "geo.parquet"))
