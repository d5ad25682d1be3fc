"""Flow accumulation: the area that drains through a cell."""

from __future__ import annotations

import numpy as np

from scarpwatch.terrain.drainage import Routing, drained_area, require_routing
from scarpwatch.terrain.elevation_blocks import Blocks, Elevation, in_blocks


def derive(dem: Elevation, *, routing: Routing = "multiple") -> Blocks:
    """Decimal logarithm of the area that drains through a cell, itself included (log10 m2).

    The logarithm, because areas span six powers of ten: the mean over a unit would else be that of its few cells in
    channels. An area is not a number of cells, so that it does not change with the resolution.

    Flow is routed as `drainage` says, with pits crossed along their cheapest way out. Where a catchment reaches beyond
    the grid or into a gap, the area is too small. NaN where the elevation is unknown.

    Parameters
    ----------
    routing : "multiple", to all lower neighbours (Freeman 1991), or "single", to the steepest one (D8)

    Yields
    ------
    window, float32 array (rows, columns), log10 of m2

    Raises
    ------
    ValueError
        If the routing is unknown; with the first block, if no elevation is known or the cells are too many.
    """
    require_routing(routing)
    return _blocks(dem, routing)


def _blocks(dem: Elevation, routing: Routing) -> Blocks:
    area = drained_area(dem, routing)
    yield from in_blocks(np.log10(area, out=area), dem)
