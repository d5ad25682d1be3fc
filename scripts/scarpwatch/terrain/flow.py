"""Flow routing over a DEM: least-cost flood, drainage area, river links.

A flood starts at the border of the known area and climbs inward, always through the lowest cell reached
so far (the A* search of Ehlschlaeger 1989, as in r.watershed). Each cell drains down the steepest way to
a neighbour that the flood took before it. Pits are thus crossed along the cheapest way out instead of
being filled, and no artificial flats arise. One set of directions serves every drainage-area threshold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numba
import numpy as np
from numpy.typing import NDArray

from scarpwatch.grids.grid import Grid

if TYPE_CHECKING:
    import geopandas

OUTLET = -1
NO_DATA = -2

# Eight neighbours clockwise from north; even numbers share a side, odd ones a corner.
ROW_STEP = np.array([-1, -1, 0, 1, 1, 1, 0, -1])
COLUMN_STEP = np.array([0, 1, 1, 1, 0, -1, -1, -1])


@dataclass(frozen=True)
class FlowField:
    """D8 drainage of a grid; cells are numbered row by row.

    Attributes
    ----------
    shape : (rows, columns)
    downstream : int32 array (cells,)
        Number of the cell that each drains into; -1 at an outlet, -2 where the elevation is unknown.
    order : int32 array (valid cells,)
        Cell numbers, tree by tree: every cell comes after the one it drains into, and all that drains
        through it follows at once.
    cells : int32 array (cells,)
        Drainage area in cells, the cell itself included; 0 where the elevation is unknown.
    main : int32 array (cells,)
        The upstream neighbour with the largest drainage area (ties: the lower number); -1 for none.
    """

    shape: tuple[int, int]
    downstream: NDArray[np.int32]
    order: NDArray[np.int32]
    cells: NDArray[np.int32]
    main: NDArray[np.int32]


def route_flow(elevation: NDArray[np.floating], cell_size: tuple[float, float]) -> FlowField:
    """Drainage directions and areas.

    Every valid cell drains to an outlet on the border of the known area (the edge of the array or a
    NaN neighbour). Cells of equal elevation are taken in the order in which the flood reached them, and
    the border in cell order, so that the result depends on nothing but the elevations.

    Parameters
    ----------
    elevation : array (rows, columns)
        Metres, NaN where unknown.
    cell_size : (width, height) in metres

    Raises
    ------
    ValueError
        If there is no valid cell, or more cells than 32-bit numbers can count.
    """
    downstream, order = least_cost_flood(elevation, cell_size)
    rows, columns = elevation.shape
    order = _by_trees(downstream, order, rows, columns, ROW_STEP, COLUMN_STEP)
    cells, main = _accumulate(downstream, order)
    return FlowField((rows, columns), downstream, order, cells, main)


def least_cost_flood(
    elevation: NDArray[np.floating], cell_size: tuple[float, float]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Where each cell drains, and the order in which the flood took the cells, as :func:`route_flow` has both.

    Returns
    -------
    downstream : int32 array (cells,), as of `FlowField`
    taken : int32 array (valid cells,)
        Cell numbers; every cell comes after the one it drains into.

    Raises
    ------
    ValueError
        As :func:`route_flow`.
    """
    rows, columns = elevation.shape
    if rows * columns >= 2**31 - 1:
        raise ValueError(f"{rows} x {columns} cells exceed 2**31 - 2: route the area in parts")
    height = np.ascontiguousarray(elevation, dtype=np.float32)
    if not np.isfinite(height).any():
        raise ValueError("the DEM has no valid cell")
    return _flood(height, float(cell_size[0]), float(cell_size[1]), ROW_STEP, COLUMN_STEP)  # type: ignore[no-any-return]


def stream_links(flow: FlowField, threshold: int) -> NDArray[np.int32]:
    """Number the river links: stretches between confluences of channels.

    Parameters
    ----------
    threshold : int
        Cells of drainage area from which on a cell is a channel.

    Returns
    -------
    int32 array (rows, columns)
        0 off the channels, else the number of the link, from 1, downstream links first.
    """
    return _links(flow.downstream, flow.order, flow.cells, threshold).reshape(flow.shape)


