"""Landslides per unit: points and polygons, inside, outside, masked and near a border."""

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import Point, box

from scarpwatch.grid import Grid
from scarpwatch.units.labels import count_landslides, select_landslides
from scarpwatch.units.polygons import units_to_polygons

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (20, 40))


@pytest.fixture
def labels():
    """Units 1 and 2 side by side, a masked strip of 10 columns, unit 3 in the east."""
    result = np.zeros(GRID.shape, np.int32)
    result[:, :10], result[:, 10:20], result[:, 30:] = 1, 2, 3
    return result


def inventory(*shapes):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=GRID.crs)


def test_points_are_counted_where_they_lie(labels):
    points = inventory(
        Point(500050, 3999900),  # unit 1
        Point(500051, 3999800.5),  # unit 1, on the last row
        Point(500103, 3999900),  # unit 2, 3 m from unit 1
        Point(500250, 3999900),  # masked
        Point(500500, 3999900),  # outside
        Point(),
    )
    polygons = units_to_polygons(labels, GRID)
    table, counts = count_landslides(points, polygons, GRID, labels=labels, position_error_m=5.0)
    assert table["unit_id"].tolist() == [1, 2, 3]
    assert table["landslides"].tolist() == [2, 1, 0]
    assert counts.as_dict() == {
        "total": 5,
        "without_geometry": 1,
        "inside": 3,
        "outside": 1,
        "masked": 1,
        "near_border": 2,  # the second point lies half a metre from the edge of the area
        "units_with_landslides": 2,
    }


def test_no_position_error_means_none_near_a_border(labels):
    points = inventory(Point(500100.001, 3999900))
    _, counts = count_landslides(points, units_to_polygons(labels, GRID), GRID, labels=labels)
    assert counts.near_border == 0


def test_a_landslide_polygon_counts_once_where_most_of_it_lies(labels):
    polygons = inventory(
        box(500050, 3999850, 500130, 3999950),  # 50 m in unit 1, 30 m in unit 2
        box(500180, 3999850, 500290, 3999950),  # mostly masked, the rest in unit 2
        box(500351, 3999951, 500353, 3999953),  # smaller than a cell, in unit 3
        box(500220, 3999850, 500280, 3999950),  # masked
        box(499000, 3999850, 500020, 3999950),  # its middle is outside, its end in unit 1
    )
    table, counts = count_landslides(polygons, units_to_polygons(labels, GRID), GRID, labels=labels)
    assert table["landslides"].tolist() == [2, 1, 1]
    assert (counts.inside, counts.masked, counts.outside) == (4, 1, 0)


def test_overlapping_units_each_count_the_landslide():
    units = gpd.GeoDataFrame(
        {"unit_id": [1, 2]},
        geometry=[box(500000, 3999800, 500200, 4000000), box(500100, 3999800, 500300, 4000000)],
        crs=GRID.crs,
    )
    points = inventory(Point(500150, 3999900), Point(500250, 3999900), Point(500350, 3999900))
    table, counts = count_landslides(points, units, GRID, position_error_m=1.0)
    assert table["landslides"].tolist() == [1, 2]
    assert (counts.inside, counts.masked, counts.near_border) == (2, 1, 0)


def test_no_landslide_is_zero_everywhere(labels):
    table, counts = count_landslides(inventory(), units_to_polygons(labels, GRID), GRID, labels=labels)
    assert table["landslides"].tolist() == [0, 0, 0]
    assert counts.total == 0


@pytest.mark.parametrize("said", [["TRUE", "false", None], [True, False, None]])
def test_a_column_may_tell_landslides_from_others(said):
    frame = gpd.GeoDataFrame({"slide": said}, geometry=[Point(0, 0)] * 3, crs=GRID.crs)
    assert len(select_landslides(frame, "slide", "true")) == 1
    assert len(select_landslides(frame, None, None)) == 3
    with pytest.raises(KeyError):
        select_landslides(frame, "kind", "true")
