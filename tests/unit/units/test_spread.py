import numpy as np
import pytest

from scarpwatch.units.spread import spread_over_units


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_values_of_units_reach_their_cells(dtype):
    values = np.array([1.5, 7.0], dtype)
    spread = spread_over_units(np.array([[0, 4, 4], [9, 2, 0]]), np.array([2, 4]), values)
    np.testing.assert_array_equal(spread, [[np.nan, 7, 7], [np.nan, 1.5, np.nan]])
    assert spread.dtype == dtype


def test_units_beyond_the_raster_are_no_matter():
    spread = spread_over_units(np.array([[1, 0]]), np.array([1, 7]), np.array([2.0, 3.0]))
    np.testing.assert_array_equal(spread, [[2, np.nan]])
