"""The closures around every pixel as one key."""

import numpy as np
from error_stacks import CYCLE, make_network, make_phase

from scarpwatch.insar.closure.region_patterns import (
    CLOSES,
    FAILS,
    UNSEEN,
    closure_patterns,
    empty_patterns,
)

SHAPE = (20, 30)


def smooth(noise=0.0):
    network = make_network(6)
    return network, make_phase(np.random.default_rng(0), network, SHAPE, noise=noise)


def test_pixels_that_close_have_the_key_zero_and_those_that_fail_alike_share_one():
    network, phase = smooth(0.4)
    phase[4, :, 15:] += CYCLE
    found = closure_patterns(phase, network.triplets)
    assert (found.state[1:-1, 1:13] == CLOSES).all() and (found.keys[1:-1, 1:13] == 0).all()
    assert (found.state[1:-1, 17:-1] == FAILS).all()
    assert np.unique(found.keys[1:-1, 17:-1]).size == 1 and found.keys[5, 20] != 0


def test_differences_count_the_triplets_that_close_otherwise_to_the_left_and_above():
    network, phase = smooth()
    phase[4, :, 15:] += CYCLE
    phase[4, 10:, 15:] += CYCLE
    found = closure_patterns(phase, network.triplets)
    holding = int((network.triplets == 4).any(axis=1).sum())
    across = found.differ[0, 5, 13:18].astype(int)
    assert (
        across.sum() == holding and sorted(across)[:-1] == [0] * 4
    )  # at one pixel, all triplets of the pair
    assert found.differ[1, 8:13, 25].sum() == holding
    assert not found.differ[:, 2:8, 2:10].any()


def test_a_gap_takes_the_value_of_what_surrounds_it_and_a_wide_one_is_not_seen():
    network, phase = smooth()
    phase[4] += CYCLE
    phase[:, 4:6, 4:6] = np.nan
    phase[:, :, 15:] = np.nan
    found = closure_patterns(phase, network.triplets)
    assert found.keys[4, 4] == found.keys[10, 10]
    assert (found.state[:, 18:] == UNSEEN).all()
    assert (found.differ[:, :, 20:] == 65535).all()


def test_nothing_is_seen_in_an_empty_scene():
    empty = empty_patterns((3, 4))
    assert empty.differ.shape == (2, 3, 4)
    assert not empty.state.any() and not empty.keys.any()
