import numpy as np
import pytest
from scipy.stats import norm

from scarpwatch.insar.series.variance_pool import pooled_variance, usual_variance, widening


def estimated(rng, true, freedom):
    return true * rng.chisquare(freedom, true.size) / freedom


@pytest.mark.parametrize("freedom", [1, 2, 4, 20])
def test_alike_pixels_get_the_variance_that_they_share(freedom):
    rng = np.random.default_rng(freedom)
    own = estimated(rng, np.full(3000, 4.0), freedom)
    (usual,), prior = usual_variance([own], freedom)
    assert usual == pytest.approx(4, rel=0.1)
    assert prior >= 48
    pooled, _ = pooled_variance(own, freedom, usual, prior)
    assert own.min() < 0.3 * 4 and pooled.min() > 0.75 * 4


def test_pixels_that_differ_keep_more_of_their_own():
    rng = np.random.default_rng(0)
    true = 4.0 * 5 / rng.chisquare(5, 4000)
    own = estimated(rng, true, 6)
    (usual,), prior = usual_variance([own], 6)
    assert usual == pytest.approx(4, rel=0.15)
    assert 3 <= prior <= 8
    pooled, behind = pooled_variance(own, 6, usual, prior)
    assert np.mean((np.log(pooled) - np.log(true)) ** 2) < 0.7 * np.mean((np.log(own) - np.log(true)) ** 2)
    error = rng.normal(size=true.size) * np.sqrt(true)
    assert np.mean(np.abs(error) <= widening(behind) * np.sqrt(pooled)) == pytest.approx(0.683, abs=0.03)


def test_a_pixel_apart_is_not_drawn_to_the_others():
    pooled, behind = pooled_variance(np.array([1.0, 30.0]), 5, 1.0, 500.0)
    np.testing.assert_allclose(pooled, [1, 30])
    np.testing.assert_allclose(behind, [505, 5])


def test_nothing_usual_changes_nothing():
    assert usual_variance([np.zeros(10)], 3)[1] == 0
    pooled, behind = pooled_variance(np.array([1.0, 2.0]), 3, 5.0, 0.0)
    assert pooled.tolist() == [1, 2] and behind.tolist() == [3, 3]


@pytest.mark.parametrize("freedom", [1, 2, 10])
def test_the_widened_range_holds_as_much_as_a_sigma(freedom):
    rng = np.random.default_rng(3)
    spread = np.sqrt(rng.chisquare(freedom, 200_000) / freedom)
    within = np.mean(np.abs(rng.normal(size=spread.size)) <= widening(freedom) * spread)
    assert within == pytest.approx(2 * norm.cdf(1) - 1, abs=0.005)
