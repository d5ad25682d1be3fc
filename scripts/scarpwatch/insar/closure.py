"""Triplet closure: where unwrapped pairs contradict each other by whole cycles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scarpwatch.insar.network import Pair
from scarpwatch.insar.unwrapping import wrap


def find_triplets(pairs: Sequence[Pair]) -> list[tuple[int, int, int]]:
    """Indices of pairs (ab, bc, ac) for all dates a < b < c whose three pairs exist."""
    index = {pair: number for number, pair in enumerate(pairs)}
    triplets = []
    for ab in pairs:
        for bc in pairs:
            if bc.reference == ab.secondary:
                ac = Pair(ab.reference, bc.secondary)
                if ac in index:
                    triplets.append((index[ab], index[bc], index[ac]))
    return sorted(triplets)


def closure_cycles(
    ab: NDArray[np.float32], bc: NDArray[np.float32], ac: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Whole cycles by which a triplet fails to close.

    ``k = [ab + bc - ac - W(ab + bc - ac)] / 2 pi`` with W the wrap operator; the wrapped sum is wrapped
    again, since noise alone may carry it beyond pi. NaN where a pair is missing.
    """
    total = ab + bc - ac
    return np.round((total - wrap(total)) / (2 * np.pi)).astype(np.float32)


def nonzero_closure_shares(
    unwrapped: NDArray[np.float32], pairs: Sequence[Pair]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Share of non-zero closures per pixel and per pair.

    Parameters
    ----------
    unwrapped : array (pairs, pixels), rad; NaN where a pair is missing

    Returns
    -------
    per_pixel : array (pixels,), share of the pixel's triplets; NaN without a triplet
    per_pair : array (pairs,), share of the triplet-pixels that hold the pair; NaN without a triplet
    """
    pixels = unwrapped.shape[1]
    failed, seen = np.zeros(pixels, np.float32), np.zeros(pixels, np.float32)
    pair_failed, pair_seen = np.zeros(len(pairs)), np.zeros(len(pairs))
    for triplet in find_triplets(pairs):
        cycles = closure_cycles(*(unwrapped[n] for n in triplet))
        known, wrong = np.isfinite(cycles), np.nan_to_num(cycles) != 0
        seen += known
        failed += wrong
        for n in triplet:
            pair_seen[n] += known.sum()
            pair_failed[n] += wrong.sum()
    with np.errstate(invalid="ignore"):
        return failed / seen, (pair_failed / pair_seen).astype(np.float32)
