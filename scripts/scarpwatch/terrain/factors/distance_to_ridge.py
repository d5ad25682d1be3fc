"""Distance to the nearest ridge."""

from __future__ import annotations

import numba
import numpy as np

from scarpwatch.errors import DataError
from scarpwatch.terrain.distance import distance_to_cells
from scarpwatch.terrain.elevation_blocks import Blocks, Elevation, in_blocks, whole
from scarpwatch.terrain.flow import channel_cells, route_flow


def derive(dem: Elevation, *, from_dem_km2: float = 1.0) -> Blocks:
    """Distance to the nearest ridge (m): to the divides between catchments (Band 1986).

    Channels begin where a given area drains to a cell, as where rivers are derived from the DEM; the channel with the
    largest drained area goes on through a confluence, and each other one has a catchment of its own. A ridge is the
    higher cell of two that share a side and drain into different ones of these channels, or one into a channel and
    the other out of the grid. Cells in channels are no ridge, though catchments meet there too.

    Distances are Euclidean between the centres of cells and exact, not cut off, and go across gaps. A ridge outside
    the grid is not known, so that distances near the edge may be too large. NaN where the elevation is unknown. Some
    30 bytes of memory a cell.

    Parameters
    ----------
    from_dem_km2 : drained area (km2) from which on a cell is a channel; the less, the more ridges

    Yields
    ------
    window, float32 array (rows, columns), m

    Raises
    ------
    DataError
        With the first block, if there is no ridge.
    ValueError
        If the area is not positive; with the first block, if no elevation is known or the cells are too many.
    """
    if not from_dem_km2 > 0:
        raise ValueError(f"a drained area of {from_dem_km2:g} km2 is not positive")
    return _blocks(dem, from_dem_km2)


def _blocks(dem: Elevation, from_dem_km2: float) -> Blocks:
    elevation = whole(dem)
    flow = route_flow(elevation, dem.cell_size)
    threshold = channel_cells(from_dem_km2 * 1e6, dem.cell_size)
    catchment = _catchments(flow.downstream, flow.order, flow.cells, flow.main, threshold)
    channel = (flow.cells >= threshold).reshape(dem.shape)
    del flow
    ridge = _ridges(elevation, catchment.reshape(dem.shape), channel)
    if not ridge.any():
        raise DataError(
            "from_dem_km2 of distance_to_ridge",
            f"the DEM has no ridge between catchments of {from_dem_km2:g} km2",
            "Lower the value",
        )
    distance = distance_to_cells(ridge, dem.cell_size)
    distance[np.isnan(elevation)] = np.nan
    yield from in_blocks(distance, dem)


@numba.njit(cache=True)
def _catchments(downstream, order, cells, main, threshold):  # type: ignore[no-untyped-def]
    """Number of the channel that each cell drains into, from 1; 0 where the flow leaves before it reaches one."""
    catchment = np.zeros(downstream.size, np.int32)
    number = 0
    for cell in order:
        below = downstream[cell]
        if below >= 0 and (cells[cell] < threshold or main[below] == cell):
            catchment[cell] = catchment[below]
        elif cells[cell] >= threshold:
            number += 1
            catchment[cell] = number
    return catchment


@numba.njit(cache=True)
def _ridges(elevation, catchment, channel):  # type: ignore[no-untyped-def]
    """The higher cell of each two that share a side but not the catchment; of two equal ones the first."""
    rows, columns = elevation.shape
    ridge = np.zeros((rows, columns), np.bool_)
    for row in range(rows):
        for column in range(columns):
            for r, c in ((row, column + 1), (row + 1, column)):
                if r >= rows or c >= columns or np.isnan(elevation[row, column] + elevation[r, c]):
                    continue
                if catchment[row, column] == catchment[r, c] or channel[row, column] or channel[r, c]:
                    continue
                if elevation[row, column] >= elevation[r, c]:
                    ridge[row, column] = True
                else:
                    ridge[r, c] = True
    return ridge
