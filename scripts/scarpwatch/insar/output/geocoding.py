"""Geocoding from radar geometry to a map grid: an inverse lookup within the footprint of the radar cells."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.windows import Window

from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid, apply_transform, row_blocks
from scarpwatch.grids.longitudes import middle_longitude, turned
from scarpwatch.grids.projection import ground_units

METRES_PER_DEGREE = 111_195.0  # of latitude, on a sphere of the earth's mean radius
COMPARED = 1_000_000  # cells on which the shifts of a registration are compared
ROUNDING = 1e-10  # of their sums, relative


@njit(cache=True)
def _rasterise(x, y, first, row_index, column_index):  # type: ignore[no-untyped-def]
    """Fractional radar row and column of the map cells from row ``first`` on, from the quadrilaterals between cell centres.

    ``x`` and ``y`` are map columns and rows of the radar cell centres, counted from the map's corner. Inside a quadrilateral
    the bilinear mapping is inverted by Newton's method; outside all of them a map cell stays NaN.
    """
    rows, columns = row_index.shape
    for i in range(x.shape[0] - 1):
        for j in range(x.shape[1] - 1):
            # Centres of map cells lie at whole numbers.
            x00, x01, x10, x11 = x[i, j] - 0.5, x[i, j + 1] - 0.5, x[i + 1, j] - 0.5, x[i + 1, j + 1] - 0.5
            y00, y01, y10, y11 = y[i, j] - 0.5, y[i, j + 1] - 0.5, y[i + 1, j] - 0.5, y[i + 1, j + 1] - 0.5
            if not np.isfinite(x00 + x01 + x10 + x11 + y00 + y01 + y10 + y11):
                continue
            low_x, high_x = min(x00, x01, x10, x11), max(x00, x01, x10, x11)
            low_y, high_y = min(y00, y01, y10, y11), max(y00, y01, y10, y11)
            for r in range(max(first, int(np.ceil(low_y))), min(first + rows - 1, int(np.floor(high_y))) + 1):
                for c in range(max(0, int(np.ceil(low_x))), min(columns - 1, int(np.floor(high_x))) + 1):
                    u, v = 0.5, 0.5
                    for _ in range(8):
                        fx = (1 - u) * ((1 - v) * x00 + v * x01) + u * ((1 - v) * x10 + v * x11) - c
                        fy = (1 - u) * ((1 - v) * y00 + v * y01) + u * ((1 - v) * y10 + v * y11) - r
                        xu = (1 - v) * (x10 - x00) + v * (x11 - x01)
                        xv = (1 - u) * (x01 - x00) + u * (x11 - x10)
                        yu = (1 - v) * (y10 - y00) + v * (y11 - y01)
                        yv = (1 - u) * (y01 - y00) + u * (y11 - y10)
                        determinant = xu * yv - xv * yu
                        if determinant == 0:
                            break
                        u -= (fx * yv - fy * xv) / determinant
                        v -= (fy * xu - fx * yu) / determinant
                        if abs(u) > 4 or abs(v) > 4:
                            break
                    inside = -1e-6 <= u <= 1 + 1e-6 and -1e-6 <= v <= 1 + 1e-6
                    if inside and np.isnan(row_index[r - first, c]):
                        row_index[r - first, c] = i + u
                        column_index[r - first, c] = j + v


def map_places(
    longitude: NDArray[np.floating], latitude: NDArray[np.floating], grid: Grid
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Column and row, counted from the corner of a map grid, of places; NaN or infinite where they have none.

    Parameters
    ----------
    longitude, latitude : arrays (radar rows, radar columns), deg; NaN where nothing is seen
    grid : projected map grid
    """
    places = np.empty(longitude.shape), np.empty(longitude.shape)
    transform = Transformer.from_crs(4326, grid.crs, always_xy=True).transform
    for window in row_blocks(longitude.shape):
        part = window.toslices()
        x, y = transform(longitude[part].astype(np.float64), latitude[part].astype(np.float64))
        places[0][part], places[1][part] = apply_transform(~grid.transform, np.asarray(x), np.asarray(y))
    return places


