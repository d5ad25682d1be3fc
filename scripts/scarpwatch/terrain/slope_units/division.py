"""The loop of the slope-unit method: half-basins at a falling drainage area, inside the units still open.

Cells are worked on in the order of their drainage trees: each after the cell it drains into, and all that
drains through a cell right behind it. What a round reads then lies close together in memory, and a
half-basin at a smaller drainage area lies within one at a larger, so that a round is one pass over the
cells and needs no sorting.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from scarpwatch.terrain.flow import COLUMN_STEP, ROW_STEP, FlowField

MAXIMUM_ROUNDS = 100

OUTLET, MAIN_INFLOW, FIRST_BANK, OTHER_BANK = 0, 1, 2, 3


class DrainageTrees(NamedTuple):
    """The cells of a flow field in the order of their trees; positions in that order number the cells.

    Attributes
    ----------
    below : int32 array (cells,), position of the cell that each drains into; -1 at an outlet
    size : int32 array (cells,), drainage area in cells: a cell at ``i`` drains ``i`` to ``i + size[i]``
    second : int32 array (cells,), drainage area of the second largest inflow, 0 without one
    kind : uint8 array (cells,)
        How a cell joins the one below: 0 outlet, 1 as its largest inflow, 2 and 3 from one bank or the
        other, as told by the outflow and the largest inflow there.
    """

    below: NDArray[np.int32]
    size: NDArray[np.int32]
    second: NDArray[np.int32]
    kind: NDArray[np.uint8]


def drainage_trees(flow: FlowField) -> DrainageTrees:
    """Arrange a flow field by trees."""
    return DrainageTrees(
        *_arrange(flow.downstream, flow.order, flow.cells, flow.main, flow.shape[1], ROW_STEP, COLUMN_STEP)
    )


def label_half_basins(trees: DrainageTrees, threshold: int) -> NDArray[np.int32]:
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
    int32 array (cells,), by position: 2 p on one bank and 2 p + 1 on the other of the link that begins at
    position p. The channel belongs to 2 p.
    """
    half = np.empty(trees.below.size, np.int32)
    stem = np.empty(trees.below.size, np.bool_)
    _label(*trees, threshold, half, stem)
    return half


def divide(
    trees: DrainageTrees,
    sine: NDArray[np.float32],
    cosine: NDArray[np.float32],
    *,
    min_cells: float,
    max_cells: float,
    circular_variance: float,
    threshold_cells: float,
    reduction_factor: float,
    divide_large: bool = False,
) -> NDArray[np.int32]:
    """Divide trees into units (Alvioli et al. 2016, section 2.1).

    In each round the half-basins at the present drainage area divide the units that are still open. A
    division is refused if its parts have fewer than ``min_cells`` on average (but for the first), and
    the unit is then left as it is. A part stays open while it has more than ``min_cells`` and a
    variance of aspect above ``circular_variance``, or more than ``max_cells``.

    Parameters
    ----------
    sine, cosine : float32 arrays (cells,), by position, of the aspect; both 0 on flats
    divide_large : no division of a unit of more than ``max_cells`` is refused; its small parts are then to be merged

    Returns
    -------
    int32 array (cells,), by position: the unit, from 1, with gaps in the numbers
    """
    cells = trees.below.size
    unit = np.ones(cells, np.int32)
    is_open = np.ones(cells, np.bool_)
    half, slot = np.empty(cells, np.int32), np.empty(cells, np.int32)
    stem = np.empty(cells, np.bool_)
    used, threshold = 1, threshold_cells
    for number in range(MAXIMUM_ROUNDS):
        if threshold < 1:
            break
        _label(*trees, int(np.ceil(threshold)), half, stem)
        parts = _measure(half, unit, is_open, sine, cosine, slot)
        if parts[0].size == 0:
            break
        parent, count, known, resultant = parts
        whole = np.bincount(parent, count)
        accepted = whole / np.maximum(np.bincount(parent), 1) >= min_cells
        if divide_large:
            accepted |= whole > max_cells
        accepted = accepted[parent] | (number == 0)
        variance = 1.0 - resultant / np.maximum(known, 1)
        divisible = (count > min_cells) & (variance > circular_variance) | (count > max_cells)
        new = np.where(accepted, used + np.cumsum(accepted), parent).astype(np.int32)
        used += int(accepted.sum())
        _assign(half, slot, new, accepted & divisible, unit, is_open)
        threshold -= threshold / reduction_factor
    return unit


