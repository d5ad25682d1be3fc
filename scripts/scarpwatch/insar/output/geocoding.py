"""Geocoding from radar geometry to a map grid: an inverse lookup within the footprint of the radar cells."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.windows import Window

from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid
from scarpwatch.grids.projection import ground_units

METRES_PER_DEGREE = 111_195.0  # of latitude, on a sphere of the earth's mean radius


@njit(cache=True)
def _rasterise(x, y, blocked, row_index, column_index):  # type: ignore[no-untyped-def]
    """Fractional radar row and column of every map cell, from the quadrilaterals between cell centres.

    ``x`` and ``y`` are map columns and rows of the radar cell centres. Inside a quadrilateral the
    bilinear mapping is inverted by Newton's method; outside all of them a map cell stays NaN.
    """
    rows, columns = row_index.shape
    for i in range(x.shape[0] - 1):
        for j in range(x.shape[1] - 1):
            if blocked[i, j] or blocked[i + 1, j] or blocked[i, j + 1] or blocked[i + 1, j + 1]:
                continue
            x00, x01, x10, x11 = x[i, j], x[i, j + 1], x[i + 1, j], x[i + 1, j + 1]
            y00, y01, y10, y11 = y[i, j], y[i, j + 1], y[i + 1, j], y[i + 1, j + 1]
            low_x, high_x = min(x00, x01, x10, x11), max(x00, x01, x10, x11)
            low_y, high_y = min(y00, y01, y10, y11), max(y00, y01, y10, y11)
            for r in range(max(0, int(np.ceil(low_y))), min(rows - 1, int(np.floor(high_y))) + 1):
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
                    if -1e-6 <= u <= 1 + 1e-6 and -1e-6 <= v <= 1 + 1e-6 and np.isnan(row_index[r, c]):
                        row_index[r, c] = i + u
                        column_index[r, c] = j + v


def radar_lookup(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64], grid: Grid
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fractional radar row and column of every cell of a map grid.

    Parameters
    ----------
    longitude, latitude : arrays (radar rows, radar columns), deg; NaN where nothing is seen
    grid : projected map grid

    Returns
    -------
    row, column : arrays of the grid's shape; NaN outside the swath. Where cells overlap (layover), the
        first in radar order is taken; such cells are masked before they get here.
    """
    x, y = Transformer.from_crs(4326, grid.crs, always_xy=True).transform(longitude, latitude)
    columns, rows = ~grid.transform @ (np.asarray(x), np.asarray(y))
    columns, rows = columns - 0.5, rows - 0.5  # cell centres lie at whole numbers
    blocked = ~(np.isfinite(columns) & np.isfinite(rows))
    row_index = np.full(grid.shape, np.nan)
    column_index = np.full(grid.shape, np.nan)
    _rasterise(np.where(blocked, 0, columns), np.where(blocked, 0, rows), blocked, row_index, column_index)
    return row_index, column_index


