"""The fewest unwrapping errors that explain a pattern of integer closure residuals, and whether that is unambiguous.

Integer corrections c of the pairs that close every triplet are known up to shifts z of the dates, c_ij +
z_j - z_i. Those that change the fewest pairs are found exactly by a bounded search: some pair of every
failing triplet must change. How sure they are follows from the shifts: the star of a date (all its pairs)
and the split of the network at a date (all pairs across) are the smallest sets that can be exchanged for
the rest of them, and the margin is how many pairs more the best exchange would have to change. A search of
this kind is exact for a network of any form; margins count stars and splits, not every set of dates.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scarpwatch.conventions import UNKNOWN

MOST_CHANGES = 4  # pairs that one cluster of failing triplets may change
MOST_CLUSTERS = 8
SURE = 3  # margin from which closure alone decides
_SOLUTIONS = 16
_NODES = 20_000


class Graph(NamedTuple):
    """A network as the kernels need it.

    Attributes
    ----------
    triplets : array (triplets, 3)
    of_pair : array (pairs, most), int64: triplets that hold the pair, -1 beyond
    signs : array (pairs, most), int8: sign of the pair in them
    first, second : array (pairs,): index of the earlier and later date
    """

    triplets: NDArray[np.int64]
    of_pair: NDArray[np.int64]
    signs: NDArray[np.int8]
    first: NDArray[np.int64]
    second: NDArray[np.int64]


def network_graph(triplets: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64]) -> Graph:
    """Collect the triplets of every pair."""
    held: list[list[tuple[int, int]]] = [[] for _ in first]
    for number, triplet in enumerate(triplets):
        for pair, sign in zip(triplet, (1, 1, -1), strict=True):
            held[pair].append((number, sign))
    most = max([1, *map(len, held)])
    of_pair, signs = np.full((len(held), most), -1, np.int64), np.zeros((len(held), most), np.int8)
    for pair, entries in enumerate(held):
        for place, (number, sign) in enumerate(entries):
            of_pair[pair, place], signs[pair, place] = number, sign
    return Graph(triplets, of_pair, signs, np.asarray(first, np.int64), np.asarray(second, np.int64))


class Explained(NamedTuple):
    """Explanations of patterns; a cluster is a set of failing triplets that share dates.

    Attributes
    ----------
    change : array (patterns, pairs), int8: cycles to add
    cluster : array (patterns, pairs), int8: cluster of a changed pair, -1 elsewhere
    margin : array (patterns, clusters), int8: pairs that the next best explanation changes in addition,
        at most ``SURE``; 0 where several are equally good or none was found
    exchanged : array (patterns, pairs), uint8: bit g is set where explanations of cluster g with margins
        below ``SURE`` differ
    doubted : array (patterns, pairs), uint8: bit g is set for the pairs of the failing triplets of cluster g
    """

    change: NDArray[np.int8]
    cluster: NDArray[np.int8]
    margin: NDArray[np.int8]
    exchanged: NDArray[np.uint8]
    doubted: NDArray[np.uint8]


@njit(cache=True)
def _shift(left, known, of_pair, signs, pair, value):  # type: ignore[no-untyped-def]
    """Add cycles to a pair; returns how many more of its triplets fail."""
    more = 0
    for n in range(of_pair.shape[1]):
        t = of_pair[pair, n]
        if t < 0:
            break
        if known[t]:
            before = left[t] != 0
            left[t] += signs[pair, n] * value
            more += (left[t] != 0) - before
    return more


@njit(cache=True)
def _search(left, known, triplets, of_pair, signs, depth, failing, state, found):  # type: ignore[no-untyped-def]
    """All sets of at most ``depth`` pairs that close every triplet; fills ``found``, returns their number.

    Depth first: of the first failing triplet, each pair is changed in turn by one or two cycles; a pair
    that was tried is then held fixed for the other branches, so that no set is met twice.
    """
    place = np.full(depth + 1, -1, np.int64)  # the triplet that a level works on
    choice = np.zeros(depth + 1, np.int64)
    chosen, values = np.zeros(depth + 1, np.int64), np.zeros(depth + 1, np.int64)
    count = level = nodes = 0
    fresh = True
    most = of_pair.shape[1]
    while level >= 0:
        if fresh:
            nodes += 1
            if failing == 0:
                if count < found.shape[0]:
                    for n in range(found.shape[1]):
                        found[count, n, 0] = chosen[n] if n < level else -1
                        found[count, n, 1] = values[n] if n < level else 0
                count += 1
                place[level] = -1
            elif level == depth or failing > (depth - level) * most or nodes > _NODES:
                place[level] = -1
            else:
                for t in range(left.size):
                    if known[t] and left[t] != 0:
                        place[level] = t
                        break
                choice[level] = 0
            fresh = False
        if place[level] < 0:
            level -= 1
            if level >= 0:
                failing += _shift(left, known, of_pair, signs, chosen[level], -values[level])
            continue
        if choice[level] == 12:
            for n in range(3):
                if state[triplets[place[level], n]] == level + 2:
                    state[triplets[place[level], n]] = 0
            place[level] = -1
            continue
        pair, step = triplets[place[level], choice[level] // 4], choice[level] % 4
        if step == 0:
            if state[pair] != 0:
                choice[level] += 4
                continue
            state[pair] = level + 2  # changed here, and fixed for the siblings after it
        choice[level] += 1
        chosen[level] = pair
        values[level] = (-1, 1, -2, 2)[step]
        failing += _shift(left, known, of_pair, signs, pair, values[level])
        level += 1
        fresh = True
    if nodes > _NODES and count == 0:
        return -1
    return count


@njit(cache=True)
def _gather(pattern, triplets, first, second, cluster_of, hit):  # type: ignore[no-untyped-def]
    """Clusters of the dates of failing triplets (``hit``): each goes by the smallest date among those it shares."""
    for _ in range(hit.size):
        moved = False
        for t in range(pattern.size):
            if pattern[t] != UNKNOWN and pattern[t] != 0:
                a, b, c = first[triplets[t, 0]], second[triplets[t, 0]], second[triplets[t, 1]]
                low = min(cluster_of[a], cluster_of[b], cluster_of[c])
                hit[a] = hit[b] = hit[c] = True
                if cluster_of[a] != low or cluster_of[b] != low or cluster_of[c] != low:
                    cluster_of[a] = cluster_of[b] = cluster_of[c] = low
                    moved = True
        if not moved:
            break


@njit(cache=True)
def _take_cluster(pattern, triplets, first, cluster_of, label, bit, left, doubted):  # type: ignore[no-untyped-def]
    """What is left of the pattern in one cluster; marks its pairs as doubted, returns how many triplets fail."""
    failing = 0
    for t in range(pattern.size):
        mine = pattern[t] != UNKNOWN and pattern[t] != 0 and cluster_of[first[triplets[t, 0]]] == label
        left[t] = pattern[t] if mine else 0
        if mine:
            failing += 1
            for n in range(3):
                doubted[triplets[t, n]] |= bit
    return failing


@njit(cache=True)
def _doubt_all(present, first, second, dates, bit, doubted, exchanged):  # type: ignore[no-untyped-def]
    """Nothing simple explains a cluster: whatever fails is in doubt, and those of its dates that mostly do, wholly."""
    for d in np.flatnonzero(dates):
        held = doubtful = 0
        for p in range(first.size):
            if present[p] and (first[p] == d or second[p] == d):
                held += 1
                doubtful += (doubted[p] & bit) != 0
        if 2 * doubtful >= held:
            for p in range(first.size):
                if first[p] == d or second[p] == d:
                    exchanged[p] |= bit
    for p in range(first.size):
        if doubted[p] & bit:
            exchanged[p] |= bit


@njit(cache=True)
def _across(first, second, p, d, kind):  # type: ignore[no-untyped-def]
    """Whether a pair belongs to the star of a date (``kind`` 0) or to the split of the network after it (1)."""
    if kind == 0:
        return (second[p] == d) != (first[p] == d)
    return first[p] <= d and second[p] > d


@njit(cache=True)
def _exchanges(present, first, second, dates, bit, g, least, change, cluster, exchanged):  # type: ignore[no-untyped-def]  # fmt: skip
    """The margin after exchanges: shifting one date of a cluster, or all dates up to one, by one or two cycles."""
    for d in np.flatnonzero(dates):
        for kind in range(2):
            for m in (-1, 1, -2, 2):
                crosses = False
                more = 0
                for p in range(first.size):
                    if _across(first, second, p, d, kind) and present[p]:
                        sign = 1 if kind == 0 and second[p] == d else -1
                        own = change[p] if cluster[p] == g else 0
                        crosses = crosses or own != 0
                        more += (own + sign * m != 0) - (own != 0)
                if crosses and more < SURE:
                    least = min(least, max(more, 0))
                    for p in range(first.size):
                        if _across(first, second, p, d, kind) and present[p]:
                            exchanged[p] |= bit
    return least


@njit(cache=True)
def _explain(pattern, present, triplets, of_pair, signs, first, second, dates, change, cluster, margin, exchanged, doubted):  # type: ignore[no-untyped-def]  # fmt: skip
    known = pattern != UNKNOWN
    cluster_of, hit = np.arange(dates), np.zeros(dates, np.bool_)
    _gather(pattern, triplets, first, second, cluster_of, hit)
    left, state = np.zeros(pattern.size, np.int16), np.zeros(first.size, np.int16)
    found = np.zeros((_SOLUTIONS, MOST_CHANGES, 2), np.int64)
    number = -1
    for label in range(dates):
        if not hit[label] or cluster_of[label] != label:
            continue
        number += 1
        g = min(number, MOST_CLUSTERS - 1)
        bit = np.uint8(1 << g)
        own_dates = hit & (cluster_of == label)
        failing = _take_cluster(pattern, triplets, first, cluster_of, label, bit, left, doubted)
        solutions = 0
        depth = 0
        while number < MOST_CLUSTERS - 1 and depth < MOST_CHANGES and solutions == 0:
            depth += 1
            state[:] = 0
            solutions = _search(left, known, triplets, of_pair, signs, depth, failing, state, found)
        if solutions <= 0:
            margin[g] = 0
            _doubt_all(present, first, second, own_dates, bit, doubted, exchanged)
            continue
        for n in range(depth):
            p = found[0, n, 0]
            change[p] = found[0, n, 1]
            cluster[p] = g
        least = SURE
        if solutions > 1:
            least = 0
            for s in range(min(solutions, _SOLUTIONS)):
                for n in range(depth):
                    exchanged[found[s, n, 0]] |= bit
        margin[g] = _exchanges(present, first, second, own_dates, bit, g, least, change, cluster, exchanged)


@njit(cache=True)
def _explain_all(patterns, present, triplets, of_pair, signs, first, second, change, cluster, margin, exchanged, doubted):  # type: ignore[no-untyped-def]  # fmt: skip
    dates = int(second.max()) + 1
    for n in range(patterns.shape[0]):
        _explain(
            patterns[n], present[n], triplets, of_pair, signs, first, second, dates,
            change[n], cluster[n], margin[n], exchanged[n], doubted[n],
        )  # fmt: skip


def explain_patterns(patterns: NDArray[np.int8], present: NDArray[np.bool_], graph: Graph) -> Explained:
    """Explain patterns of failing triplets by the fewest changed pairs.

    Parameters
    ----------
    patterns : array (patterns, triplets), int8, of :func:`scarpwatch.insar.closure.triplets.close_triplets`
    present : array (patterns, pairs): whether the pixel has the pair
    """
    count, pairs = present.shape
    explained = Explained(
        np.zeros((count, pairs), np.int8),
        np.full((count, pairs), -1, np.int8),
        np.zeros((count, MOST_CLUSTERS), np.int8),
        np.zeros((count, pairs), np.uint8),
        np.zeros((count, pairs), np.uint8),
    )
    _explain_all(np.ascontiguousarray(patterns), np.ascontiguousarray(present), *graph, *explained)
    return explained
