"""Slope units after Alvioli et al. (2016, Geosci. Model Dev. 9, 3975-3991).

The area is divided into half-basins: the left and the right bank of every river link. Where the aspect
of a half-basin varies too much, it is divided again with links of a smaller drainage area, until it is
homogeneous or small enough. Slivers are then merged into a neighbour. Written from the paper; flow
routing and merging are our own, so the units agree with those of r.slopeunits closely but not exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from scarpwatch.terrain.derivatives import slope_aspect
from scarpwatch.terrain.flow import COLUMN_STEP, ROW_STEP, FlowField, route_flow
from scarpwatch.terrain.segmentation import connected_regions, shared_sides

MAXIMUM_ROUNDS = 100


@dataclass(frozen=True, kw_only=True)
class SlopeUnitParameters:
    """Parameters of the delineation, in the letters of Alvioli et al. (2016).

    Attributes
    ----------
    minimum_area_m2 : a, size to which units are divided
    circular_variance : c, aspect variance (0 to 1) below which a unit is homogeneous
    threshold_m2 : t, drainage area of the first, coarsest river links
    reduction_factor : rf, > 1; t falls by t / rf in each round
    maximum_area_m2 : units above this are divided even if homogeneous; None = no limit
    clean_size_m2 : units below this are merged into a neighbour
    """

    minimum_area_m2: float
    circular_variance: float
    threshold_m2: float
    reduction_factor: float = 5.0
    maximum_area_m2: float | None = None
    clean_size_m2: float = 25_000.0


def delineate_slope_units(
    elevation: NDArray[np.floating],
    cell_size: tuple[float, float],
    parameters: SlopeUnitParameters,
    *,
    flow: FlowField | None = None,
) -> NDArray[np.int32]:
    """Divide an area into slope units.

    Parameters
    ----------
    elevation : array (rows, columns)
        Metres, NaN outside (mask plains and water beforehand by setting them to NaN).
    cell_size : (width, height) in metres
    parameters : SlopeUnitParameters
    flow : FlowField, optional
        Of the same elevation model, to save routing again.

    Returns
    -------
    int32 array (rows, columns)
        0 where the elevation is NaN; every other cell is in exactly one unit. Units are contiguous
        (cells share sides) and numbered 1, 2, ... by their first cell, row by row.

    Raises
    ------
    ValueError
        If a parameter is out of bounds or the elevation model has no valid cell.
    """
    _check(parameters)
    flow = flow if flow is not None else route_flow(elevation, cell_size)
    _, aspect = slope_aspect(elevation, cell_size, method="horn")
    units = _divide(flow, aspect, cell_size[0] * cell_size[1], parameters)
    minimum_cells = parameters.clean_size_m2 / (cell_size[0] * cell_size[1])
    return merge_small_units(connected_regions(units), aspect, minimum_cells)


def half_basins(flow: FlowField, threshold: int) -> NDArray[np.int32]:
    """Left and right banks of the river links at a drainage area.

    A link reaches from its outlet or confluence up to the next confluence; the topmost links go on along
    the largest inflow to the divide. Areas that drain over the border without reaching the threshold get
    a link of their own, so that no cell is left out.

    Parameters
    ----------
    threshold : int
        Drainage area in cells.

    Returns
    -------
    int32 array (rows, columns)
        0 outside; 2 k on one bank and 2 k + 1 on the other, k = 1, 2, ... The channel belongs to 2 k.
    """
    return _half_basins(flow.downstream, flow.order, flow.cells, flow.main, threshold, flow.shape[1]).reshape(
        flow.shape
    )


def merge_small_units(
    units: NDArray[np.int32], aspect: NDArray[np.floating], minimum_cells: float
) -> NDArray[np.int32]:
    """Merge units of fewer cells, smallest first, into the neighbour with most border and nearest aspect.

    A neighbour's claim is the number of cell sides shared times (1 + cos d) / 2 + 0.01, with d the
    difference of the mean aspects; ties go to the lower number. A small unit without neighbour stays.

    Parameters
    ----------
    units : int32 array (rows, columns)
        Contiguous units numbered from 1 without gaps, 0 = outside.
    aspect : array (rows, columns), degrees, NaN on flats
    minimum_cells : float

    Returns
    -------
    int32 array (rows, columns), numbered anew by first cell.
    """
    known = np.isfinite(aspect)
    size = int(units.max()) + 1
    angle = np.radians(np.where(known, aspect, 0.0).astype(np.float64)).ravel()
    flat, weight = units.ravel(), known.ravel()
    count = np.bincount(flat, minlength=size)
    sine = np.bincount(flat, np.sin(angle) * weight, size).astype(np.float64)
    cosine = np.bincount(flat, np.cos(angle) * weight, size).astype(np.float64)
    first, second, sides = shared_sides(units)
    border: list[dict[int, int]] = [{} for _ in range(size)]
    for one, other, shared in zip(first.tolist(), second.tolist(), sides.tolist(), strict=True):
        border[one][other] = border[other][one] = shared
    target = _merge(border, count, sine, cosine, minimum_cells)
    return connected_regions(target[units])


def _check(parameters: SlopeUnitParameters) -> None:
    """Refuse parameters that have no meaning."""
    if parameters.minimum_area_m2 <= 0 or parameters.threshold_m2 <= 0:
        raise ValueError("the minimum area and the first threshold of slope units must be positive")
    if not 0 <= parameters.circular_variance <= 1:
        raise ValueError(f"a circular variance of {parameters.circular_variance} is not within 0..1")
    if parameters.reduction_factor <= 1:
        raise ValueError(f"a reduction factor of {parameters.reduction_factor} is not above 1")
    if parameters.clean_size_m2 < 0:
        raise ValueError("the size below which slope units are merged must not be negative")
    if parameters.maximum_area_m2 is not None and parameters.maximum_area_m2 <= parameters.minimum_area_m2:
        raise ValueError("the maximum area of slope units must exceed the minimum area")


def _divide(
    flow: FlowField, aspect: NDArray[np.float32], cell_area: float, parameters: SlopeUnitParameters
) -> NDArray[np.int64]:
    """The loop: half-basins at a falling threshold inside the units that are still open."""
    minimum = parameters.minimum_area_m2 / cell_area
    maximum = np.inf if parameters.maximum_area_m2 is None else parameters.maximum_area_m2 / cell_area
    angle = np.radians(aspect.astype(np.float64)).ravel()
    known = np.isfinite(angle)
    angle[~known] = 0.0
    sine, cosine = np.where(known, np.sin(angle), 0.0), np.where(known, np.cos(angle), 0.0)
    del angle

    units = np.zeros(flow.cells.size, np.int64)
    todo = flow.order  # cells of units that may still be divided
    units[todo] = 1
    used, threshold = 1, parameters.threshold_m2 / cell_area
    for round_number in range(MAXIMUM_ROUNDS):
        if todo.size == 0 or threshold < 1:
            break
        halves = half_basins(flow, int(np.ceil(threshold))).ravel()
        pair, child = np.unique(units[todo] << 32 | halves[todo], return_inverse=True)
        _, parent_of_child, children = np.unique(pair >> 32, return_inverse=True, return_counts=True)
        cells = np.bincount(child)
        parent_cells = np.bincount(parent_of_child, cells)
        # The first division is unconditional; later ones must not make children smaller than a.
        accepted = (parent_cells / children >= minimum) | (round_number == 0)
        resultant = np.hypot(np.bincount(child, sine[todo]), np.bincount(child, cosine[todo]))
        with_aspect = np.maximum(np.bincount(child, known[todo]), 1)
        variance = 1.0 - resultant / with_aspect
        open_child = (cells > minimum) & (variance > parameters.circular_variance) | (cells > maximum)
        accepted_child = accepted[parent_of_child]
        number = np.where(accepted_child, used + 1 + np.arange(pair.size), (pair >> 32))
        used += pair.size
        units[todo] = number[child]
        todo = todo[(open_child & accepted_child)[child]]
        threshold -= threshold / parameters.reduction_factor
    return units.reshape(flow.shape)


def _merge(
    border: list[dict[int, int]],
    count: NDArray[np.int64],
    sine: NDArray[np.float64],
    cosine: NDArray[np.float64],
    minimum_cells: float,
) -> NDArray[np.int32]:
    """New number of every unit; ``border`` and the sums are changed in place."""
    import heapq

    target = np.arange(count.size, dtype=np.int32)
    waiting = [(int(count[unit]), unit) for unit in range(1, count.size) if count[unit] < minimum_cells]
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
        if count[best] < minimum_cells:
            heapq.heappush(waiting, (int(count[best]), best))
    while (target[target] != target).any():  # a merged into b, b into c
        target = target[target]
    return target


@numba.njit(cache=True)
def _direction(of, towards, columns):  # type: ignore[no-untyped-def]
    """Index (0..7, clockwise from north) of the neighbour ``towards`` of the cell ``of``."""
    row_step = towards // columns - of // columns
    column_step = towards % columns - of % columns
    for k in range(8):
        if ROW_STEP[k] == row_step and COLUMN_STEP[k] == column_step:
            return k
    return 0


@numba.njit(cache=True)
def _half_basins(downstream, order, cells, main, threshold, columns):  # type: ignore[no-untyped-def]
    """One pass from the outlets to the divides: every cell gets its link and its bank."""
    label = np.zeros(downstream.size, np.int32)
    stem = np.zeros(downstream.size, np.bool_)
    inflows = np.zeros(downstream.size, np.int8)
    for cell in order:
        if cells[cell] >= threshold and downstream[cell] >= 0:
            inflows[downstream[cell]] += 1
    number = 0
    for cell in order:
        below = downstream[cell]
        if below < 0 or (cells[cell] >= threshold and inflows[below] > 1):
            number += 1
            label[cell] = 2 * number
            stem[cell] = True
        elif not stem[below]:
            label[cell] = label[below]
        elif main[below] == cell:
            label[cell] = label[below]
            stem[cell] = True
        else:
            # Seen from the stem cell, clockwise from its outflow: a tributary met before the main
            # inflow comes from one bank, a later one from the other.
            upward = _direction(below, main[below], columns)
            outflow = downstream[below]
            down = _direction(below, outflow, columns) if outflow >= 0 else (upward + 4) % 8
            side = _direction(below, cell, columns)
            first_bank = (side - down) % 8 < (upward - down) % 8
            label[cell] = label[below] if first_bank else label[below] + 1
    return label
