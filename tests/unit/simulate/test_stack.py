"""The simulated stack against what radar theory says of it."""

from datetime import date, timedelta

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.conventions import phase_per_displacement
from scarpwatch.grids.grid import Grid
from scarpwatch.insar.interferograms.flattening import flatten
from scarpwatch.insar.interferograms.formation import form_interferogram
from scarpwatch.insar.interferograms.unwrapping import wrap
from scarpwatch.simulate.acquisition import CENTRE_LOOK_RAD, WAVELENGTH_M, Acquisition
from scarpwatch.simulate.stack import (
    Scene,
    multilook_truth,
    simulate_geometry,
    simulate_slc,
    true_displacement,
    true_series,
)

LOOKS = (5, 5)
FIRST = date(2024, 1, 7)


def make_scene(height=None, rate=None, vegetation=0.0, dem_error=None, cells=120):
    grid = Grid(CRS.from_epsg(32616), Affine(50, 0, 740_000, 0, -50, 4_060_000), (cells, cells))
    zero = np.zeros(grid.shape, np.float32)
    layers = np.stack(
        [
            zero + 300 if height is None else height,
            zero if rate is None else rate,
            zero,
            zero + vegetation,
            zero if dem_error is None else dem_error,
        ]
    ).astype(np.float32)
    return Scene.over(grid, layers, cell_m=20.0, looks=LOOKS, first_date=FIRST, seed=7)


def calm(scene, day):
    return scene.atmosphere(day, turbulence_m=0.0, stratified_m=0.0, ramp_m=0.0)


def pair(scene, first, second, atmosphere=calm):
    """Interferogram, coherence and true phase of two acquisitions."""
    geometry, truth = simulate_geometry(scene)
    images = [simulate_slc(scene, a, atmosphere(scene, a.date)) for a in (first, second)]
    for image, orbit in zip(images, (first, second), strict=True):
        tags = {
            "PERPENDICULAR_BASELINE_M": orbit.perpendicular_baseline_m,
            "PARALLEL_BASELINE_M": orbit.parallel_baseline_m,
            "REFERENCE_LOOK_RAD": CENTRE_LOOK_RAD,
            "WAVELENGTH_M": WAVELENGTH_M,
        }
        flatten(image, tags, geometry["slant_range"], geometry["look_angle"])
    interferogram, coherence = form_interferogram(*images, LOOKS)
    coarse = multilook_truth(truth, LOOKS)
    moved = [true_displacement(scene, coarse, a, atmosphere(scene, a.date)) for a in (first, second)]
    true = phase_per_displacement(WAVELENGTH_M) * (moved[1] - moved[0])
    return interferogram, coherence, true


def hills(cells=120):
    y, x = np.mgrid[:cells, :cells] * 50.0
    return 400 + 150 * np.sin(x / 700) * np.cos(y / 900)


def test_phase_follows_motion_delay_and_dem_error_through_baselines():
    cells = 120
    y, x = np.mgrid[:cells, :cells]
    rate = -0.08 * np.exp(-((x - 60) ** 2 + (y - 60) ** 2) / 200)
    rng = np.random.default_rng(0)
    error = np.kron(rng.normal(0, 15, (12, 12)), np.ones((10, 10)))
    scene = make_scene(hills(), rate, dem_error=error)

    def weather(scene, day):
        return scene.atmosphere(day, turbulence_m=0.005, stratified_m=0.005, ramp_m=0.005)

    interferogram, coherence, true = pair(
        scene, Acquisition(FIRST, 0.0, 0.0), Acquisition(FIRST + timedelta(days=60), 90.0, -12.0), weather
    )
    known = np.isfinite(true) & np.isfinite(coherence)
    residual = wrap(np.angle(interferogram) - true)[known]
    assert np.ptp(true[known]) > 4
    assert abs(np.angle(np.exp(1j * residual).mean())) < 0.01
    assert residual.std() < 0.35


