"""The distributions beside those of scipy.stats, digit by digit, and what is known of them without it."""

import numpy as np
import pytest
from scipy import stats

from scarpwatch.distributions import (
    average_ranks,
    chi_square_above,
    chi_square_quantile,
    f_log_density,
    f_quantile,
    gamma_quantile,
    normal_above,
    normal_below,
    normal_quantile,
    student_above,
    student_log_density,
    student_quantile,
)

PROBABILITIES = np.array([1e-12, 1e-4, 0.025, 0.5, 0.8413, 0.975, 1 - 1e-9])
VALUES = np.array([-38.0, -3.0, -0.2, 0.0, 1e-9, 1.0, 7.5])
POSITIVE = np.array([1e-12, 0.1, 1.0, 2.5, 300.0])


def test_the_normal_distribution():
    np.testing.assert_array_equal(normal_below(VALUES), stats.norm.cdf(VALUES))
    np.testing.assert_array_equal(normal_above(VALUES), stats.norm.sf(VALUES))
    np.testing.assert_array_equal(normal_quantile(PROBABILITIES), stats.norm.ppf(PROBABILITIES))
    assert normal_quantile(0.975) == pytest.approx(1.959964, abs=1e-6)


@pytest.mark.parametrize("freedom", [1, 2.5, 21, 4000])
def test_students_t(freedom):
    law = stats.t(freedom)
    np.testing.assert_array_equal(student_above(VALUES, freedom), law.sf(VALUES))
    np.testing.assert_array_equal(student_quantile(PROBABILITIES, freedom), law.ppf(PROBABILITIES))
    np.testing.assert_array_equal(student_log_density(VALUES, freedom), law.logpdf(VALUES))


@pytest.mark.parametrize(("above", "below"), [(1, 1), (2, 22), (21, 4.5), (20, 1e4)])
def test_ratios_of_variances(above, below):
    law = stats.f(above, below)
    np.testing.assert_array_equal(f_quantile(PROBABILITIES, above, below), law.ppf(PROBABILITIES))
    np.testing.assert_array_equal(f_log_density(POSITIVE, above, below), law.logpdf(POSITIVE))


@pytest.mark.parametrize("freedom", [1, 2, 17])
def test_chi_square(freedom):
    law = stats.chi2(freedom)
    np.testing.assert_array_equal(chi_square_above(POSITIVE, freedom), law.sf(POSITIVE))
    np.testing.assert_array_equal(chi_square_quantile(PROBABILITIES, freedom), law.ppf(PROBABILITIES))


def test_gamma():
    law = stats.gamma(0.7, scale=12.0)
    np.testing.assert_array_equal(gamma_quantile(PROBABILITIES, 0.7, scale=12.0), law.ppf(PROBABILITIES))


def test_equal_values_share_the_mean_of_their_ranks():
    np.testing.assert_array_equal(average_ranks([10.0, 30.0, 10.0, 20.0, np.inf]), [1.5, 4, 1.5, 3, 5])
    values = np.random.default_rng(0).integers(0, 50, 1000) / 7
    np.testing.assert_array_equal(average_ranks(values), stats.rankdata(values))
