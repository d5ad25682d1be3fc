from datetime import date

import numpy as np
from error_stacks import CYCLE, make_network, make_phase

from scarpwatch.conventions import UNKNOWN
from scarpwatch.insar.closure.triplets import (
    close_triplets,
    discount_noise,
    find_triplets,
    share,
    triplet_array,
)
from scarpwatch.insar.network.pairs import Pair, select_pairs

DATES = [date(2024, 1, d) for d in (1, 13, 25, 30)]
ONE = np.array([[0, 1, 2]])


def close(*phases, doubt=np.pi):
    return close_triplets(np.array(phases, np.float32), ONE, doubt_rad=doubt).cycles[0]


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
    assert (close(*noise) == 0).all()
    assert (close(noise[0] + 2 * np.pi, noise[1], noise[2]) == 1).all()
    assert (close(noise[0], noise[1], noise[2] + 4 * np.pi) == -2).all()


def test_a_closure_near_half_a_cycle_counts_and_is_in_doubt():
    made = close_triplets(np.array([[3.3, 7.0], [0, 0], [0, 0]], np.float32), ONE, doubt_rad=2.0)
    assert list(made.cycles[0]) == [UNKNOWN, 1]
    assert list(made.failed) == [1, 1]


def test_shares_point_at_the_wrong_pair_and_pixel():
    pairs = select_pairs(DATES, neighbours=3)
    phase = np.zeros((len(pairs), 10), np.float32)
    phase[2, 4] = 2 * np.pi
    phase[0, 7] = np.nan
    made = close_triplets(phase, triplet_array(pairs))
    per_pixel = share(made.failed, made.seen)
    assert per_pixel[4] == 0.5
    assert (np.delete(per_pixel, 4) == 0).all()
    assert np.argmax(share(made.pair_failed, made.pair_seen)) == 2
    assert (made.cycles[:, 7] == UNKNOWN).sum() == sum(0 in triplet for triplet in find_triplets(pairs))


def test_sums_per_pair_leave_out_pixels_that_do_not_count():
    pairs = select_pairs(DATES, neighbours=3)
    phase = np.zeros((len(pairs), 6), np.float32)
    phase[2, 4:] = 2 * np.pi
    counted = np.array([True] * 5 + [False])
    made = close_triplets(phase, triplet_array(pairs), counted=counted)
    alone = close_triplets(phase[:, :5], triplet_array(pairs))
    np.testing.assert_array_equal(made.pair_failed, alone.pair_failed)
    np.testing.assert_array_equal(made.pair_seen, alone.pair_seen)


def test_a_pixel_without_a_triplet_is_unknown():
    pairs = select_pairs(DATES[:3], neighbours=1)
    made = close_triplets(np.zeros((2, 3), np.float32), triplet_array(pairs))
    assert np.isnan(share(made.failed, made.seen)).all()
    assert np.isnan(share(made.pair_failed, made.pair_seen)).all()


def test_noise_alone_is_no_whole_cycle_and_an_error_is_one():
    network = make_network(12)
    phase = make_phase(np.random.default_rng(3), network, (30, 40), noise=1.1)
    phase[4, 10:20, 10:20] += CYCLE
    closed = close_triplets(phase.reshape(len(phase), -1), network.triplets).cycles
    cycles = closed.copy()
    discount_noise(phase, network.triplets, cycles)
    failing = ((cycles != 0) & (cycles != UNKNOWN)).reshape(-1, 30, 40)
    before = ((closed != 0) & (closed != UNKNOWN)).reshape(-1, 30, 40)
    apart = np.ones((30, 40), bool)
    apart[9:21, 9:21] = False
    assert before[:, apart].mean() > 0.01
    assert failing[:, apart].mean() < 0.02 * before[:, apart].mean()
    held = (network.triplets == 4).any(axis=1)
    np.testing.assert_array_equal(failing[held][:, 11:19, 11:19], before[held][:, 11:19, 11:19])
    quiet = make_phase(np.random.default_rng(3), network, (30, 40), noise=0.5)
    quiet[4, 12, 12] += CYCLE  # a single pixel counts where it is quiet
    closed = close_triplets(quiet.reshape(len(quiet), -1), network.triplets).cycles
    cycles = closed.copy()
    discount_noise(quiet, network.triplets, cycles)
    np.testing.assert_array_equal(cycles, closed)
