import numpy as np
import pytest

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.insar.corrections.ramps import fit_ramps
from scarpwatch.insar.motion.model import temporal_design
from scarpwatch.insar.series.sample import extent_coordinates, sample_pixels

YEARS = np.arange(24) * 30 / DAYS_PER_YEAR
SHAPE = (60, 70)
DESIGN = temporal_design(YEARS, annual=False, semiannual=False)
Y, X = np.meshgrid(*extent_coordinates(SHAPE), indexing="ij")
HEIGHT = 500 + 300 * np.sin(5 * X) * np.cos(4 * Y) + 100 * X
SAMPLE = sample_pixels(np.ones(SHAPE, bool), 500)


def fit(series, height=HEIGHT, **options):
    return fit_ramps(SAMPLE.of(series), SAMPLE.of(height), SAMPLE.place(SHAPE), DESIGN, **options)


def terms(fitted, height=HEIGHT):
    return fitted.at(np.arange(SHAPE[0])[:, None], np.arange(SHAPE[1])[None, :], height, SHAPE)


@pytest.fixture
def scene():
    """Motion, and a plane and a height term per date, with a little noise."""
    rng = np.random.default_rng(0)
    rate = np.where((X - 0.2) ** 2 + Y**2 < 0.02, -0.05, 0.0)
    motion = YEARS[:, None, None] * rate
    a, b, c, h = rng.normal(0, 0.01, (4, 24, 1, 1))
    weather = a + b * Y + c * X + h * (HEIGHT - np.median(HEIGHT)) / 1000
    return motion, weather, rng.normal(0, 0.001, motion.shape), np.stack([b.ravel(), c.ravel(), h.ravel()])


def test_ramp_and_height_are_found_and_motion_is_kept(scene):
    motion, weather, noise, true = scene
    fitted = fit(motion + weather + noise)
    error = (weather - weather[0]) - terms(fitted)
    error -= np.median(error, axis=(1, 2), keepdims=True)
    assert np.var(error) < 0.01 * np.var(weather)
    found = fitted.coefficients[:, 1:] - fitted.coefficients[:, 1:].mean(axis=0)
    np.testing.assert_allclose(found, (true - true.mean(axis=1, keepdims=True)).T, atol=1e-3)
    assert (fitted.coefficients[0] == 0).all()
    assert (fitted.sigma[0] == 0).all()


def test_a_date_that_the_motion_model_leaves_to_itself_has_its_ramp_too(scene):
    """The image of a step's day: what is left of it is rounding and must not pass for turbulence."""
    motion, weather, noise, _ = scene
    series = motion + weather + noise
    design = temporal_design(YEARS, annual=False, semiannual=False, steps=[YEARS[12]], apart=[YEARS[12]])
    few = sample_pixels(np.ones(SHAPE, bool), 120)
    fitted, plain = (
        fit_ramps(few.of(series), few.of(HEIGHT), few.place(SHAPE), motion) for motion in (design, DESIGN)
    )
    error = (weather - weather[0] - terms(fitted))[12]
    assert np.std(error) < 0.1 * np.std((weather - weather[0])[12])
    assert fitted.turbulence == plain.turbulence
    assert (np.abs(np.log(fitted.sigma[12] / plain.sigma[12])) < np.log(2)).all()


@pytest.mark.slow
def test_sigma_is_that_of_the_estimates(scene):
    motion, weather, _, true = scene
    squares, variances = [], []
    for seed in range(8):
        noise = np.random.default_rng(seed).normal(0, 0.003, motion.shape)
        fitted = fit(motion + weather + noise)
        squares.append((fitted.coefficients[1:, 1:] - (true[:, 1:] - true[:, :1]).T) ** 2)
        variances.append(fitted.sigma[1:, 1:] ** 2)
    ratio = np.sqrt(np.mean(squares, axis=(0, 1)) / np.mean(variances, axis=(0, 1)))
    np.testing.assert_allclose(ratio, 1, atol=0.3)


def test_wrong_cycles_on_one_date_do_not_bend_it(scene):
    motion, weather, noise, _ = scene
    spoilt = motion + weather + noise
    clean = fit(spoilt).coefficients
    spoilt[5, 45:, 50:] += 0.0277
    # The 28 mm of a whole cycle over a sixteenth of the scene would bend it by 10 mm.
    np.testing.assert_allclose(fit(spoilt).coefficients[5], clean[5], atol=1.5e-3)


def test_a_dem_error_does_not_pass_for_a_height_term(scene):
    motion, weather, noise, true = scene
    rng = np.random.default_rng(3)
    baselines = rng.uniform(-150, 150, 24)
    error = baselines[:, None, None] * rng.normal(0, 30, SHAPE) / 540_000
    fitted = fit(motion + weather + noise + error, baselines=baselines)
    assert np.std(fitted.coefficients[:, 3] - (true[2] - true[2, 0])) < 1.5e-3


def test_level_ground_has_no_height_term(scene):
    motion, _, noise, true = scene
    ramps = true[0][:, None, None] * Y + true[1][:, None, None] * X
    level = np.full(SHAPE, 300.0)
    fitted = fit(motion + ramps + noise, level)
    np.testing.assert_allclose(fitted.coefficients[:, 3], 0, atol=1e-9)
    assert np.isfinite(terms(fitted, level)).all()
    np.testing.assert_allclose(fitted.coefficients[:, 2], true[1] - true[1, 0], atol=1e-3)


def test_too_few_pixels_are_refused():
    few = np.zeros((24, 10))
    with pytest.raises(ValueError, match="fewer than 50"):
        fit_ramps(few, np.zeros(10), (np.zeros(10), np.zeros(10)), DESIGN)
