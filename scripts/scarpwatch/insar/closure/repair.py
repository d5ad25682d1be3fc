"""Repair of unwrapping errors: multiples of 2 pi that close the triplets and that phase jumps in the pairs confirm.

Closure by itself cannot tell one wrong pair of a date from all its others wrong alike. The images can: where
a pair is wrong over a patch, its phase jumps by the same cycles along some of the patch's edge, and where it
is right it passes through. A change is therefore made only where closure has one best explanation, and

* the edge of every changed patch bears it out, or
* no edge contradicts it, and closure alone is sure (every exchange changes three pairs more).

All other pairs with an integer closure residual are flagged: it is neither repaired nor passed on. Where an edge contradicts the
change and the other pairs of a date jump instead, all pairs of that date are flagged.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scarpwatch.conventions import FLAGGED, UNKNOWN
from scarpwatch.insar.closure.patterns import SURE, Explained, Graph, explain_patterns
from scarpwatch.insar.closure.union_find import join, root

CONFIRMED_SHARE = 0.3  # of a patch's edge that jumps by the cycles of the change
CONTRADICTED_SHARE = 0.1
_CONFIRMED, _CONTRADICTED, _FIRST_DATE, _SECOND_DATE = 1, 2, 4, 8  # bits of a verdict; 0 is silent


@njit(cache=True)
def _keys(cycles, phase, failing, keys):  # type: ignore[no-untyped-def]
    """A 64-bit key (FNV-1a) of what a pixel's explanation depends on: its closures and its missing pairs."""
    for n in range(failing.size):
        x = failing[n]
        key = np.uint64(0xCBF29CE484222325)
        for t in range(cycles.shape[0]):
            key = (key ^ np.uint64(np.uint8(cycles[t, x]))) * np.uint64(0x100000001B3)
        for p in range(phase.shape[0]):
            missing = np.uint64(1) if phase[p, x] != phase[p, x] else np.uint64(2)
            key = (key ^ missing) * np.uint64(0x100000001B3)
        keys[n] = key


@njit(cache=True)
def _patches(proposed):  # type: ignore[no-untyped-def]
    """The patch of every pixel, flat: 4-connected pixels with the same proposed cycles go by one of them."""
    rows, columns = proposed.shape
    parent = np.arange(rows * columns)
    for i in range(rows):
        for j in range(columns):
            if proposed[i, j] != 0:
                here = i * columns + j
                if j > 0 and proposed[i, j - 1] == proposed[i, j]:
                    join(parent, here, here - 1)
                if i > 0 and proposed[i - 1, j] == proposed[i, j]:
                    join(parent, here, here - columns)
    for n in range(parent.size):
        parent[n] = root(parent, n)
    return parent


@njit(cache=True)
def _cross_edge(phase, pair, i, j, k, m, value, beyond, mended, broken, patch):  # type: ignore[no-untyped-def]
    """Count whether the pair's phase jumps by the proposed cycles from a pixel of a patch to one beyond its edge."""
    turns = (phase[pair, i, j] - phase[pair, k, m]) * (1 / (2 * np.pi)) - beyond
    if turns == turns:
        jump = np.rint(turns)
        mended[patch] += jump == -value
        broken[patch] += jump == 0


@njit(cache=True)
def _cross_with_others(phase, pair, first, second, i, j, k, m, value, jumps, edges, patch):  # type: ignore[no-untyped-def]  # fmt: skip
    """Count which of the other pairs of the pair's two dates jump there instead."""
    turn = 1 / (2 * np.pi)
    for end in range(2):
        day = first[pair] if end == 0 else second[pair]
        own = -1 if end == 0 else 1
        for other in range(first.size):
            if other == pair or (first[other] != day and second[other] != day):
                continue
            turns = (phase[other, i, j] - phase[other, k, m]) * turn
            if turns == turns:
                sign = 1 if second[other] == day else -1
                edges[end, patch] += 1
                jumps[end, patch] += np.rint(turns) == value * own * sign


