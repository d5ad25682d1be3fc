"""Errors of whole cycles are put in where we know, and must be repaired or flagged, never made worse."""

import numpy as np
import pytest
from error_stacks import (
    CYCLE,
    independent_errors,
    judge,
    make_network,
    make_phase,
    patches,
    scattered,
)

from scarpwatch.conventions import FLAGGED
from scarpwatch.insar.closure.repair import repair_block
from scarpwatch.insar.closure.triplets import close_triplets

SHAPE = (60, 80)


def repaired(phase, network):
    closure = close_triplets(phase.reshape(len(phase), -1), network.triplets)
    return repair_block(phase, closure.cycles, network.graph)


@pytest.mark.parametrize("where", [scattered, patches])
@pytest.mark.parametrize("noise", [0.0, 0.5])
@pytest.mark.parametrize("dates", [24, 48])
def test_independent_errors_are_found_and_repaired(where, noise, dates):
    """With a noise of 0.5 rad per pair, wrapped closures scatter by 0.87 rad."""
    rng = np.random.default_rng(100 + dates)
    network = make_network(dates)
    phase = make_phase(rng, network, SHAPE, noise=noise)
    errors = independent_errors(rng, network, SHAPE, where)
    outcome = judge(errors, repaired(phase + CYCLE * errors, network))
    assert outcome.errors > 1000
    assert outcome.found >= 0.99
    assert outcome.repaired >= 0.98
    assert outcome.damaged <= 1e-4
    assert outcome.good_flagged < 0.002


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_pairs_without_errors_stay_as_they_are(noise):
    rng = np.random.default_rng(7)
    network = make_network(24)
    cycles = repaired(make_phase(rng, network, SHAPE, noise=noise), network)
    assert ((cycles != 0) & (cycles != FLAGGED)).sum() == 0
    assert (cycles == FLAGGED).mean() < 1e-4


@pytest.mark.parametrize("where", [scattered, patches])
@pytest.mark.parametrize("cycles", [1, -2])
@pytest.mark.parametrize(("day", "innocent"), [(0, 1), (1, 1), (11, 1), (11, 2), (23, 1)])
def test_errors_that_most_pairs_of_a_date_share_are_flagged(where, day, innocent, cycles):
    """The minority of innocent pairs is what closure alone would change."""
    rng = np.random.default_rng(50 + day)
    network = make_network(24)
    phase = make_phase(rng, network, SHAPE, noise=0.3)
    errors = np.zeros(phase.shape, np.int8)
    place = where(rng, SHAPE, 0.1)
    for pair in rng.permutation(network.star(day))[innocent:]:
        errors[pair][place] = cycles * network.towards(day)[pair]
    outcome = judge(errors, repaired(phase + CYCLE * errors, network))
    assert outcome.damaged_count == 0
    assert outcome.found > 0.99
    assert outcome.flagged > 0.99
    assert outcome.good_flagged < 0.02  # the innocent of that date, a few more pairs at its ends


def test_an_error_of_a_whole_date_is_no_contradiction():
    """All pairs of a date wrong alike are a delay of that date: closure cannot see it and changes nothing."""
    rng = np.random.default_rng(3)
    network = make_network(24)
    phase = make_phase(rng, network, SHAPE)
    errors = network.towards(9)[:, None, None] * patches(rng, SHAPE, 0.1).astype(np.int8)
    assert (repaired(phase + CYCLE * errors, network) == 0).all()


def test_a_lonely_triplet_is_flagged_as_a_whole():
    rng = np.random.default_rng(4)
    network = make_network(3, neighbours=2)
    phase = make_phase(rng, network, SHAPE)
    phase[1, 20:30, 20:30] += CYCLE
    cycles = repaired(phase, network)
    assert (cycles[:, 20:30, 20:30] == FLAGGED).all()
    assert (
        np.delete(cycles.reshape(3, -1), np.ravel_multi_index(np.mgrid[20:30, 20:30], SHAPE).ravel(), 1) == 0
    ).all()


def test_gaps_stay_gaps_and_islands_rest_on_closure_alone():
    rng = np.random.default_rng(5)
    network = make_network(24)
    phase = make_phase(rng, network, SHAPE)
    middle = int(np.flatnonzero((network.first == 10) & (network.second == 11))[0])
    end = int(np.flatnonzero((network.first == 0) & (network.second == 1))[0])
    island = np.zeros(SHAPE, bool)
    island[10:20, 10:20] = True
    moat = np.zeros(SHAPE, bool)
    moat[9:21, 9:21] = True
    phase[:, moat & ~island] = np.nan
    phase[:, 40:, 60:] = np.nan
    phase[middle][island] += CYCLE
    phase[end][island] -= 2 * CYCLE
    cycles = repaired(phase, network)
    assert (cycles[middle][island] == -1).all()  # every exchange changes more than three pairs more
    assert (cycles[end][island] == FLAGGED).all()  # two other pairs of the first date would do as well
    assert (cycles[:, np.isnan(phase[0])] == 0).all()


@pytest.mark.slow
def test_independent_errors_over_many_seeds():
    for seed in range(200, 212):
        rng = np.random.default_rng(seed)
        network = make_network(36)
        phase = make_phase(rng, network, SHAPE, noise=0.5)
        where = (scattered, patches)[seed % 2]
        errors = independent_errors(rng, network, SHAPE, where)
        outcome = judge(errors, repaired(phase + CYCLE * errors, network))
        assert outcome.found >= 0.99
        assert outcome.repaired >= 0.98
        assert outcome.damaged <= 1e-4
