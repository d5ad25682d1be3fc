"""Merging slivers: units that are too small join the neighbour they share most with."""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

from scarpwatch.terrain.slope_units.segmentation import aspect_sums, connected_regions, shared_sides


def merge_small_units(
    units: NDArray[np.int32], aspect: NDArray[np.floating], min_cells: float
) -> NDArray[np.int32]:
    """Merge units of fewer cells, smallest first, into the neighbour with most border and nearest aspect.

    A neighbour's claim is the number of cell sides shared times (1 + cos d) / 2 + 0.01, with d the
    difference of the mean aspects; ties go to the lower number. A small unit without neighbour stays.

    Parameters
    ----------
    units : int32 array (rows, columns)
        Contiguous units numbered from 1 without gaps, 0 = outside.
    aspect : array (rows, columns), degrees, NaN on flats
    min_cells : float

    Returns
    -------
    int32 array (rows, columns), numbered anew by first cell.
    """
    count, _, sine, cosine = aspect_sums(units, aspect)
    first, second, sides = shared_sides(units)
    border: list[dict[int, int]] = [{} for _ in range(count.size)]
    for one, other, shared in zip(first.tolist(), second.tolist(), sides.tolist(), strict=True):
        border[one][other] = border[other][one] = shared
    target = _merge(border, count, sine, cosine, min_cells)
    return connected_regions(target[units])


def _merge(
    border: list[dict[int, int]],
    count: NDArray[np.int64],
    sine: NDArray[np.float64],
    cosine: NDArray[np.float64],
    min_cells: float,
) -> NDArray[np.int32]:
    """New number of every unit; ``border`` and the sums are changed in place."""
    target = np.arange(count.size, dtype=np.int32)
    waiting = [(int(count[unit]), unit) for unit in range(1, count.size) if count[unit] < min_cells]
    heapq.heapify(waiting)
    while waiting:
        cells, unit = heapq.heappop(waiting)
        if target[unit] != unit or count[unit] != cells or not border[unit]:
            continue  # merged, or grown since it was put in line (then it is in line again), or alone
        here = np.arctan2(sine[unit], cosine[unit])
        best, best_claim = 0, -1.0
        for neighbour in sorted(border[unit]):
            there = np.arctan2(sine[neighbour], cosine[neighbour])
            claim = border[unit][neighbour] * ((1.0 + np.cos(here - there)) / 2.0 + 0.01)
            if claim > best_claim:
                best, best_claim = neighbour, claim
        target[unit] = best
        count[best] += count[unit]
        sine[best] += sine[unit]
        cosine[best] += cosine[unit]
        for neighbour, shared in border[unit].items():
            del border[neighbour][unit]
            if neighbour != best:
                border[best][neighbour] = border[best].get(neighbour, 0) + shared
                border[neighbour][best] = border[best][neighbour]
        border[unit] = {}
        if count[best] < min_cells:
            heapq.heappush(waiting, (int(count[best]), best))
    while (target[target] != target).any():  # a merged into b, b into c
        target = target[target]
    return target
