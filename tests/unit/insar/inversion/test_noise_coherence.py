import numpy as np
import pytest

from scarpwatch.insar.inversion.noise_coherence import (
    JUDGED,
    QUANTILE,
    kept_share,
    noise_limit,
    noise_limits,
    standard_network,
)
from scarpwatch.insar.inversion.solver import invert_network


@pytest.mark.parametrize(
    ("dates", "pairs", "limit"),
    [(6, 9, 0.94), (6, 12, 0.81), (13, 30, 0.64), (24, 66, 0.50), (48, 138, 0.43)],
)
def test_the_limit_is_what_noise_reaches(dates, pairs, limit):
    assert noise_limit(pairs, dates - 1) == pytest.approx(limit, abs=0.012)


def noise_of(first, second, weights=None, robust=False):
    rng = np.random.default_rng(7)
    phase = rng.uniform(-np.pi, np.pi, (first.size, 4000)).astype(np.float32)
    weight = np.ones_like(phase) if weights is None else rng.uniform(*weights, phase.shape).astype(np.float32)
    return invert_network(phase, weight, first, second, np.arange(second.max() + 1.0), robust=robust)


@pytest.mark.parametrize(("dates", "keep"), [(8, 0.8), (13, 0.7), (24, 0.5), (30, 1.0)])
def test_it_holds_for_networks_with_gaps(dates, keep):
    rng = np.random.default_rng(dates)
    pairs = np.array([(a, b) for a in range(dates) for b in range(a + 1, min(dates, a + 5))])
    first, second = pairs[rng.random(len(pairs)) < keep].T
    solved = noise_of(first, second)
    limit = noise_limit(first.size, int(solved.rank[0]))
    assert np.quantile(solved.temporal_coherence, QUANTILE) == pytest.approx(limit, abs=0.025)


def test_unequal_weights_raise_it_little():
    first, second = standard_network(12, 18)
    found = np.quantile(noise_of(first, second, weights=(1, 3)).temporal_coherence, QUANTILE)
    assert found == pytest.approx(noise_limit(30, 12), abs=0.03)


def test_absolute_residuals_have_a_limit_of_their_own():
    first, second = standard_network(12, 18)
    found = np.quantile(noise_of(first, second, robust=True).temporal_coherence, QUANTILE)
    assert found == pytest.approx(noise_limit(30, 12, robust=True), abs=0.025)
    assert noise_limit(30, 12, robust=True) > noise_limit(30, 12) + 0.02


def test_no_surplus_pair_tells_nothing():
    assert noise_limit(5, 5) == 1
    assert noise_limit(9, 5) > JUDGED > noise_limit(12, 5)
    assert 0 < noise_limit(30_000, 2000) < 0.5


def test_every_pixel_has_the_limit_of_its_own_pairs():
    pairs, rank = (
        np.array([[66, 66, 0], [30, 23, 9]], np.int16),
        np.array([[23, 23, 0], [23, 23, 5]], np.int16),
    )
    limits = noise_limits()(pairs, rank)
    assert limits.dtype == np.float32
    np.testing.assert_allclose(limits[0, :2], noise_limit(66, 23))
    assert np.isnan(limits[0, 2])
    assert limits[1, 1] == 1 and limits[1, 0] > limits[0, 0] and limits[1, 2] > 0.9


def test_the_share_of_good_pixels_that_is_kept():
    assert kept_share(66, 23, 0.7, 0.5) > 0.999
    assert kept_share(12, 5, noise_limit(12, 5), 0.8) == pytest.approx(0.65, abs=0.05)
    assert kept_share(9, 5, noise_limit(9, 5), 0.5) == pytest.approx(0.65, abs=0.1)


def test_a_standard_network_has_the_pairs_and_the_rank():
    for rank, surplus in ((1, 3), (5, 4), (12, 21), (4, 20)):
        first, second = standard_network(rank, surplus)
        assert first.size == rank + surplus
        assert noise_of(first, second).rank[0] == rank