@numba.njit(cache=True)
def _direction(of, towards, columns, row_step, column_step):  # type: ignore[no-untyped-def]
    """Index (0..7, clockwise from north) of the neighbour ``towards`` of the cell ``of``."""
    for k in range(8):
        if towards == of + row_step[k] * columns + column_step[k]:
            return k
    return 0


@numba.njit(cache=True)
def _arrange(downstream, order, cells, main, columns, row_step, column_step):  # type: ignore[no-untyped-def]
    count = order.size
    place = np.empty(downstream.size, np.int32)
    for position in range(count):
        place[order[position]] = position
    below = np.empty(count, np.int32)
    size = np.empty(count, np.int32)
    second = np.zeros(count, np.int32)
    kind = np.empty(count, np.uint8)
    for position in range(count):
        cell = order[position]
        down = downstream[cell]
        size[position] = cells[cell]
        if down < 0:
            below[position], kind[position] = -1, OUTLET
            continue
        under = place[down]
        below[position] = under
        if main[down] == cell:
            kind[position] = MAIN_INFLOW
            continue
        second[under] = max(second[under], cells[cell])
        # Seen from the cell below, clockwise from its outflow: a tributary met before the largest inflow
        # comes from one bank, a later one from the other.
        upward = _direction(down, main[down], columns, row_step, column_step)
        outflow = downstream[down]
        away = _direction(down, outflow, columns, row_step, column_step) if outflow >= 0 else (upward + 4) % 8
        side = _direction(down, cell, columns, row_step, column_step)
        kind[position] = FIRST_BANK if (side - away) % 8 < (upward - away) % 8 else OTHER_BANK
    return below, size, second, kind


@numba.njit(cache=True)
def _label(below, size, second, kind, threshold, half, stem):  # type: ignore[no-untyped-def]
    """Fill ``half`` with the half-basin of every cell, and ``stem`` with whether it is on a link's course."""
    for i in range(below.size):
        under = below[i]
        if kind[i] == OUTLET or (size[i] >= threshold and second[under] >= threshold):
            half[i], stem[i] = 2 * i, True  # an outlet, or a channel at a confluence of channels
        elif not stem[under]:
            half[i], stem[i] = half[under], False
        elif kind[i] == MAIN_INFLOW:
            half[i], stem[i] = half[under], True
        else:
            half[i], stem[i] = half[under] + (kind[i] == OTHER_BANK), False


@numba.njit(cache=True)
def _measure(half, unit, is_open, sine, cosine, slot):  # type: ignore[no-untyped-def]
    """Parent, cells, cells with an aspect, and length of the aspect's sum, of the halves in open units.

    ``slot`` is filled, at the beginning of each link, with the number of its first half among these.
    """
    room = 1024
    parent, count, known = np.zeros(room, np.int32), np.zeros(room, np.int32), np.zeros(room, np.int32)
    sines, cosines = np.zeros(room), np.zeros(room)
    parts = 0
    for i in range(half.size):
        link = half[i] >> 1
        if link == i:
            slot[i] = -1
        if not is_open[i]:
            continue
        if slot[link] < 0:
            slot[link] = parts
            parts += 2
            if parts > room:
                parent = np.concatenate((parent, np.zeros(room, np.int32)))
                count = np.concatenate((count, np.zeros(room, np.int32)))
                known = np.concatenate((known, np.zeros(room, np.int32)))
                sines = np.concatenate((sines, np.zeros(room)))
                cosines = np.concatenate((cosines, np.zeros(room)))
                room *= 2
        part = slot[link] + (half[i] & 1)
        parent[part] = unit[i]
        count[part] += 1
        known[part] += sine[i] != 0 or cosine[i] != 0
        sines[part] += sine[i]
        cosines[part] += cosine[i]
    # A link has two halves though one may be empty: close the gaps.
    kept = 0
    number = np.full(parts, -1, np.int32)
    for part in range(parts):
        if count[part] > 0:
            parent[kept], count[kept], known[kept] = parent[part], count[part], known[part]
            sines[kept], cosines[kept] = sines[part], cosines[part]
            number[part] = kept
            kept += 1
    for i in range(half.size):
        if half[i] >> 1 == i and slot[i] >= 0:
            first = number[slot[i]]
            slot[i] = first if first >= 0 else number[slot[i] + 1] - 1
    return parent[:kept], count[:kept], known[:kept], np.hypot(sines[:kept], cosines[:kept])


@numba.njit(cache=True)
def _assign(half, slot, new, stays_open, unit, is_open):  # type: ignore[no-untyped-def]
    for i in range(half.size):
        if is_open[i]:
            part = slot[half[i] >> 1] + (half[i] & 1)
            unit[i] = new[part]
            is_open[i] = stays_open[part]
