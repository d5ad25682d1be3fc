"""Landslides per unit: points and polygons, inside, outside, masked and near a border."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import MultiPoint, MultiPolygon, Point, box

from scarpwatch.grids.grid import Grid
from scarpwatch.units.label_rules import area_alone_auc, decide_labels
from scarpwatch.units.labels import count_landslides
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
        "features": 6,
        "without_geometry": 1,
        "multipart": 0,
        "copies": 0,
        "total": 5,
        "inside": 3,
        "outside": 1,
        "masked": 1,
        "on_border": 0,
        "near_border": 2,  # the second point lies half a metre from the edge of the area
        "moved": 0,
        "units_with_landslides": 2,
        "units_left_out": 0,
        "slivers": 0,
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
    for least, below, expected in (
        (0.55, "neither", [1, -1, 0]),
        (0.55, "negative", [1, 0, 0]),
        (0.15, "neither", [1, 1, 0]),
        (0.65, "neither", [-1, -1, 0]),
        (None, "negative", [1, 1, 0]),
    ):
        table, _ = count_landslides(
            polygons, units, GRID, labels=labels, min_share=least, below_min_share=below
        )
        assert table["label"].tolist() == expected
    assert table["covered_share"].tolist() == pytest.approx([0.6, 0.2, 0])
    assert table["landslides"].tolist() == [2, 1, 0]
    with_point = inventory(*polygons.geometry, Point(500350, 3999900))
    table, _ = count_landslides(
        with_point, units, GRID, labels=labels, min_share=0.65, below_min_share="neither"
    )
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


def cells_of(size, rng):
    """Square units of 5 x 5 cells over a grid, some of them masked."""
    blocks = np.arange(1, size * size + 1).reshape(size, size)
    blocks[rng.random((size, size)) < 0.15] = 0
    numbers = np.unique(blocks[blocks > 0])
    blocks = np.searchsorted(numbers, blocks) + 1
    blocks[~np.isin(np.arange(1, size * size + 1).reshape(size, size), numbers)] = 0
    labels = np.kron(blocks, np.ones((5, 5), int)).astype(np.int32)
    return labels, Grid(GRID.crs, GRID.transform, labels.shape)


def test_120_landslides_in_30_multipoints_are_120():
    rng = np.random.default_rng(1)
    labels, grid = cells_of(12, rng)
    units = units_to_polygons(labels, grid)
    places = [Point(500000 + x, 4000000 - y) for x, y in rng.uniform(0, 600, (120, 2))]
    single, one = count_landslides(inventory(*places), units, grid, labels=labels)
    packed = inventory(*(MultiPoint(places[k : k + 4]) for k in range(0, 120, 4)))
    table, counts = count_landslides(packed, units, grid, labels=labels)
    pd.testing.assert_frame_equal(table, single)
    assert (counts.features, counts.multipart, counts.total) == (30, 30, 120)
    assert (counts.inside, counts.masked) == (one.inside, one.masked) and counts.units_with_landslides > 60
    assert "30 of 30 features have several parts; the 120 parts" in counts.notes()[0]


def test_every_unit_that_a_polygon_touches_is_a_landslide_unit():
    """Also one of which a landslide covers a few hundredths, and wherever most of it lies."""
    rng = np.random.default_rng(2)
    labels, grid = cells_of(12, rng)
    units = units_to_polygons(labels, grid)
    corners, sides = rng.uniform(20, 560, (60, 2)), rng.uniform(5, 60, (60, 2))
    slides = [box(500000 + x, 4000000 - y - h, 500000 + x + w, 4000000 - y) for (x, y), (w, h) in zip(corners, sides, strict=True)]  # fmt: skip
    expected = units.geometry.intersection(MultiPolygon(slides).buffer(0)).area.to_numpy() > 0
    packed = inventory(*(MultiPolygon(slides[k : k + 2]) for k in range(0, 60, 2)))
    for shapes in (inventory(*slides), packed):
        table, counts = count_landslides(shapes, units, grid, labels=labels)
        np.testing.assert_array_equal(table["label"], expected.astype(int))
        assert counts.inside >= table["landslides"].sum() == counts.inside  # each counts in one unit
        assert (expected & (table["landslides"] == 0)).sum() > 15
    from_polygons, _ = count_landslides(packed, units, grid)
    np.testing.assert_array_equal(from_polygons["label"], table["label"])


def test_a_strip_along_a_border_leaves_the_neighbour_undecided(labels):
    slides = inventory(box(500020, 3999850, 500100.3, 3999950), box(500300, 3999850, 500301, 3999950))
    table, counts = count_landslides(slides, units_to_polygons(labels, GRID), GRID, labels=labels)
    assert table["label"].tolist() == [1, -1, 1] and counts.slivers == counts.units_left_out == 1


def test_points_on_a_border_label_both_units_and_count_once(labels):
    """Where two units meet, at the outer border, and in a corner of three; from cells and from polygons."""
    points = inventory(Point(500100, 3999905), Point(500400, 3999950), Point(500200, 3999800))
    units = units_to_polygons(labels, GRID)
    for source in (labels, None):
        table, counts = count_landslides(points, units, GRID, labels=source)
        assert table["label"].tolist() == [1, 1, 1]
        assert table["landslides"].sum() == counts.inside == counts.on_border == 3
        assert (counts.outside, counts.masked) == (0, 0)
    # The cell below and to the right of a border has the point; polygons have no such rule, and the first counts.
    assert table["landslides"].tolist() == [1, 1, 1]
    table, _ = count_landslides(points, units, GRID, labels=labels)
    assert table["landslides"].tolist() == [0, 2, 1]


def test_landslides_at_one_place_count_once_and_keep_their_dates(labels):
    points = inventory(
        Point(500050, 3999900), Point(500050.4, 3999900), Point(500050, 3999900), Point(500060, 3999900)
    )
    days = np.array(["2021-05-01", "2019-03-02", "NaT", "NaT"], "datetime64[D]")
    table, counts = count_landslides(points, units_to_polygons(labels, GRID), GRID, labels=labels, days=days)
    assert table["landslides"].tolist() == [2, 0, 0] and table["first_landslide"][0] == "2019-03-02"
    assert (counts.total, counts.copies, counts.inside) == (2, 2, 2)
    assert "2 of 4 landslides lie at the place of another" in counts.notes()[0]


def test_polygons_within_the_position_error(labels):
    units = units_to_polygons(labels, GRID)
    slides = inventory(
        box(500020, 3999850, 500097, 3999950),  # 3 m from unit 2
        box(500320, 3999850, 500390, 3999950),  # well inside unit 3
    )
    options = {"labels": labels, "position_error_m": 5.0}
    table, counts = count_landslides(slides, units, GRID, **options)
    assert table["label"].tolist() == [1, 0, 1] and counts.near_border == 1
    table, _ = count_landslides(slides, units, GRID, **options, at_border="drop")
    assert table["label"].tolist() == [1, -1, 1]  # the first lies in unit 1 for certain


def test_the_choice_of_labels_tells_the_auc_of_the_area():
    table = pd.DataFrame({"label": [1, 1, 0, 0, 0, -1], "covered_share": [0.5, 0.2, 0.01, 0, 0, 0]})
    area = np.array([5.0, 2.0, 3.0, 1.0, 2.0, 9.0])
    assert area_alone_auc(table["label"].to_numpy(), area) == pytest.approx((3 + 1 + 0.5) / 6)
    all_slid = decide_labels(table.assign(label=1), area, None, "negative")["reason"]
    assert "nan" not in all_slid and "no units of one of the two classes" in all_slid
    decision = decide_labels(table, area, 0.1, "negative")
    assert "AUC of 0.75" in decision["reason"] and "1 that polygons touch count as free" in decision["reason"]
    assert (
        decision["notable"]
        and not decide_labels(table.assign(covered_share=0.0), area, None, "negative")["notable"]
    )
