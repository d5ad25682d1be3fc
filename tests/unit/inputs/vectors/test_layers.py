"""Layers of vector files: chosen, read, repaired, and the same through every door."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from scarpwatch.errors import InputError
from scarpwatch.inputs.vectors.layers import find_layer, read_features

PLACES = [(113.600 + 0.004 * n, 23.600 + 0.003 * (n % 5)) for n in range(15)]
ROCKS = ["砂岩", "石灰岩", "页岩"]


def truth() -> gpd.GeoDataFrame:
    """Fifteen landslides with kind, day and volume, in degrees of CGCS2000."""
    return gpd.GeoDataFrame(
        {
            "kind": [ROCKS[n % 3] for n in range(15)],
            "day": [f"2020-06-{n + 1:02}" for n in range(15)],
            "volume": [1000.0 * n for n in range(15)],
        },
        geometry=[Point(place) for place in PLACES],
        crs="EPSG:4490",
    )


def saved(name: str, crs: str | None = None, **options: object) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        frame = truth() if crs is None else truth().to_crs(crs)
        frame.to_file(folder / name, **options)  # type: ignore[arg-type]
        return folder / name

    return write


def gbk(folder: Path) -> Path:
    path = saved("slides.shp", "EPSG:4547", encoding="GBK")(folder)
    path.with_suffix(".cpg").unlink()
    return path


def zipped(inside: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = gbk(folder)
        with zipfile.ZipFile(folder / "slides.zip", "w") as archive:
            for suffix in (".shp", ".shx", ".dbf", ".prj"):
                archive.write(path.with_suffix(suffix), f"{inside}slides{suffix}")
        return folder / "slides.zip"

    return write


def csv(folder: Path) -> Path:
    frame = truth()
    table = pd.DataFrame(
        {**frame.drop(columns="geometry"), "经度": frame.geometry.x, "纬度": frame.geometry.y}
    )
    table.to_csv(folder / "slides.csv", index=False, encoding="gbk")
    return folder / "slides.csv"


DOORS = {
    "GeoPackage, Gauss-Kruger": saved("slides.gpkg", "EPSG:4547"),
    "Shapefile, GBK": gbk,
    "Shapefile, UTF-8": saved("slides.shp", "EPSG:4490", encoding="UTF-8"),
    "GeoJSON": saved("slides.geojson", "EPSG:4326"),
    "KML": saved("slides.kml", "EPSG:4326", driver="KML"),
    "FlatGeobuf": saved("slides.fgb", "EPSG:32649"),
    "ZIP": zipped(""),
    "ZIP with a folder": zipped("滑坡/"),
    "CSV": csv,
}


@pytest.mark.parametrize("door", DOORS)
def test_the_same_landslides_come_through_every_door(tmp_path: Path, door: str) -> None:
    layer = find_layer(DOORS[door](tmp_path))
    frame, _ = read_features(layer)
    assert layer.features == len(frame) == 15
    assert {"kind", "day", "volume"} <= set(layer.columns)
    # FlatGeobuf orders features by place.
    frame = frame.to_crs("EPSG:4490").sort_values("volume", key=lambda column: column.astype(float))
    assert np.abs(frame.geometry.get_coordinates().to_numpy() - PLACES).max() < 1e-7  # a centimetre
    assert frame["kind"].tolist() == truth()["kind"].tolist()
    assert frame["day"].astype(str).str.slice(0, 10).tolist() == truth()["day"].tolist()
    assert frame["volume"].astype(float).tolist() == truth()["volume"].tolist()
    assert not frame.has_z.any()


@pytest.mark.parametrize("door", DOORS)
def test_a_box_keeps_what_lies_in_it(tmp_path: Path, door: str) -> None:
    layer = find_layer(DOORS[door](tmp_path))
    every, _ = read_features(layer)
    chosen = every[every["volume"].astype(float).between(2000, 5000)]
    west, south, east, north = chosen.total_bounds
    part, _ = read_features(layer, bounds=(west - 1e-6, south - 1e-6, east + 1e-6, north + 1e-6))
    assert sorted(part["volume"].astype(float)) == [2000.0, 3000.0, 4000.0, 5000.0]


def test_a_layer_is_chosen_and_never_guessed(tmp_path: Path) -> None:
    path = tmp_path / "both.gpkg"
    for name, x in (("roads", 1.0), ("faults", 2.0)):
        gpd.GeoDataFrame(geometry=[Point(x, 0)], crs=4326).to_file(path, layer=name)
    with pytest.raises(InputError, match="several layers: roads, faults") as caught:
        find_layer(path)
    assert "factors.layers" in caught.value.cure
    assert read_features(find_layer(path, "faults"))[0].geometry.iloc[0].x == 2.0
    with pytest.raises(InputError, match=r"no layer 'rivers' \(found: roads, faults\)"):
        find_layer(path, "rivers")


def test_a_table_beside_the_layer_is_no_layer(tmp_path: Path) -> None:
    saved("slides.gpkg")(tmp_path)
    pyogrio.write_dataframe(pd.DataFrame({"styleQML": ["a"]}), tmp_path / "slides.gpkg", layer="layer_styles")
    assert find_layer(tmp_path / "slides.gpkg").name == "slides"


def test_what_is_no_layer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        find_layer(tmp_path / "none.gpkg")
    (tmp_path / "text.gpkg").write_text("no vectors")
    with pytest.raises(InputError, match="cannot be read"):
        find_layer(tmp_path / "text.gpkg")
    path = saved("slides.shp")(tmp_path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(InputError, match="does not say its CRS") as caught:
        find_layer(path)
    assert ".prj" in caught.value.cure
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(InputError, match="no ZIP, or truncated"):
        find_layer(tmp_path / "cut.zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(InputError, match="no file in it is a vector file"):
        find_layer(tmp_path / "other.zip")
    with pytest.raises(InputError, match="has no layer 'a'"):
        find_layer(csv(tmp_path), "a")


def test_shapes_are_flat_and_whole(tmp_path: Path) -> None:
    bowtie = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    touching = Polygon(
        [(4, 0), (6, 0), (6, 2), (5, 2), (5.5, 1), (4.5, 1), (5, 2), (4, 2)]
    )  # a hole by its ring
    shapes = [
        box(2, 0, 3, 1),
        bowtie,
        touching,
        MultiPolygon([box(0, 5, 1, 6), box(2, 5, 3, 6)]),
        Polygon([(7, 0, 100), (8, 0, 200), (8, 1, 300)]),
        None,
        LineString([(0, 9), (1, 9)]),
    ]
    gpd.GeoDataFrame({"n": range(7)}, geometry=shapes, crs=32649).to_file(tmp_path / "a.gpkg")
    frame, notes = read_features(find_layer(tmp_path / "a.gpkg"))
    assert notes == ("2 invalid shapes were repaired (features 2, 3)",)
    assert frame.geometry.isna().tolist() == [False] * 5 + [True, False]
    known = frame[frame.geometry.notna()]
    assert known.is_valid.all()
    assert not known.has_z.any()
    assert known.area.tolist() == pytest.approx([1, 0.5, 3.5, 2, 0.5, 0])


def test_a_shape_of_which_nothing_is_left_is_named(tmp_path: Path) -> None:
    flat = Polygon([(0, 0), (1, 1), (0, 0), (0, 0)])
    gpd.GeoDataFrame(geometry=[box(2, 0, 3, 1), flat], crs=32649).to_file(tmp_path / "a.gpkg")
    with pytest.raises(InputError, match=r"a\.gpkg: feature 2 has an invalid shape .* no polygon is left"):
        read_features(find_layer(tmp_path / "a.gpkg"))


def test_no_features(tmp_path: Path) -> None:
    truth().iloc[:0].to_file(tmp_path / "a.gpkg", geometry_type="Point")
    layer = find_layer(tmp_path / "a.gpkg")
    assert layer.features == 0
    assert np.isnan(layer.bounds).all()


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_one_point_without_numbers_has_no_place_and_the_others_do(tmp_path: Path, wrong: float) -> None:
    frame = truth()
    frame.loc[3, "geometry"] = Point(wrong, 23.6)
    pyogrio.write_dataframe(frame, tmp_path / "a.gpkg")
    layer = find_layer(tmp_path / "a.gpkg")
    features, notes = read_features(layer)
    if not np.isnan(wrong):  # GDAL starts its bounds anew at NaN
        assert layer.bounds == pytest.approx(tuple(frame.geometry.drop(3).total_bounds))
    assert features.geometry.isna().tolist() == [row == 3 for row in range(15)]
    assert "1 shape has coordinates that are no numbers and no place" in notes[-1]
