"""The user's elevation model on the grid of a stack."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scarpwatch.grids.grid import Grid, grid_of, open_raster
from scarpwatch.grids.longitudes import box_in
from scarpwatch.grids.masks import read_numbers
from scarpwatch.grids.mosaic import Raster
from scarpwatch.grids.warping import warp_layer


def height_on_grid(dem: Raster, grid: Grid, *, band: int = 1) -> NDArray[np.float32]:
    """Heights on a stack's grid: the mean of finer cells, bilinear between coarser ones; NaN outside the DEM.

    Parameters
    ----------
    band : of the DEM's file

    Returns
    -------
    array (rows, columns), float32, m
    """
    with open_raster(dem) as file:
        values, source = read_numbers(file, band).astype(np.float32), grid_of(file)
    if source.shape == grid.shape and source.transform.almost_equals(grid.transform, 1e-9):
        return values
    left, bottom, right, top = box_in(grid.crs, source.crs, grid.bounds)
    width, height = source.cell_size
    finer = (right - left) / width > 2 * grid.shape[1] or (top - bottom) / height > 2 * grid.shape[0]
    return warp_layer(values, source, grid, method="average" if finer else "bilinear")
