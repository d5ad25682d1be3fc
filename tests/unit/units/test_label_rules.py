"""Position error, covered share and distance."""

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import Point, box

from scarpwatch.grids.grid import Grid
from scarpwatch.units.label_rules import (
    covered_shares,
    distance_to_landslides,
    main_units,
    most_probable_units,
    other_rules,
    touched_units,
    units_within_error,
    within_error,
)
from scarpwatch.units.labels import count_landslides

UNITS = gpd.GeoDataFrame(
    {"unit_id": [7, 3]}, geometry=[box(0, 0, 100, 100), box(100, 0, 200, 100)], crs=32617
)


def shapes(*items):
    return np.array(items, dtype=object)


def test_units_within_the_error_of_a_point():
    points = shapes(Point(95, 50), Point(20, 50), Point(205, 50), Point(300, 50))
    pairs = units_within_error(points, np.array([0, 1, 2, 3]), UNITS, 10.0)
    assert sorted(pairs.itertuples(index=False, name=None)) == [(0, 3), (0, 7), (1, 7), (2, 3)]


def test_the_unit_with_most_of_the_disc_and_the_lower_number_of_equals():
    points = shapes(Point(95, 50), Point(100, 50))
    pairs = units_within_error(points, np.array([0, 1]), UNITS, 10.0)
    best = most_probable_units(pairs, points, UNITS, 10.0)
    assert best["unit_id"].tolist() == [7, 3]


def test_overlapping_landslides_cover_once():
    pairs = touched_units(
        shapes(box(0, 0, 50, 100), box(25, 0, 75, 100), Point(150, 50), box(200, 0, 300, 100)),
        UNITS,
        cell_m=10,
    )
    shares = covered_shares(pairs, UNITS)
    assert shares.to_dict() == pytest.approx({7: 0.75, 3: 0.0})  # the last one only touches unit 3
    assert pairs["landslide"].tolist() == [0, 1, 2] and pairs["unit_id"].tolist() == [7, 7, 3]


def test_distance_is_from_the_nearest_part_of_the_unit():
    assert distance_to_landslides(shapes(Point(50, 50)), UNITS).tolist() == [0, 50]
    assert distance_to_landslides(shapes(box(-90, 0, -40, 100)), UNITS).tolist() == [40, 140]
    assert np.isinf(distance_to_landslides(shapes(), UNITS)).all()


def test_a_sliver_is_thin_and_not_the_main_part():
    strip, wide, own = box(20, 0, 100.4, 50), box(20, 50, 100.6, 100), box(99.9, 0, 100, 1)
    pairs = touched_units(shapes(strip, wide, own), UNITS, cell_m=10)
    found = pairs[["landslide", "unit_id", "sliver"]].itertuples(index=False, name=None)
    assert list(found) == [(0, 3, True), (0, 7, False), (1, 3, False), (1, 7, False), (2, 7, False)]
    assert main_units(pairs)["unit_id"].tolist() == [7, 7, 7]


def test_a_point_on_a_border_is_in_both_units():
    pairs = touched_units(shapes(Point(100, 50), Point(0, 50), Point(50, 50)), UNITS, cell_m=10)
    found = pairs[["landslide", "unit_id", "on_border"]].itertuples(index=False, name=None)
    assert list(found) == [(0, 3, True), (0, 7, True), (1, 7, True), (2, 7, False)]
    assert main_units(pairs)["unit_id"].tolist() == [3, 7, 7]


def test_the_outline_may_be_wrong_by_the_position_error():
    slides = shapes(box(50, 0, 97, 50), box(50, 0, 103, 50), box(50, 0, 130, 50), Point(99, 50))
    pairs = touched_units(slides, UNITS, cell_m=10)
    possible, certain = within_error(slides, pairs, UNITS, 5.0)
    assert possible["landslide"].value_counts().to_dict() == {0: 2, 1: 2, 2: 2}
    assert list(certain.itertuples(index=False, name=None)) == [(0, 7), (1, 7), (2, 3), (2, 7)]


def large_and_small(seed=4):
    """Square units of 50 and 200 m, and landslides of 20 m spread evenly over them."""
    rng = np.random.default_rng(seed)
    squares = [box(x, y, x + 200, y + 200) for x in range(0, 4000, 200) for y in range(0, 2000, 200)]
    squares += [box(x, y, x + 50, y + 50) for x in range(0, 4000, 50) for y in range(2000, 4000, 50)]
    units = gpd.GeoDataFrame({"unit_id": range(1, len(squares) + 1)}, geometry=squares, crs=32617)
    centres = rng.uniform(20, 3980, (250, 2))
    slides = gpd.GeoDataFrame(geometry=[box(x - 10, y - 10, x + 10, y + 10) for x, y in centres], crs=32617)
    grid = Grid(CRS.from_epsg(32617), Affine(5, 0, 0, 0, -5, 4000), (800, 800))
    table, _ = count_landslides(slides, units, grid)
    return table, units.area.to_numpy()


def test_a_share_that_must_be_covered_favours_small_units_and_touching_large_ones():
    table, area = large_and_small()
    rules = {(row["min_share"], row["below"]): row for row in other_rules(table, area, None)}
    touched, tenth, rest = (rules[key] for key in ((None, "negative"), (0.1, "negative"), (0.1, "neither")))
    assert touched["landslide_units"] == (table["label"] == 1).sum() and touched["touched_free"] == 0
    assert touched["free_units"] == (table["label"] == 0).sum()
    assert (
        touched["area_auc"] > 0.6 and touched["median_area_ratio"] == 1.0
    )  # 64 of 160 000 m2 cannot be a tenth
    assert tenth["area_auc"] < 0.5 and tenth["landslide_units"] == (table["covered_share"] >= 0.1).sum()
    strips = (table["label"] == -1).sum()
    assert tenth["touched_free"] == touched["landslide_units"] + strips - tenth["landslide_units"]
    assert rest["free_units"] == touched["free_units"] and rest["touched_free"] == 0
    assert rules[(None, None)]["landslide_units"] == (table["landslides"] > 0).sum()


def test_points_have_one_rule_only():
    table, area = large_and_small()
    assert other_rules(table.assign(covered_share=0.0), area, None) == []
