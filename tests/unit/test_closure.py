from datetime import date

import numpy as np

from scarpwatch.insar.closure import closure_cycles, find_triplets, nonzero_closure_shares
from scarpwatch.insar.network import Pair, select_pairs

DATES = [date(2024, 1, d) for d in (1, 13, 25, 30)]


def test_triplets_of_a_full_network():
    pairs = select_pairs(DATES, neighbours=3)
    triplets = find_triplets(pairs)
    assert len(triplets) == 4
    for ab, bc, ac in triplets:
        assert pairs[ab].secondary == pairs[bc].reference
        assert Pair(pairs[ab].reference, pairs[bc].secondary) == pairs[ac]


def test_whole_cycles_are_found_whatever_the_noise():
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 0.5, (3, 1000)).astype(np.float32)
    assert (closure_cycles(noise[0], noise[1], noise[2]) == 0).all()
    assert (closure_cycles(noise[0] + 2 * np.pi, noise[1], noise[2]) == 1).all()
    assert (closure_cycles(noise[0], noise[1], noise[2] + 4 * np.pi) == -2).all()


def test_shares_point_at_the_wrong_pair_and_pixel():
    pairs = select_pairs(DATES, neighbours=3)
    phase = np.zeros((len(pairs), 10), np.float32)
    phase[2, 4] = 2 * np.pi
    phase[0, 7] = np.nan
    per_pixel, per_pair = nonzero_closure_shares(phase, pairs)
    assert per_pixel[4] == 0.5
    assert (np.delete(per_pixel, 4) == 0).all()
    assert np.argmax(per_pair) == 2


def test_a_pixel_without_a_triplet_is_unknown():
    pairs = select_pairs(DATES[:3], neighbours=1)
    per_pixel, per_pair = nonzero_closure_shares(np.zeros((2, 3), np.float32), pairs)
    assert np.isnan(per_pixel).all()
    assert np.isnan(per_pair).all()
