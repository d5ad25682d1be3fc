import numpy as np
import pytest
from displacement_simulation import pair_noise, pairs_of

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.insar.motion.model import temporal_design
from scarpwatch.insar.series.noise import (
    SeriesNoise,
    carried_variance,
    fit_noise,
    inversion_covariance,
    offset_sigma,
    sample_noise,
)
from scarpwatch.simulate.fields import power_law_field

DATES = 24
YEARS = np.arange(DATES) * 31 / DAYS_PER_YEAR
DESIGN = temporal_design(YEARS, annual=True, semiannual=False)
COVARIANCE = inversion_covariance(*pairs_of(DATES), DATES)
SHAPE = (60, 80)


def noise_of(series, coherence):
    first, second = pairs_of(DATES)
    return sample_noise(
        lambda window: series[:, *window.toslices()],
        np.ones(SHAPE, bool),
        coherence,
        DESIGN,
        first,
        second,
    )


def test_the_inversion_gives_pair_errors_this_covariance():
    rng = np.random.default_rng(0)
    coherence = np.full((50, 80), 0.5)
    series = pair_noise(rng, coherence, YEARS).reshape(DATES, -1)
    found = np.cov(series)[1:, 1:]
    scale = found.trace() / COVARIANCE.trace()
    np.testing.assert_allclose(found / scale, COVARIANCE[1:, 1:], atol=0.06 * COVARIANCE.max())
    assert (COVARIANCE[0] == 0).all()


def test_a_network_in_two_parts_has_a_covariance_too():
    covariance = inversion_covariance([0, 2], [1, 3], 4)
    assert np.isfinite(covariance).all()
    assert covariance[1, 1] == pytest.approx(1)


def test_weather_is_not_taken_for_wandering_noise():
    rng = np.random.default_rng(1)
    series = np.stack([0.005 * power_law_field(rng, SHAPE, 200.0) for _ in range(DATES)])
    noise = noise_of(series, np.full(SHAPE, 0.5))
    assert noise.variance.max() < 0.01 * 0.005**2


def test_wandering_noise_is_found_and_falls_with_coherence():
    rng = np.random.default_rng(2)
    coherence = np.repeat(np.linspace(0.3, 0.8, SHAPE[1])[None], SHAPE[0], axis=0)
    wander = pair_noise(rng, coherence, YEARS)
    weather = np.stack([0.005 * power_law_field(rng, SHAPE, 200.0) for _ in range(DATES)])
    noise = noise_of(wander + weather, coherence)
    contrasts = np.linalg.svd(DESIGN)[0][:, DESIGN.shape[1] :]
    true = np.mean((contrasts.T @ wander.reshape(DATES, -1)) ** 2, axis=0).reshape(SHAPE)
    for part in (slice(0, 20), slice(30, 50), slice(60, 80)):
        found = noise.wandering_variance(coherence[:, part]).mean()
        # Neighbours still differ by 1.3 mm of weather, a variance of 1.8e-6 m2.
        assert found == pytest.approx(true[:, part].mean(), rel=0.35, abs=1.5e-7)
    assert noise.wandering_variance(0.35) > 2 * noise.wandering_variance(0.75)
    # Beyond the classes the nearest one holds; a pixel without coherence has no wandering noise.
    assert noise.wandering_variance(0.1) == noise.variance[0]
    assert noise.wandering_variance(np.array([np.nan]))[0] == 0


def test_the_level_of_a_date_is_what_all_pixels_share():
    rng = np.random.default_rng(3)
    window = rng.normal(0, 0.01, DATES)
    series = rng.normal(0, 0.001, (DATES, 500)) - window[:, None]
    noise = fit_noise(series, series[:, ::-1], np.full(500, 0.5), DESIGN, COVARIANCE)
    residual = window - DESIGN @ (np.linalg.pinv(DESIGN) @ window)
    np.testing.assert_allclose(noise.levels, -residual, atol=4e-4)


def test_the_offsets_of_many_maps_scatter_as_predicted():
    design = temporal_design(YEARS, annual=False, semiannual=False)
    offsets, predicted = [], []
    for seed in range(150):
        rng = np.random.default_rng(seed)
        window = rng.normal(0, 0.005, DATES)
        series = rng.normal(0, 0.002, (DATES, 300)) - window[:, None]
        noise = fit_noise(series, series[:, ::-1], np.full(300, 0.5), design, COVARIANCE)
        offsets.append(np.median(np.linalg.pinv(design)[1] @ series))
        predicted.append(offset_sigma(noise, design, 0.5, 25))
    assert np.std(offsets) == pytest.approx(np.sqrt(np.mean(np.square(predicted))), rel=0.15)


def test_variance_is_carried_by_both_kinds():
    wandering = np.diag([0.0, 1.0, 4.0])
    noise = SeriesNoise(np.zeros(3), wandering, np.zeros(1), np.zeros(1))
    weights = np.array([1.0, 0.0, 2.0])
    carried = carried_variance(weights, noise, np.array([2.0, 2.0]), np.array([0.5, 9.0]))
    np.testing.assert_allclose(carried, [1.5 * 5 + 0.5 * 16, 2 * 16])


def test_lone_pixels_count_as_white():
    trusted = np.zeros((4, 5), bool)
    trusted[1, 2] = True
    series = np.zeros((DATES, 4, 5))
    noise = sample_noise(
        lambda window: series[:, *window.toslices()], trusted, np.ones((4, 5)), DESIGN, *pairs_of(DATES)
    )
    assert noise.wandering_variance(0.5) == 0


def test_one_coherence_for_all_pixels_makes_one_class():
    """Also where the sample is large: a value of the noise at one coherence must not depend on its place."""
    rng = np.random.default_rng(3)
    series, beside = rng.normal(0, 0.004, (2, DATES, 2000))
    noise = fit_noise(series, beside, np.zeros(2000), DESIGN, COVARIANCE)
    assert noise.coherence.size == noise.variance.size == 1
