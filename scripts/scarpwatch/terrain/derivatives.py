"""Slope, aspect and profile curvature of an elevation model.

The 3 x 3 window of a cell, y to the north, cell width L and height M:

    a b c
    d e f
    g h i

A cell whose window holds a NaN is NaN: nothing is invented beside missing data. Along the edge of the
array the surface is continued linearly (2 z1 - z2), so that an edge cell gets a one-sided gradient
instead of the halved one that a repeated edge would give; a plane stays exact up to the edge, and
curvature across the edge is zero there. Work on a buffered elevation model where edges matter.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

SlopeMethod = Literal["horn", "zevenbergen_thorne"]

FLAT_GRADIENT = 1e-6
"""Gradient (rise over run) below which a cell is flat: a tenth of a millimetre in a hundred metres."""

_BLOCK_ROWS = 512


def slope_aspect(
    elevation: NDArray[np.floating],
    cell_size: tuple[float, float],
    *,
    method: SlopeMethod = "horn",
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Slope and aspect.

    Parameters
    ----------
    elevation : array (rows, columns)
        Metres, rows from north to south, NaN where unknown.
    cell_size : (width, height) in metres
        Need not be equal.
    method : {"horn", "zevenbergen_thorne"}
        Horn (1981) weights the eight neighbours and damps noise; Zevenbergen & Thorne (1987) use the
        four nearest and follow the surface more closely.

    Returns
    -------
    slope : float32 array (rows, columns)
        Degrees, 0 to 90.
    aspect : float32 array (rows, columns)
        Direction of steepest descent, degrees clockwise from north, 0 <= aspect < 360; NaN on flats.

    Raises
    ------
    ValueError
        If the array is smaller than 3 x 3, a cell size is not positive, or the method is unknown.
    """
    if method not in ("horn", "zevenbergen_thorne"):
        raise ValueError(f"slope method {method!r} is not 'horn' or 'zevenbergen_thorne'")
    slope = np.empty(elevation.shape, np.float32)
    aspect = np.empty(elevation.shape, np.float32)
    width, height = cell_size
    for rows, (a, b, c, d, e, f, g, h, i) in _windows(elevation, cell_size):
        if method == "horn":
            east = ((c + 2 * f + i) - (a + 2 * d + g)) / (8 * width)
            north = ((a + 2 * b + c) - (g + 2 * h + i)) / (8 * height)
        else:
            east, north = (f - d) / (2 * width), (b - h) / (2 * height)
        # Neither method uses every cell of the window, yet each missing one makes the result missing.
        hole = np.isnan(a + b + c + d + e + f + g + h + i)
        east[hole] = np.nan
        gradient = np.hypot(east, north)
        slope[rows] = np.degrees(np.arctan(gradient))
        azimuth = (np.degrees(np.arctan2(-east, -north)) % 360.0).astype(np.float32)
        azimuth[azimuth >= 360.0] = 0.0  # 359.99999... rounds to 360 in float32
        azimuth[~(gradient >= FLAT_GRADIENT)] = np.nan
        aspect[rows] = azimuth
    return slope, aspect


def profile_curvature(elevation: NDArray[np.floating], cell_size: tuple[float, float]) -> NDArray[np.float32]:
    """Profile curvature in ArcGIS's convention: per 100 m, concave upward positive.

    From the partial quartic of Zevenbergen & Thorne (1987) with D, E, F, G, H as there,
    ``200 (D G^2 + E H^2 + F G H) / (G^2 + H^2)``: the second derivative of the elevation along the line
    of steepest slope, times 100. GRASS and Zevenbergen & Thorne's own paper have the other sign. On
    flats, where the direction is undefined, the curvature is 0 (as in ArcGIS).

    Parameters
    ----------
    elevation : array (rows, columns)
        Metres, rows from north to south, NaN where unknown.
    cell_size : (width, height) in metres
        Need not be equal.

    Returns
    -------
    float32 array (rows, columns), 1/100 m

    Raises
    ------
    ValueError
        If the array is smaller than 3 x 3 or a cell size is not positive.
    """
    result = np.empty(elevation.shape, np.float32)
    width, height = cell_size
    for rows, (a, b, c, d, e, f, g, h, i) in _windows(elevation, cell_size):
        curve_x = ((d + f) / 2 - e) / width**2
        curve_y = ((b + h) / 2 - e) / height**2
        twist = (-a + c + g - i) / (4 * width * height)
        east, north = (f - d) / (2 * width), (b - h) / (2 * height)
        squared = east**2 + north**2
        flat = squared < FLAT_GRADIENT**2
        along = curve_x * east**2 + curve_y * north**2 + twist * east * north
        value = 200.0 * along / np.where(flat, 1.0, squared)
        value[flat & ~np.isnan(twist + curve_x + curve_y)] = 0.0
        result[rows] = value
    return result


def _windows(elevation, cell_size):  # type: ignore[no-untyped-def]
    """Yield (row slice, nine shifted float64 views) block by block, edges continued linearly."""
    rows, columns = elevation.shape
    if rows < 3 or columns < 3:
        raise ValueError(f"an elevation model of {rows} x {columns} cells has no 3 x 3 window")
    if min(cell_size) <= 0:
        raise ValueError(f"cell size {cell_size} is not positive")
    for start in range(0, rows, _BLOCK_ROWS):
        stop = min(start + _BLOCK_ROWS, rows)
        block = np.empty((stop - start + 2, columns + 2))
        first, last = max(start - 1, 0), min(stop + 1, rows)
        offset = first - (start - 1)
        block[offset : offset + last - first, 1:-1] = elevation[first:last]
        if start == 0:
            block[0, 1:-1] = 2.0 * elevation[0].astype(float) - elevation[1]
        if stop == rows:
            block[-1, 1:-1] = 2.0 * elevation[-1].astype(float) - elevation[-2]
        block[:, 0] = 2 * block[:, 1] - block[:, 2]
        block[:, -1] = 2 * block[:, -2] - block[:, -3]
        shifts = [
            block[1 + di : 1 + di + stop - start, 1 + dj : 1 + dj + columns]
            for di in (-1, 0, 1)
            for dj in (-1, 0, 1)
        ]
        yield slice(start, stop), shifts
