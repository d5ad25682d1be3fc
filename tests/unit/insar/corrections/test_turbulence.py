import numpy as np
import pytest
from scipy.linalg import LinAlgError

from scarpwatch.insar.corrections.turbulence import (
    Turbulence,
    fit_nugget,
    fit_turbulence,
    generalised_least_squares,
    generalised_weights,
)


@pytest.fixture
def pixels():
    rng = np.random.default_rng(0)
    y, x = rng.uniform(-0.5, 0.5, (2, 150))
    distance = np.hypot(y[:, None] - y, x[:, None] - x)
    design = np.stack([np.ones(150), y, x, rng.normal(size=150)], axis=1)
    return rng, distance, design


def draw(rng, covariance, fields):
    return np.linalg.cholesky(covariance) @ rng.standard_normal((len(covariance), fields))


def test_the_covariance_model_is_found_again(pixels):
    rng, distance, design = pixels
    true = Turbulence(0.4, 0.3, 0.1)
    fields = draw(rng, true.covariance(distance), 60) * rng.uniform(0.5, 2, 60)
    found = fit_turbulence(distance, design, fields + design @ rng.normal(0, 50, (4, 60)))
    # The three parameters stand in for each other; what they say of the coefficients must be right.
    sigma = []
    for model in (true, found):
        fit = generalised_least_squares(model.covariance(distance), design, fields)
        sigma.append(np.sqrt(np.mean(fit.variance) * np.diag(fit.covariance)[1:]))
    np.testing.assert_allclose(sigma[1], sigma[0], rtol=0.35)


def test_coefficients_variance_and_their_covariance_are_those_of_many_draws(pixels):
    rng, distance, design = pixels
    covariance = Turbulence(0.4, 0.6, 0.05).covariance(distance)
    true = rng.normal(size=(4, 1))
    fit = generalised_least_squares(covariance, design, 0.3 * draw(rng, covariance, 2000) + design @ true)
    error = fit.coefficients - true
    np.testing.assert_allclose(error.mean(axis=1), 0, atol=0.05)
    assert np.mean(fit.variance) == pytest.approx(0.09, rel=0.03)
    np.testing.assert_allclose(error.var(axis=1), 0.09 * np.diag(fit.covariance), rtol=0.15)
    np.testing.assert_allclose(generalised_weights(covariance, design) @ (design @ true), true, atol=1e-9)


def test_rough_heights_are_told_from_smooth_turbulence_better_than_by_ordinary_least_squares(pixels):
    rng, distance, design = pixels
    covariance = Turbulence(0.4, 0.6, 0.0).covariance(distance)
    fields = draw(rng, covariance, 300)
    ordinary = np.linalg.lstsq(design, fields, rcond=None)[0][3]
    general = generalised_least_squares(covariance, design, fields).coefficients[3]
    assert general.std() < 0.7 * ordinary.std()


def test_level_ground_has_no_height_term(pixels):
    rng, distance, design = pixels
    design[:, 3] = 0
    covariance = Turbulence(0.4, 0.6, 0.0).covariance(distance)
    fit = generalised_least_squares(covariance, design, draw(rng, covariance, 50))
    assert np.abs(fit.coefficients[3]).max() < 1e-9
    assert np.isfinite(fit.likelihood)
    assert np.mean(fit.variance) == pytest.approx(1, rel=0.1)


def test_a_field_that_is_rough_from_pixel_to_pixel_gets_its_nugget(pixels):
    rng, distance, design = pixels
    model = Turbulence(0.4, 0.6, 0.0)
    smooth = draw(rng, model.covariance(distance), 1)[:, 0]
    none = np.zeros(150)
    assert fit_nugget(model, distance, design, smooth, none)[0] <= 0.1
    nugget, variance = fit_nugget(model, distance, design, smooth + rng.normal(0, 10, 150), none)
    assert nugget * variance == pytest.approx(100, rel=0.3)


def test_a_covariance_that_is_none_is_refused(pixels):
    design = pixels[2]
    with pytest.raises(LinAlgError):
        generalised_least_squares(-np.eye(150), design, np.zeros((150, 1)))
