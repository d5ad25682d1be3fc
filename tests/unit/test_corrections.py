import numpy as np
import pytest

from scarpwatch.insar.corrections import (
    flatten_rate,
    remove_dem_error,
    remove_ramp_and_height,
    temporal_design,
)

YEARS = np.arange(24) * 30 / 365.25


def scene(rng, shape=(60, 70)):
    y, x = np.mgrid[-0.5 : 0.5 : shape[0] * 1j, -0.5 : 0.5 : shape[1] * 1j]
    height = 500 + 300 * np.sin(5 * x) * np.cos(4 * y) + 100 * x
    rate = np.where((x - 0.2) ** 2 + y**2 < 0.02, -0.05, 0.0)
    return y, x, height, rate


def test_ramp_and_height_are_removed_and_motion_is_kept():
    rng = np.random.default_rng(0)
    y, x, height, rate = scene(rng)
    motion = YEARS[:, None, None] * rate
    a, b, c, h = rng.normal(0, 0.01, (4, 24, 1, 1))
    series = motion + a + b * y + c * x + h * (height - 500) / 1000
    series += rng.normal(0, 0.001, series.shape)
    corrected, coefficients = remove_ramp_and_height(series, height, np.ones(height.shape, bool), years=YEARS)
    error = corrected - motion
    error -= np.median(error, axis=(1, 2), keepdims=True)
    # At most a hundredth of the variance that was injected is left beside the noise.
    assert np.var(error) < 0.001**2 + 0.01 * np.var(series - motion)
    np.testing.assert_allclose(coefficients[:, 1], b.ravel(), atol=6e-4)
    np.testing.assert_allclose(coefficients[:, 3], h.ravel(), atol=6e-4)


def test_too_few_pixels_are_refused():
    _, _, height, _ = scene(np.random.default_rng(0))
    trusted = np.zeros(height.shape, bool)
    trusted[0, :10] = True
    with pytest.raises(ValueError, match="fewer than 50"):
        remove_ramp_and_height(np.zeros((24, *height.shape)), height, trusted, years=YEARS)


def test_dem_error_is_found_with_its_sign_and_motion_is_kept():
    rng = np.random.default_rng(1)
    _, _, height, rate = scene(rng)
    baselines = rng.uniform(-150, 150, 24)
    error = rng.normal(0, 15, height.shape)  # true height less the DEM's
    ground = np.full(height.shape, 850_000 * np.sin(0.68))
    motion = YEARS[:, None, None] * rate
    # Ground higher than the DEM, seen from a baseline towards the far range, appears to come closer.
    series = motion + (baselines - baselines[0])[:, None, None] * error / ground
    series += rng.normal(0, 0.0005, series.shape)
    design = temporal_design(YEARS, annual=True, semiannual=False)
    found = remove_dem_error(series, baselines, ground, design=design)
    assert np.corrcoef(found.error.ravel(), error.ravel())[0, 1] > 0.99
    assert np.std(found.error - error) < 2
    assert np.std(found.series - motion) < 0.0008


def test_baselines_that_mimic_the_motion_model_are_refused():
    design = temporal_design(YEARS, annual=False, semiannual=False)
    with pytest.raises(ValueError, match="combination"):
        remove_dem_error(np.zeros((24, 2, 2)), 3 * YEARS, np.ones((2, 2)), design=design)


def test_a_rate_is_flattened_and_its_bowl_is_kept():
    rng = np.random.default_rng(2)
    y, x, height, rate = scene(rng)
    disturbed = rate + 0.02 * x - 0.01 * y + 0.03 * (height - 500) / 1000 + 0.004
    disturbed[5, 5] = np.nan
    flat = flatten_rate(disturbed, height)
    known = np.isfinite(flat)
    assert known.sum() == flat.size - 1
    assert np.std((flat - rate)[known]) < 0.002
    assert abs(np.median(flat[known])) < 0.002


def test_level_ground_has_no_height_term():
    _, x, _, rate = scene(np.random.default_rng(0))
    flat = flatten_rate(rate + 0.02 * x, np.full(rate.shape, 300.0))
    assert np.std(flat - rate) < 0.002