def geocode(
    layer: NDArray[np.floating], row: NDArray[np.float64], column: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Bilinear interpolation of a radar-geometry layer at the lookup's positions.

    Neighbours without data carry no weight; a map cell whose nearest radar cell has no data gets none,
    so nothing is extrapolated.
    """
    result = np.full(row.shape, np.nan, np.float32)
    inside = np.isfinite(row)
    r, c = row[inside], column[inside]
    i = np.minimum(r.astype(int), layer.shape[0] - 2)
    j = np.minimum(c.astype(int), layer.shape[1] - 2)
    u, v = r - i, c - j
    total, weight = np.zeros(r.shape), np.zeros(r.shape)
    for di, wi in ((0, 1 - u), (1, u)):
        for dj, wj in ((0, 1 - v), (1, v)):
            value = layer[i + di, j + dj].astype(np.float64)
            known = np.isfinite(value)
            total += np.where(known, value, 0) * wi * wj * known
            weight += wi * wj * known
    nearest = layer[i + (u > 0.5), j + (v > 0.5)]
    with np.errstate(invalid="ignore", divide="ignore"):
        result[inside] = np.where(np.isfinite(nearest), total / weight, np.nan)
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
        column, row = (int(np.floor(value)) for value in ~grid.transform @ (x, y))
        inside = 0 <= row < grid.shape[0] and 0 <= column < grid.shape[1]
        return (row, column) if inside else None
    if latitudes is None or longitudes is None:
        raise ValueError("a stack in radar geometry needs its latitude and longitude layers")
    shrink = np.cos(np.deg2rad(latitude))
    distance = np.hypot((longitudes - longitude) * shrink, latitudes - latitude)
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
    return float(longitude), float(latitude)


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
    return np.asarray(longitude), np.asarray(latitude)


class Registration(NamedTuple):
    """Shift (rows, columns) at which the geocoded height fits the DEM best, and the correlation there.

    The correlation is NaN where too few cells have both, as on a map of fewer than 7 x 7 cells.
    """

    shift: tuple[int, int]
    correlation: float


def register(height: NDArray[np.floating], dem: NDArray[np.floating], *, reach: int = 3) -> Registration:
    """Find the shift between geocoded height and DEM.

    Whole cells up to ``reach`` are tried; the terrain's gradient, not its level, must fit, so both are
    differenced along the rows and columns first.

    Parameters
    ----------
    height, dem : arrays (rows, columns), m
    """

    def gradient(values: NDArray[np.floating]) -> NDArray[np.float64]:
        values = values.astype(np.float64)
        return np.stack([values[2:, 1:-1] - values[:-2, 1:-1], values[1:-1, 2:] - values[1:-1, :-2]])

    reach = min(reach, (min(dem.shape) - 3) // 2)  # of a small map something has to be left inside
    best = Registration((0, 0), -2.0)
    if reach < 0:
        return Registration((0, 0), float("nan"))
    inside = slice(reach, dem.shape[0] - 2 - reach), slice(reach, dem.shape[1] - 2 - reach)
    fixed = gradient(dem)[:, *inside]
    moving = gradient(height)
    shifts = [(dr, dc) for dr in range(-reach, reach + 1) for dc in range(-reach, reach + 1)]
    for dr, dc in sorted(shifts, key=lambda shift: np.hypot(*shift)):  # of equal fits the nearest wins
        rows = slice(reach + dr, moving.shape[1] - reach + dr)
        columns = slice(reach + dc, moving.shape[2] - reach + dc)
        shifted = moving[:, rows, columns]
        both = np.isfinite(shifted) & np.isfinite(fixed)
        if both.sum() > 10:
            a, b = shifted[both] - shifted[both].mean(), fixed[both] - fixed[both].mean()
            norm = np.sqrt(np.sum(a * a) * np.sum(b * b))
            correlation = float(np.sum(a * b) / norm) if norm > 0 else 0.0
            if correlation > best.correlation + 1e-12:
                best = Registration((dr, dc), correlation)
    return best if best.correlation > -2 else Registration((0, 0), float("nan"))


def registration_record(
    check: Registration, covered: NDArray[np.bool_], dem: NDArray[np.floating], *, where: str
) -> dict[str, Any]:
    """How the geocoded height fits the DEM, and the share of the DEM's cells that have a rate.

    Parameters
    ----------
    covered : array (rows, columns), cells with a rate
    dem : array (rows, columns), m
    where : file of the rates, for the message

    Raises
    ------
    DataError
        If no cell is covered.
    """
    if not covered.any():
        raise DataError(
            where,
            "none of the pixels that pass the quality criteria lies on a cell of the analysis grid with a height",
            "Give a DEM that covers them (factors.dem). A stack in radar geometry needs two rows and two columns.",
        )
    return {
        "covered_share": float(covered[np.isfinite(dem)].mean()),
        "shift_cells": check.shift,
        "height_correlation": check.correlation if np.isfinite(check.correlation) else None,
    }
