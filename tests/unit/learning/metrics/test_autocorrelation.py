"""Moran's I where order in space is known."""

import numpy as np
import pytest

from scarpwatch.learning.metrics.autocorrelation import morans_i


def places(units, seed):
    return np.random.default_rng(seed).uniform(0, 1e4, (units, 2))


def test_independent_values_stay_near_the_expectation_and_are_seldom_significant():
    found = [
        morans_i(
            np.random.default_rng(seed).standard_normal(200),
            places(200, seed),
            rng=np.random.default_rng(seed),
            permutations=199,
        )
        for seed in range(40)
    ]
    assert found[0].expected == pytest.approx(-1 / 199)
    # I of 200 units with 8 neighbours scatters by about .033.
    assert np.mean([one.i for one in found]) == pytest.approx(found[0].expected, abs=0.016)
    assert sum(one.p_value < 0.05 for one in found) <= 6


def test_clusters_and_checkers_are_told_from_chance():
    x, y = np.meshgrid(np.arange(20), np.arange(20))
    grid = np.column_stack([x.ravel(), y.ravel()]).astype(float)
    cluster = np.sin(x / 5) + np.cos(y / 4)
    found = morans_i(cluster.ravel(), grid, rng=np.random.default_rng(1))
    assert found.i > 0.8 and found.p_value == pytest.approx(0.001)
    checkers = morans_i((x + y).ravel() % 2, grid, rng=np.random.default_rng(1), neighbours=4)
    assert checkers.i < -0.8 and checkers.p_value == pytest.approx(0.001)


def test_by_hand():
    """Two pairs, each other's neighbours: z = 1, 1, -1, -1 gives 1, and crosswise -1."""
    xy = np.array([[0.0, 0], [1, 0], [100, 0], [101, 0]])
    rng = np.random.default_rng(0)
    assert morans_i([1, 1, 0, 0], xy, rng=rng, neighbours=1).i == pytest.approx(1)
    assert morans_i([1, 0, 1, 0], xy, rng=rng, neighbours=1).i == pytest.approx(-1)


def test_units_at_one_place_are_no_neighbours_of_themselves():
    xy = np.zeros((30, 2))
    value = np.random.default_rng(2).standard_normal(30)
    found = morans_i(value, xy, rng=np.random.default_rng(0), neighbours=3)
    assert np.isfinite(found.i) and found.units == 30


def test_missing_values_do_not_count_and_too_few_units_have_no_i():
    value = np.r_[np.random.default_rng(3).standard_normal(50), np.nan]
    xy = places(51, 3)
    whole = morans_i(value, xy, rng=np.random.default_rng(5))
    assert whole == morans_i(value[:-1], xy[:-1], rng=np.random.default_rng(5))
    for few in (
        morans_i(value[:8], xy[:8], rng=np.random.default_rng(5)),
        morans_i(np.ones(51), xy, rng=np.random.default_rng(5)),
    ):
        assert np.isnan(few.i) and np.isnan(few.p_value)
