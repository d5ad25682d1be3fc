import numpy as np
import pytest

from scarpwatch.insar.corrections import temporal_design
from scarpwatch.insar.velocity import fit_velocity, reference_sigma

YEARS = np.arange(30) * 24 / 365.25


def test_rate_and_cumulative_of_a_known_motion():
    rate = np.array([[-0.05, 0.0], [0.02, -0.001]])
    annual = 0.004 * np.sin(2 * np.pi * YEARS)[:, None, None]
    series = YEARS[:, None, None] * rate + annual
    velocity = fit_velocity(series, temporal_design(YEARS, annual=True, semiannual=False))
    np.testing.assert_allclose(velocity.rate, rate, atol=1e-7)
    np.testing.assert_allclose(velocity.cumulative, series[-1] - series[0], atol=1e-7)
    assert velocity.residual_rms.max() < 1e-7


def test_without_seasonal_terms_a_season_leaks_into_the_rate():
    years = np.arange(10) * 36 / 365.25
    series = (0.01 * np.sin(2 * np.pi * years))[:, None, None]
    plain = fit_velocity(series, temporal_design(years, annual=False, semiannual=False))
    full = fit_velocity(series, temporal_design(years, annual=True, semiannual=False))
    assert abs(plain.rate[0, 0]) > 0.002
    assert abs(full.rate[0, 0]) < 1e-6


def test_sigma_covers_the_error_of_white_noise():
    rng = np.random.default_rng(0)
    series = rng.normal(0, 0.005, (30, 40, 40))
    velocity = fit_velocity(series, temporal_design(YEARS, annual=True, semiannual=False))
    within = np.mean(np.abs(velocity.rate) <= velocity.sigma)
    assert 0.62 < within < 0.74


def test_sigma_widens_with_correlated_noise():
    rng = np.random.default_rng(1)
    white = rng.normal(0, 0.005, (30, 40, 40))
    correlated = np.zeros_like(white)
    for k in range(30):
        correlated[k] = white[k] + (0.6 * correlated[k - 1] if k else 0)
    design = temporal_design(YEARS, annual=False, semiannual=False)
    within = np.mean(np.abs(fit_velocity(correlated, design).rate) <= fit_velocity(correlated, design).sigma)
    assert 0.55 < within < 0.75


def test_reference_sigma_predicts_the_scatter_of_offsets():
    """Simulate many atmospheres that are zero at the reference; the offset of the rest must scatter so."""
    design = temporal_design(YEARS, annual=False, semiannual=False)
    offsets, predicted = [], []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        field = rng.normal(0, 0.005, (30, 8, 8))
        series = field - field[:, :1, :1]
        velocity = fit_velocity(series, design)
        offsets.append(np.median(velocity.rate))
        predicted.append(reference_sigma(series, design, np.ones((8, 8), bool)))
    assert np.std(offsets) == pytest.approx(np.mean(predicted), rel=0.15)


def test_too_few_dates_are_refused():
    with pytest.raises(ValueError, match="do not determine"):
        fit_velocity(np.zeros((4, 2, 2)), temporal_design(YEARS[:4], annual=True, semiannual=False))
