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
    assert table["label"].tolist() == [1, 1, 0]
    assert table["landslide_distance_m"].tolist() == [0, 0, 50]
    assert counts.as_dict() == {
        "total": 5,
        "without_geometry": 1,
        "inside": 3,
        "outside": 1,
        "masked": 1,
        "near_border": 2,  # the second point lies half a metre from the edge of the area
        "moved": 0,
        "units_with_landslides": 2,
        "units_left_out": 0,
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


def test_dropping_leaves_out_all_units_that_a_landslide_may_lie_in(labels):
    points = inventory(
        Point(500103, 3999900),  # 3 m inside unit 2: it may be in unit 1
        Point(500203, 3999900),  # masked, 3 m from unit 2
        Point(500297, 3999900),  # masked, 3 m from unit 3
    )
    polygons = units_to_polygons(labels, GRID)
    options = {"labels": labels, "position_error_m": 5.0, "at_border": "drop"}
    table, counts = count_landslides(points, polygons, GRID, **options)
    assert table["label"].tolist() == [-1, -1, -1] and table["landslides"].tolist() == [0, 1, 0]
    assert (counts.near_border, counts.units_left_out, counts.units_with_landslides) == (1, 3, 0)
    certain = inventory(*points.geometry, Point(500050, 3999900))
    table, counts = count_landslides(certain, polygons, GRID, **options)
    assert table["label"].tolist() == [1, -1, -1]


def test_the_most_probable_unit_takes_a_landslide_in_a_corner():
    """A point in the corner of a small unit, most of whose error disc lies in its neighbour."""
    corner = np.ones(GRID.shape, np.int32)
    corner[:2, :2] = 2
    points = inventory(Point(500019, 3999981), Point(500005, 3999995), Point(500250, 3999900))
    options = {"labels": corner, "position_error_m": 8.0}
    table, counts = count_landslides(points, units_to_polygons(corner, GRID), GRID, **options)
    assert table["landslides"].tolist() == [1, 2] and counts.near_border == 2
    table, counts = count_landslides(
        points, units_to_polygons(corner, GRID), GRID, **options, at_border="probable"
    )
    assert table["landslides"].tolist() == [2, 1] and table["label"].tolist() == [1, 1]
    assert (counts.near_border, counts.moved) == (2, 1)


def test_a_share_of_the_unit_must_be_covered(labels):
    polygons = inventory(
        box(500000, 3999800, 500050, 4000000),  # half of unit 1 ...
        box(500025, 3999800, 500060, 4000000),  # ... and with this one, 60 %
        box(500180, 3999800, 500290, 4000000),  # a fifth of unit 2, otherwise masked
    )
    units = units_to_polygons(labels, GRID)
    for least, expected in ((0.55, [1, -1, 0]), (0.15, [1, 1, 0]), (0.65, [-1, -1, 0])):
        table, _ = count_landslides(polygons, units, GRID, labels=labels, min_share=least)
        assert table["label"].tolist() == expected
    assert table["covered_share"].tolist() == pytest.approx([0.6, 0.2, 0])
    assert table["landslides"].tolist() == [2, 1, 0]
    with_point = inventory(*polygons.geometry, Point(500350, 3999900))
    table, _ = count_landslides(with_point, units, GRID, labels=labels, min_share=0.65)
    assert table["label"].tolist() == [-1, -1, 1]


def test_days_of_the_first_landslide(labels):
    points = inventory(Point(500050, 3999900), Point(500051, 3999900), Point(), Point(500150, 3999900))
    days = np.array(["2021-05-01", "2019-03-02", "2000-01-01", "NaT"], "datetime64[D]")
    table, counts = count_landslides(points, units_to_polygons(labels, GRID), GRID, labels=labels, days=days)
    assert table["first_landslide"].fillna("-").tolist() == ["2019-03-02", "-", "-"]
    assert table["undated"].tolist() == [0, 1, 0] and counts.undated == 1


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
