"""Resampling rasters to the analysis grid, block by block, each kind of value in its own way."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from rasterio.warp import Resampling, reproject
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, apply_transform, memory_blocks, open_raster
from scarpwatch.grids.longitudes import box_in, middle_longitude
from scarpwatch.grids.masks import read_numbers
from scarpwatch.grids.mosaic import Raster
from scarpwatch.grids.projection import centres_in

Kind = Literal["continuous", "direction", "measured"]
Method = Literal["bilinear", "average", "cubic"]
_NO_WAY = 1e-6  # length of a mean unit vector below which its direction is rounding error
_BYTES = 120.0  # held per cell of the grid or of the source, whichever are more
_ALIKE = 0.75, 4 / 3  # sides of a grid's cells, in the source's, between which measurements are kept


def warp_to_grid(
    path: Raster, grid: Grid, *, kind: Kind = "continuous", band: int = 1
) -> NDArray[np.float32]:
    """`warp_blocks` as one array (rows, columns)."""
    result = np.empty(grid.shape, np.float32)
    for window, values in warp_blocks(path, grid, kind=kind, band=band):
        result[window.toslices()] = values
    return result


def warp_blocks(
    path: Raster, grid: Grid, *, kind: Kind = "continuous", band: int = 1, memory_mb: float = 100.0
) -> Iterator[tuple[Window, NDArray[np.float32]]]:
    """Warp a raster of numbers to a grid, block by block.

    Bilinear where the source is about as fine as the grid or coarser; the mean of the source's cells whose
    centres lie in a cell of the grid where it is more than twice as fine, so that none goes unseen. Outside
    the source, and where it has no data, the result is NaN: nothing is filled.

    Parameters
    ----------
    path : raster with a CRS, or tiles of one; its scale and offset are applied
    grid : Grid
    kind : {"continuous", "direction", "measured"}
        What is measured cell by cell, such as a rate, keeps its values on a grid of about the same cell size: it is
        taken from the nearest cell there, and averaged on one that is coarser by a third or more.
        Directions (degrees, clockwise from north, below zero or above 360 as well) are warped as unit vectors: the
        mean of 350 and 10 is 0, that of 90 and 270 NaN. They refer to the north of the source's CRS and are not turned.
    band : from 1
    memory_mb : memory that a block may take (MB)

    Yields
    ------
    window, float32 array (rows, columns)

    Raises
    ------
    InputError
        If the raster has no CRS or no such band, or none of it lies on the grid.
    """
    source = warped_grid(path, grid, band=band)

    def read(part: Window) -> NDArray[np.float64]:
        return _read(path, part, band, scaled=True)

    yield from warp_parts(read, source, grid, kind=kind, memory_mb=memory_mb)


def warp_parts(
    read: Callable[[Window], NDArray[np.float64]],
    source: Grid,
    grid: Grid,
    *,
    kind: Kind = "continuous",
    memory_mb: float = 100.0,
) -> Iterator[tuple[Window, NDArray[np.float32]]]:
    """:func:`warp_blocks` of numbers that are read, or made, part by part.

    Parameters
    ----------
    read : gives the numbers in a window of ``source``, float64 (rows, columns), NaN = no data
    source : Grid with a CRS
    """
    side = _side(source, grid)
    resample = _mean if side > (_ALIKE[1] if kind == "measured" else 2.0) else _interpolate
    if kind == "measured" and _ALIKE[0] <= side <= _ALIKE[1]:
        resample = _nearest

    def warped(window: Window) -> NDArray[np.float32]:
        part = covering_window(source, grid.part(window))
        if part is None:
            return np.full((int(window.height), int(window.width)), np.nan, np.float32)
        values = read(part)
        if kind != "direction":
            return resample(values, source, part, grid, window).astype(np.float32)
        angle = np.radians(values)
        east, north = (resample(f(angle), source, part, grid, window) for f in (np.sin, np.cos))
        turned = (np.degrees(np.arctan2(east, north)) % 360.0).astype(np.float32)
        turned[turned >= 360.0] = 0.0  # 359.99999... rounds to 360 in float32
        turned[np.hypot(east, north) < _NO_WAY] = np.nan
        return turned

    yield from _in_pieces(warped, np.float32, grid, side, memory_mb)


def warp_layer(
    layer: NDArray[np.floating], source: Grid, target: Grid, *, method: Method = "bilinear"
) -> NDArray[np.float32]:
    """Warp an array from one map grid to another with GDAL, whole; NaN stays NaN, and stands outside the source.

    For layers that are at hand and smooth. Users' rasters come by :func:`warp_blocks`, which reads them in blocks and
    does not widen its kernel.

    Parameters
    ----------
    layer : array (rows, columns) of ``source``
    method : {"bilinear", "average", "cubic"}
    """
    result = np.full(target.shape, np.nan, np.float32)
    reproject(
        layer.astype(np.float32, copy=False),
        result,
        src_transform=source.transform,
        src_crs=source.crs,
        src_nodata=np.nan,
        dst_transform=target.transform,
        dst_crs=target.crs,
        dst_nodata=np.nan,
        resampling=Resampling[method],
    )
    return result


def class_blocks(
    path: Raster,
    grid: Grid,
    codes: Mapping[int, int],
    *,
    others: int = 0,
    band: int = 1,
    memory_mb: float = 100.0,
) -> Iterator[tuple[Window, NDArray[np.uint8]]]:
    """Reclassify a raster of class codes and warp it.

    The class of the source's cell that holds the centre; where the source is more than twice as fine, the
    most frequent one among the cells whose centres lie in the cell (ties: the lower code).

    Parameters
    ----------
    codes : from codes of the raster to codes of the result (1..255)
    others : code for codes that are not listed; 0 = no data
    band, memory_mb : as for :func:`warp_blocks`

    Yields
    ------
    window, uint8 array (rows, columns)
        0 outside the source and where it has no data.

    Raises
    ------
    InputError
        As :func:`warp_blocks`.
    """
    source = warped_grid(path, grid, band=band)
    side = _side(source, grid)
    resample = _most_frequent if side > 2.0 else _nearest

    def warped(window: Window) -> NDArray[np.uint8]:
        part = covering_window(source, grid.part(window))
        if part is None:
            return np.zeros((int(window.height), int(window.width)), np.uint8)
        values = _read(path, part, band, scaled=False)
        recoded = np.full(values.shape, others, np.uint8)
        for old, new in codes.items():
            recoded[values == old] = new
        recoded[np.isnan(values)] = 0
        return resample(recoded, source, part, grid, window)

    yield from _in_pieces(warped, np.uint8, grid, side, memory_mb)


def _interpolate(
    values: NDArray[np.float64], source: Grid, part: Window, grid: Grid, window: Window
) -> NDArray[np.float64]:
    """Bilinear interpolation at the exact place of every cell centre.

    GDAL's warper widens its kernel where the two cell sizes differ a little, which moves a slope by up to
    a fifteenth of a cell; in derivatives of a warped elevation model that shows. Known where the source
    cell that holds the point is known; missing neighbours are left out of the weights.
    """
    from scipy.ndimage import map_coordinates

    known = np.isfinite(values)
    filled = np.where(known, values, 0.0).astype(np.float32)
    row, column, inside = _places(source, part, grid, window)
    inside[inside] = known[np.rint(row[inside]).astype(int), np.rint(column[inside]).astype(int)]
    place = np.array([row[inside], column[inside]])
    total = map_coordinates(filled, place, order=1, output=np.float64, mode="grid-constant", cval=0.0)
    weight = known.astype(np.float32)
    share = map_coordinates(weight, place, order=1, output=np.float64, mode="grid-constant", cval=0.0)
    result = np.full(inside.shape, np.nan)
    result[inside] = total / share
    return result


def _nearest(values: NDArray[Any], source: Grid, part: Window, grid: Grid, window: Window) -> NDArray[Any]:
    """The value of the cell that holds each centre; outside the part NaN, or 0 among codes."""
    row, column, inside = _places(source, part, grid, window)
    fill = np.nan if np.issubdtype(values.dtype, np.floating) else 0
    result = np.full(inside.shape, fill, values.dtype)
    result[inside] = values[np.rint(row[inside]).astype(int), np.rint(column[inside]).astype(int)]
    return result


def _mean(
    values: NDArray[np.float64], source: Grid, part: Window, grid: Grid, window: Window
) -> NDArray[np.float64]:
    cell, inside = _cells(source, part, grid, window)
    value = values[inside]
    known = np.isfinite(value)
    size = int(window.height) * int(window.width)
    number = np.bincount(cell[known], minlength=size)
    total = np.bincount(cell[known], value[known], minlength=size)
    mean = np.where(number > 0, total / np.maximum(number, 1), np.nan)
    return mean.reshape(int(window.height), int(window.width))


def _most_frequent(
    codes: NDArray[np.uint8], source: Grid, part: Window, grid: Grid, window: Window
) -> NDArray[np.uint8]:
    cell, inside = _cells(source, part, grid, window)
    value = codes[inside]
    size = int(window.height) * int(window.width)
    best, most = np.zeros(size, np.uint8), np.zeros(size, np.int64)
    for code in np.unique(value[value > 0]):
        number = np.bincount(cell[value == code], minlength=size)
        best[number > most] = code
        most = np.maximum(most, number)
    return best.reshape(int(window.height), int(window.width))


def _places(
    source: Grid, part: Window, grid: Grid, window: Window
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Row and column in the part, from cell centre to cell centre, of the centres in a window of the grid.

    The third array tells whether a cell of the part holds the point.
    """
    x, y = centres_in(grid, window, source.crs, middle=middle_longitude(source))
    column, row = apply_transform(~source.transform, x, y)
    row, column = row - 0.5 - part.row_off, column - 0.5 - part.col_off
    inside = (row >= -0.5) & (row < part.height - 0.5)
    inside &= (column >= -0.5) & (column < part.width - 0.5)
    return row, column, inside


