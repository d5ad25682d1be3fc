"""Sediment transport index on surfaces where it is known."""

import numpy as np
import pytest
from terrain_surfaces import cone, derived, require_same_in_blocks, slope_of, valley

from scarpwatch.terrain.factors.sediment_transport_index import derive


def test_the_standard_plot_has_one():
    """A slope of 9 % that drains 22.13 m, in cells of that size; its sine is 0.0896 rounded."""
    found = derived(derive, slope_of(0.09, cell=22.13), (22.13, 22.13))
    np.testing.assert_allclose(found[0, 40], 1.0, rtol=1e-3)
    np.testing.assert_allclose(found[3, 40], 4**0.6, rtol=1e-3)


def test_a_cone_has_that_of_half_its_radius_and_its_sine():
    height, radius = cone(gradient=0.3)
    inside = (radius > 150) & (radius < 950)
    sine = 0.3 / np.hypot(1, 0.3)
    expected = (radius / 2 / 22.13) ** 0.4 * (sine / 0.0896) ** 1.1
    found = derived(derive, height, area_exponent=0.4, slope_exponent=1.1)
    np.testing.assert_allclose(found[inside], expected[inside], rtol=0.06)


def test_level_ground_has_none_and_steeper_ground_more():
    assert (derived(derive, np.zeros((20, 20))) == 0).all()
    steep = derived(derive, 2 * valley()) / derived(derive, valley())
    assert (steep > 1.15).all()


def test_beside_gaps_it_is_unknown_and_blocks_leave_no_seam():
    require_same_in_blocks(derive)
    height = valley()
    height[20, 5] = np.nan
    assert np.isnan(derived(derive, height)).sum() == 9


@pytest.mark.parametrize("setting", ["area_exponent", "slope_exponent"])
def test_what_has_no_meaning_is_refused_at_once(setting):
    with pytest.raises(ValueError, match="exponent of 0 is not positive"):
        derive(None, **{setting: 0.0})
