"""Plan curvature on surfaces where it is known, and on real terrain."""

import numpy as np
import pytest
import rasterio
from terrain_surfaces import derived, require_same_in_blocks, rough, surface

from scarpwatch.terrain.derivatives import profile_curvature
from scarpwatch.terrain.factors.plan_curvature import derive

INSIDE = np.s_[1:-1, 1:-1]


def test_planes_and_cylinders_have_none():
    plane, _, _ = surface(lambda x, y: 100 + 0.3 * x - 0.4 * y)
    np.testing.assert_allclose(derived(derive, plane), 0.0, atol=1e-6)
    cylinder, _, _ = surface(lambda x, y: 1e-3 * (x + 100) ** 2)  # curved along the slope only
    np.testing.assert_allclose(derived(derive, cylinder), 0.0, atol=1e-6)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_nose_is_positive_and_a_hollow_negative(sign):
    """A cone's contours are circles: the elevation falls by k / (2 r) per m squared across the slope."""
    k, shape = 0.5, (200, 200)
    height, x, y = surface(lambda x, y: -sign * k * np.hypot(x - 1000, y - 1000), shape)
    radius = np.hypot(x - 1000, y - 1000)
    away = radius > 200
    away[[0, -1]] = away[:, [0, -1]] = False
    found = derived(derive, height)
    np.testing.assert_allclose(found[away], (sign * 100 * k / radius)[away], rtol=0.005)


@pytest.mark.parametrize("cell_size", [(10.0, 10.0), (10.0, 25.0)])
def test_paraboloids_and_saddles_are_exact(cell_size):
    for p, q, r in ((-2e-4, -2e-4, 0.0), (2e-4, -3e-4, 1e-4)):
        height, x, y = surface(
            lambda x, y, p=p, q=q, r=r: p * x**2 + q * y**2 + r * x * y + 0.2 * x + 0.1 * y,
            cell_size=cell_size,
        )
        east, north = 2 * p * x + r * y + 0.2, 2 * q * y + r * x + 0.1
        across = (
            2 * p * north**2 + 2 * q * east**2 - 2 * r * east * north
        )  # second derivative, times the square
        expected = -100 * across / (east**2 + north**2)
        np.testing.assert_allclose(
            derived(derive, height, cell_size)[INSIDE], expected[INSIDE], rtol=1e-5, atol=1e-6
        )


def test_less_profile_curvature_it_is_the_curvature_of_arcgis():
    height = rough(holes=0).astype(float)
    centre = height[1:-1, 1:-1]
    across = height[1:-1, :-2] + height[1:-1, 2:] - 2 * centre
    along = height[:-2, 1:-1] + height[2:, 1:-1] - 2 * centre
    difference = derived(derive, height) - profile_curvature(height, (10.0, 10.0))
    np.testing.assert_allclose(difference[INSIDE], -(across + along), atol=1e-3)


def test_flats_have_none():
    assert (derived(derive, np.full((5, 6), 812.5)) == 0).all()


def test_blocks_leave_no_seam_and_holes_stay():
    require_same_in_blocks(derive)
    height = np.zeros((9, 9))
    height[4, 4] = np.nan
    assert np.isnan(derived(derive, height)).sum() == 9


def test_it_refuses_a_strip():
    with pytest.raises(ValueError, match="3 x 3 window"):
        derived(derive, np.zeros((2, 9)))


def test_real_terrain_agrees_with_an_independent_program(shared_real):
    """Contour curvature of the Reserva Biologica San Francisco, Ecuador: ours divided by the gradient."""
    with rasterio.open(shared_real / "ecuador_landslides" / "ta.tif") as source:
        slope, contour, _, height, _ = source.read().astype(float)
    found = derived(derive, height) / 100
    gradient = np.tan(np.radians(slope))
    both = np.isfinite(found) & np.isfinite(contour) & (gradient > 1e-3)
    both[[0, -1]] = both[:, [0, -1]] = False
    assert both.sum() > 150_000
    assert np.abs(found - contour * gradient)[both].max() < 1e-6
