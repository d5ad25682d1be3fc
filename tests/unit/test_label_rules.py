"""Position error, covered share and distance."""

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import Point, box

from scarpwatch.units.label_rules import (
    covered_shares,
    distance_to_landslides,
    most_probable_units,
    units_within_error,
)

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
    shares, pairs = covered_shares(
        shapes(box(0, 0, 50, 100), box(25, 0, 75, 100), Point(150, 50), box(200, 0, 300, 100)), UNITS
    )
    assert shares.to_dict() == pytest.approx({7: 0.75, 3: 0.0})  # the last one only touches unit 3
    assert pairs["landslide"].tolist() == [0, 1] and set(pairs["unit_id"]) == {7}


def test_distance_is_from_the_nearest_part_of_the_unit():
    assert distance_to_landslides(shapes(Point(50, 50)), UNITS).tolist() == [0, 50]
    assert distance_to_landslides(shapes(box(-90, 0, -40, 100)), UNITS).tolist() == [40, 140]
    assert np.isinf(distance_to_landslides(shapes(), UNITS)).all()
