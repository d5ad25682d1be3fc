"""Slope, aspect and profile curvature on surfaces whose derivatives are known, and on real terrain."""

import numpy as np
import pytest
import rasterio

from scarpwatch.terrain.derivatives import profile_curvature, slope_aspect

METHODS = ("horn", "zevenbergen_thorne")


def surface(function, shape=(40, 50), cell_size=(10.0, 10.0)):
    """Elevation of ``function(x, y)`` at cell centres, y to the north, with x and y."""
    x = (np.arange(shape[1]) + 0.5) * cell_size[0]
    y = (shape[0] - np.arange(shape[0]) - 0.5) * cell_size[1]
    x, y = np.meshgrid(x, y)
    return function(x, y), x, y


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("cell_size", [(10.0, 10.0), (10.0, 25.0)])
def test_a_plane_is_exact_up_to_the_edge(method, cell_size):
    height, _, _ = surface(lambda x, y: 100 + 0.3 * x - 0.4 * y, cell_size=cell_size)
    slope, aspect = slope_aspect(height, cell_size, method=method)
    np.testing.assert_allclose(slope, np.degrees(np.arctan(0.5)), atol=1e-5)
    # The ground falls to the west (z grows with x) and to the north (z falls with y).
    np.testing.assert_allclose(aspect, np.degrees(np.arctan2(-0.3, 0.4)) % 360, atol=1e-4)
    np.testing.assert_allclose(profile_curvature(height, cell_size), 0.0, atol=1e-6)


@pytest.mark.parametrize(
    ("gradient", "expected"), [((0, -1), 0), ((-1, 0), 90), ((0, 1), 180), ((1, 0), 270), ((-1, -1), 45)]
)
def test_aspect_is_the_downslope_direction_clockwise_from_north(gradient, expected):
    height, _, _ = surface(lambda x, y: gradient[0] * x + gradient[1] * y)
    _, aspect = slope_aspect(height, (10.0, 10.0))
    assert np.allclose((aspect - expected + 180) % 360 - 180, 0, atol=1e-4)
    assert (aspect < 360).all()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("cell_size", [(10.0, 10.0), (10.0, 20.0)])
def test_a_quadratic_is_exact(method, cell_size):
    """Central differences of a quadratic have no error, so slope and curvature are exact inside."""
    p, q, r, s, t = 2e-4, -3e-4, 1e-4, 0.2, 0.1
    height, x, y = surface(lambda x, y: p * x**2 + q * y**2 + r * x * y + s * x + t * y, cell_size=cell_size)
    east, north = 2 * p * x + r * y + s, 2 * q * y + r * x + t
    slope, aspect = slope_aspect(height, cell_size, method=method)
    inside = np.s_[1:-1, 1:-1]
    np.testing.assert_allclose(slope[inside], np.degrees(np.arctan(np.hypot(east, north)))[inside], atol=2e-5)
    turned = (aspect - np.degrees(np.arctan2(-east, -north)) + 180) % 360 - 180
    np.testing.assert_allclose(turned[inside], 0, atol=1e-3)
    # Second derivative along the line of steepest slope, times 100.
    squared = east**2 + north**2
    along = 100 * (2 * p * east**2 + 2 * q * north**2 + 2 * r * east * north) / squared
    np.testing.assert_allclose(
        profile_curvature(height, cell_size)[inside], along[inside], rtol=1e-5, atol=1e-6
    )


def test_a_hollow_slope_is_positive_and_a_bulging_one_negative():
    hollow, _, _ = surface(lambda x, y: 1e-3 * (x + 100) ** 2)
    assert (profile_curvature(hollow, (10.0, 10.0))[1:-1, 1:-1] > 0.19).all()
    assert (profile_curvature(-hollow, (10.0, 10.0))[1:-1, 1:-1] < -0.19).all()


@pytest.mark.parametrize("method", METHODS)
def test_a_cone_converges_with_the_cell(method):
    errors = []
    for cell in (20.0, 10.0, 5.0):
        shape = (int(2000 / cell), int(2000 / cell))
        height, x, y = surface(lambda x, y: -0.5 * np.hypot(x - 1000, y - 1000), shape, (cell, cell))
        slope, aspect = slope_aspect(height, (cell, cell), method=method)
        away = np.hypot(x - 1000, y - 1000) > 200  # the apex has no slope
        away[[0, -1]] = away[:, [0, -1]] = False
        errors.append(np.abs(slope - np.degrees(np.arctan(0.5)))[away].max())
        turned = (aspect - np.degrees(np.arctan2(x - 1000, y - 1000)) + 180) % 360 - 180
        assert np.abs(turned[away]).max() < 0.5 * (cell / 20) ** 2
    assert errors[0] < 0.1
    assert errors[1] < errors[0] / 3.5
    assert errors[2] < errors[1] / 3.5


def test_flats_have_no_aspect_no_slope_and_no_curvature():
    slope, aspect = slope_aspect(np.full((5, 6), 812.5), (10.0, 10.0))
    assert (slope == 0).all()
    assert np.isnan(aspect).all()
    assert (profile_curvature(np.full((5, 6), 812.5), (10.0, 10.0)) == 0).all()


@pytest.mark.parametrize("method", METHODS)
def test_a_hole_makes_its_eight_neighbours_unknown(method):
    height, _, _ = surface(lambda x, y: x + y, shape=(20, 20))
    height[10, 10] = np.nan
    expected = np.zeros((20, 20), bool)
    expected[9:12, 9:12] = True
    slope, aspect = slope_aspect(height, (10.0, 10.0), method=method)
    for result in (slope, aspect, profile_curvature(height, (10.0, 10.0))):
        np.testing.assert_array_equal(np.isnan(result), expected)


def test_blocks_of_rows_leave_no_seam():
    rng = np.random.default_rng(3)
    height = np.cumsum(rng.normal(size=(1100, 8)), axis=0).astype(np.float32)
    slope, _ = slope_aspect(height, (30.0, 30.0))
    part, _ = slope_aspect(height[500:530], (30.0, 30.0))
    np.testing.assert_array_equal(slope[501:529], part[1:-1])


def test_it_refuses_what_has_no_meaning():
    with pytest.raises(ValueError, match="3 x 3 window"):
        slope_aspect(np.zeros((2, 5)), (1.0, 1.0))
    with pytest.raises(ValueError, match="not positive"):
        profile_curvature(np.zeros((5, 5)), (1.0, 0.0))
    with pytest.raises(ValueError, match="slope method"):
        slope_aspect(np.zeros((5, 5)), (1.0, 1.0), method="fleming")


def test_real_terrain_agrees_with_an_independent_program(shared_real):
    """Slope and geometric profile curvature of the Reserva Biologica San Francisco, Ecuador."""
    with rasterio.open(shared_real / "ecuador_landslides" / "ta.tif") as source:
        expected_slope, _, expected_curvature, height, _ = source.read()
    slope, _ = slope_aspect(height, (10.0, 10.0), method="zevenbergen_thorne")
    inside = np.isfinite(slope) & np.isfinite(expected_slope)
    inside[[0, -1]] = inside[:, [0, -1]] = False
    assert inside.sum() > 150_000
    assert np.abs(slope - expected_slope)[inside].max() < 1e-4

    squared = np.tan(np.radians(slope.astype(float))) ** 2
    geometric = -(profile_curvature(height, (10.0, 10.0)) / 100) / (1 + squared) ** 1.5
    inside &= np.isfinite(expected_curvature)
    assert np.abs(geometric - expected_curvature)[inside].max() < 1e-7
