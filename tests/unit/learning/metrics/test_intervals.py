import math

import pytest
from scipy.stats import binomtest

from scarpwatch.learning.metrics.intervals import wilson_interval


def test_wilson_matches_the_published_example():
    # Newcombe (1998), Statistics in Medicine 17, table I: 81/263, 15/148, 0/20, 1/29.
    for (successes, trials), (lower, upper) in {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }.items():
        assert wilson_interval(successes, trials) == pytest.approx((lower, upper), abs=5e-5)


def test_wilson_is_that_of_scipy():
    for successes, trials in ((3, 17), (0, 9), (500, 501), (40_000, 90_000)):
        expected = binomtest(successes, trials).proportion_ci(0.9, method="wilson")
        assert wilson_interval(successes, trials, level=0.9) == pytest.approx(tuple(expected), abs=1e-14)


def test_wilson_bounds_are_exact_at_the_ends():
    assert wilson_interval(0, 7)[0] == 0.0
    assert wilson_interval(7, 7)[1] == 1.0


def test_no_trials_give_nan():
    assert all(math.isnan(bound) for bound in wilson_interval(0, 0))
