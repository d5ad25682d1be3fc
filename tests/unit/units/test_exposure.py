import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, MultiPolygon, Point, box

from scarpwatch.units.exposure import SECTORS, amount_column, amounts_inside, nearest_places

CRS = "EPSG:32650"
UNITS = gpd.GeoDataFrame(
    {"unit_id": [1, 2, 3]},
    geometry=[box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000), box(2000, 0, 3000, 1000)],
    crs=CRS,
)


def features(shapes, **columns):
    return gpd.GeoDataFrame(columns or {"id": range(len(shapes))}, geometry=shapes, crs=CRS)


def test_distance_is_from_the_border_and_the_direction_is_seen_from_the_place():
    told = nearest_places(UNITS, features([Point(500, -300), Point(3600, 500)], name=["South", "East"]))
    assert list(told["place"]) == ["South", "South", "East"]
    np.testing.assert_allclose(told["place_distance_m"], [300, np.hypot(500, 300), 600])
    assert list(told["place_direction"]) == ["N", "NE", "W"]


@pytest.mark.parametrize("number", range(8))
def test_all_directions(number):
    angle = np.radians(45 * number)
    unit = gpd.GeoDataFrame({"unit_id": [1]}, geometry=[box(-10, -10, 10, 10)], crs=CRS)
    place = Point(-500 * np.sin(angle), -500 * np.cos(angle))
    assert nearest_places(unit, features([place], name=["a"]))["place_direction"][0] == SECTORS[number]


def test_a_place_in_a_unit_has_no_direction_and_of_equal_ones_the_first_counts():
    told = nearest_places(UNITS, features([Point(500, 500), Point(300, 300)], name=["first", "second"]))
    assert told.loc[0, "place"] == "first" and told.loc[0, "place_distance_m"] == 0
    assert told.loc[0, "place_direction"] is None


def test_without_places_all_is_missing():
    told = nearest_places(UNITS, features([], name=[]))
    assert told.isna().all().all() and len(told) == 3


def test_roads_are_measured_and_places_in_another_system_are_moved():
    road = features([LineString([(500, 500), (2500, 500)]), LineString([(0, -50), (3000, -50)])])
    expected = [0.5, 1.0, 0.5]
    np.testing.assert_allclose(amounts_inside(UNITS, road, "lines"), expected)
    np.testing.assert_allclose(amounts_inside(UNITS, road.to_crs(4326), "lines"), expected, rtol=1e-4)


def test_buildings_count_in_each_unit_that_they_cover_a_part_of():
    houses = [box(100, 100, 110, 110), box(990, 500, 1010, 510), box(1000, 700, 1010, 710)]
    two_wings = MultiPolygon([box(2100, 100, 2110, 110), box(2150, 100, 2160, 110)])
    assert amounts_inside(UNITS, features([*houses, two_wings]), "polygons").tolist() == [2, 2, 1]
    assert amounts_inside(UNITS, features([Point(5, 5), Point(9999, 5)]), "points").tolist() == [1, 0, 0]
    assert amounts_inside(UNITS, features([]), None).tolist() == [0, 0, 0]


def test_columns_say_what_is_counted():
    assert [amount_column("a", kind) for kind in ("lines", "points", "polygons", None)] == [
        "a_km", "a_count", "a_count", "a_count",
    ]  # fmt: skip