def radar_lookup(
    x: NDArray[np.float64], y: NDArray[np.float64], window: Window
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fractional radar row and column of every cell of a window of whole rows of a map grid.

    Parameters
    ----------
    x, y : of :func:`map_places`

    Returns
    -------
    row, column : arrays of the window's shape; NaN outside the swath. Where cells overlap (layover), the
        first in radar order is taken; such cells are masked before they get here.
    """
    row_index = np.full((int(window.height), int(window.width)), np.nan)
    column_index = np.full(row_index.shape, np.nan)
    _rasterise(x, y, int(window.row_off), row_index, column_index)
    return row_index, column_index


@njit(cache=True)
def _geocode(layer, row, column, result):  # type: ignore[no-untyped-def]
    for k in range(row.shape[0]):
        for m in range(row.shape[1]):
            if not np.isfinite(row[k, m]):
                continue
            i = min(int(row[k, m]), layer.shape[0] - 2)
            j = min(int(column[k, m]), layer.shape[1] - 2)
            u, v = row[k, m] - i, column[k, m] - j
            if not np.isfinite(layer[i + int(u > 0.5), j + int(v > 0.5)]):
                continue
            total, weight = 0.0, 0.0
            for n in range(4):
                di, dj = n // 2, n % 2
                value = np.float64(layer[i + di, j + dj])
                if np.isfinite(value):
                    wi = u if di else 1 - u
                    wj = v if dj else 1 - v
                    total += value * wi * wj
                    weight += wi * wj
            result[k, m] = total / weight


def geocode(
    layer: NDArray[np.floating], row: NDArray[np.float64], column: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Bilinear interpolation of a radar-geometry layer at the lookup's positions.

    Neighbours without data carry no weight; a map cell whose nearest radar cell has no data gets none,
    so nothing is extrapolated.
    """
    result = np.full(row.shape, np.nan, np.float32)
    _geocode(layer, row, column, result)
    return result


def locate(
    longitude: float,
    latitude: float,
    grid: Grid,
    latitudes: NDArray[np.floating] | None = None,
    longitudes: NDArray[np.floating] | None = None,
) -> tuple[int, int] | None:
    """Row and column of a place on the stack's grid; ``None`` where it lies outside.

    Parameters
    ----------
    longitude, latitude : WGS 84, deg
    latitudes, longitudes : arrays (rows, columns), deg, for a stack in radar geometry
    """
    if grid.crs is not None:
        x, y = Transformer.from_crs(4326, grid.crs, always_xy=True).transform(longitude, latitude)
        if not (np.isfinite(x) and np.isfinite(y)):  # the projection does not reach there
            return None
        x = float(turned(x, middle_longitude(grid)))
        column, row = (int(np.floor(value)) for value in ~grid.transform @ (x, y))
        inside = 0 <= row < grid.shape[0] and 0 <= column < grid.shape[1]
        return (row, column) if inside else None
    if latitudes is None or longitudes is None:
        raise ValueError("a stack in radar geometry needs its latitude and longitude layers")
    shrink = np.cos(np.deg2rad(latitude))
    distance = np.hypot(turned(longitudes - longitude, 0.0) * shrink, latitudes - latitude)
    row, column = (int(n) for n in np.unravel_index(int(np.nanargmin(distance)), distance.shape))
    spacing = np.nanmedian(np.hypot(np.diff(longitudes, axis=0) * shrink, np.diff(latitudes, axis=0)))
    return (row, column) if distance[row, column] <= 2 * spacing else None


def position(
    row: int,
    column: int,
    grid: Grid,
    latitudes: NDArray[np.floating] | None = None,
    longitudes: NDArray[np.floating] | None = None,
) -> tuple[float, float]:
    """Longitude and latitude (deg) of a cell of the stack's grid."""
    if grid.crs is None:
        if latitudes is None or longitudes is None:
            raise ValueError("a stack in radar geometry needs its latitude and longitude layers")
        return float(longitudes[row, column]), float(latitudes[row, column])
    x, y = grid.transform @ (column + 0.5, row + 0.5)
    longitude, latitude = Transformer.from_crs(grid.crs, 4326, always_xy=True).transform(x, y)
    return float(turned(longitude, 0.0)), float(latitude)


def cell_size_on_ground(
    grid: Grid,
    latitudes: NDArray[np.floating] | None = None,
    longitudes: NDArray[np.floating] | None = None,
) -> tuple[float, float]:
    """Height and width of a cell on the ground (m), in the middle of a map grid or the median of a radar one.

    Parameters
    ----------
    latitudes, longitudes : arrays (rows, columns), deg, for a stack in radar geometry
    """
    if grid.crs is not None and not grid.crs.is_geographic:
        width, height = grid.cell_size
        along_x, along_y = ground_units(grid.crs, grid.bounds)
        return height * along_y, width * along_x
    if grid.crs is not None:
        width, height = grid.cell_size
        middle = (grid.bounds[1] + grid.bounds[3]) / 2
        return METRES_PER_DEGREE * height, METRES_PER_DEGREE * width * float(np.cos(np.deg2rad(middle)))
    if latitudes is None or longitudes is None:
        raise ValueError("a stack in radar geometry needs its latitude and longitude layers")
    shrink = np.cos(np.deg2rad(np.nanmedian(latitudes)))
    down, along = (
        METRES_PER_DEGREE
        * float(np.nanmedian(np.hypot(np.diff(longitudes, axis=n) * shrink, np.diff(latitudes, axis=n))))
        for n in (0, 1)
    )
    return down, along


def aspect_on_ground(grid: Grid) -> float:
    """Extent of a grid along its columns over that along its rows, on the ground.

    Multilooked radar cells are taken as square, which the looks are chosen for.
    """
    height, width = cell_size_on_ground(grid) if grid.crs is not None else (1.0, 1.0)
    return width * grid.shape[1] / (height * grid.shape[0])


def positions(
    window: Window,
    grid: Grid,
    latitudes: NDArray[np.floating] | None = None,
    longitudes: NDArray[np.floating] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude (deg) of the cells in a window of the stack's grid, each (rows, columns)."""
    rows, columns = window.toslices()
    if grid.crs is None:
        if latitudes is None or longitudes is None:
            raise ValueError("a stack in radar geometry needs its latitude and longitude layers")
        return longitudes[rows, columns].astype(np.float64), latitudes[rows, columns].astype(np.float64)
    x, y = grid.centres()
    mesh = np.meshgrid(x[columns], y[rows])
    longitude, latitude = Transformer.from_crs(grid.crs, 4326, always_xy=True).transform(*mesh)
    return np.asarray(turned(longitude, 0.0)), np.asarray(latitude)


class Registration(NamedTuple):
    """Shift (rows, columns) at which the geocoded height fits the DEM best, and the correlation there.

    The correlation is NaN where too few cells have both, as on a map of fewer than 7 x 7 cells.
    """

    shift: tuple[int, int]
    correlation: float


@njit(cache=True)
def _fit(height, dem, reach, step, sums):  # type: ignore[no-untyped-def]
    rows, columns = dem.shape
    for i in range(reach + 1, rows - 1 - reach, step):
        for j in range(reach + 1, columns - 1 - reach, step):
            for along in range(2):
                down = 1 - along
                fixed = np.float64(dem[i + down, j + along]) - np.float64(dem[i - down, j - along])
                if not np.isfinite(fixed):
                    continue
                for dr in range(-reach, reach + 1):
                    for dc in range(-reach, reach + 1):
                        k, m = i + dr, j + dc
                        moving = np.float64(height[k + down, m + along])
                        moving -= np.float64(height[k - down, m - along])
                        if np.isfinite(moving):
                            own = sums[dr + reach, dc + reach]
                            own[0] += 1
                            own[1] += moving
                            own[2] += fixed
                            own[3] += moving * moving
                            own[4] += fixed * fixed
                            own[5] += moving * fixed


def register(
    height: NDArray[np.floating], dem: NDArray[np.floating], *, reach: int = 3, cells: int = COMPARED
) -> Registration:
    """Find the shift between geocoded height and DEM.

    Whole cells up to ``reach`` are tried; the terrain's gradient, not its level, must fit, so both are
    differenced along the rows and columns first.

    Parameters
    ----------
    height, dem : arrays (rows, columns), m
    cells : of more cells with both, every second, third, ... of every second, third, ... row is compared, so that about
        so many are
    """
    reach = min(reach, (min(dem.shape) - 3) // 2)  # of a small map something has to be left inside
    best = Registration((0, 0), -2.0)
    if reach < 0:
        return Registration((0, 0), float("nan"))
    known = np.count_nonzero(np.isfinite(height) & np.isfinite(dem))
    sums = np.zeros((2 * reach + 1, 2 * reach + 1, 6))
    _fit(height, dem, reach, max(1, int(np.sqrt(known / cells))), sums)
    shifts = [(dr, dc) for dr in range(-reach, reach + 1) for dc in range(-reach, reach + 1)]
    for dr, dc in sorted(shifts, key=lambda shift: np.hypot(*shift)):  # of equal fits the nearest wins
        count, a, b, aa, bb, ab = (float(value) for value in sums[dr + reach, dc + reach])
        if count > 10:
            spread = aa - a * a / count, bb - b * b / count
            even = spread[0] <= ROUNDING * aa or spread[1] <= ROUNDING * bb  # a plane fits wherever it lies
            correlation = 0.0 if even else (ab - a * b / count) / float(np.sqrt(spread[0] * spread[1]))
            if correlation > best.correlation + ROUNDING:
                best = Registration((dr, dc), correlation)
    return best if best.correlation > -2 else Registration((0, 0), float("nan"))


def registration_record(check: Registration, covered: int, ground: int, *, where: str) -> dict[str, Any]:
    """How the geocoded height fits the DEM, and the share of the DEM's cells that have a rate.

    Parameters
    ----------
    covered, ground : number of cells with a rate and a height, and with a height
    where : file of the rates, for the message

    Raises
    ------
    DataError
        If no cell is covered.
    """
    if not covered:
        raise DataError(
            where,
            "none of the pixels that pass the quality criteria lies on a cell of the analysis grid with a height",
            "Give a DEM that covers them (factors.dem). A stack in radar geometry needs two rows and two columns.",
        )
    return {
        "covered_share": covered / ground,
        "shift_cells": check.shift,
        "height_correlation": check.correlation if np.isfinite(check.correlation) else None,
    }