@njit(cache=True)
def _judge_edges(phase, pair, first, second, proposed, verdict):  # type: ignore[no-untyped-def]
    """Verdict on every patch of one pair, from how its phase goes across the patch's edge.

    An edge counts for the change if the phase jumps by these cycles across it, against it if the phase passes
    through. Where it passes, the other pairs of both its dates are looked at: if these jump, it is they that are
    wrong.
    """
    rows, columns = proposed.shape
    parent = _patches(proposed)
    mended, broken = np.zeros(parent.size, np.int32), np.zeros(parent.size, np.int32)
    jumps, edges = np.zeros((2, parent.size), np.int32), np.zeros((2, parent.size), np.int32)
    for again in range(2):
        for i in range(rows):
            for j in range(columns):
                value = proposed[i, j]
                if value == 0:
                    continue
                patch = parent[i * columns + j]
                passes = mended[patch] <= CONTRADICTED_SHARE * (mended[patch] + broken[patch])
                if again == 1 and not passes:
                    continue
                for step in range(4):
                    k, m = i + (0, 0, 1, -1)[step], j + (1, -1, 0, 0)[step]
                    if k < 0 or m < 0 or k >= rows or m >= columns or proposed[k, m] == value:
                        continue
                    if again == 0:
                        beyond = proposed[k, m]
                        _cross_edge(phase, pair, i, j, k, m, value, beyond, mended, broken, patch)
                    else:
                        _cross_with_others(phase, pair, first, second, i, j, k, m, value, jumps, edges, patch)
    for i in range(rows):
        for j in range(columns):
            if proposed[i, j] != 0:
                patch = parent[i * columns + j]
                all_edges = mended[patch] + broken[patch]
                if all_edges > 0 and mended[patch] >= CONFIRMED_SHARE * all_edges:
                    verdict[i, j] = _CONFIRMED
                elif all_edges > 0 and mended[patch] <= CONTRADICTED_SHARE * all_edges:
                    verdict[i, j] = _CONTRADICTED
                    for end in range(2):
                        if jumps[end, patch] >= max(1, CONFIRMED_SHARE * edges[end, patch]):
                            verdict[i, j] |= _FIRST_DATE if end == 0 else _SECOND_DATE


@njit(cache=True)
def _decide(  # type: ignore[no-untyped-def]
    failing, which, verdict, phase, first, second, change, cluster, margin, exchanged, doubted, cycles
):
    """Fill ``cycles`` of the failing pixels, cluster by cluster, from explanations and verdicts."""
    pairs = phase.shape[0]
    for n in range(failing.size):
        x, u = failing[n], which[n]
        for g in range(margin.shape[1]):
            bit = np.uint8(1 << g)
            confirmed, contradicted, changed = True, False, False
            for p in range(pairs):
                if cluster[u, p] == g:
                    changed = True
                    confirmed = confirmed and verdict[p, x] == _CONFIRMED
                    contradicted = contradicted or (verdict[p, x] & _CONTRADICTED) != 0
            clear = (margin[u, g] > 0 and confirmed) or (margin[u, g] >= SURE and not contradicted)
            for p in range(pairs):
                if changed and clear:
                    if cluster[u, p] == g and cycles[p, x] != FLAGGED:
                        cycles[p, x] = change[u, p]
                    continue
                if (doubted if contradicted else exchanged)[u, p] & bit:
                    cycles[p, x] = FLAGGED
                if contradicted and cluster[u, p] == g:
                    for end in range(2):
                        if verdict[p, x] & (_FIRST_DATE if end == 0 else _SECOND_DATE):
                            day = first[p] if end == 0 else second[p]
                            for other in range(pairs):
                                if first[other] == day or second[other] == day:
                                    cycles[other, x] = FLAGGED
        for p in range(pairs):
            if phase[p, x] != phase[p, x]:
                cycles[p, x] = 0


def repair_block(phase: NDArray[np.float32], closures: NDArray[np.int8], graph: Graph) -> NDArray[np.int8]:
    """Cycles to add to the unwrapped phase of a block, ``FLAGGED`` where a pair cannot be trusted.

    Parameters
    ----------
    phase : array (pairs, rows, columns), rad, referred to the reference window; NaN where a pair is missing
    closures : array (triplets, rows x columns), int8, of :func:`scarpwatch.insar.closure.triplets.close_triplets`
    graph : of :func:`scarpwatch.insar.closure.patterns.network_graph`

    Returns
    -------
    array (pairs, rows, columns), int8
    """
    pairs, rows, columns = phase.shape
    flat = np.ascontiguousarray(phase).reshape(pairs, -1)
    cycles = np.zeros(flat.shape, np.int8)
    failing = np.flatnonzero(_failing(closures))
    if not failing.size:
        return cycles.reshape(phase.shape)
    keys = np.empty(failing.size, np.uint64)
    _keys(closures, flat, failing, keys)
    _, examples, which = np.unique(keys, return_index=True, return_inverse=True)
    sample = failing[examples]
    explained: Explained = explain_patterns(closures[:, sample].T, np.isfinite(flat[:, sample]).T, graph)
    proposed, verdict = np.zeros(flat.shape, np.int8), np.zeros(flat.shape, np.int8)
    for pair in np.flatnonzero(explained.change.any(axis=0)):
        proposed[pair, failing] = explained.change[which, pair]
        _judge_edges(
            phase, pair, graph.first, graph.second,
            proposed[pair].reshape(rows, columns), verdict[pair].reshape(rows, columns),
        )  # fmt: skip
    _decide(failing, which, verdict, flat, graph.first, graph.second, *explained, cycles)
    return cycles.reshape(phase.shape)


@njit(cache=True)
def _failing(closures):  # type: ignore[no-untyped-def]
    wrong = np.zeros(closures.shape[1], np.bool_)
    for t in range(closures.shape[0]):
        for x in range(closures.shape[1]):
            wrong[x] |= (closures[t, x] != 0) & (closures[t, x] != UNKNOWN)
    return wrong
