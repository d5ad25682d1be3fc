"""Local relief on surfaces where it is known, and beside scipy's filters."""

import numpy as np
import pytest
from scipy.ndimage import maximum_filter, minimum_filter
from terrain_surfaces import derived, require_same_in_blocks, rough, surface

from scarpwatch.errors import ConfigError
from scarpwatch.terrain.factors.local_relief import derive


@pytest.mark.parametrize("radius", [10.0, 55.0, 160.0])
def test_it_agrees_with_the_filters_of_scipy(radius):
    height = rough((60, 70), holes=0)
    reach = int(radius / 10)
    row, column = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disk = np.hypot(row, column) * 10 <= radius
    expected = maximum_filter(height, footprint=disk, mode="constant", cval=-1e9) - minimum_filter(
        height, footprint=disk, mode="constant", cval=1e9
    )
    np.testing.assert_allclose(derived(derive, height, radius_m=radius), expected, atol=1e-3)


def test_a_plane_falls_by_its_gradient_times_the_diameter():
    plane, _, _ = surface(lambda x, y: 0.3 * x, (60, 60))
    found = derived(derive, plane, radius_m=150.0)
    np.testing.assert_allclose(found[:, 15:-15], 0.3 * 300, rtol=1e-6)
    np.testing.assert_allclose(found[:, [0, -1]], 0.3 * 150, rtol=1e-6)  # half of the disk is on the grid


def test_a_cone_falls_by_its_gradient_times_the_radius_at_its_tip():
    cone, _, _ = surface(lambda x, y: -0.5 * np.hypot(x - 305, y - 305), (61, 61))
    assert derived(derive, cone, radius_m=200.0)[30, 30] == pytest.approx(100.0)


def test_gaps_stay_gaps_and_are_not_zero():
    height = np.full((30, 30), 500.0)
    height[10:14, 10:14] = np.nan
    found = derived(derive, height, radius_m=60.0)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(height))
    assert (found[np.isfinite(found)] == 0).all()


def test_blocks_leave_no_seam():
    require_same_in_blocks(derive, radius_m=130.0)


def test_a_radius_of_less_than_a_cell_is_refused_at_once():
    with pytest.raises(ConfigError, match="less than a cell"):
        derived(derive, np.zeros((9, 9)), radius_m=9.0)
