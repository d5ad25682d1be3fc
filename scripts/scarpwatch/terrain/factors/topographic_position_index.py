"""Topographic position index: the height of a cell above its surroundings."""

from __future__ import annotations

import numpy as np

from scarpwatch.terrain.elevation_blocks import Blocks, Elevation
from scarpwatch.terrain.moving_windows import Disk, disk, disk_mean, own_values, strips

_STEP_M = 2.0**-13  # an eighth of a millimetre, a float32's own step above 1024 m


def derive(dem: Elevation, *, radius_m: float = 500.0) -> Blocks:
    """Topographic position index: elevation less the mean elevation of a disk, the cell included (m).

    Weiss (2001), with a disk as the neighbourhood. Positive on ridges and hilltops, negative in valleys, about 0 on
    even slopes and on plains.

    The mean is over the cells of the disk that are known, and NaN where the cell itself is unknown or fewer than half
    of them are known. Beyond the edges of the grid the elevations are continued linearly (``2 z0 - z`` mirrored), so
    that a plane has 0 everywhere; beside gaps the mean is of one side.

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
    for strip in strips(dem.read, dem.shape, around, block_mb=dem.block_mb, beyond=True):
        position = own_values(strip, around) - disk_mean(strip, around, _STEP_M)
        yield strip.window, position.astype(np.float32)
