"""Unwrapped pairs of the simulated stack against their true phase."""

import numpy as np
import pytest

from scarpwatch.grids.grid import read_raster, read_tags, write_raster
from scarpwatch.insar.interferograms.coding import decode_coherence
from scarpwatch.insar.interferograms.unwrapping import wrap


@pytest.fixture
def pair(stack):
    """The pair whose true phase spans the most cycles."""
    spans = [np.nanmax(phase) - np.nanmin(phase) for phase in (stack.true_phase(p) for p in stack.pairs)]
    assert max(spans) > 9
    return stack.pairs[int(np.argmax(spans))]


def test_every_cycle_is_found(stack, pair, tmp_path):
    made = stack.run("unwrap_phase", pair, into=tmp_path)
    phase, _ = read_raster(made.unwrapped)
    observed = np.angle(read_raster(stack.path(f"interferogram/{pair}.tif"))[0])
    measured = np.isfinite(phase)
    # The measured phase is kept, noise and all; only whole cycles are added.
    np.testing.assert_allclose(wrap(phase - observed)[measured], 0, atol=2e-5)
    true = stack.true_phase(pair)
    known = measured & np.isfinite(true)
    cycles = np.round((phase - true) / (2 * np.pi))[known]
    assert (cycles != np.median(cycles)).mean() < 0.03
    components, _ = read_raster(made.components)
    assert components.dtype == np.uint16
    assert (components[~measured] == 0).all()
    assert (components[measured] == 1).mean() > 0.95
    assert read_tags(made.unwrapped)["REFERENCE_DATE"] == pair[:8]
    assert read_tags(made.unwrapped)["LOOKS"] == "16"


def test_masked_and_incoherent_cells_are_left_out(stack, pair, tmp_path):
    mask, grid = read_raster(stack.path("stack/layover_shadow.tif"))
    mask[30:34, 30:36] = 1
    write_raster(tmp_path / "mask.tif", mask, grid)
    coherence = decode_coherence(read_raster(stack.path(f"coherence/{pair}.tif"))[0])
    settings = {"method": "whirlwind", "min_coherence": 0.4}
    made = stack.run(
        "unwrap_phase",
        pair,
        into=tmp_path,
        inputs={"mask": [str(tmp_path / "mask.tif")]},
        unwrapping=settings,
    )
    phase, _ = read_raster(made.unwrapped)
    assert np.isnan(phase[mask == 1]).all()
    low = (mask == 0) & (coherence < 0.4)
    assert low.any()
    assert np.isnan(phase[low]).all()
    rest = (mask == 0) & (coherence >= 0.4)
    assert np.isfinite(phase[rest]).mean() > 0.98


def test_a_stack_without_mask_is_unwrapped_wherever_it_is_coherent(stack, pair, tmp_path):
    made = stack.run("unwrap_phase", pair, into=tmp_path, inputs={"mask": []})
    coherence = decode_coherence(read_raster(stack.path(f"coherence/{pair}.tif"))[0])
    assert np.isfinite(read_raster(made.unwrapped)[0][coherence > 0.15]).mean() > 0.98
