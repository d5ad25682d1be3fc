"""Local relief: the range of elevations around a cell."""

from __future__ import annotations

import numpy as np

from scarpwatch.terrain.elevation_blocks import Blocks, Elevation
from scarpwatch.terrain.moving_windows import Disk, disk, disk_relief, strips


def derive(dem: Elevation, *, radius_m: float = 500.0) -> Blocks:
    """Local relief: highest less lowest elevation in a disk around the cell (m).

    The relative relief of Smith (1935), in a moving disk in place of fixed squares.

    It is over the cells of the disk that are known, and NaN where the cell itself is unknown or fewer than half of
    those on the grid are known. Nothing is continued beyond the edges of the grid and into gaps, so that the relief
    is too small beside them.

    Parameters
    ----------
    radius_m : radius of the disk (m), at least a cell

    Yields
    ------
    window, float32 array (rows, columns), m

    Raises
    ------
    ConfigError
        If the radius is shorter than a cell.
    """
    return _blocks(dem, disk(radius_m, dem.cell_size))


def _blocks(dem: Elevation, around: Disk) -> Blocks:
    for strip in strips(dem.read, dem.shape, around, block_mb=dem.block_mb):
        yield strip.window, disk_relief(strip, around).astype(np.float32)
