"""One date of the simulated stack."""

import numpy as np
import pytest

from scarpwatch.conventions import phase_per_displacement
from scarpwatch.grids.grid import open_raster, read_raster, read_tags
from scarpwatch.insar.interferograms.formation import multilook
from scarpwatch.simulate.acquisition import WAVELENGTH_M


def test_ground_that_rises_turns_the_phase_backwards(rising, tmp_path):
    """Reference * conj(secondary), both from one orbit: -(4 pi / wavelength) times the rise."""
    first, last = (
        read_raster(rising.run("simulate_scene", day, into=tmp_path, baselines=[0.0, 0.0]).scene)[0]
        for day in (rising.dates[0], rising.dates[1])
    )
    phase = np.angle(multilook(first * np.conj(last), rising.looks))
    rise = rising.truth["rate"] * rising.years[1]
    true = phase_per_displacement(WAVELENGTH_M) * rise
    known = np.isfinite(true)
    assert np.nanmin(true) < -2
    residual = np.angle(np.exp(1j * (phase - true)))[known]
    assert np.abs(residual.mean()) < 0.01
    assert residual.std() < 0.25
    assert phase[true < -1.8].mean() < -1.5


def test_counts_have_the_power_of_the_scatterers(rising):
    image, grid = read_raster(rising.path(f"scenes/{rising.dates[0]}.tif"))
    with open_raster(rising.path(f"scenes/{rising.dates[0]}.tif")) as source:
        assert source.dtypes == ("complex_int16",)
    assert grid.crs is None
    seen = np.isfinite(read_raster(rising.path("delivered/height.tif"))[0])
    assert image.shape == seen.shape
    assert ((image != 0) == seen).mean() > 0.98
    # Three scatterers of amplitude 1 to a cell on level ground, noise of amplitude 0.4, 2000 counts each.
    power = np.mean(np.abs(image[seen & (image != 0)]) ** 2) / 2000**2
    assert power == pytest.approx(3 + 0.4**2, rel=0.05)


def test_a_date_comes_out_the_same_and_carries_its_orbit(rising, tmp_path):
    day = rising.dates[2]
    made = rising.run("simulate_scene", day, into=tmp_path).scene
    np.testing.assert_array_equal(read_raster(made)[0], read_raster(rising.path(f"scenes/{day}.tif"))[0])
    tags = read_tags(made)
    assert tags["DATE"] == day
    assert float(tags["PERPENDICULAR_BASELINE_M"]) == rising.orbits[2].perpendicular_baseline_m
    assert float(tags["PARALLEL_BASELINE_M"]) == rising.orbits[2].parallel_baseline_m
    assert tags["FLATTENED"] == "no"
    other = rising.run("simulate_scene", day, into=tmp_path, seed=4).scene
    assert (read_raster(other)[0] != read_raster(rising.path(f"scenes/{day}.tif"))[0]).mean() > 0.5
