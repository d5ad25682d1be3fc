"""The map of the phase bias against scatterers that fade, with and without a drift of their phase."""

from datetime import date, timedelta

import numpy as np
import pytest
from error_stacks import make_network
from fading import WAVELENGTH, expected_bias, fading_pairs, vegetation

from scarpwatch.conventions import displacement_per_phase
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.insar.closure.phase_bias import FACTOR, bias_chains, bias_summary, finish_bias, measure_bias
from scarpwatch.insar.network.pairs import Pair

SHAPE = (40, 40)


def bias_map(phase, chains, window=5):
    return finish_bias(*measure_bias(phase, chains, window=window), wavelength=WAVELENGTH)


def test_chains_reach_the_longest_lag_that_most_dates_have():
    chains = bias_chains(make_network(24, 3).pairs)
    assert chains.lag == 3
    assert len(chains.start) == 21
    np.testing.assert_allclose(chains.years, 36 / DAYS_PER_YEAR)
    pairs = make_network(24, 3).pairs
    for start, steps in zip(chains.start, chains.triplets, strict=True):
        days = [pairs[start * 3].reference + timedelta(12 * n) for n in range(4)] if start < 20 else None
        if days:
            assert [pairs[n] for n in steps[1]] == [
                Pair(days[0], days[2]), Pair(days[2], days[3]), Pair(days[0], days[3]),
            ]  # fmt: skip
    assert bias_chains(make_network(24, 1).pairs) is None
    year = [
        Pair(date(2024, 1, 7) + timedelta(12 * n), date(2025, 1, 1) + timedelta(12 * n)) for n in range(9)
    ]
    assert bias_chains(sorted([*make_network(40, 2).pairs, *year])).lag == 2


def test_a_constant_bias_of_short_pairs_comes_out_in_size_and_sign():
    network = make_network(24, 3)
    chains = bias_chains(network.pairs)
    rng = np.random.default_rng(0)
    short = network.second - network.first == 1
    phase = rng.normal(0, 0.05, (len(network.pairs), *SHAPE)).astype(np.float32)
    phase[short] -= 0.1  # as if every 12 days the ground rose by 0.1 lambda / 4 pi
    bias, sigma = bias_map(phase, chains)
    rate = -displacement_per_phase(WAVELENGTH, units_per_metre=100) * 0.1 * DAYS_PER_YEAR / 12
    assert np.nanmean(bias) == pytest.approx(rate, rel=0.01)
    assert (bias > FACTOR * sigma).all()


@pytest.mark.parametrize("window", [1, 5])
def test_the_map_is_silent_without_a_fading_signal(window):
    """Decorrelation in time and with vegetation, thermal noise, atmosphere and motion are all there."""
    rng = np.random.default_rng(11)
    network = make_network(36)
    chains = bias_chains(network.pairs)
    scores = []
    for _ in range(3):
        phase = fading_pairs(rng, network, vegetation(rng, SHAPE), drift_mm_per_year=0)
        bias, sigma = bias_map(phase, chains, window)
        scores.append(bias / sigma)
    scores = np.array(scores)
    assert np.isfinite(scores).all()
    assert (np.abs(scores) > FACTOR).mean() < 0.01
    assert 0.75 < scores.std() < 1.1


def test_the_map_finds_a_fading_signal():
    rng = np.random.default_rng(12)
    network = make_network(36)
    chains = bias_chains(network.pairs)
    green = vegetation(rng, SHAPE)
    drift = np.where(np.arange(SHAPE[1]) < 20, 0.0, 60.0) * np.ones(SHAPE)
    still = fading_pairs(rng, network, green[:, :20], drift_mm_per_year=0)
    moving = fading_pairs(rng, network, green[:, 20:], drift_mm_per_year=60)
    bias, sigma = bias_map(np.concatenate([still, moving], axis=2), chains)
    truth = np.where(drift > 0, expected_bias(green, 60, chains.lag), 0)
    inside = np.ones(SHAPE, bool)
    inside[:, 17:23] = False  # the window mixes both halves there
    real = np.abs(bias) > FACTOR * sigma
    assert truth[:, 20:].min() > 0.1
    assert real[:, 23:].mean() > 0.95
    assert real[:, :17].mean() < 0.02
    assert np.corrcoef(bias[inside], truth[inside])[0, 1] > 0.9
    slope = np.polyfit(truth[inside], bias[inside], 1)[0]
    assert slope == pytest.approx(1, abs=0.1)
    errors = (bias - truth)[:, 23:] / sigma[:, 23:]
    assert 0.6 < errors.std() < 1.3


def test_gaps_and_short_stacks_have_no_bias():
    network = make_network(24)
    chains = bias_chains(network.pairs)
    phase = np.zeros((len(network.pairs), *SHAPE), np.float32)
    phase[:, :10] = np.nan
    phase[network.first > 3, 10:20] = np.nan
    phase += np.random.default_rng(1).normal(0, 0.1, phase.shape).astype(np.float32)
    bias, sigma = bias_map(phase, chains, window=1)
    assert np.isnan(bias[:20]).all()
    assert np.isnan(sigma[:20]).all()
    assert np.isfinite(bias[20:]).all()


def test_a_block_with_a_margin_gives_what_the_whole_gives():
    network = make_network(12)
    chains = bias_chains(network.pairs)
    phase = np.random.default_rng(2).normal(0, 0.3, (len(network.pairs), *SHAPE)).astype(np.float32)
    whole = measure_bias(phase, chains, window=5)
    upper = measure_bias(phase[:, :22], chains, window=5, core=(slice(0, 20), slice(None)))
    lower = measure_bias(phase[:, 18:], chains, window=5, core=(slice(2, None), slice(None)))
    np.testing.assert_allclose(np.concatenate([upper.rate, lower.rate]), whole.rate, atol=1e-5)
    both = upper.autocovariance + lower.autocovariance
    np.testing.assert_allclose(both, whole.autocovariance, rtol=1e-4)


def test_the_verdict_follows_the_share_that_is_real():
    sigma = np.full(SHAPE, 0.1, np.float32)
    bias = np.zeros(SHAPE, np.float32)
    quiet = bias_summary(bias, sigma, 3, 12)
    assert quiet["significant_share"] == 0
    assert quiet["verdict"] == "within_noise"
    bias[:10] = 0.8
    loud = bias_summary(bias, sigma, 3, 12)
    assert loud["significant_share"] == 0.25
    assert loud["median_significant_cm_per_year"] == pytest.approx(0.8)
    assert loud["verdict"] == "biased" and loud["shortest_days"] == 12
    nothing = bias_summary(np.full(SHAPE, np.nan, np.float32), sigma, 0, 12)
    assert nothing["measured_share"] == 0 and nothing["verdict"] == "unknown"