def _cells(
    source: Grid, part: Window, grid: Grid, window: Window
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Cell of the window, numbered row by row, that holds each centre in the part; and which lie in any."""
    x, y = centres_in(source, part, grid.crs, middle=middle_longitude(grid))
    column, row = apply_transform(~grid.transform, x, y)
    row, column = np.floor(row) - window.row_off, np.floor(column) - window.col_off
    inside = (row >= 0) & (row < window.height) & (column >= 0) & (column < window.width)
    return (row[inside] * window.width + column[inside]).astype(np.int64), inside


def warped_grid(path: Raster, grid: Grid, *, band: int = 1) -> Grid:
    """Grid of a raster that is to be warped to another one.

    Raises
    ------
    InputError
        As :func:`warp_blocks`.
    """
    with open_raster(path) as file:
        if file.crs is None:
            raise InputError(path, "the raster does not say its CRS", "Assign its CRS in a GIS")
        if band > file.count:
            raise InputError(
                path, f"band {band} does not exist (the file has {file.count})", "Check the config"
            )
        source = Grid(file.crs, file.transform, (file.height, file.width))
    if covering_window(source, grid) is None:
        raise InputError(path, "no part of it lies on the analysis grid", "Check the area and the CRS")
    return source


def _side(source: Grid, grid: Grid) -> float:
    """The side of a grid's cells in cells of the source."""
    left, bottom, right, top = box_in(grid.crs, source.crs, grid.bounds)
    cells = (right - left) * (top - bottom) / abs(source.transform.determinant)
    return math.sqrt(cells / (grid.shape[0] * grid.shape[1]))


def _in_pieces(
    warped: Callable[[Window], NDArray[Any]], dtype: type, grid: Grid, side: float, memory_mb: float
) -> Iterator[tuple[Window, NDArray[Any]]]:
    """Blocks of whole tiles, put together of smaller ones where the source has many cells to one of the grid."""
    each = _BYTES * max(1.0, side**2)
    for block in memory_blocks(grid.shape, bytes_per_pixel=_BYTES, memory_mb=memory_mb):
        result: NDArray[Any] = np.empty((int(block.height), int(block.width)), dtype)
        for piece in memory_blocks(result.shape, bytes_per_pixel=each, memory_mb=memory_mb):
            left, top = block.col_off + piece.col_off, block.row_off + piece.row_off
            result[piece.toslices()] = warped(Window(left, top, piece.width, piece.height))
        yield block, result


def _read(path: Raster, window: Window, band: int, *, scaled: bool) -> NDArray[np.float64]:
    """Values of a window, NaN where there are none; codes of classes are not scaled."""
    with open_raster(path) as file:
        return read_numbers(file, band, window, scaled=scaled)


def covering_window(source: Grid, grid: Grid, margin: int = 4) -> Window | None:
    """Whole cells of ``source`` that cover ``grid``, with a margin for interpolation; None if there are none."""
    middle = middle_longitude(source)
    left, bottom, right, top = box_in(grid.crs, source.crs, grid.bounds, middle=middle, densify_pts=51)
    # The corners of the bounds also enclose the area on a source whose grid is rotated or south up.
    x, y = np.array([left, right, left, right]), np.array([top, top, bottom, bottom])
    columns, rows = apply_transform(~source.transform, x, y)
    first_row, first_column = math.floor(rows.min()), math.floor(columns.min())
    last_row, last_column = math.ceil(rows.max()), math.ceil(columns.max())
    if last_row <= 0 or last_column <= 0 or first_row >= source.shape[0] or first_column >= source.shape[1]:
        return None
    above, before = max(first_row - margin, 0), max(first_column - margin, 0)
    below, behind = min(last_row + margin, source.shape[0]), min(last_column + margin, source.shape[1])
    return Window(before, above, behind - before, below - above)
