"""The integer closure residuals around every pixel in one key, by which pixels of equal closure are found."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scarpwatch.conventions import UNKNOWN

MOSTLY = 0.8  # of the triplets that ground must have to be taken for ground that closes, whatever is missing
FEWEST = 5  # of 3 x 3 pixels that must have a triplet; of 7 x 7 in a gap
FILL = 3  # pixels around a gap from which it is filled
UNSEEN, CLOSES, FAILS = 0, 1, 2  # states of a pixel
_FAR = 65535


@njit(cache=True)
def _above_and_below(phase, ab, bc, ac, total, count, own):  # type: ignore[no-untyped-def]
    """Sums over a pixel, the one above and the one below of a triplet's closure, in ``total`` and ``count``.

    ``own`` counts on: the triplets that a pixel has by itself.
    """
    rows, columns = total.shape
    turn = 1 / (2 * np.pi)
    for i in range(rows):
        for j in range(columns):
            total[i, j] = 0.0
            count[i, j] = 0
            for k in range(max(0, i - 1), min(rows, i + 2)):
                turns = (phase[ab, k, j] + phase[bc, k, j] - phase[ac, k, j]) * turn
                if turns == turns:
                    total[i, j] += turns
                    count[i, j] += 1
                    own[i, j] += k == i


@njit(cache=True)
def _around(phase, ab, bc, ac, i, j):  # type: ignore[no-untyped-def]
    """Sum and number of a triplet's closures in what surrounds a gap."""
    rows, columns = phase.shape[1:]
    turn = 1 / (2 * np.pi)
    added, known = 0.0, 0
    for k in range(max(0, i - FILL), min(rows, i + FILL + 1)):
        for m in range(max(0, j - FILL), min(columns, j + FILL + 1)):
            turns = (phase[ab, k, m] + phase[bc, k, m] - phase[ac, k, m]) * turn
            if turns == turns:
                added += turns
                known += 1
    return added, known


@njit(cache=True)
def _add_triplet(phase, ab, bc, ac, total, count, whole, held, fails, otherwise, common, keys, state, differ):  # type: ignore[no-untyped-def]  # fmt: skip
    """Take a triplet into the keys, the states and the counts, from its sums of :func:`_above_and_below`."""
    rows, columns = total.shape
    turn = 1 / (2 * np.pi)
    for i in range(rows):
        for j in range(columns):
            added, known = total[i, j], count[i, j]
            if j > 0:
                added += total[i, j - 1]
                known += count[i, j - 1]
            if j < columns - 1:
                added += total[i, j + 1]
                known += count[i, j + 1]
            if known < FEWEST:  # a gap takes the value of what surrounds it
                added, known = _around(phase, ab, bc, ac, i, j)
            whole[i, j] = UNKNOWN
            if known >= FEWEST:
                held[i, j] += 1
                whole[i, j] = int(max(-100.0, min(100.0, np.rint(added / known))))
                state[i, j] = max(state[i, j], FAILS if whole[i, j] != 0 else CLOSES)
                turns = (phase[ab, i, j] + phase[bc, i, j] - phase[ac, i, j]) * turn
                if whole[i, j] != 0 and turns == turns:
                    fails[i, j] += 1
                    otherwise[i, j] += np.rint(turns) != whole[i, j]
                for step in range(2):
                    k, m = i - step, j - 1 + step
                    if k >= 0 and m >= 0 and whole[k, m] != UNKNOWN:
                        common[step, i, j] += 1
                        differ[step, i, j] += whole[k, m] != whole[i, j]
            keys[i, j] = (keys[i, j] ^ np.uint64(whole[i, j] + 128)) * np.uint64(0x100000001B3)


@njit(cache=True)
def _patterns(phase, triplets, keys, state, differ):  # type: ignore[no-untyped-def]
    rows, columns = phase.shape[1:]
    total, count = np.empty((rows, columns)), np.empty((rows, columns), np.int64)
    whole, held = np.empty((rows, columns), np.int64), np.zeros((rows, columns), np.int64)
    common, own = np.zeros((2, rows, columns), np.int64), np.zeros((rows, columns), np.int64)
    fails, otherwise = np.zeros((rows, columns), np.int64), np.zeros((rows, columns), np.int64)
    keys[:] = np.uint64(0xCBF29CE484222325)
    for t in range(triplets.shape[0]):
        ab, bc, ac = triplets[t, 0], triplets[t, 1], triplets[t, 2]
        _above_and_below(phase, ab, bc, ac, total, count, own)
        _add_triplet(
            phase, ab, bc, ac, total, count, whole, held, fails, otherwise, common, keys, state, differ
        )
    mostly = MOSTLY * triplets.shape[0]
    for i in range(rows):
        for j in range(columns):
            # Most of it is not its own, or what lies between two regions that differ by two cycles.
            if 2 * own[i, j] < held[i, j] or 2 * otherwise[i, j] > fails[i, j]:
                state[i, j] = UNSEEN
            if state[i, j] == CLOSES and held[i, j] >= mostly:
                keys[i, j] = np.uint64(0)
            for step in range(2):
                if common[step, i, j] < mostly:
                    differ[step, i, j] = _FAR


class Patterns(NamedTuple):
    """What the closures around every pixel are.

    Attributes
    ----------
    keys : array (rows, columns), uint64 (FNV-1a), equal where all triplets close alike and the same are missing; 0
        where four fifths are there and all of them close
    state : array (rows, columns), uint8: whether any triplet is seen (1) and fails (2)
    differ : array (2, rows, columns), uint16: triplets that close otherwise at the pixel to the left, and above
    """

    keys: NDArray[np.uint64]
    state: NDArray[np.uint8]
    differ: NDArray[np.uint16]


def empty_patterns(shape: tuple[int, ...]) -> Patterns:
    """Patterns of a scene in which nothing is seen yet."""
    return Patterns(np.zeros(shape, np.uint64), np.zeros(shape, np.uint8), np.zeros((2, *shape), np.uint16))


def closure_patterns(phase: NDArray[np.float32], triplets: NDArray[np.int64]) -> Patterns:
    """Patterns of a block.

    Parameters
    ----------
    phase : array (pairs, rows, columns), rad; NaN where a pair is missing
    triplets : array (triplets, 3)
    """
    found = empty_patterns(phase.shape[1:])
    _patterns(np.ascontiguousarray(phase), triplets, *found)
    return found
