"""Square blocks of cells as units."""

import numpy as np
import pytest

from scarpwatch.units.grid_cells import grid_cell_units


def test_blocks_are_square_numbered_by_row_and_cut_at_the_edge():
    units = grid_cell_units(np.ones((5, 7), bool), 3)
    expected = [
        [1, 1, 1, 2, 2, 2, 3],
        [1, 1, 1, 2, 2, 2, 3],
        [1, 1, 1, 2, 2, 2, 3],
        [4, 4, 4, 5, 5, 5, 6],
        [4, 4, 4, 5, 5, 5, 6],
    ]
    np.testing.assert_array_equal(units, expected)
    assert units.dtype == np.int32


def test_cells_without_data_belong_to_no_unit_and_leave_no_gap_in_the_numbers():
    valid = np.ones((4, 6), bool)
    valid[:2, 2:4] = False  # a whole block
    valid[3, 5] = False
    units = grid_cell_units(valid, 2)
    np.testing.assert_array_equal(units > 0, valid)
    np.testing.assert_array_equal(np.unique(units), [0, 1, 2, 3, 4, 5])


def test_single_cells_are_units_of_their_own():
    np.testing.assert_array_equal(grid_cell_units(np.ones((2, 2), bool), 1), [[1, 2], [3, 4]])


def test_a_block_of_no_cells_is_refused():
    with pytest.raises(ValueError, match="does not exist"):
        grid_cell_units(np.ones((2, 2), bool), 0)
