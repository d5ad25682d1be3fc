"""Triplet closure: integer closure residuals, which reveal unwrapping errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scarpwatch.conventions import UNKNOWN
from scarpwatch.insar.network.pairs import Pair

# Scatter of the wrapped closures around a pixel beyond which one of them alone tells nothing.
NOISY_RAD = 1.15
MANY = 30  # triplets from which on a pixel tells its noise by itself ...
MORE = 1.1  # ... less surely: by this much more scatter
DOUBT_RAD = 2.0  # a wrapped closure beyond this may be one that noise alone has wrapped


def find_triplets(pairs: Sequence[Pair]) -> list[tuple[int, int, int]]:
    """Indices of pairs (ab, bc, ac) for all dates a < b < c whose three pairs exist."""
    index = {pair: number for number, pair in enumerate(pairs)}
    later: dict[object, list[Pair]] = {}
    for pair in pairs:
        later.setdefault(pair.reference, []).append(pair)
    triplets = []
    for ab in pairs:
        for bc in later.get(ab.secondary, ()):
            ac = Pair(ab.reference, bc.secondary)
            if ac in index:
                triplets.append((index[ab], index[bc], index[ac]))
    return sorted(triplets)


def triplet_array(pairs: Sequence[Pair]) -> NDArray[np.int64]:
    """:func:`find_triplets` as array (triplets, 3), also where there is none."""
    return np.array(find_triplets(pairs), np.int64).reshape(-1, 3)


class Closure(NamedTuple):
    """Closure of a block of pixels.

    Attributes
    ----------
    cycles : array (triplets, pixels), int8: integer closure residual; ``UNKNOWN`` where noise leaves it
        ambiguous
    seen, failed : array (pixels,), int32: triplets whose three pairs are there, and those of them that do
        not close to zero cycles
    pair_seen, pair_failed : array (pairs,), int64: the same per pair, over the pixels
    """

    cycles: NDArray[np.int8]
    seen: NDArray[np.int32]
    failed: NDArray[np.int32]
    pair_seen: NDArray[np.int64]
    pair_failed: NDArray[np.int64]


@njit(cache=True)
def _close(phase, triplets, doubt, counted, cycles, seen, failed, pair_seen, pair_failed):  # type: ignore[no-untyped-def]
    turn = 1 / (2 * np.pi)
    for t in range(triplets.shape[0]):
        ab, bc, ac = triplets[t, 0], triplets[t, 1], triplets[t, 2]
        known = wrong = 0
        for x in range(phase.shape[1]):
            turns = (phase[ab, x] + phase[bc, x] - phase[ac, x]) * turn
            if turns != turns:
                cycles[t, x] = UNKNOWN
                continue
            whole = np.rint(turns)
            known += counted[x]
            seen[x] += 1
            if whole != 0:
                wrong += counted[x]
                failed[x] += 1
            if abs(turns - whole) > doubt:
                cycles[t, x] = UNKNOWN
            else:
                cycles[t, x] = max(-127.0, min(127.0, whole))
        for n in range(3):
            pair_seen[triplets[t, n]] += known
            pair_failed[triplets[t, n]] += wrong


def close_triplets(
    unwrapped: NDArray[np.float32],
    triplets: NDArray[np.int64],
    *,
    doubt_rad: float = DOUBT_RAD,
    counted: NDArray[np.bool_] | None = None,
) -> Closure:
    """Integer closure residual of every triplet, in cycles of 2 pi.

    ``k = [S - W(S)] / 2 pi`` with ``S = ab + bc - ac`` and W the wrap operator; the wrapped sum is wrapped
    again, since noise alone may carry it beyond pi. All k count in ``seen`` and ``failed``; those with
    ``|W(S)| > doubt_rad`` are ``UNKNOWN`` in ``cycles``, since noise may have moved them by a cycle.

    Parameters
    ----------
    unwrapped : array (pairs, pixels), rad; NaN where a pair is missing
    triplets : array (triplets, 3), of :func:`triplet_array`
    counted : array (pixels,): pixels that count in the sums per pair; all if not given
    """
    pairs, pixels = unwrapped.shape
    closure = Closure(
        np.empty((len(triplets), pixels), np.int8),
        np.zeros(pixels, np.int32),
        np.zeros(pixels, np.int32),
        np.zeros(pairs, np.int64),
        np.zeros(pairs, np.int64),
    )
    inside = np.ones(pixels, np.bool_) if counted is None else counted
    _close(unwrapped, triplets, doubt_rad / (2 * np.pi), inside, *closure)
    return closure


@njit(cache=True)
def _discount(phase, triplets, noisy, cycles):  # type: ignore[no-untyped-def]
    rows, columns = phase.shape[1:]
    turn = 1 / (2 * np.pi)
    for i in range(rows):
        for j in range(columns):
            x = i * columns + j
            failing = False
            for t in range(triplets.shape[0]):
                failing |= cycles[t, x] != 0 and cycles[t, x] != UNKNOWN
            if not failing:
                continue
            squares, known, own_squares, own = 0.0, 0, 0.0, 0
            for whole in range(2):
                scattered = squares > known * (noisy * turn) ** 2
                scattered |= own >= MANY and own_squares > own * (MORE * noisy * turn) ** 2
                if whole == 1 and not scattered:
                    break
                for t in range(triplets.shape[0]):
                    if whole == 1 and (cycles[t, x] == 0 or cycles[t, x] == UNKNOWN):
                        continue
                    ab, bc, ac = triplets[t, 0], triplets[t, 1], triplets[t, 2]
                    total, count = 0.0, 0
                    for k in range(max(0, i - 1), min(rows, i + 2)):
                        for m in range(max(0, j - 1), min(columns, j + 2)):
                            turns = (phase[ab, k, m] + phase[bc, k, m] - phase[ac, k, m]) * turn
                            if turns == turns:
                                total += turns
                                count += 1
                                if whole == 0:
                                    square = (turns - np.rint(turns)) ** 2
                                    squares += square
                                    known += 1
                                    if k == i and m == j:
                                        own_squares += square
                                        own += 1
                    if whole == 1 and np.rint(total / count) == 0:
                        cycles[t, x] = UNKNOWN


def discount_noise(
    phase: NDArray[np.float32],
    triplets: NDArray[np.int64],
    cycles: NDArray[np.int8],
    *,
    noisy_rad: float = NOISY_RAD,
) -> None:
    """Set integer closure residuals that noise alone explains to ``UNKNOWN``, in place.

    Where the wrapped closures around a pixel (3 x 3 pixels, all triplets; also of the pixel alone, if it has 30 or more)
    scatter by more than ``noisy_rad``, a single
    pixel's closure passes for a whole cycle now and then. There it counts only if the mean over the 3 x 3 pixels
    does not close either.

    Parameters
    ----------
    phase : array (pairs, rows, columns), rad
    cycles : array (triplets, rows x columns), int8, of :func:`close_triplets`
    """
    _discount(phase, triplets, noisy_rad, cycles)


def share(failed: NDArray[np.integer], seen: NDArray[np.integer]) -> NDArray[np.float32]:
    """Failed triplets as share of those seen, float32; NaN without a triplet."""
    return np.where(seen > 0, failed / np.maximum(seen, 1), np.nan).astype(np.float32)
