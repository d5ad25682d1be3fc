"""Stream power index on surfaces where it is known."""

import numpy as np
import pytest
from terrain_surfaces import AWAY_FROM_SIDES, cone, derived, require_same_in_blocks, slope_of, valley

from scarpwatch.terrain.factors.stream_power_index import derive


def test_a_cone_has_that_of_half_its_radius_times_its_gradient():
    height, radius = cone(gradient=0.3)
    inside = (radius > 150) & (radius < 950)
    error = derived(derive, height)[inside] - np.log(radius / 2 * 0.3)[inside]
    assert np.abs(error).max() < 0.15
    assert np.sqrt((error**2).mean()) < 0.07


def test_a_plane_has_that_of_the_length_above():
    rows = np.arange(1, 31)[:, None]
    found, expected = derived(derive, slope_of(0.3)), np.log(10.0 * rows * 0.3)
    np.testing.assert_allclose(
        found[AWAY_FROM_SIDES], np.broadcast_to(expected, found.shape)[AWAY_FROM_SIDES], rtol=1e-5
    )


def test_level_ground_has_the_least_gradient():
    found = derived(derive, np.zeros((20, 20)), least_gradient=0.01)
    assert found.min() == pytest.approx(np.log(10.0 * 0.01), rel=1e-5)


def test_beside_gaps_it_is_unknown_and_blocks_leave_no_seam():
    require_same_in_blocks(derive)
    height = valley()
    height[20, 5] = np.nan
    assert np.isnan(derived(derive, height)).sum() == 9


def test_what_has_no_meaning_is_refused_at_once():
    with pytest.raises(ValueError, match="least gradient of -1 is not positive"):
        derive(None, least_gradient=-1.0)
