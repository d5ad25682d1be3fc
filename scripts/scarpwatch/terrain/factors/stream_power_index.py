"""Stream power index."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scarpwatch.terrain.derivatives import SlopeMethod
from scarpwatch.terrain.drainage import index_blocks
from scarpwatch.terrain.elevation_blocks import Blocks, Elevation


def derive(
    dem: Elevation,
    *,
    least_gradient: float = 0.001,
    slope_method: SlopeMethod = "horn",
) -> Blocks:
    """Natural logarithm of the stream power index a tan(slope) of Moore et al. (1991), a in metres.

    a is the specific catchment area: the drained area by the width of a cell. The logarithm, because the index spans
    many powers of ten: the mean over a unit would else be that of its few cells in channels. Where the slope is less
    than ``least_gradient`` it is taken as that, since the logarithm has no value on level ground.

    Flow goes to all lower neighbours, as `drainage` says. Where a catchment reaches beyond the grid or into a gap, the
    index is too small. NaN where the 3 x 3 window of a cell holds a NaN.

    Parameters
    ----------
    least_gradient : rise over run
    slope_method : as for :func:`scarpwatch.terrain.derivatives.slope_aspect`

    Yields
    ------
    window, float32 array (rows, columns), ln of m

    Raises
    ------
    ValueError
        If the least gradient is not positive, the method unknown or the DEM smaller than 3 x 3; with
        the first block, if no elevation is known or the cells are too many.
    """
    if not least_gradient > 0:
        raise ValueError(f"a least gradient of {least_gradient:g} is not positive")

    def index(area: NDArray[np.float64], gradient: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.log(area * np.maximum(gradient, least_gradient))

    return index_blocks(dem, index, slope_method=slope_method)
