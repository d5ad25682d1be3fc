"""Plan curvature in ArcGIS's convention."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scarpwatch.terrain.elevation_blocks import Blocks, Elevation
from scarpwatch.terrain.neighbourhoods import FLAT_GRADIENT, Neighbourhood, neighbourhood_blocks, quartic


def derive(dem: Elevation) -> Blocks:
    """Plan curvature: per 100 m, positive where contours bulge downhill (noses), negative in hollows.

    From the partial quartic of Zevenbergen & Thorne (1987), ``-200 (D H^2 + E G^2 - F G H) / (G^2 + H^2)``: the second
    derivative of the elevation across the line of steepest slope, times -100. That is ArcGIS's plan curvature, as our
    profile curvature is its profile curvature, and plan less profile curvature is its curvature, -200 (D + E).
    Divided by 100 tan(slope) it is the curvature of the contour line (1/m; SAGA's plan curvature), which grows without
    bound on level ground. On flats, where the direction is undefined, it is 0.

    A cell whose 3 x 3 window holds a NaN is NaN. Along the edge of the grid the surface is continued linearly, so that
    curvature across the edge is left out there.

    Yields
    ------
    window, float32 array (rows, columns), 1/100 m

    Raises
    ------
    ValueError
        If the DEM is smaller than 3 x 3.
    """

    def compute(around: Neighbourhood) -> NDArray[np.float64]:
        curve_x, curve_y, twist, east, north = quartic(around, dem.cell_size)
        squared = east**2 + north**2
        flat = squared < FLAT_GRADIENT**2
        across = curve_x * north**2 + curve_y * east**2 - twist * east * north
        return np.where(flat, 0.0, -200.0 * across / np.where(flat, 1.0, squared))

    return neighbourhood_blocks(dem, compute)