@pytest.mark.parametrize("vegetation", [0.0, 0.6])
def test_coherence_decays_as_it_is_said_to(vegetation):
    scene = make_scene(vegetation=vegetation)
    first = Acquisition(FIRST, 0.0, 0.0)
    lasting, tau = 0.6 - 0.5 * vegetation, 180.0 - 140.0 * vegetation
    signal = None
    for days in (12, 60, 180):
        _, coherence, _ = pair(scene, first, Acquisition(FIRST + timedelta(days=days), 0.0, 0.0))
        expected = lasting + (1 - lasting) * np.exp(-days / tau)
        ratio = np.nanmedian(coherence) / expected
        signal = signal or ratio  # what thermal noise leaves, the same for every pair
        assert ratio == pytest.approx(signal, abs=0.03)
    assert 0.85 < signal < 1


def test_coherence_falls_with_the_perpendicular_baseline():
    scene = make_scene()
    first, day = Acquisition(FIRST, 0.0, 0.0), FIRST + timedelta(days=12)
    _, near, _ = pair(scene, first, Acquisition(day, 0.0, 0.0))
    _, far, _ = pair(scene, first, Acquisition(day, 400.0, 0.0))
    # A rectangular range cell decorrelates as a sinc of the baseline over the critical one.
    critical = WAVELENGTH_M * 891_000 * np.tan(CENTRE_LOOK_RAD) / (2 * 20 * np.sin(CENTRE_LOOK_RAD))
    assert np.nanmedian(far) / np.nanmedian(near) == pytest.approx(np.sinc(400 / critical), abs=0.03)


def test_speckle_is_fully_developed():
    image = simulate_slc(make_scene(), Acquisition(FIRST, 0.0, 0.0), calm(make_scene(), FIRST))
    power = np.abs(image[image != 0]) ** 2
    assert np.std(power) / np.mean(power) == pytest.approx(1, abs=0.12)


def test_a_date_does_not_depend_on_the_others():
    scene = make_scene(cells=60)
    day = Acquisition(FIRST + timedelta(days=36), 40.0, 3.0)
    alone = simulate_slc(scene, day, calm(scene, day.date))
    simulate_slc(scene, Acquisition(FIRST, 0.0, 0.0), calm(scene, FIRST))
    np.testing.assert_array_equal(simulate_slc(scene, day, calm(scene, day.date)), alone)


def test_steep_ground_facing_the_radar_is_laid_over():
    cells = 120
    height = np.full((cells, cells), 300.0)
    # A ridge whose western face, towards the ascending right-looking radar, is steeper than the look angle.
    height[:, 55:60] = np.linspace(300, 700, 5)[None, :]
    height[:, 60:100] = np.linspace(700, 300, 40)[None, :]
    geometry, _ = simulate_geometry(make_scene(height))
    flat, _ = simulate_geometry(make_scene())
    assert geometry["layover_shadow"].sum() > flat["layover_shadow"].sum() + 100


def test_look_vector_points_from_ground_to_satellite():
    geometry, _ = simulate_geometry(make_scene(cells=60))
    east, north, up = (np.nanmean(geometry[f"los_{axis}"]) for axis in ("east", "north", "up"))
    assert east < 0  # an ascending, right-looking satellite stands in the west
    assert north < 0
    assert east**2 + north**2 + up**2 == pytest.approx(1, abs=1e-4)
    assert up == pytest.approx(np.cos(np.nanmean(geometry["incidence"])), abs=1e-4)


def test_the_true_series_is_the_dates_one_after_the_other():
    scene = make_scene(rate=hills() / 10_000)
    _, truth = simulate_geometry(scene)
    days = [Acquisition(FIRST + timedelta(days=n), 30.0 * n, 0.0) for n in (0, 100)]
    calm_demo = dict.fromkeys(("turbulence_mm", "stratified_mm", "ramps_mm"), 0.0)
    found = true_series(scene, truth, days, calm_demo)
    expected = [true_displacement(scene, truth, day, calm(scene, day.date)) for day in days]
    np.testing.assert_array_equal(found, expected)
    assert np.nanstd(found[1] - found[0]) > 1e-3
