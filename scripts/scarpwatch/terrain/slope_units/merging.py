"""Merging slivers: units that are too small join the neighbour they share most with, or are most alike."""

from __future__ import annotations

import heapq
import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scarpwatch.terrain.slope_units.segmentation import aspect_sums, connected_regions, shared_sides


def merge_small_units(
    units: NDArray[np.int32],
    aspect: NDArray[np.floating],
    min_cells: float,
    *,
    by: Literal["border", "variance"] = "border",
    max_cells: float = np.inf,
) -> NDArray[np.int32]:
    """Merge units of fewer cells, smallest first, into a neighbour; one without neighbour stays.

    By border, a neighbour's claim is the number of cell sides shared times (1 + cos d) / 2 + 0.01, with d
    the difference of the mean aspects. By variance, that one is taken with which the mean circular variance of all
    units rises least for the border: (|s| + |t| - |s + t|) / sqrt(sides), with s and t the sums of the
    aspect's unit vectors (Ward's rule on the circle; the root keeps units from joining by a neck). Among equals,
    as on flats, most border counts, and neighbours with which ``max_cells`` would be passed come last. Ties go
    to the lower number. By variance, of the units that reach ``min_cells`` by less than a cell the less homogeneous
    ones count as small too: where units have a few cells, their number could otherwise only change by steps.

    Parameters
    ----------
    units : int32 array (rows, columns)
        Contiguous units numbered from 1 without gaps, 0 = outside.
    aspect : array (rows, columns), degrees, NaN on flats
    min_cells : float
    by : how the neighbour is chosen
    max_cells : by variance, the size that is passed only where no neighbour is small enough

    Returns
    -------
    int32 array (rows, columns), numbered anew by first cell.
    """
    count, _, sine, cosine = aspect_sums(units, aspect)
    first, second, sides = shared_sides(units)
    border: list[dict[int, int]] = [{} for _ in range(count.size)]
    for one, other, shared in zip(first.tolist(), second.tolist(), sides.tolist(), strict=True):
        border[one][other] = border[other][one] = shared
    target = _merge(border, count, sine, cosine, min_cells, by, max_cells)
    return connected_regions(target[units])


def _merge(
    border: list[dict[int, int]],
    count: NDArray[np.int64],
    sine: NDArray[np.float64],
    cosine: NDArray[np.float64],
    min_cells: float,
    by: Literal["border", "variance"],
    max_cells: float,
) -> NDArray[np.int32]:
    """New number of every unit; ``border`` and the sums are changed in place."""
    target = np.arange(count.size, dtype=np.int32)

    def is_small(unit: int) -> bool:
        if by == "border":
            return bool(count[unit] < min_cells)
        return bool(count[unit] - 1 + math.hypot(sine[unit], cosine[unit]) / count[unit] < min_cells)

    waiting = [(int(count[unit]), unit) for unit in range(1, count.size) if is_small(unit)]
    heapq.heapify(waiting)
    while waiting:
        cells, unit = heapq.heappop(waiting)
        if target[unit] != unit or count[unit] != cells or not border[unit]:
            continue  # merged, or grown since it was put in line (then it is in line again), or alone
        best, best_claim = 0, (False, -np.inf, 0)
        for neighbour in sorted(border[unit]):
            sides = border[unit][neighbour]
            own, other = (sine[unit], cosine[unit]), (sine[neighbour], cosine[neighbour])
            if by == "border":
                turn = math.atan2(*own) - math.atan2(*other)
                claim = (True, sides * ((1.0 + math.cos(turn)) / 2.0 + 0.01), sides)
            else:
                apart = math.hypot(*own) + math.hypot(*other)
                together = math.hypot(own[0] + other[0], own[1] + other[1])
                # Rounded, so that what differs by the computer's arithmetic alone counts as equal.
                fits = bool(count[unit] + count[neighbour] <= max_cells)
                claim = (fits, -round((apart - together) / math.sqrt(sides), 6), sides)
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
        if is_small(best):
            heapq.heappush(waiting, (int(count[best]), best))
    while (target[target] != target).any():  # a merged into b, b into c
        target = target[target]
    return target
