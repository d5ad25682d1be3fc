"""Height above the nearest drainage."""

from __future__ import annotations

import numba
import numpy as np

from scarpwatch.errors import DataError
from scarpwatch.terrain.elevation_blocks import Blocks, Elevation, in_blocks, whole
from scarpwatch.terrain.flow import channel_cells, route_flow


def derive(dem: Elevation, *, from_dem_km2: float = 1.0) -> Blocks:
    """Height above the channel cell that a cell drains into (m): HAND of Rennó et al. (2008) and Nobre et al. (2011).

    Flow goes in a single direction, and a channel begins where a given area drains to a cell, as where rivers are
    derived from the DEM; in channels the height is 0. Pits are crossed along their cheapest way out and not filled: a
    cell in one that lies deeper than its channel has a negative height.

    NaN where the elevation is unknown, and where the flow leaves the grid or enters a gap before it reaches a channel:
    what it drains into is not known there. Channels begin too far down where a catchment reaches beyond the grid.
    Some 30 bytes of memory a cell.

    Parameters
    ----------
    from_dem_km2 : drained area (km2) from which on a cell is a channel

    Yields
    ------
    window, float32 array (rows, columns), m

    Raises
    ------
    DataError
        With the first block, if no channel drains so much.
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
    if flow.cells.max() < threshold:
        raise DataError(
            "from_dem_km2 of height_above_drainage",
            f"no channel of the DEM drains {from_dem_km2:g} km2",
            "Lower the value",
        )
    height = _height(elevation.ravel(), flow.downstream, flow.order, flow.cells, threshold)
    yield from in_blocks(height.reshape(dem.shape), dem)


@numba.njit(cache=True)
def _height(elevation, downstream, order, cells, threshold):  # type: ignore[no-untyped-def]
    """Elevation less that of the first channel cell down the flow."""
    drain = np.full(elevation.size, np.nan, np.float32)
    for cell in order:
        if cells[cell] >= threshold:
            drain[cell] = elevation[cell]
        elif downstream[cell] >= 0:
            drain[cell] = drain[downstream[cell]]
    for cell in range(elevation.size):
        drain[cell] = elevation[cell] - drain[cell]
    return drain
