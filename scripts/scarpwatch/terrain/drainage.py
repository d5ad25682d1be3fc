"""Drained area by several directions of flow, and the indices that are made of it and of the slope.

Every cell is drained by the least-cost flood of `flow`. With the flow in several directions (Freeman 1991) a cell
gives its water to all lower neighbours that the flood took before it, in proportion to their gradient to the power
1.1; where there is none, in a pit or on a flat, all goes to the one neighbour that the flood came from. With a single
direction (D8) all always goes there. On a cone, of which each contour of length 2 pi r drains pi r^2, the single
direction is wrong by a factor of 2.8 (root mean square of the logarithm), since it runs in parallel lines of eight
directions only, several by 5 %.

The whole area is routed at once: some 27 bytes a cell, and the cells are numbered with 32 bits. A catchment that
reaches beyond the grid or into a gap is too small by what lies there; in the outermost cells the area may be too
large as well, since water runs along the edge to its lower cells. Take a DEM that holds whole catchments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numba
import numpy as np
from numpy.typing import NDArray

from scarpwatch.grids.grid import memory_blocks
from scarpwatch.terrain.derivatives import SlopeMethod, slope_reader
from scarpwatch.terrain.elevation_blocks import Blocks, Elevation, ReadWindow, whole
from scarpwatch.terrain.flow import COLUMN_STEP, ROW_STEP, least_cost_flood

Routing = Literal["multiple", "single"]
"""Flow to all lower neighbours (Freeman 1991), or to the steepest one alone (D8)."""

FREEMAN_EXPONENT = 1.1
"""Of the gradients; Freeman (1991) found it best on a cone."""

_Index = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]


def drained_area(dem: Elevation, routing: Routing = "multiple") -> NDArray[np.float32]:
    """Area that drains through each cell, the cell itself included.

    Parameters
    ----------
    routing : "multiple" for the factors, or "single", as rivers and slope units are made

    Returns
    -------
    float32 array (rows, columns), m2; NaN where the elevation is unknown

    Raises
    ------
    ValueError
        If no elevation is known, or there are more cells than 32-bit numbers can count.
    """
    elevation = whole(dem)
    downstream, taken = least_cost_flood(elevation, dem.cell_size)
    width, height = float(dem.cell_size[0]), float(dem.cell_size[1])
    several = routing == "multiple"
    cells = _drained_cells(elevation, downstream, taken, width, height, ROW_STEP, COLUMN_STEP, several)
    cells *= width * height
    area = cells.reshape(dem.shape).astype(np.float32)
    area[np.isnan(elevation)] = np.nan
    return area


def index_blocks(dem: Elevation, index: _Index, *, slope_method: SlopeMethod) -> Blocks:
    """A function of the specific catchment area and the gradient of each cell, block by block.

    The specific catchment area is the drained area by the width of a cell (of cells that are not square, the root of
    their area). Where the slope is unknown, beside gaps, so is the index.

    Parameters
    ----------
    index : function of the specific catchment area (m) and the tangent of the slope
    slope_method : as for :func:`scarpwatch.terrain.derivatives.slope_aspect`

    Raises
    ------
    ValueError
        At once if the method is unknown or the DEM smaller than 3 x 3; with the first block as :func:`drained_area`.
    """
    return _indices(dem, slope_reader(dem, slope_method), index)


def _indices(dem: Elevation, read_slope: ReadWindow, index: _Index) -> Blocks:
    area = drained_area(dem)
    width = np.sqrt(dem.cell_size[0] * dem.cell_size[1])
    for window in memory_blocks(dem.shape, bytes_per_pixel=64.0, memory_mb=dem.block_mb):
        gradient = np.tan(np.radians(read_slope(window).astype(np.float64)))
        specific = area[window.toslices()].astype(np.float64) / width
        yield window, index(specific, gradient).astype(np.float32)


@numba.njit(cache=True)
def _drained_cells(  # type: ignore[no-untyped-def]
    elevation, downstream, taken, width, height, row_step, column_step, several
):
    """Cells that drain through each; a cell's share of one may be a fraction."""
    rows, columns = elevation.shape
    key = elevation.ravel()
    cells = np.zeros(key.size)
    rank = np.full(key.size, key.size, np.int32)
    for index in range(taken.size):
        rank[taken[index]] = index
    distance = np.empty(8)
    for k in range(8):
        distance[k] = np.sqrt((row_step[k] * height) ** 2 + (column_step[k] * width) ** 2)
    share = np.empty(8)
    for index in range(taken.size - 1, -1, -1):
        cell = taken[index]
        cells[cell] += 1.0
        row, column = cell // columns, cell % columns
        total = 0.0
        for k in range(8):
            share[k] = 0.0
            r, c = row + row_step[k], column + column_step[k]
            if not several or r < 0 or c < 0 or r >= rows or c >= columns:
                continue
            other = r * columns + c
            # A NaN is never lower, and a neighbour that the flood took later may drain through this cell.
            if rank[other] < index and key[other] < key[cell]:
                share[k] = ((key[cell] - key[other]) / distance[k]) ** FREEMAN_EXPONENT
                total += share[k]
        if total > 0.0:
            for k in range(8):
                if share[k] > 0.0:
                    other = (row + row_step[k]) * columns + column + column_step[k]
                    cells[other] += cells[cell] * (share[k] / total)
        elif downstream[cell] >= 0:
            cells[downstream[cell]] += cells[cell]
    return cells
