"""Tangential curvature on surfaces where it is known."""

import numpy as np
import pytest
from terrain_surfaces import derived, require_same_in_blocks, surface

from scarpwatch.terrain.factors.plan_curvature import derive as derive_plan
from scarpwatch.terrain.factors.tangential_curvature import derive

INSIDE = np.s_[1:-1, 1:-1]


def test_a_sphere_has_the_same_curvature_everywhere():
    """Every normal section of a sphere of radius R has 1 / R, of whatever slope."""
    sphere, x, y = surface(lambda x, y: np.sqrt(5000.0**2 - (x - 1000) ** 2 - (y - 1000) ** 2), (200, 200))
    slopes = np.hypot(x - 1000, y - 1000)[INSIDE]
    assert slopes.max() > 1300  # up to 16 degrees
    np.testing.assert_allclose(derived(derive, sphere)[INSIDE], 100 / 5000, rtol=1e-4)
    np.testing.assert_allclose(derived(derive, -sphere)[INSIDE], -100 / 5000, rtol=1e-4)


def test_a_cone_has_the_curvature_of_its_normal_section():
    k = 1.2
    height, x, y = surface(lambda x, y: -k * np.hypot(x - 1000, y - 1000), (200, 200))
    radius = np.hypot(x - 1000, y - 1000)
    away = radius > 200
    away[[0, -1]] = away[:, [0, -1]] = False
    expected = 100 * k / (radius * np.sqrt(1 + k**2))
    np.testing.assert_allclose(derived(derive, height)[away], expected[away], rtol=0.005)


def test_planes_and_cylinders_have_none():
    plane, _, _ = surface(lambda x, y: 100 + 0.3 * x - 0.4 * y)
    np.testing.assert_allclose(derived(derive, plane), 0.0, atol=1e-6)
    cylinder, _, _ = surface(lambda x, y: 1e-3 * (x + 100) ** 2)
    np.testing.assert_allclose(derived(derive, cylinder), 0.0, atol=1e-6)


def test_a_saddle_has_the_sign_of_plan_curvature():
    saddle, x, y = surface(lambda x, y: 1e-3 * ((x - 250) ** 2 - (y - 200) ** 2))
    tangential, plan = derived(derive, saddle), derived(derive_plan, saddle)
    gradient = 2e-3 * np.hypot(x - 250, y - 200)
    expected = plan / np.sqrt(1 + gradient**2)
    np.testing.assert_allclose(tangential[INSIDE], expected[INSIDE], rtol=1e-5, atol=1e-6)
    assert tangential[5, 25] < 0  # on the axis along which the ground falls away it is hollow across
    assert tangential[20, 5] > 0  # on the other a nose


def test_flats_have_none_and_blocks_leave_no_seam():
    assert (derived(derive, np.full((5, 6), 812.5)) == 0).all()
    require_same_in_blocks(derive)


def test_it_refuses_a_strip():
    with pytest.raises(ValueError, match="3 x 3 window"):
        derived(derive, np.zeros((2, 9)))
