"""Explanations of failing triplets against an exhaustive search."""

from itertools import combinations, product

import numpy as np
import pytest
from error_stacks import make_network

from scarpwatch.conventions import UNKNOWN
from scarpwatch.insar.closure.patterns import MOST_CHANGES, SURE, explain_patterns


def pattern_of(network, errors):
    signs = np.array([1, 1, -1])
    return (errors[network.triplets] @ signs).astype(np.int8)


def explain(network, errors, present=None):
    present = np.ones(len(network.pairs), bool) if present is None else present
    pattern = pattern_of(network, errors)
    pattern[~present[network.triplets].all(axis=1)] = UNKNOWN
    return explain_patterns(pattern[None], present[None], network.graph)


def fewest(network, pattern, most=3):
    """All smallest sets of changes that close the pattern, by trying all of them."""
    for size in range(1, most + 1):
        found = []
        for pairs in combinations(range(len(network.pairs)), size):
            for values in product((-2, -1, 1, 2), repeat=size):
                change = np.zeros(len(network.pairs), int)
                change[list(pairs)] = values
                if (pattern + pattern_of(network, change) == 0).all():
                    found.append(change)
        if found:
            return found
    return []


@pytest.mark.parametrize("neighbours", [2, 3])
def test_the_fewest_changes_are_those_of_an_exhaustive_search(neighbours):
    rng = np.random.default_rng(neighbours)
    network = make_network(6, neighbours)
    for _ in range(25):
        errors = np.zeros(len(network.pairs), int)
        wrong = rng.choice(len(network.pairs), rng.integers(1, 3), replace=False)
        errors[wrong] = rng.choice([-2, -1, 1, 2], wrong.size)
        pattern = pattern_of(network, errors)
        if not pattern.any():
            continue
        best = fewest(network, pattern)
        made = explain(network, errors)
        change = made.change[0].astype(int)
        assert any((change == other).all() for other in best)
        assert (made.margin[0, 0] == 0) >= (len(best) > 1)
        if len(best) > 1:
            differing = (np.array(best) != best[0]).any(axis=0)
            assert (made.exchanged[0][differing] > 0).all()


def test_a_pair_in_the_middle_is_sure_and_one_at_the_end_is_not():
    network = make_network(24)
    for pair, (first, second) in enumerate(zip(network.first, network.second, strict=True)):
        errors = np.zeros(len(network.pairs), int)
        errors[pair] = 2
        made = explain(network, errors)
        assert made.change[0, pair] == -2
        assert np.count_nonzero(made.change) == 1
        inside = min(first, 23 - second) >= 2
        assert (made.margin[0, 0] == SURE) == inside
        assert made.margin[0, 0] >= 1


def test_errors_far_apart_are_clusters_of_their_own():
    network = make_network(24)
    errors = np.zeros(len(network.pairs), int)
    early, late = network.star(5)[0], network.star(18)[-1]
    errors[[early, late]] = 1, -2
    made = explain(network, errors)
    assert made.change[0, early] == -1
    assert made.change[0, late] == 2
    assert made.cluster[0, early] != made.cluster[0, late]
    assert (made.margin[0, :2] == SURE).all()


def test_half_the_pairs_of_a_date_can_be_exchanged_for_the_others():
    network = make_network(24)
    star = network.star(12)
    errors = np.zeros(len(network.pairs), int)
    errors[star[::2]] = network.towards(12)[star[::2]]
    made = explain(network, errors)
    assert made.margin[0, 0] == 0
    assert (made.exchanged[0][star] == 1).all()


def test_missing_pairs_take_no_part():
    network = make_network(24)
    errors = np.zeros(len(network.pairs), int)
    wrong = int(np.flatnonzero((network.first == 8) & (network.second == 9))[0])
    errors[wrong] = 1
    present = np.ones(len(network.pairs), bool)
    present[network.star(10)] = False
    made = explain(network, errors, present)
    assert made.change[0, wrong] == -1
    assert not made.change[0][~present].any()


def test_what_is_too_tangled_is_left_unexplained_and_in_doubt():
    rng = np.random.default_rng(1)
    network = make_network(24)
    errors = np.zeros(len(network.pairs), int)
    near = np.flatnonzero((network.first > 5) & (network.second < 16))
    wrong = rng.choice(near, 3 * MOST_CHANGES, replace=False)
    errors[wrong] = rng.choice([-2, -1, 1, 2], wrong.size)
    made = explain(network, errors)
    assert not made.change.any()
    failing = network.triplets[pattern_of(network, errors) != 0]
    assert (made.exchanged[0][np.unique(failing)] > 0).all()
