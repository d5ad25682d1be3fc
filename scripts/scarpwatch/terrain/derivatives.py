"""Slope, aspect and profile curvature of a DEM, from the 3 x 3 windows of `neighbourhoods`.

A cell whose window holds a NaN is NaN: nothing is invented beside missing data. Along the edge of the
array the surface is continued linearly, so that an edge cell gets a one-sided gradient
instead of the halved one that a repeated edge would give; a plane stays exact up to the edge, and
curvature across the edge is zero there. Work on a buffered DEM where edges matter. Blocks of the DEM are read with
one cell around them, so that no block shows a seam and memory
does not grow with the area.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.grids.grid import memory_blocks
from scarpwatch.terrain.elevation_blocks import Elevation, ReadWindow
from scarpwatch.terrain.neighbourhoods import (
    FLAT_GRADIENT,
    Neighbourhood,
    array_neighbourhoods,
    neighbourhoods,
    padded,
    quartic,
    require_windows,
)

SlopeMethod = Literal["horn", "zevenbergen_thorne"]


class Derivatives(NamedTuple):
    """Float32 arrays (rows, columns): degrees, degrees clockwise from north (NaN on flats), 1/100 m."""

    slope: NDArray[np.float32]
    aspect: NDArray[np.float32]
    profile_curvature: NDArray[np.float32]


def derivative_blocks(
    read: ReadWindow,
    shape: tuple[int, int],
    cell_size: tuple[float, float],
    *,
    method: SlopeMethod = "horn",
    memory_mb: float = 100.0,
) -> Iterator[tuple[Window, Derivatives]]:
    """Slope, aspect and profile curvature of a DEM that need not fit into memory.

    Parameters
    ----------
    read : function of a window
        Elevations (m, NaN where unknown), rows from north to south; windows overlap by a cell.
    shape : rows and columns of the whole
    cell_size, method : as for :func:`slope_aspect`
    memory_mb : memory that a block may take (MB)

    Yields
    ------
    window, derivatives
        From top to bottom, covering the whole once.

    Raises
    ------
    ValueError
        As :func:`slope_aspect`.
    """
    _require(shape, cell_size, method)
    for window in memory_blocks(shape, bytes_per_pixel=24.0, memory_mb=memory_mb):
        block = padded(read, window, shape)
        size = int(window.height), int(window.width)
        result = Derivatives(*(np.empty(size, np.float32) for _ in range(3)))
        for rows, around in neighbourhoods(block):
            result.slope[rows], result.aspect[rows] = _slope_aspect(around, cell_size, method)
            result.profile_curvature[rows] = _curvature(around, cell_size)
        yield window, result


def slope_reader(dem: Elevation, method: SlopeMethod = "horn") -> ReadWindow:
    """A function that gives the slope (float32, degrees) of a window, as :func:`slope_aspect` has it of the whole.

    Raises
    ------
    ValueError
        As :func:`slope_aspect`.
    """
    _require(dem.shape, dem.cell_size, method)

    def read(window: Window) -> NDArray[np.float32]:
        slope = np.empty((int(window.height), int(window.width)), np.float32)
        for rows, around in neighbourhoods(padded(dem.read, window, dem.shape)):
            slope[rows], _ = _slope_aspect(around, dem.cell_size, method)
        return slope

    return read


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
    _require(elevation.shape, cell_size, method)
    slope = np.empty(elevation.shape, np.float32)
    aspect = np.empty(elevation.shape, np.float32)
    for rows, around in array_neighbourhoods(elevation):
        slope[rows], aspect[rows] = _slope_aspect(around, cell_size, method)
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
    _require(elevation.shape, cell_size, "horn")
    result = np.empty(elevation.shape, np.float32)
    for rows, around in array_neighbourhoods(elevation):
        result[rows] = _curvature(around, cell_size)
    return result


def _slope_aspect(
    around: Neighbourhood, cell_size: tuple[float, float], method: SlopeMethod
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    a, b, c, d, e, f, g, h, i = around
    width, height = cell_size
    if method == "horn":
        east = ((c + 2 * f + i) - (a + 2 * d + g)) / (8 * width)
        north = ((a + 2 * b + c) - (g + 2 * h + i)) / (8 * height)
    else:
        east, north = (f - d) / (2 * width), (b - h) / (2 * height)
    # Neither method uses every cell of the window, yet each missing one makes the result missing.
    hole = np.isnan(a + b + c + d + e + f + g + h + i)
    east[hole] = np.nan
    gradient = np.hypot(east, north)
    slope = np.degrees(np.arctan(gradient))
    aspect = (np.degrees(np.arctan2(-east, -north)) % 360.0).astype(np.float32)
    aspect[aspect >= 360.0] = 0.0  # 359.99999... rounds to 360 in float32
    aspect[~(gradient >= FLAT_GRADIENT)] = np.nan
    return slope, aspect


def _curvature(around: Neighbourhood, cell_size: tuple[float, float]) -> NDArray[np.float64]:
    curve_x, curve_y, twist, east, north = quartic(around, cell_size)
    squared = east**2 + north**2
    flat = squared < FLAT_GRADIENT**2
    along = curve_x * east**2 + curve_y * north**2 + twist * east * north
    value = np.asarray(200.0 * along / np.where(flat, 1.0, squared))
    value[flat & ~np.isnan(twist + curve_x + curve_y)] = 0.0
    return value


def _require(shape: tuple[int, ...], cell_size: tuple[float, float], method: str) -> None:
    if method not in ("horn", "zevenbergen_thorne"):
        raise ValueError(f"slope method {method!r} is not 'horn' or 'zevenbergen_thorne'")
    require_windows(shape, cell_size)
