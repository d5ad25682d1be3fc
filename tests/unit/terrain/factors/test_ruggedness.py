"""Terrain ruggedness index on surfaces where it is known, and beside a plain loop."""

import numpy as np
import pytest
from terrain_surfaces import derived, require_same_in_blocks, rough, surface

from scarpwatch.terrain.factors.ruggedness import derive


@pytest.mark.parametrize("cell_size", [(10.0, 10.0), (10.0, 25.0)])
def test_a_plane_has_the_same_up_to_the_edge(cell_size):
    """Of z = p x + q y the eight squares add up to 6 (p width)^2 + 6 (q height)^2."""
    plane, _, _ = surface(lambda x, y: 0.3 * x - 0.4 * y, cell_size=cell_size)
    expected = np.sqrt(6 * (0.3 * cell_size[0]) ** 2 + 6 * (0.4 * cell_size[1]) ** 2)
    np.testing.assert_allclose(derived(derive, plane, cell_size), expected, rtol=1e-6)


def test_rough_ground_agrees_with_a_plain_loop():
    height = rough(holes=0)
    found = derived(derive, height)
    for row in range(1, height.shape[0] - 1):
        for column in range(1, height.shape[1] - 1):
            window = height[row - 1 : row + 2, column - 1 : column + 2].astype(float)
            expected = np.sqrt(((window - window[1, 1]) ** 2).sum())
            np.testing.assert_allclose(found[row, column], expected, rtol=1e-6)


def test_flats_have_none_blocks_leave_no_seam_and_holes_stay():
    assert (derived(derive, np.full((5, 6), 812.5)) == 0).all()
    require_same_in_blocks(derive)
    height = np.zeros((9, 9))
    height[4, 4] = np.nan
    assert np.isnan(derived(derive, height)).sum() == 9


def test_it_refuses_a_strip():
    with pytest.raises(ValueError, match="3 x 3 window"):
        derived(derive, np.zeros((2, 9)))
