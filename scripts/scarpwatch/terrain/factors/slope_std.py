"""Standard deviation of the slope around a cell."""

from __future__ import annotations

import numpy as np

from scarpwatch.terrain.derivatives import SlopeMethod, slope_reader
from scarpwatch.terrain.elevation_blocks import Blocks, Elevation, ReadWindow
from scarpwatch.terrain.moving_windows import Disk, disk, disk_std, strips

_STEP_DEG = 2.0**-14


def derive(dem: Elevation, *, radius_m: float = 250.0, slope_method: SlopeMethod = "horn") -> Blocks:
    """Standard deviation of the slope in a disk around the cell (degrees).

    A measure of the roughness of the surface (Grohmann et al. 2011), the same for ground of any steepness that is
    even. Divided by the number of cells.

    It is over the cells of the disk with a slope, and NaN where the cell itself has none or fewer than half of those
    on the grid have one. A cell beside unknown elevations has no slope. At the edges of the grid the part of the disk
    on the grid counts.

    Parameters
    ----------
    radius_m : radius of the disk (m), at least a cell
    slope_method : as for :func:`scarpwatch.terrain.derivatives.slope_aspect`

    Yields
    ------
    window, float32 array (rows, columns), degrees

    Raises
    ------
    ConfigError
        If the radius is shorter than a cell.
    ValueError
        If the DEM is smaller than 3 x 3, or the method unknown.
    """
    around = disk(radius_m, dem.cell_size)
    return _blocks(dem, slope_reader(dem, slope_method), around)


def _blocks(dem: Elevation, read_slope: ReadWindow, around: Disk) -> Blocks:
    for strip in strips(read_slope, dem.shape, around, block_mb=dem.block_mb):
        yield strip.window, disk_std(strip, around, _STEP_DEG).astype(np.float32)
