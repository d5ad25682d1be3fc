import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from pair_files import phases, write_pairs

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.grids.grid import read_raster, read_tags, write_raster
from scarpwatch.simulate.acquisition import Acquisition
from scarpwatch.simulate.assessment import SAMPLE, assess_rate, rate_from_true_phase

SHAPE = (30, 40)


def true_rate(shape=SHAPE):
    row, column = np.mgrid[: shape[0], : shape[1]]
    rate = -0.06 * np.exp(-((row - 12) ** 2 + (column - 22) ** 2) / 40)
    rate[np.abs(rate) < 1e-3] = 0
    return rate


def assess(estimated, true, *, ideal=None, trusted=None, sigma=0.002):
    return assess_rate(
        estimated,
        true if ideal is None else ideal,
        true,
        trusted=np.ones(true.shape, bool) if trusted is None else trusted,
        offset_sigma=0.0015,
        sigma=np.full(true.shape, sigma),
    )


def test_offset_noise_and_slope_are_told_apart():
    true = true_rate((150, 200))
    rng = np.random.default_rng(1)
    noise, weather = rng.normal(0, 0.002, true.shape), rng.normal(0, 0.001, true.shape)
    figures = assess(true + noise + 0.004, true, ideal=true + weather - 0.003).summary
    assert figures["offset_cm_per_year"] == pytest.approx(0.4, abs=0.01)
    assert figures["offset_sigma_cm_per_year"] == pytest.approx(0.15)
    assert figures["rmse_cm_per_year"] == pytest.approx(0.2, rel=0.03)
    assert figures["error_std_cm_per_year"] == pytest.approx(0.2, rel=0.03)
    assert figures["rmse_true_phase_cm_per_year"] == pytest.approx(0.1, rel=0.03)
    assert figures["rmse_ratio"] == pytest.approx(2, rel=0.05)
    assert figures["within_one_sigma"] == pytest.approx(0.683, abs=0.02)
    assert figures["slope"] == pytest.approx(1, abs=0.02)
    assert figures["n"] == true.size
    assert assess(0.8 * true, true, ideal=true + weather).summary["slope"] == pytest.approx(0.8)


def test_only_what_is_trusted_and_known_counts():
    true = true_rate()
    estimated, trusted = true + 0.001, np.ones(SHAPE, bool)
    trusted[:10] = False
    estimated[:10] = 1.0  # would spoil every figure
    estimated[10, :5] = np.nan
    true[11, :3] = np.nan
    figures = assess(estimated, true, ideal=np.nan_to_num(true) + 0.001, trusted=trusted).summary
    assert figures["n"] == 20 * 40 - 5 - 3
    assert figures["share_of_seen"] == pytest.approx((800 - 8) / (1200 - 3))
    assert figures["rmse_cm_per_year"] == pytest.approx(0, abs=1e-9)
    assert figures["offset_cm_per_year"] == pytest.approx(0.1)


def test_the_sample_is_in_cm_without_the_offset():
    true = true_rate((250, 240))
    result = assess(true + 0.004, true, ideal=true + 1e-3 * np.random.default_rng(1).normal(size=true.shape))
    np.testing.assert_allclose(result.estimated, result.true, atol=1e-9)
    assert SAMPLE <= len(result.true) < 2 * SAMPLE
    assert result.true.min() == pytest.approx(-6, abs=0.5)


@pytest.fixture
def planted(tmp_path):
    """Ten dates of a steady bowl as true displacement, and pairs with noise and gaps of their own."""
    days = [date(2024, 1, 7) + timedelta(days=36 * n) for n in range(10)]
    names = [f"{day:%Y%m%d}" for day in days]
    pairs = [f"{a}_{b}" for n, a in enumerate(names) for b in names[n + 1 : n + 4]]
    years = np.array([(day - days[0]).days for day in days]) / DAYS_PER_YEAR
    displacement = true_rate() * years[:, None, None] + 0.3  # any constant drops out
    rng = np.random.default_rng(2)
    noisy = {
        pair: values + rng.normal(0, 0.5, SHAPE)
        for pair, values in phases(displacement, names, pairs).items()
    }
    for pair in pairs:
        noisy[pair][:3, :3] = np.nan
    noisy[pairs[4]][20:] = np.nan
    files = write_pairs(tmp_path, noisy, coherence=0.6)
    orbits = [Acquisition(day, float(rng.uniform(-100, 100)), 0.0) for day in days]
    reference = {"row": 25, "column": 5, "half": 2, "chosen": "by the test"}
    velocity = xr.Dataset({"rate": (("y", "x"), true_rate())}, attrs={"reference": json.dumps(reference)})
    return displacement, orbits, files, velocity


def ideal(planted, *, ramp=False, dem=False):
    displacement, orbits, files, velocity = planted
    return rate_from_true_phase(
        displacement,
        orbits,
        files["unwrapped"],
        files["coherence"],
        velocity,
        geometry=[np.random.default_rng(3).normal(400, 80, SHAPE), np.full(SHAPE, 9e5), np.full(SHAPE, 0.68)],
        weights="variance",
        corrections={"ramp_and_height": ramp, "dem_error": dem},
        motion={"annual": False, "semiannual": False},
    )


def test_the_true_phase_gives_the_true_rate_where_there_are_pairs(planted):
    rate = ideal(planted)
    known = np.isfinite(rate)
    assert (~known).sum() == 9
    assert not known[:3, :3].any()
    np.testing.assert_allclose(rate[known], true_rate()[known], atol=1e-6)


def test_the_true_phase_gives_the_true_rate_without_ties_across_a_gap(planted):
    """Half of the map has no pair that ends on the sixth date or later and begins before it."""
    files = planted[2]
    for path in files["unwrapped"]:
        first, second = Path(path).stem.split("_")
        if first <= "20240531" < second:
            values, grid = read_raster(path)
            values[:, 20:] = np.nan
            write_raster(path, values, grid, nodata=np.nan, tags=read_tags(path))
    rate = ideal(planted)
    known = np.isfinite(rate)
    assert known[:, 20:].all()
    np.testing.assert_allclose(rate[known], true_rate()[known], atol=1e-6)


def test_corrections_apply_to_the_true_phase_too(planted):
    displacement = planted[0]
    ramps = np.linspace(-0.01, 0.01, 40) * np.random.default_rng(4).normal(size=10)[:, None, None]
    spoilt = (displacement + ramps, *planted[1:])
    raw, corrected = ideal(spoilt), ideal(spoilt, ramp=True, dem=True)
    known = np.isfinite(raw)
    errors = [np.std((rate - true_rate())[known]) for rate in (raw, corrected)]
    assert errors[1] < 0.25 * errors[0]
