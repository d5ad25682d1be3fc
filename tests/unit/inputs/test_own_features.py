"""Checks of features whose density is a factor, and of those that a distance is measured to."""

from pathlib import Path

import geopandas as gpd
import pytest
from raster_makers import CELL, COLUMNS, NORTH, ROWS, UTM, WEST
from rasterio.crs import CRS
from shapely import GeometryCollection, LineString, MultiPoint, Point, box

from scarpwatch.errors import ConfigError, InputError
from scarpwatch.inputs.own_features import check_density
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.vectors.checks import check_lines

EAST, SOUTH = WEST + COLUMNS * CELL, NORTH - ROWS * CELL
KEY, ANY = "factors.more.roads", "points, lines or polygons"
LINE = LineString([(WEST, SOUTH), (EAST, NORTH)])
SPRING, POND = Point(WEST + 99, NORTH - 99), box(WEST, SOUTH, WEST + 99, SOUTH + 99)
AROUND = [Point(WEST - 5000, NORTH), Point(EAST + 5000, SOUTH)]  # its box holds the area, no feature is near


@pytest.fixture
def area(tmp_path: Path) -> Area:
    return Area(tmp_path / "dem.tif", 1, CRS.from_string(UTM), (WEST, SOUTH, EAST, NORTH))


def save(path: Path, shapes: list) -> Path:
    gpd.GeoDataFrame({"id": range(len(shapes))}, geometry=shapes, crs=UTM).to_file(path)
    return path


@pytest.mark.parametrize(
    ("shapes", "unit"), [([SPRING, MultiPoint([SPRING])], "1/km2"), ([LINE], "km/km2"), ([POND], "1")]
)
def test_sound_features_of_each_kind(tmp_path, area, shapes, unit):
    path = save(tmp_path / "a.gpkg", shapes)
    found = check_density(path, area, key=KEY, radius_m=500, cell_m=50)
    assert found["unit"] == unit and found["features_near_area"] == len(shapes)
    assert "notes" not in check_lines(path, area, margin_m=500, wanted=ANY)


def test_several_kinds_have_a_distance_and_no_density(tmp_path, area):
    path = save(tmp_path / "a.gpkg", [SPRING, LINE])
    assert check_lines(path, area, margin_m=500, wanted=ANY)["features_near_area"] == 2
    with pytest.raises(
        InputError,
        match=r"points and lines, whose densities have no common unit.*factors\.more\.roads\.layer",
    ):
        check_density(path, area, key=KEY, radius_m=500)
    # One of another kind that is far away does not matter.
    path = save(tmp_path / "b.gpkg", [AROUND[0], LINE])
    assert check_density(path, area, key=KEY, radius_m=500)["unit"] == "km/km2"
    collection = save(tmp_path / "c.gpkg", [GeometryCollection([SPRING, LINE])])
    for check in (
        lambda: check_lines(collection, area, margin_m=500, wanted=ANY),
        lambda: check_density(collection, area, key=KEY, radius_m=500),
    ):
        with pytest.raises(InputError, match="GeometryCollection"):
            check()


def test_none_near_the_area_is_told_and_none_at_all_is_refused(tmp_path, area):
    path = save(tmp_path / "a.gpkg", AROUND)
    (note,) = check_lines(path, area, margin_m=2000, wanted=ANY)["notes"]
    assert note == "none of its features lies within 2000 m of the area: the distance is 2000 m everywhere"
    assert "notes" not in check_lines(path, area, margin_m=6000, wanted=ANY)
    (note,) = check_density(path, area, key=KEY, radius_m=500)["notes"]
    assert note == "none of its features lies within 500 m of the area: the density is 0 everywhere"
    lines = save(tmp_path / "b.gpkg", [LineString([place, (place.x, place.y + 9)]) for place in AROUND])
    (note,) = check_lines(lines, area, margin_m=2000)["notes"]
    assert "the distance is 2000 m everywhere" in note
    aside = save(tmp_path / "d.gpkg", AROUND[:1])  # of the region, with none near
    assert (
        "the distance is 2000 m everywhere" in check_lines(aside, area, margin_m=2000, wanted=ANY)["notes"][0]
    )
    away = save(tmp_path / "c.gpkg", [Point(AROUND[0].x + 90_000, AROUND[0].y)])
    for check in (
        lambda: check_lines(away, area, margin_m=2000, wanted=ANY),
        lambda: check_density(away, area, key=KEY, radius_m=2000),
    ):
        with pytest.raises(InputError, match="does not overlap the DEM"):
            check()


def test_lines_and_points_that_are_there_twice_are_told(tmp_path, area):
    turned = LineString(list(LINE.coords)[::-1])
    path = save(tmp_path / "a.gpkg", [LINE, turned, LineString([(WEST, NORTH), (EAST, SOUTH)])])
    (note,) = check_density(path, area, key=KEY, radius_m=500)["notes"]
    assert note == "1 of its 3 lines are there once more and count again"
    assert "notes" not in check_density(save(tmp_path / "b.gpkg", [POND, POND]), area, key=KEY, radius_m=500)


def test_a_radius_smaller_than_a_cell_is_refused(tmp_path, area):
    path = save(tmp_path / "a.gpkg", [LINE])
    with pytest.raises(
        ConfigError, match=r"factors\.more\.roads\.radius_m: a radius of 49 m is smaller than a cell"
    ):
        check_density(path, area, key=KEY, radius_m=49, cell_m=50)
