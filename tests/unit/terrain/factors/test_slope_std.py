"""Standard deviation of slope on surfaces where it is known, and beside a plain loop."""

import numpy as np
import pytest
from terrain_surfaces import derived, require_same_in_blocks, rough, surface

from scarpwatch.errors import ConfigError
from scarpwatch.terrain.derivatives import slope_aspect
from scarpwatch.terrain.factors.slope_std import derive


def test_planes_of_any_steepness_have_none():
    plane, _, _ = surface(lambda x, y: 100 + 0.3 * x - 0.8 * y)
    np.testing.assert_allclose(derived(derive, plane, radius_m=120.0), 0.0, atol=1e-4)


def test_a_fold_between_two_planes_has_half_of_what_their_slopes_differ():
    """In a disk centred on the fold, half of the cells have 10 degrees and half 30, but for the fold's own column."""
    left, right = np.tan(np.radians(10.0)), np.tan(np.radians(30.0))
    fold, _, _ = surface(lambda x, y: np.where(x < 1005, left, right) * (x - 1005), (201, 201))
    found = derived(derive, fold, radius_m=900.0)
    assert found[100, 100] == pytest.approx(10.0, rel=0.01)


@pytest.mark.parametrize("method", ["horn", "zevenbergen_thorne"])
def test_rough_ground_agrees_with_a_plain_loop(method):
    height, cell_size, radius = rough((26, 31), holes=3), (10.0, 12.0), 45.0
    slope = slope_aspect(height, cell_size, method=method)[0].astype(float)
    found = derived(derive, height, cell_size, radius_m=radius, slope_method=method)
    row, column = np.indices(height.shape)
    for r, c in np.ndindex(height.shape):
        inside = slope[np.hypot((row - r) * cell_size[1], (column - c) * cell_size[0]) <= radius]
        if np.isfinite(slope[r, c]) and 2 * np.isfinite(inside).sum() >= inside.size:
            assert found[r, c] == pytest.approx(np.nanstd(inside), abs=1e-3)
        else:
            assert np.isnan(found[r, c])
    assert 300 < np.isfinite(found).sum() < height.size


def test_blocks_leave_no_seam():
    require_same_in_blocks(derive, radius_m=130.0)


def test_what_has_no_meaning_is_refused_at_once():
    with pytest.raises(ConfigError, match="less than a cell"):
        derived(derive, np.zeros((9, 9)), radius_m=9.0)
    with pytest.raises(ValueError, match="slope method"):
        derived(derive, np.zeros((9, 9)), slope_method="fleming")
