"""Places and exposed features, one test per fault."""

import geopandas as gpd
import pytest
from raster_makers import CELL, COLUMNS, NORTH, ROWS, UTM, WEST
from rasterio.crs import CRS
from shapely import LineString, Point, box

from scarpwatch.errors import InputError
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.vectors.exposure import check_exposed, check_places, read_exposed, read_places

EAST, SOUTH = WEST + COLUMNS * CELL, NORTH - ROWS * CELL
MIDDLE = Point((WEST + EAST) / 2, (SOUTH + NORTH) / 2)
KEY = "report.exposure.roads"


@pytest.fixture
def area(tmp_path):
    return Area(tmp_path / "dem.tif", 1, CRS.from_user_input(UTM), (WEST, SOUTH, EAST, NORTH))


def save(path, shapes, **columns):
    gpd.GeoDataFrame(columns or {"id": range(len(shapes))}, geometry=shapes, crs=UTM).to_file(path)
    return path


def test_places_have_names_of_one_line_and_those_without_are_told(tmp_path, area):
    names = ["New\nTown <b>", " ", None, "\u5e7f\u5dde" * 60]
    path = save(tmp_path / "a.gpkg", [MIDDLE] * 4, name=names)
    places, found = read_places(path, area, column="name")
    assert places["name"][0] == "New Town <b>"
    assert len(places) == 2 and len(places["name"][1]) == 80
    assert "2 of its 4 places have no name" in found["notes"][0]
    assert check_places(path, area, column="name") == found


def test_places_around_the_area_count(tmp_path, area):
    near, far = Point(EAST + 15_000, SOUTH), Point(EAST + 35_000, SOUTH)
    path = save(tmp_path / "a.gpkg", [near, far], name=["near", "far"])
    assert list(read_places(path, area, column="name")[0]["name"]) == ["near"]
    _, found = read_places(save(tmp_path / "b.gpkg", [far], name=["far"]), area, column="name")
    assert "none of its places lies within 20 km" in found["notes"][0]


def test_names_must_be_there(tmp_path, area):
    path = save(tmp_path / "a.gpkg", [MIDDLE], ort=["x"])
    with pytest.raises(InputError, match=r"no column 'name'.*Set report.places.column to one of ort"):
        read_places(path, area, column="name")
    with pytest.raises(InputError, match="blank everywhere"):
        read_places(save(tmp_path / "b.gpkg", [MIDDLE], name=[None]), area, column="name")


def test_copies_of_a_feature_count_once(tmp_path, area):
    road = LineString([(WEST, SOUTH), (EAST, NORTH)])
    path = save(tmp_path / "a.gpkg", [road, road.reverse(), LineString([(WEST, NORTH), (EAST, SOUTH)])])
    features, kind, found = read_exposed(path, area, key=KEY)
    assert (len(features), kind) == (2, "lines")
    assert "1 of its 3 lines are there more than once" in found["notes"][0]
    assert check_exposed(path, area, key=KEY) == found


def test_features_of_several_kinds_are_refused_and_none_in_the_area_is_told(tmp_path, area):
    with pytest.raises(InputError, match=r"points and polygons.*report.exposure.roads.layer"):
        read_exposed(save(tmp_path / "a.gpkg", [MIDDLE, box(WEST, SOUTH, EAST, NORTH)]), area, key=KEY)
    features, kind, found = read_exposed(
        save(tmp_path / "b.gpkg", [Point(EAST + 9000, SOUTH)]), area, key=KEY
    )
    assert features.empty and kind is None and "none of its features" in found["notes"][0]
