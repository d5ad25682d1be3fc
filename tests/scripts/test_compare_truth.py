"""The demo's comparison with its truth: figures that we can work out ourselves."""

import numpy as np
import pytest
from steps import read_json

from scarpwatch.insar.output.quality_mask import read_removed
from scarpwatch.insar.series.file import read_series, write_series


def summary(made):
    return read_json(made.summary)


def plant(stack, folder, rate):
    """The stack's velocity file with another rate, everywhere coherent."""
    velocity, grid = read_series(stack.path("velocity.nc"))
    layers = {name: (velocity[name].values, velocity[name].attrs["units"]) for name in ("sigma", "rank")}
    layers["rate"] = (rate.astype(np.float32), "m/yr")
    layers["temporal_coherence"] = (np.where(np.isfinite(rate), 0.9, np.nan).astype(np.float32), "1")
    write_series(folder / "velocity.nc", grid, layers, attributes=velocity.attrs)
    return {"velocity": str(folder / "velocity.nc")}


def test_a_known_error_is_reported_as_it_is(stack, tmp_path):
    measured = ~read_removed(stack.path("quality_mask.tif"))
    noise = np.random.default_rng(6).normal(0, 0.003, measured.shape)
    rate = np.where(measured, stack.truth["rate"] + noise + 0.01, np.nan)
    found = summary(stack.run("compare_truth", into=tmp_path, inputs=plant(stack, tmp_path, rate)))
    assert found["n"] == (measured & np.isfinite(stack.truth["rate"])).sum()
    assert found["offset_cm_per_year"] == pytest.approx(1, abs=0.05)
    assert found["error_std_cm_per_year"] == pytest.approx(0.3, abs=0.02)
    assert found["rmse_cm_per_year"] == pytest.approx(0.3, abs=0.02)
    assert found["slope"] == pytest.approx(1, abs=0.03)
    half = summary(stack.run("compare_truth", into=tmp_path, inputs=plant(stack, tmp_path, 0.5 * rate)))
    assert half["slope"] == pytest.approx(0.5, abs=0.02)


def test_the_stacks_figures(stack, tmp_path):
    made = stack.run("compare_truth", into=tmp_path)
    found = summary(made)
    rate = read_series(stack.path("velocity.nc"))[0]["rate"].values
    rate[read_removed(stack.path("quality_mask.tif"))] = np.nan
    true = stack.truth["rate"]
    known = np.isfinite(rate) & np.isfinite(true)
    assert found["n"] == pytest.approx(known.sum(), rel=0.01)
    offset = np.median(rate[known & (true == 0)])
    assert found["offset_cm_per_year"] == pytest.approx(100 * offset, abs=0.02)
    error = (rate - offset - true)[known]
    assert found["rmse_cm_per_year"] == pytest.approx(100 * np.sqrt(np.mean(error**2)), abs=0.02)
    assert found["correlation"] == pytest.approx(np.corrcoef(rate[known], true[known])[0, 1], abs=0.01)
    # Noise and unwrapping add little to what weather and network leave in the true phase.
    assert 0.95 < found["rmse_ratio"] < 1.5
    quality = read_json(stack.path("quality.json"))
    expected = quality["reference_offset_sigma_cm_per_year"]
    assert found["offset_sigma_cm_per_year"] == pytest.approx(expected)
    with np.load(made.sample) as sample:
        assert len(sample["true"]) == len(sample["estimated"]) == found["n"]
        difference = sample["estimated"] - sample["true"]
    assert np.sqrt(np.mean(difference**2)) == pytest.approx(found["rmse_cm_per_year"], rel=1e-4)


def test_without_weather_the_true_phase_gives_the_true_rate(rising, tmp_path):
    made = rising.run("compare_truth", into=tmp_path)
    found = summary(made)
    assert found["rmse_true_phase_cm_per_year"] < 0.01
    assert found["rmse_cm_per_year"] < 0.4
    assert found["slope"] == pytest.approx(1, abs=0.05)
    with np.load(made.sample) as sample:
        assert sample["true"].max() == pytest.approx(6, abs=0.3)  # what rises is positive, in cm/yr
        assert sample["estimated"].max() > 5
