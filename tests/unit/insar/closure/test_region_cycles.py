"""The cycles of one region: exact where triplets and edges tell them, doubted where they do not."""

import numpy as np
import pytest
from error_stacks import make_network

from scarpwatch.conventions import UNKNOWN
from scarpwatch.insar.closure.region_cycles import (
    EDGE_WEIGHT,
    SURE_ENOUGH,
    Edge,
    certainty,
    cheapest_cycles,
    date_runs,
    edge_jumps,
    pieces,
)


def case(errors, *, dates=12, neighbours=3, weight=0.0, jump=None):
    """Network, closures of some errors by pair, an edge that sees them, and the runs."""
    network = make_network(dates, neighbours)
    wrong = np.zeros(len(network.pairs), int)
    for ends, cycles in errors.items():
        wrong[pair_of(network, ends)] = cycles
    ab, bc, ac = network.triplets.T
    edge = Edge(wrong.copy() if jump is None else jump, np.full(len(wrong), weight * EDGE_WEIGHT))
    runs = date_runs(network.first, network.second, dates)
    return network, wrong, wrong[ab] + wrong[bc] - wrong[ac], edge, runs


def pair_of(network, ends):
    return int(np.flatnonzero((network.first == ends[0]) & (network.second == ends[1]))[0])


def solved(network, closures, edge, runs, **options):
    cycles, edge = cheapest_cycles(closures, network.triplets, edge, runs)
    return cycles, certainty(cycles, edge, runs, np.ones(len(cycles), bool), **options)


def test_closure_alone_finds_a_few_errors_and_is_sure_of_them():
    network, wrong, closures, edge, runs = case({(4, 5): 1, (7, 9): -2})
    cycles, sure = solved(network, closures, edge, runs)
    assert (cycles == -wrong).all()
    assert (sure >= 0.9).all()
    closures[0] = UNKNOWN
    assert (cheapest_cycles(closures, network.triplets, edge, runs)[0] == -wrong).all()


def test_half_of_a_date_is_doubted_by_closure_and_settled_by_the_edge():
    errors = {(5, 6): 1, (4, 6): 1, (3, 6): 1}
    network, _, closures, edge, runs = case(errors)
    cycles, sure = solved(network, closures, edge, runs)
    star = network.star(6)
    assert (sure[star] < 0.01).all()
    assert (sure[pair_of(network, (0, 1))] >= 1) and (sure[pair_of(network, (10, 11))] >= 1)
    network, wrong, closures, edge, runs = case(errors, weight=0.9)
    cycles, sure = solved(network, closures, edge, runs)
    assert (cycles == -wrong).all()
    assert (sure >= 1).all()


def test_the_first_date_of_two_neighbours_needs_the_edge():
    """Closure does not know which of the two pairs of the first date is wrong."""
    network, wrong, closures, edge, runs = case({(0, 1): 1}, neighbours=2)
    _, sure = solved(network, closures, edge, runs)
    assert (sure[network.star(0)] < 1).all()
    network, wrong, closures, edge, runs = case({(0, 1): 1}, neighbours=2, weight=0.5)
    cycles, sure = solved(network, closures, edge, runs)
    assert (cycles == -wrong).all() and (sure >= 1).all()
    network, wrong, closures, edge, runs = case({(0, 1): 1}, neighbours=2, weight=0.2)
    cycles, sure = solved(network, closures, edge, runs)
    loose = certainty(cycles, edge, runs, np.ones(len(cycles), bool), needed=SURE_ENOUGH)
    assert (loose >= sure).all()


def test_what_all_pairs_of_a_date_share_stands():
    """Closure has nothing to say about it, however sure the edge is."""
    network = make_network(12, 3)
    shared = network.towards(6).astype(int)
    network, wrong, closures, edge, runs = case({(1, 2): 1}, weight=1.0)
    edge = edge._replace(jump=edge.jump + shared)
    cycles, after = cheapest_cycles(closures, network.triplets, edge, runs)
    assert (cycles == -wrong).all()
    assert (after.jump == wrong).all()
    hidden = network.star(6)[0]  # also where one of them has a cycle of its own in addition
    wrong[hidden] += shared[hidden]
    ab, bc, ac = network.triplets.T
    edge = Edge(wrong + shared, edge.weight)
    cycles, _ = cheapest_cycles(wrong[ab] + wrong[bc] - wrong[ac], network.triplets, edge, runs)
    assert (cycles == -wrong).all()


def test_pairs_without_triplets_stay_as_they_are():
    network, _, closures, edge, runs = case({(5, 6): 1}, neighbours=1, weight=1.0)
    assert len(closures) == 0
    cycles, _ = cheapest_cycles(closures, network.triplets, edge, runs)
    assert not cycles.any()


def test_closures_that_contradict_each_other_have_no_cycles():
    network, _, closures, edge, runs = case({}, dates=4)
    closures = closures.copy()
    closures[0] = 1  # four triplets of four dates: the last follows from the others
    assert cheapest_cycles(closures, network.triplets, edge, runs) is None


def test_jumps_weigh_by_agreement_and_distance_to_half_a_cycle():
    turns = np.full((5, 20), np.nan)
    turns[0] = 1.0
    turns[1] = -0.25
    turns[2, :11], turns[2, 11:] = 0.0, 1.0
    turns[3, :3] = 1.0  # too few
    edge = edge_jumps(turns)
    assert edge.jump.tolist() == [1, 0, 0, 0, 0]
    assert edge.weight == pytest.approx([EDGE_WEIGHT, EDGE_WEIGHT / 2, EDGE_WEIGHT / 10, 0, 0])
    steep = np.random.default_rng(0).uniform(-3, 3, (200, 1)) + np.zeros((200, 20))
    assert edge_jumps(steep).weight.max() < 0.3  # any phase at all: there is no edge to be seen


def test_pieces_that_pairs_leave():
    network = make_network(6, 2)
    held = np.ones(len(network.pairs), bool)
    assert pieces(held, network.first, network.second, 6) == 1
    held[network.star(0)] = False
    assert pieces(held, network.first, network.second, 6) == 2
    assert pieces(np.zeros_like(held), network.first, network.second, 6) == 6
