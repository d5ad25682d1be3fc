"""Merging of slivers."""

import numpy as np

from scarpwatch.terrain.slope_units.merging import merge_small_units


def test_a_sliver_joins_the_neighbour_that_faces_its_way():
    units = np.ones((6, 12), np.int32)
    units[:, 5:7] = 2
    units[:, 7:] = 3
    aspect = np.full((6, 12), 90.0)
    aspect[:, :5] = 270.0
    merged = merge_small_units(units, aspect, 20)
    assert merged.max() == 2
    assert len(np.unique(merged[:, 5:])) == 1


def test_a_small_unit_without_neighbour_stays():
    units = np.zeros((5, 5), np.int32)
    units[0, 0], units[4, 4] = 1, 2
    np.testing.assert_array_equal(merge_small_units(units, np.full((5, 5), 10.0), 100), units)
