"""Catchments crossed with those of the reversed terrain, where both are evident."""

import numpy as np

from scarpwatch.terrain.slope_units.catchments import delineate_by_catchments, link_catchments
from scarpwatch.terrain.slope_units.segmentation import connected_regions

CELL = (30.0, 30.0)


def corrugated(rows=60, columns=120, valleys=3):
    """Parallel V-shaped valleys that fall to the south, with sharp ridges between them."""
    row, column = np.mgrid[:rows, :columns]
    width = columns // valleys
    across = np.abs(column % width - width // 2)
    return (20.0 * across + 2.0 * (rows - 1 - row)).astype(np.float32)


def test_catchments_of_parallel_valleys_are_the_valleys():
    catchments = link_catchments(corrugated(), CELL, 200_000)
    for start in (0, 40, 80):
        inner = catchments[:50, start + 3 : start + 37]
        assert (inner == inner[0, 0]).all()


def test_units_are_the_sides_of_the_valleys():
    units = delineate_by_catchments(corrugated(), CELL, threshold_m2=200_000, clean_size_m2=150_000)
    np.testing.assert_array_equal(connected_regions(units), units)
    assert (units > 0).all()
    assert units.max() == 6
    for start in (0, 40, 80):
        west, east = units[5:50, start + 3 : start + 17], units[5:50, start + 24 : start + 37]
        assert np.unique(west).size == np.unique(east).size == 1
        assert west[0, 0] != east[0, 0]


def test_outside_and_masked_cells_belong_to_no_unit():
    height = corrugated()
    height[:5, :7] = np.nan
    masked = np.zeros(height.shape, bool)
    masked[30:40, 50:70] = True
    units = delineate_by_catchments(height, CELL, threshold_m2=200_000, clean_size_m2=20_000, masked=masked)
    np.testing.assert_array_equal(units > 0, np.isfinite(height) & ~masked)
