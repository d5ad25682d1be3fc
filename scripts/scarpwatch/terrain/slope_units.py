"""Slope units after Alvioli et al. (2016, Geosci. Model Dev. 9, 3975-3991).

The area is divided into half-basins: the left and the right bank of every river link. Where the aspect
of a half-basin varies too much, it is divided again with links of a smaller drainage area, until it is
homogeneous or small enough. Slivers are then merged into a neighbour. Written from the paper; flow
routing and merging are our own, so the units agree with those of r.slopeunits closely but not exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scarpwatch.terrain.derivatives import slope_aspect
from scarpwatch.terrain.division import divide, drainage_trees
from scarpwatch.terrain.flow import FlowField, route_flow
from scarpwatch.terrain.segmentation import aspect_sums, connected_regions, shared_sides


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
    cell_area = cell_size[0] * cell_size[1]
    limit = parameters.maximum_area_m2
    ordered = np.radians(aspect.ravel()[flow.order])
    flat = ~np.isfinite(ordered)
    units = np.zeros(flow.cells.size, np.int32)
    units[flow.order] = divide(
        drainage_trees(flow),
        np.where(flat, np.float32(0), np.sin(ordered)),
        np.where(flat, np.float32(0), np.cos(ordered)),
        minimum_cells=parameters.minimum_area_m2 / cell_area,
        maximum_cells=np.inf if limit is None else limit / cell_area,
        circular_variance=parameters.circular_variance,
        threshold_cells=parameters.threshold_m2 / cell_area,
        reduction_factor=parameters.reduction_factor,
    )
    pieces = connected_regions(units.reshape(flow.shape))
    return merge_small_units(pieces, aspect, parameters.clean_size_m2 / cell_area)


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
    count, _, sine, cosine = aspect_sums(units, aspect)
    first, second, sides = shared_sides(units)
    border: list[dict[int, int]] = [{} for _ in range(count.size)]
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
