"""Slope units as catchments crossed with those of the inverted DEM.

The way that is common in ArcGIS (Xie et al. 2004): valley lines bound the catchments of the inverted DEM, ridges
those of the terrain itself, and where both are laid over each other, what remains are the
sides of valleys. Pieces below a size are merged into a neighbour.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scarpwatch.terrain.derivatives import slope_aspect
from scarpwatch.terrain.flow import route_flow
from scarpwatch.terrain.slope_units.division import drainage_trees, label_half_basins
from scarpwatch.terrain.slope_units.merging import merge_small_units
from scarpwatch.terrain.slope_units.segmentation import connected_regions


def link_catchments(
    elevation: NDArray[np.floating], cell_size: tuple[float, float], threshold_m2: float
) -> NDArray[np.int32]:
    """The area that drains to each river link without passing another.

    Parameters
    ----------
    elevation : array (rows, columns), m, NaN outside
    threshold_m2 : drainage area at which rivers begin

    Returns
    -------
    int32 array (rows, columns), numbers from 1 with gaps; 0 outside
    """
    flow = route_flow(elevation, cell_size)
    cells = int(np.ceil(threshold_m2 / (cell_size[0] * cell_size[1])))
    catchments = np.zeros(flow.cells.size, np.int32)
    catchments[flow.order] = (label_half_basins(drainage_trees(flow), cells) >> 1) + 1
    return catchments.reshape(flow.shape)


def delineate_by_catchments(
    elevation: NDArray[np.floating],
    cell_size: tuple[float, float],
    *,
    threshold_m2: float,
    clean_size_m2: float,
    masked: NDArray[np.bool_] | None = None,
) -> NDArray[np.int32]:
    """Divide an area into slope units by catchments of the DEM and of the inverted DEM.

    Parameters
    ----------
    elevation : array (rows, columns), m, NaN outside
    cell_size : (width, height) in metres
    threshold_m2 : drainage area at which rivers, and on the inverted DEM ridges, begin
    clean_size_m2 : smaller pieces are merged into a neighbour
    masked : bool array (rows, columns), optional, cells to leave out

    Returns
    -------
    int32 array (rows, columns)
        0 outside and on masked cells; units are contiguous and numbered by their first cell, row by row.

    Raises
    ------
    ValueError
        If the DEM has no valid cell.
    """
    upright = link_catchments(elevation, cell_size, threshold_m2).astype(np.int64)
    reversed_ = link_catchments(-elevation, cell_size, threshold_m2)
    crossed = np.unique(upright << 32 | reversed_, return_inverse=True)[1].reshape(elevation.shape) + 1
    outside = ~np.isfinite(elevation) if masked is None else ~np.isfinite(elevation) | masked
    crossed[outside] = 0
    _, aspect = slope_aspect(elevation, cell_size, method="horn")
    pieces = connected_regions(crossed)
    return merge_small_units(pieces, aspect, clean_size_m2 / (cell_size[0] * cell_size[1]))
