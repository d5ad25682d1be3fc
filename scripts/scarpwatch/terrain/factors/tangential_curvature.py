"""Tangential curvature of Mitasova & Hofierka."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scarpwatch.terrain.elevation_blocks import Blocks, Elevation
from scarpwatch.terrain.neighbourhoods import FLAT_GRADIENT, Neighbourhood, neighbourhood_blocks, quartic


def derive(dem: Elevation) -> Blocks:
    """Tangential curvature: per 100 m, positive on noses, where flow diverges, negative in hollows.

    The curvature of the surface in the plane that holds its normal and the tangent of the contour (Mitasova & Hofierka
    1993), times 100, from the terms of Zevenbergen & Thorne (1987):
    ``-200 (D H^2 + E G^2 - F G H) / ((G^2 + H^2) sqrt(1 + G^2 + H^2))``. It is plan curvature in ArcGIS's convention
    times the cosine of the slope, with its sign; GRASS has the other sign. On flats it is 0.

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
        divisor = np.where(flat, 1.0, squared * np.sqrt(1.0 + squared))
        return np.where(flat, 0.0, -200.0 * across / divisor)

    return neighbourhood_blocks(dem, compute)