def channel_cells(min_area_m2: float, cell_size: tuple[float, float]) -> int:
    """Cells of drainage area (at least 1) from which on a cell is a channel, of an area (m2)."""
    return max(int(np.ceil(min_area_m2 / (cell_size[0] * cell_size[1]))), 1)


def river_lines(flow: FlowField, grid: Grid, min_area_m2: float) -> geopandas.GeoDataFrame:
    """River lines: one per link, drawn through cell centres in the direction of flow.

    A line ends in the first cell of the link below, so that the network is connected.

    Parameters
    ----------
    grid : Grid
        Projected, of the shape of ``flow``.
    min_area_m2 : float
        Drainage area at which a channel begins.

    Returns
    -------
    GeoDataFrame
        Columns ``link`` (from 1), ``next`` (the link below, 0 at an outlet), ``area_m2`` (drainage area
        at the lower end) and geometry; links of a single cell at the border are left out.

    Raises
    ------
    ValueError
        If ``grid`` has another shape.
    """
    import geopandas
    from shapely.geometry import LineString

    if grid.shape != flow.shape:
        raise ValueError(f"the grid {grid.shape} does not fit the flow directions {flow.shape}")
    cell_area = grid.cell_size[0] * grid.cell_size[1]
    link = stream_links(flow, channel_cells(min_area_m2, grid.cell_size)).ravel()
    course: dict[int, list[int]] = {}
    for cell in flow.order[link[flow.order] > 0].tolist():  # lower end first, because of the order
        course.setdefault(int(link[cell]), []).append(cell)
    x, y = grid.centres()
    columns = flow.shape[1]
    records, lines = [], []
    for number, path in course.items():
        below = int(flow.downstream[path[0]])
        whole = np.array(path[::-1] + ([below] if below >= 0 else []))
        if whole.size < 2:
            continue
        lines.append(LineString(np.column_stack([x[whole % columns], y[whole // columns]])))
        records.append(
            {
                "link": number,
                "next": int(link[below]) if below >= 0 else 0,
                "area_m2": float(flow.cells[path[0]]) * cell_area,
            }
        )
    return geopandas.GeoDataFrame(
        {name: [record[name] for record in records] for name in ("link", "next", "area_m2")},
        geometry=geopandas.GeoSeries(lines, crs=grid.crs),
        crs=grid.crs,
    )


@numba.njit(cache=True)
def _push(heap, key, stamp, size, cell):  # type: ignore[no-untyped-def]
    """Insert a cell into the binary heap ordered by elevation, then by time of arrival."""
    child = size
    while child > 0:
        parent = (child - 1) // 2
        other = heap[parent]
        if key[other] < key[cell] or (key[other] == key[cell] and stamp[other] < stamp[cell]):
            break
        heap[child] = other
        child = parent
    heap[child] = cell
    return size + 1


@numba.njit(cache=True)
def _pop(heap, key, stamp, size):  # type: ignore[no-untyped-def]
    """Remove the first cell of the heap; the caller has read it from ``heap[0]``."""
    size -= 1
    last = heap[size]
    parent = 0
    while True:
        child = 2 * parent + 1
        if child >= size:
            break
        if child + 1 < size:
            left, right = heap[child], heap[child + 1]
            if key[right] < key[left] or (key[right] == key[left] and stamp[right] < stamp[left]):
                child += 1
        other = heap[child]
        if key[last] < key[other] or (key[last] == key[other] and stamp[last] < stamp[other]):
            break
        heap[parent] = other
        parent = child
    if size > 0:
        heap[parent] = last
    return size


@numba.njit(cache=True)
def _flood(elevation, width, height, row_step, column_step):  # type: ignore[no-untyped-def]
    """Least-cost flood from the border inward; returns (downstream, order)."""
    rows, columns = elevation.shape
    key = elevation.ravel()
    count = rows * columns
    downstream = np.full(count, NO_DATA, np.int32)
    stamp = np.zeros(count, np.int32)  # time of arrival; 0 = not reached
    done = np.zeros(count, np.bool_)
    heap = np.empty(count, np.int32)
    order = np.empty(count, np.int32)
    distance = np.empty(8)
    for k in range(8):
        distance[k] = np.sqrt((row_step[k] * height) ** 2 + (column_step[k] * width) ** 2)
    size, clock, taken = 0, 0, 0
    for row in range(rows):
        for column in range(columns):
            if np.isnan(elevation[row, column]):
                continue
            border = row == 0 or column == 0 or row == rows - 1 or column == columns - 1
            if not border:
                for k in range(8):
                    if np.isnan(elevation[row + row_step[k], column + column_step[k]]):
                        border = True
                        break
            if border:
                cell = row * columns + column
                clock += 1
                stamp[cell] = clock
                size = _push(heap, key, stamp, size, cell)
    while size > 0:
        cell = heap[0]
        size = _pop(heap, key, stamp, size)
        order[taken] = cell
        taken += 1
        row, column = cell // columns, cell % columns
        # Only a border cell can have no neighbour that was taken before: it is an outlet. In a pit
        # the best gradient is negative, the least rise on the way out.
        below, best = OUTLET, -np.inf
        for k in (0, 2, 4, 6, 1, 3, 5, 7):  # sides first: in a tie a side beats a corner
            r, c = row + row_step[k], column + column_step[k]
            if r < 0 or c < 0 or r >= rows or c >= columns:
                continue
            other = r * columns + c
            if np.isnan(key[other]):
                continue
            if done[other]:
                gradient = (key[cell] - key[other]) / distance[k]
                if gradient > best:
                    below, best = other, gradient
            elif stamp[other] == 0:
                clock += 1
                stamp[other] = clock
                size = _push(heap, key, stamp, size, other)
        downstream[cell] = below
        done[cell] = True
    return downstream, order[:taken].copy()


@numba.njit(cache=True)
def _by_trees(downstream, order, rows, columns, row_step, column_step):  # type: ignore[no-untyped-def]
    """The cells tree by tree, depth first: what is near in the order is near on the ground."""
    arranged = np.empty_like(order)
    waiting = np.empty_like(order)
    placed = 0
    for outlet in order:
        if downstream[outlet] >= 0:
            continue
        waiting[0] = outlet
        size = 1
        while size > 0:
            size -= 1
            cell = waiting[size]
            arranged[placed] = cell
            placed += 1
            row, column = cell // columns, cell % columns
            for k in range(8):
                r, c = row + row_step[k], column + column_step[k]
                if 0 <= r < rows and 0 <= c < columns and downstream[r * columns + c] == cell:
                    waiting[size] = r * columns + c
                    size += 1
    return arranged


@numba.njit(cache=True)
def _accumulate(downstream, order):  # type: ignore[no-untyped-def]
    """Drainage area in cells and the largest upstream neighbour of every cell."""
    cells = np.zeros(downstream.size, np.int32)
    main = np.full(downstream.size, -1, np.int32)
    for index in range(order.size - 1, -1, -1):
        cell = order[index]
        cells[cell] += 1
        below = downstream[cell]
        if below >= 0:
            cells[below] += cells[cell]
            best = main[below]
            if best < 0 or cells[cell] > cells[best] or (cells[cell] == cells[best] and cell < best):
                main[below] = cell
    return cells, main


@numba.njit(cache=True)
def _links(downstream, order, cells, threshold):  # type: ignore[no-untyped-def]
    """Link number of every channel cell."""
    inflows = np.zeros(downstream.size, np.int8)
    link = np.zeros(downstream.size, np.int32)
    for cell in order:
        if cells[cell] >= threshold and downstream[cell] >= 0:
            inflows[downstream[cell]] += 1
    number = 0
    for cell in order:
        if cells[cell] < threshold:
            continue
        below = downstream[cell]
        if below >= 0 and inflows[below] == 1:
            link[cell] = link[below]
        else:
            number += 1
            link[cell] = number
    return link
