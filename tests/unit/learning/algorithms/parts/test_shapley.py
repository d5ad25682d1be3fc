"""Sampled Shapley values beside exact ones, and what holds however few orders are drawn."""

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.algorithms.parts import shapley
from scarpwatch.learning.algorithms.parts.shapley import sampled_contributions

NAMES = ["a", "b", "c", "d"]
BACKGROUND = {"a": 0.5, "b": -1.0, "c": 0.0, "d": 2.0}


@pytest.fixture
def values():
    return pd.DataFrame(np.random.default_rng(4).normal(size=(31, 4)), columns=NAMES)


def linear(values):
    return (3 * values["a"] - 2 * values["b"] + 0.5 * values["d"]).to_numpy()


def pairs(values):
    return linear(values) + (values["a"] * values["c"] - 4 * values["b"] * values["d"]).to_numpy()


def threefold(values):
    return np.tanh(pairs(values) + (values["a"] * values["b"] * values["c"]).to_numpy())


def exact(output, values):
    """Shapley's formula over all sets of columns."""
    found = np.zeros(values.shape)
    count = len(NAMES)
    for place, name in enumerate(NAMES):
        others = [other for other in NAMES if other != name]
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for some in combinations(others, size):
                without = values.assign(**{each: BACKGROUND[each] for each in NAMES if each not in some})
                found[:, place] += weight * (output(without.assign(**{name: values[name]})) - output(without))
    return found


@pytest.mark.parametrize("output", [linear, pairs])
def test_columns_that_act_alone_or_in_pairs_get_their_exact_share_from_one_order(output, values):
    found, base = sampled_contributions(output, values, BACKGROUND, permutations=1, seed=0)
    np.testing.assert_allclose(found, exact(output, values), atol=1e-12)
    assert base == pytest.approx(output(pd.DataFrame([BACKGROUND]))[0])
    if output is linear:
        np.testing.assert_allclose(found[:, 0], 3 * (values["a"] - 0.5), atol=1e-12)
        assert not found[:, 2].any()


def test_more_orders_come_closer_to_the_exact_values(values):
    truth = exact(threefold, values)
    errors = [
        np.abs(
            sampled_contributions(threefold, values, BACKGROUND, permutations=number, seed=1)[0] - truth
        ).mean()
        for number in (1, 4, 400)
    ]
    assert errors[0] > errors[1] > errors[2] and errors[2] < 0.01 < errors[0]


@pytest.mark.parametrize("permutations", [1, 3, 8])
def test_contributions_add_up_for_every_unit(permutations, values):
    found, base = sampled_contributions(threefold, values, BACKGROUND, permutations=permutations, seed=2)
    np.testing.assert_allclose(found.sum(axis=1) + base, threefold(values), atol=1e-13)


def test_a_unit_is_explained_alike_alone_in_blocks_and_among_others(values, monkeypatch):
    whole, base = sampled_contributions(threefold, values, BACKGROUND, permutations=5, seed=3)
    asked = []

    def watched(rows):
        asked.append(len(rows))
        return threefold(rows)

    monkeypatch.setattr(shapley, "ROWS", 8)
    blocks = sampled_contributions(watched, values, BACKGROUND, permutations=5, seed=3)
    assert max(asked) == 8 and (blocks[0] == whole).all() and blocks[1] == base
    alone = sampled_contributions(threefold, values[4:5], BACKGROUND, permutations=5, seed=3)[0]
    assert (alone == whole[4:5]).all()


def test_a_seed_settles_the_orders(values):
    first, again, other = (
        sampled_contributions(threefold, values, BACKGROUND, permutations=2, seed=seed)[0]
        for seed in (5, 5, 6)
    )
    assert first.tobytes() == again.tobytes() and (first != other).any()


def test_a_gap_that_the_model_takes_as_the_background_contributes_nothing(values):
    def filled(rows):
        return threefold(rows.fillna(BACKGROUND))

    values.loc[:10, "b"] = np.nan
    found, base = sampled_contributions(filled, values, BACKGROUND, permutations=4, seed=0)
    np.testing.assert_allclose(found[:11, 1], 0, atol=1e-15)
    assert np.isfinite(found).all() and np.abs(found[11:, 1]).mean() > 0.01
    np.testing.assert_allclose(found.sum(axis=1) + base, filled(values), atol=1e-13)


def test_one_column_and_no_unit_are_taken():
    def output(rows):
        return rows["a"].to_numpy() ** 2

    found, base = sampled_contributions(output, pd.DataFrame({"a": [3.0]}), {"a": 1}, permutations=2, seed=0)
    assert found.tolist() == [[8.0]] and base == 1
    none, base = sampled_contributions(output, pd.DataFrame({"a": []}), {"a": 1}, permutations=2, seed=0)
    assert none.shape == (0, 1) and base == 1
    with pytest.raises(KeyError, match="a"):
        sampled_contributions(output, pd.DataFrame({"a": [3.0]}), {}, permutations=2, seed=0)
