"""Regions of equal closure, what separates them, and which of them the pixels of a belt belong to."""

import numpy as np
from error_stacks import CYCLE, make_network, make_phase

from scarpwatch.insar.closure.region_patterns import closure_patterns
from scarpwatch.insar.closure.regions import (
    SMALLEST,
    assign_regions,
    find_contacts,
    label_regions,
    labels_around,
)

SHAPE = (40, 50)


def island(noise=0.5, seed=0):
    """Consistent phases with one pair that is wrong in the east and one that is also wrong in the north-east."""
    network = make_network(8)
    phase = make_phase(np.random.default_rng(seed), network, SHAPE, noise=noise)
    phase[4, :, 30:] += CYCLE
    phase[9, :12, 30:] -= CYCLE
    return network, phase


def labelled(network, phase):
    return label_regions(closure_patterns(phase, network.triplets), len(network.triplets))


def test_ground_that_fails_alike_is_one_region_whatever_the_noise():
    for noise in (0.0, 0.5, 0.8):
        network, phase = island(noise)
        labels, failing = labelled(network, phase)
        assert failing == labels.max() == 2
        assert (labels[1:-1, 1:28] == 0).mean() > 0.97
        assert (labels[15:-1, 32:-1] == 1).mean() > 0.97  # the larger one comes first
        assert (labels[1:10, 32:-1] == 2).mean() > 0.97


def test_small_places_and_those_without_triplets_have_no_label():
    network, phase = island(0.0)
    phase[4, :, 30:] -= CYCLE
    phase[9, :12, 30:] += CYCLE
    phase[4, 5:8, 5:8] += CYCLE  # nine pixels
    phase[:, 20:, 40:] = np.nan
    labels, failing = labelled(network, phase)
    assert failing == 0 and SMALLEST > 9
    assert (labels[6, 5:8] == -1).all()
    assert (labels[20:, 40:] == -1).all()
    assert labels[30, 10] == 0


def test_ground_that_closes_is_one_whatever_it_misses_but_for_a_gap_between():
    network = make_network(8)
    phase = make_phase(np.random.default_rng(0), network, SHAPE)
    phase[2, 10:20, 5:15] = np.nan  # one pair of 18
    phase[:, :, 20:22] = np.nan
    phase[:, :, 40:42] = np.nan
    phase[3, :15, 44:] += CYCLE
    labels, failing = labelled(network, phase)
    assert failing == 1 and labels.max() == 3
    parts = [{*part[part >= 0].tolist()} for part in (labels[:, :19], labels[:, 24:38], labels[18:, 45:])]
    assert parts == [{0}, {2}, {3}]  # the largest is 0
    assert {*labels[2:10, 46:].ravel().tolist()} == {1}


def test_gaps_here_and_there_do_not_cut_a_region_up():
    """Of hundreds of triplets every pixel lacks others; it takes them from the pixels around."""
    rng = np.random.default_rng(2)
    network = make_network(30)
    phase = make_phase(rng, network, SHAPE, noise=0.5)
    phase[10, :, 30:] += CYCLE
    for values in phase:
        place = rng.integers((38, 48))
        values[place[0] - 2 : place[0] + 2, place[1] - 2 : place[1] + 2] = np.nan
        values[rng.random(SHAPE) < 0.02] = np.nan
    labels, failing = labelled(network, phase)
    assert failing == 1
    assert (labels[1:-1, 32:-1] == 1).mean() > 0.9 and (labels[1:-1, 1:28] == 0).mean() > 0.9


def test_contacts_cross_gaps_and_name_pixels_on_either_side():
    labels = np.full((30, 40), 0, np.int32)
    labels[:, 20:26] = -1
    labels[:, 26:] = 1
    labels[:, 39] = -1
    contacts = find_contacts(labels)
    assert [[one.other for one in own] for own in contacts] == [[1], [0]]
    (one,) = contacts[1]
    assert (one.here % 40 == 27).all() and (one.there % 40 == 18).all()  # one pixel further in
    assert (one.here // 40 == one.there // 40).all()
    assert len(one.here) == 30
    labels[:, 5:26] = -1  # too wide
    assert find_contacts(labels) == [[], []]


def test_what_lies_around_is_found_in_four_directions():
    labels = np.full((40, 40), -1, np.int32)
    labels[10:14, 10:14] = 3
    near = labels_around(labels)
    assert near[:, 11, 20].tolist() == [3, -1, -1, -1]
    assert near[:, 11, 5].tolist() == [-1, 3, -1, -1]
    assert near[:, 20, 11].tolist() == [-1, -1, 3, -1]
    assert near[:, 5, 11].tolist() == [-1, -1, -1, 3]
    assert (near[:, 11, 35] == -1).all()


def test_pixels_of_a_belt_go_to_the_region_that_mends_them():
    network, phase = island(0.3)
    labels = labelled(network, phase).labels
    true = np.zeros(SHAPE, int)
    true[:, 30:], true[:12, 30:] = 1, 2
    labels[:, 26:34] = -1
    labels[9:15, 30:] = -1
    cycles = np.zeros((3, len(network.pairs)), np.int8)
    cycles[1:, 4] = -1
    cycles[2, 9] = 1
    flagged = np.zeros(cycles.shape, bool)
    near = labels_around(labels)
    assigned = assign_regions(phase, network.triplets, labels, near, cycles, flagged)
    assert (assigned == true)[1:-1, 1:-1].mean() > 0.98
    flagged[2, 4] = True  # then it mends no more than region 1 does
    assert assign_regions(phase, network.triplets, labels, near, cycles, flagged).max() == 2
