"""Sediment transport index."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scarpwatch.terrain.derivatives import SlopeMethod
from scarpwatch.terrain.drainage import index_blocks
from scarpwatch.terrain.elevation_blocks import Blocks, Elevation

_PLOT_LENGTH_M = 22.13
_PLOT_SINE = 0.0896  # of a slope of 9 %; both of the standard plot of the universal soil loss equation


def derive(
    dem: Elevation,
    *,
    area_exponent: float = 0.6,
    slope_exponent: float = 1.3,
    slope_method: SlopeMethod = "horn",
) -> Blocks:
    """Sediment transport index, (a / 22.13 m)^0.6 (sin(slope) / 0.0896)^1.3 (Moore & Burch 1986).

    a is the specific catchment area: the drained area by the width of a cell. The index is that of a slope 22.13 m
    long and of 9 % as 1, and 0 on level ground.

    Flow goes to all lower neighbours, as `drainage` says. Where a catchment reaches beyond the grid or into a gap, the
    index is too small. NaN where the 3 x 3 window of a cell holds a NaN.

    Parameters
    ----------
    area_exponent, slope_exponent : of the two ratios
    slope_method : as for :func:`scarpwatch.terrain.derivatives.slope_aspect`

    Yields
    ------
    window, float32 array (rows, columns), without unit

    Raises
    ------
    ValueError
        If an exponent is not positive, the method unknown or the DEM smaller than 3 x 3; with the
        first block, if no elevation is known or the cells are too many.
    """
    for exponent in (area_exponent, slope_exponent):
        if not exponent > 0:
            raise ValueError(f"an exponent of {exponent:g} is not positive")

    def index(area: NDArray[np.float64], gradient: NDArray[np.float64]) -> NDArray[np.float64]:
        sine = gradient / np.hypot(1.0, gradient)
        return (area / _PLOT_LENGTH_M) ** area_exponent * (sine / _PLOT_SINE) ** slope_exponent

    return index_blocks(dem, index, slope_method=slope_method)
