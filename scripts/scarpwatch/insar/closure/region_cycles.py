"""Unwrapping errors of one region, from its closures and from the phase jumps of its pairs along its edge.

The integer corrections c of the pairs that close every triplet are known up to integer shifts of the dates. Taken are those that
cost the least, the sum over the pairs of |c| + w |jump + c|: few pairs are wrong, and after the repair the phase goes
on smoothly across the edge. That is a linear programme with an integer solution wherever triplets tie the pairs together
(its matrix is that of a graph's cycles). A repair that all pairs across a date share is taken back: closure has nothing
to say about it.

How sure the cycles of a pair are follows from exchanges: shifting a run of dates by one or two cycles changes the
pairs that cross its ends instead. An exchange is ruled out where the edge is against it and the sum of pairs changed
and jumps made grows by one, or where closure alone, three pairs more, is against it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, eye_array, hstack, vstack

from scarpwatch.conventions import UNKNOWN

EDGE_WEIGHT = 2.5  # of a jump that is wholly sure, against a pair that is changed
SURE = (3.0, 1.0)  # what an exchange must cost in addition, by closure alone and where the edge costs as much
SURE_ENOUGH = (1.8, 0.3)  # the same where flags would cut a date off
LONGEST_RUN = 30  # dates; longer runs are shifted only up to the end
FEWEST_BRIDGES = 4
BY_CHANCE, CLEAR = (
    0.25,
    0.17,
)  # mean distance of the jumps from whole cycles: of any phase, and where all is clear


def date_runs(first: NDArray[np.int64], second: NDArray[np.int64], dates: int) -> NDArray[np.int8]:
    """How pairs cross runs of dates: array (runs, pairs), 1 into the run, -1 out of it, 0 not."""
    start, end = np.triu_indices(dates)
    kept = (start > 0) & ((end - start < LONGEST_RUN) | (end == dates - 1))
    start, end = start[kept, None], end[kept, None]
    into = ((second >= start) & (second <= end)).astype(np.int8)
    return into - ((first >= start) & (first <= end)).astype(np.int8)


class Edge(NamedTuple):
    """Jump of each pair from outside a region to inside, whole cycles, and its weight; arrays (pairs,)."""

    jump: NDArray[np.int64]
    weight: NDArray[np.float64]


def edge_jumps(turns: NDArray[np.floating]) -> Edge:
    """Jumps along an edge and how much they tell.

    The weight of a pair falls to zero where its bridges disagree, or where its phase differs by half a cycle across the
    edge; that of all pairs where many do so, since the phase then changes too much across the edge to tell a jump.

    Parameters
    ----------
    turns : array (pairs, bridges): phase inside less that outside, cycles; NaN where not known
    """
    jump, weight = np.zeros(len(turns), np.int64), np.zeros(len(turns))
    apart = np.full(len(turns), np.nan)
    for pair, values in enumerate(turns):
        known = values[np.isfinite(values)]
        if known.size >= FEWEST_BRIDGES:
            middle = float(np.median(known))
            jump[pair] = round(middle)
            apart[pair] = abs(middle - jump[pair])
            agreed = max(0.0, 2 * float(np.mean(np.rint(known) == jump[pair])) - 1)
            weight[pair] = EDGE_WEIGHT * agreed * (1 - 2 * apart[pair])
    known = apart[np.isfinite(apart)]
    if known.size:
        weight *= np.clip((BY_CHANCE - known.mean()) / (BY_CHANCE - CLEAR), 0, 1)
    return Edge(jump, weight)


def cheapest_cycles(
    closures: NDArray[np.integer], triplets: NDArray[np.int64], edge: Edge, runs: NDArray[np.int8]
) -> tuple[NDArray[np.int64], Edge] | None:
    """Cycles to add to each pair, array (pairs,), and the edge; None where no integer cycles close all triplets.

    A jump that all pairs across a date share stands, and is taken out of the edge that is given back.

    Parameters
    ----------
    closures : array (triplets,): cycles by which each fails; ``UNKNOWN`` where it is not there
    triplets : array (triplets, 3)
    runs : of :func:`date_runs`
    """
    known = closures != UNKNOWN
    tied, pairs = triplets[known], runs.shape[1]
    held = np.zeros(pairs, bool)
    held[tied] = True
    rows = np.repeat(np.arange(len(tied)), 3)
    signs = np.tile([1.0, 1.0, -1.0], len(tied))
    sums = csr_array(coo_array((signs, (rows, tied.ravel())), shape=(len(tied), pairs)))
    one = eye_array(pairs, format="csr")
    nothing = csr_array((len(tied), 2 * pairs))
    # c = more - less, jump + c = up - down; all four not negative
    equations = vstack([hstack([sums, -sums, nothing]), hstack([one, -one, -one, one])]).tocsr()
    weight = np.where(held, edge.weight, 0)
    solved = linprog(
        np.concatenate([np.ones(2 * pairs), weight, weight]),
        A_eq=equations,
        b_eq=np.concatenate([-closures[known], -edge.jump]).astype(float),
        bounds=(0, None),
        method="highs-ds",
    )
    if solved.status != 0:
        return None
    exact = solved.x[:pairs] - solved.x[pairs : 2 * pairs]
    cycles = np.rint(exact).astype(np.int64)
    if np.abs(exact - cycles).max(initial=0) > 1e-6 or np.abs(cycles).max(initial=0) > 100:
        return None
    return _without_shared(cycles, edge, runs * held)


def _without_shared(
    cycles: NDArray[np.int64], edge: Edge, crossing: NDArray[np.int8]
) -> tuple[NDArray[np.int64], Edge]:
    """Take back what all pairs that cross the ends of a run of dates share, one run after the other."""
    outside = np.iinfo(np.int64).max
    crossing = crossing[crossing.any(axis=1)]
    while True:
        along = cycles * crossing
        least = np.where(crossing != 0, along, outside).min(axis=1, initial=outside)
        most = np.where(crossing != 0, along, -outside).max(axis=1, initial=-outside)
        found = np.flatnonzero((least > 0) | (most < 0))
        if not found.size:
            return cycles, edge
        run = found[0]
        taken = (least[run] if least[run] > 0 else most[run]) * crossing[run]
        cycles, edge = cycles - taken, edge._replace(jump=edge.jump + taken)


def certainty(
    cycles: NDArray[np.int64],
    edge: Edge,
    runs: NDArray[np.int8],
    held: NDArray[np.bool_],
    *,
    needed: tuple[float, float] = SURE,
) -> NDArray[np.float64]:
    """How sure the cycles of each pair are: below 1 an exchange is not ruled out; infinite where there is none.

    Parameters
    ----------
    held : array (pairs,): pairs that the region has
    needed : what an exchange must cost in addition, by closure alone, and where the edge itself costs ``SURE[1]``
    """
    margin = np.full(cycles.size, np.inf)
    crossing = runs * held
    crossing = crossing[(crossing[:, (cycles != 0) & held] != 0).any(axis=1)]
    if not len(crossing):
        return margin

    def changed(value: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.where(value != 0, 0.9, 0) + 0.1 * np.abs(value)

    def jumping(value: NDArray[np.int64]) -> NDArray[np.float64]:
        return edge.weight * np.abs(edge.jump + value)

    into, out = (crossing > 0).astype(float), (crossing < 0).astype(float)
    least = np.full(len(crossing), np.inf)
    for shift in (-2, -1, 1, 2):
        more, jumps = (
            into @ (cost(cycles + shift) - cost(cycles)) + out @ (cost(cycles - shift) - cost(cycles))
            for cost in (changed, jumping)
        )
        least = np.minimum(least, (more + jumps) / np.where(jumps >= SURE[1], needed[1], needed[0]))
    for row, value in zip(crossing, least, strict=True):
        margin[row != 0] = np.minimum(margin[row != 0], value)
    return margin


def pieces(held: NDArray[np.bool_], first: NDArray[np.int64], second: NDArray[np.int64], dates: int) -> int:
    """Number of disconnected subsets in which the pairs leave the dates."""
    root = np.arange(dates)
    moved = True
    while moved:
        before = root.copy()
        for pair in np.flatnonzero(held):
            root[first[pair]] = root[second[pair]] = min(root[first[pair]], root[second[pair]])
        moved = bool((root != before).any())
    return len(np.unique(root))
