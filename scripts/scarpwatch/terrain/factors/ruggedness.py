"""Terrain ruggedness index of Riley et al."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scarpwatch.terrain.elevation_blocks import Blocks, Elevation
from scarpwatch.terrain.neighbourhoods import Neighbourhood, neighbourhood_blocks


def derive(dem: Elevation) -> Blocks:
    """Terrain ruggedness index: root of the summed squared differences between a cell and its eight neighbours (m).

    As defined by Riley et al. (1999); others of the name take the mean of the absolute differences (Wilson et al.
    2007). It grows with the size of a cell, and on a plane with its gradient: it is comparable within a DEM only.

    A cell whose 3 x 3 window holds a NaN is NaN. Along the edge of the grid the surface is continued linearly.

    Yields
    ------
    window, float32 array (rows, columns), m

    Raises
    ------
    ValueError
        If the DEM is smaller than 3 x 3.
    """

    def compute(around: Neighbourhood) -> NDArray[np.float64]:
        centre = around[4]
        squared = np.zeros(centre.shape)
        for neighbour in around:
            squared += (neighbour - centre) ** 2
        return np.sqrt(squared)

    return neighbourhood_blocks(dem, compute)
