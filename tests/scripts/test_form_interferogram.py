"""Interferograms of the simulated stack against the phase that they must have."""

import numpy as np
import pytest
from affine import Affine
from steps import run_main

from scarpwatch.conventions import INTERFEROGRAM_SIGN, phase_per_displacement, phase_per_range
from scarpwatch.grids.grid import Grid, open_raster, read_grid, read_raster, read_tags, write_raster
from scarpwatch.insar.interferograms.unwrapping import wrap
from scarpwatch.simulate.acquisition import WAVELENGTH_M


@pytest.mark.parametrize("number", [0, 4, 11])
def test_phase_is_motion_delay_and_dem_error(stack, tmp_path, number):
    pair = stack.pairs[number]
    made = stack.run("form_interferogram", pair, into=tmp_path)
    interferogram, grid = read_raster(made.interferogram)
    assert grid == read_grid(stack.path("stack/height.tif"))
    true = stack.true_phase(pair)
    known = np.isfinite(true) & (interferogram != 0) & stack.clear
    assert known.sum() > 2000
    assert np.ptp(true[known]) > 4
    residual = wrap(np.angle(interferogram) - true)[known]
    assert abs(np.angle(np.exp(1j * residual).mean())) < 0.02
    assert residual.std() < 0.4
    scenes = {  # as they were delivered
        name: stack.path(f"scenes/{day}.tif")
        for name, day in zip(("reference", "secondary"), pair.split("_"), strict=True)
    }
    raw = stack.run("form_interferogram", pair, into=tmp_path / "raw", inputs=scenes)
    unflattened, _ = read_raster(raw.interferogram)
    assert wrap(np.angle(unflattened) - true)[known].std() > 1.2  # without flattening there is no such phase


def write_small(folder, **changes):
    """Two scenes of ground that rises by 4 mm, all of it, with one block of looks missing."""
    rng = np.random.default_rng(2)
    grid = Grid(None, Affine.identity(), (12, 12))
    echo = (rng.normal(size=grid.shape) + 1j * rng.normal(size=grid.shape)).astype(np.complex64)
    rise = np.exp(1j * phase_per_range(WAVELENGTH_M) * 0.004)
    common = {"WAVELENGTH_M": WAVELENGTH_M, "PERPENDICULAR_BASELINE_M": "nan", **changes}
    inputs = {"height": str(folder / "height.tif")}
    for name, day, values in (("reference", "20240107", echo), ("secondary", "20240119", echo * rise)):
        inputs[name] = str(folder / f"{day}.tif")
        values = values.astype(np.complex64)
        values[:2, 3:6] = 0
        write_raster(inputs[name], values, grid, nodata=0, tags={**common, "DATE": day})
    write_raster(inputs["height"], np.ones((6, 4), np.float32), Grid(None, Affine.scale(3, 2), (6, 4)))
    return inputs


def run_small(folder, inputs):
    return run_main(
        "form_interferogram",
        inputs=inputs,
        output={"interferogram": str(folder / "interferogram.tif")},
        params={"looks": [2, 3]},
    )


def test_flattened_ground_that_rises_gives_negative_phase(tmp_path):
    made = run_small(tmp_path, write_small(tmp_path))
    interferogram, grid = read_raster(made.interferogram)
    assert grid.transform == Affine.scale(3, 2)
    missing = interferogram == 0
    assert np.argwhere(missing).tolist() == [[0, 1]]
    np.testing.assert_allclose(
        np.angle(interferogram[~missing]), phase_per_displacement(WAVELENGTH_M) * 0.004, atol=1e-3
    )
    tags = read_tags(made.interferogram)
    assert tags["PERPENDICULAR_BASELINE_M"] == "nan"
    assert tags["SIGN"] == INTERFEROGRAM_SIGN
    with open_raster(made.interferogram) as source:
        assert source.nodata == 0
