"""Flow accumulation: the area that drains through a cell."""

from __future__ import annotations

import numpy as np

from scarpwatch.terrain.drainage import drained_area
from scarpwatch.terrain.elevation_blocks import Blocks, Elevation, in_blocks


def derive(dem: Elevation) -> Blocks:
    """Decimal logarithm of the area that drains through a cell, itself included (log10 m2).

    The logarithm, because areas span six powers of ten: the mean over a unit would else be that of its few cells in
    channels. An area is not a number of cells, so that it does not change with the resolution.

    Flow goes to all lower neighbours, as `drainage` says, with pits crossed along their cheapest way out. Where a
    catchment reaches beyond the grid or into a gap, the area is too small. NaN where the elevation is unknown.

    Yields
    ------
    window, float32 array (rows, columns), log10 of m2

    Raises
    ------
    ValueError
        With the first block, if no elevation is known or the cells are too many.
    """
    area = drained_area(dem)
    yield from in_blocks(np.log10(area, out=area), dem)
