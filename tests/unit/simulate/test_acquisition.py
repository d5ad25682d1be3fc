from datetime import date, timedelta

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.grids.grid import Grid
from scarpwatch.simulate.acquisition import (
    CENTRE_LOOK_RAD,
    HEADING_RAD,
    ORBIT_HEIGHT_M,
    SCREEN_SPACING_M,
    acquisitions,
    fit_swath,
    simulate_atmosphere,
)

DATES = [date(2024, 1, 7) + timedelta(days=12 * n) for n in range(30)]
GRID = Grid(CRS.from_epsg(32616), Affine(50, 0, 740_000, 0, -50, 4_060_000), (80, 120))
HEIGHTS = (250.0, 700.0)


@pytest.fixture
def swath():
    return fit_swath(GRID, HEIGHTS, 25.0, (4, 5))


def test_orbits_belong_to_their_dates():
    orbits = acquisitions(DATES, 150.0, seed=1)
    assert (orbits[0].perpendicular_baseline_m, orbits[0].parallel_baseline_m) == (0, 0)
    assert acquisitions([*DATES, DATES[-1] + timedelta(days=12)], 150.0, seed=1)[:-1] == orbits
    assert acquisitions([DATES[0], DATES[7]], 150.0, seed=1)[1] == orbits[7]
    assert acquisitions(DATES, 150.0, seed=2)[1:] != orbits[1:]
    perpendicular = np.array([orbit.perpendicular_baseline_m for orbit in orbits])
    assert 75 < np.abs(perpendicular).max() <= 150
    assert perpendicular.min() < 0 < perpendicular.max()
    assert max(abs(orbit.parallel_baseline_m) for orbit in orbits) <= 30


def test_the_swath_covers_the_map_at_every_height(swath):
    left, bottom, right, top = GRID.bounds
    centre = ((left + right) / 2, (bottom + top) / 2)
    assert swath.origin == centre
    lines, samples = swath.shape
    assert lines % 4 == 0
    assert samples % 5 == 0
    for x in (left, right):
        for y in (bottom, top):
            east, north = x - centre[0], y - centre[1]
            azimuth = east * np.sin(HEADING_RAD) + north * np.cos(HEADING_RAD)
            ground = east * np.cos(HEADING_RAD) - north * np.sin(HEADING_RAD) + swath.centre_ground
            assert 0 <= azimuth - swath.azimuth_start <= lines * swath.azimuth_spacing
            for height in HEIGHTS:
                sample = np.hypot(ground, ORBIT_HEIGHT_M - height) - swath.near_range
                assert -1e-6 <= sample <= samples * swath.range_spacing
    assert swath.range_spacing == pytest.approx(25 * np.sin(CENTRE_LOOK_RAD))


def test_map_coordinates_turn_by_the_heading_and_keep_lengths(swath):
    zero = np.array([0.0])
    x, y = swath.to_map(zero, zero + swath.centre_ground)
    assert (x[0], y[0]) == swath.origin
    ahead = np.array(swath.to_map(zero + 1000, zero + swath.centre_ground)).ravel() - swath.origin
    right = np.array(swath.to_map(zero, zero + swath.centre_ground + 1000)).ravel() - swath.origin
    assert np.hypot(*ahead) == pytest.approx(1000)
    assert ahead @ right == pytest.approx(0, abs=1e-6)
    assert ahead[1] > 0 > ahead[0]  # ascending: to the north, a little west
    assert right[0] > 0  # looking right: range grows to the east


def draw(swath, day, **amplitudes):
    settings = {"turbulence_m": 0.0, "stratified_m": 0.0, "ramp_m": 0.0, **amplitudes}
    start = swath.centre_ground - 3500
    return simulate_atmosphere(swath, (start, start + 7000), (450.0, 120.0), day, seed=5, **settings)


def test_amplitudes_are_those_asked_for(swath):
    turbulence = [draw(swath, day, turbulence_m=0.004).screen for day in DATES]
    assert np.sqrt(np.mean(np.square(turbulence))) == pytest.approx(0.004, rel=0.01)
    many = [date(2024, 1, 1) + timedelta(days=n) for n in range(300)]
    ramps = [draw(swath, day, ramp_m=0.004).screen for day in many]
    assert np.sqrt(np.mean(np.square(ramps))) == pytest.approx(0.004, rel=0.1)
    # A ramp is a plane: its second differences vanish.
    assert np.abs(np.diff(ramps[0], n=2, axis=0)).max() < 1e-8
    layered = [draw(swath, day, stratified_m=0.004) for day in many]
    assert all((delay.screen == 0).all() for delay in layered)
    gradients = np.array([delay.gradient for delay in layered])
    assert np.sqrt(np.mean(gradients**2)) * 120 == pytest.approx(0.004, rel=0.1)
    assert layered[0].mean_height == 450


def test_each_date_has_weather_of_its_own(swath):
    first, second = (draw(swath, day, turbulence_m=0.004) for day in DATES[:2])
    again = draw(swath, DATES[0], turbulence_m=0.004)
    np.testing.assert_array_equal(first.screen, again.screen)
    assert abs(np.corrcoef(first.screen.ravel(), second.screen.ravel())[0, 1]) < 0.8
    assert (first.screen != second.screen).all()


def test_the_screen_covers_the_swath(swath):
    delay = draw(swath, DATES[0])
    rows, columns = delay.screen.shape
    length = swath.shape[0] * swath.azimuth_spacing
    assert delay.azimuth_start <= swath.azimuth_start
    assert delay.azimuth_start + (rows - 1) * SCREEN_SPACING_M >= swath.azimuth_start + length
    assert delay.ground_start + (columns - 1) * SCREEN_SPACING_M >= swath.centre_ground + 3500


def test_level_ground_has_no_layered_delay(swath):
    delay = simulate_atmosphere(
        swath, (5e5, 5.1e5), (300.0, 0.0), DATES[0], turbulence_m=0, stratified_m=0.01, ramp_m=0, seed=5
    )
    assert delay.gradient == 0
