"""Statistics of the cells in a disk around each cell, strip by strip.

A disk holds the cells whose centres lie within the radius of the cell's own. It is taken apart into rows, whose sums
are differences of cumulative sums and whose extremes are of two overlapping spans of 2^n cells (a sparse table), so
that a cell costs two look-ups for each row of the disk instead of one for each of its cells. Sums are of whole
numbers (values in steps of a power of two), hence exact: no strip shows, and nothing is lost where large sums are
subtracted. A strip has at least as many rows as the disk reaches to either side, so that memory grows with the radius:
of 5000 columns of 10 m less than 0.2 GB at 500 m and 0.5 GB at 5 km.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.errors import ConfigError
from scarpwatch.grids.grid import TILE
from scarpwatch.terrain.elevation_blocks import ReadWindow, continued

Disk = NDArray[np.int64]
"""Columns that the disk reaches to either side, in each of its rows; the middle row is the cell's own."""

LEAST_KNOWN = 0.5
"""Share of a window's cells on the grid that have to be known, or the statistic is unknown."""

_BYTES_PER_CELL = 80.0  # of a strip with its halo: values, steps, cumulative sums or sparse table, mask
_CHUNK = 1024  # columns worked on at once, so that the rows of a disk stay near the processor


class Strip(NamedTuple):
    """Values of a strip of rows with all that the disks of its cells reach.

    Attributes
    ----------
    window : the strip itself, of full width
    values : float64 array (rows + halo, columns + halo), NaN where unknown or beyond the grid
    cells : int64 array (rows, columns)
        Cells of each disk that lie on the grid, or where it is continued.
    """

    window: Window
    values: NDArray[np.float64]
    cells: NDArray[np.int64]


def disk(radius_m: float, cell_size: tuple[float, float]) -> Disk:
    """The disk of a radius.

    Raises
    ------
    ConfigError
        If the radius is shorter than a cell's width or height.
    """
    width, height = cell_size
    if not radius_m >= max(width, height):
        raise ConfigError(
            "radius_m",
            f"a radius of {radius_m:g} m is less than a cell of {width:g} x {height:g} m",
            f"Give at least {max(width, height):g}",
        )
    # A cell at exactly the radius belongs to the disk, whatever the rounding of a quotient such as 0.3 / 0.1.
    reach = int(radius_m / height + 1e-9)
    away = np.arange(-reach, reach + 1) * height
    return (np.sqrt(np.maximum(radius_m**2 - away**2, 0.0)) / width + 1e-9).astype(np.int64)


def strips(
    read: ReadWindow, shape: tuple[int, int], around: Disk, *, block_mb: float, beyond: bool = False
) -> Iterator[Strip]:
    """Strips of full width with what the disks reach, from top to bottom.

    Parameters
    ----------
    read : function of a window that gives values (rows, columns), NaN where unknown
    shape : rows and columns of the whole
    block_mb : memory that a strip may take (MB), as far as the disk leaves a choice: a strip has at least as many
        rows as the disk reaches to either side
    beyond : whether values are continued linearly beyond the edges of the grid (``2 z0 - z`` mirrored), as far as
        there are cells to mirror; else nothing is known there
    """
    halo, side = len(around) // 2, int(around.max())
    per_row = _BYTES_PER_CELL * (shape[1] + 2 * side)
    rows = max(int(block_mb * 1e6 / per_row) - 2 * halo, halo)
    rows = rows // TILE * TILE if rows >= TILE else rows
    # The rows and columns that there are, those continued included, counted from the first of the grid.
    mirrored = (min(halo, shape[0] - 1), min(side, shape[1] - 1)) if beyond else (0, 0)
    for top in range(0, shape[0], rows):
        height = min(rows, shape[0] - top)
        first, last = max(top - halo, 0), min(top + height + halo, shape[0])
        values = read(Window(0, first, shape[1], last - first)).astype(np.float64)
        missing = halo - (top - first), halo - (last - top - height)
        if beyond:
            values = continued(continued(values, missing).T, (side, side)).T
        else:
            values = np.pad(values, (missing, (side, side)), constant_values=np.nan)
        cells = _cells(around, top, height, shape, mirrored)
        yield Strip(Window(0, top, shape[1], height), np.ascontiguousarray(values), cells)


def disk_mean(strip: Strip, around: Disk, step: float) -> NDArray[np.float64]:
    """Mean of the known cells of each disk.

    Parameters
    ----------
    step : values are rounded to its multiples; a power of two. Less than 2^63 steps in a disk

    Returns
    -------
    float64 array (rows, columns), in the unit of the values; NaN where the statistic is unknown, that is where the
        cell itself or more than half of its disk's cells on the grid are
    """
    known = known_cells(strip, around)
    total = _sums(_cumulative(_steps(strip, step)), around)
    return _where_known(strip, around, known, total / np.maximum(known, 1) * step)


def disk_std(strip: Strip, around: Disk, step: float) -> NDArray[np.float64]:
    """Standard deviation of the known cells of each disk (divided by their number), as :func:`disk_mean`.

    The sum of the squares of the steps has to be less than 2^63 in a disk.
    """
    known = known_cells(strip, around)
    steps = _steps(strip, step)
    total, squares = _sums(_cumulative(steps), around), _sums(_cumulative(steps**2), around)
    return _where_known(strip, around, known, _spread(known, total, squares) * step)


def disk_relief(strip: Strip, around: Disk) -> NDArray[np.float64]:
    """Largest less smallest known value of each disk, as :func:`disk_mean`."""
    unknown = np.isnan(strip.values)
    highest = _largest(np.where(unknown, -np.inf, strip.values).astype(np.float32), around)
    lowest = _largest(np.where(unknown, -np.inf, -strip.values).astype(np.float32), around)
    return _where_known(strip, around, known_cells(strip, around), highest.astype(np.float64) + lowest)


def known_cells(strip: Strip, around: Disk) -> NDArray[np.int64]:
    """Number of known cells of each disk (rows, columns)."""
    known = ~np.isnan(strip.values)
    return _sums(_cumulative(known), around)


def own_values(strip: Strip, around: Disk) -> NDArray[np.float64]:
    """The values of the strip's cells themselves (rows, columns)."""
    halo, side = len(around) // 2, int(around.max())
    return strip.values[halo : len(strip.values) - halo, side : strip.values.shape[1] - side]


def _where_known(
    strip: Strip, around: Disk, known: NDArray[np.int64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The statistic, NaN where the cell itself is unknown or too few of its window's cells are known."""
    values[np.isnan(own_values(strip, around)) | (known < LEAST_KNOWN * strip.cells)] = np.nan
    return values


def _steps(strip: Strip, step: float) -> NDArray[np.int64]:
    """The values in whole steps, 0 where unknown."""
    return np.rint(np.nan_to_num(strip.values, nan=0.0) / step).astype(np.int64)


def _cumulative(values: NDArray[np.bool_] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Cumulative sums along the rows, with a zero before the first."""
    result = np.zeros((values.shape[0], values.shape[1] + 1), np.int64)
    np.cumsum(values, axis=1, dtype=np.int64, out=result[:, 1:])
    return result


def _cells(
    around: Disk, top: int, height: int, shape: tuple[int, int], mirrored: tuple[int, int]
) -> NDArray[np.int64]:
    """Cells of each disk that there are, for a strip of rows."""
    halo = len(around) // 2
    row = top + np.arange(height)[:, None] + np.arange(-halo, halo + 1)
    column, reach = np.arange(shape[1]), around[:, None]
    there = (row >= -mirrored[0]) & (row < shape[0] + mirrored[0])
    last = np.minimum(column + reach, shape[1] - 1 + mirrored[1])
    first = np.maximum(column - reach, -mirrored[1])
    # Exact, since floating-point numbers hold the whole ones that occur here; and their product is fast.
    return (there.astype(np.float64) @ (last - first + 1.0)).astype(np.int64)


@numba.njit(cache=True)
def _sums(cumulative, around):  # type: ignore[no-untyped-def]
    """Sum of each disk from cumulative sums along the rows."""
    halo, side = len(around) // 2, around.max()
    rows, columns = cumulative.shape[0] - 2 * halo, cumulative.shape[1] - 1 - 2 * side
    result = np.zeros((rows, columns), np.int64)
    for start in range(0, columns, _CHUNK):
        stop = min(start + _CHUNK, columns)
        for row in range(rows):
            out = result[row, start:stop]
            for k in range(len(around)):
                left = side - around[k]
                right = side + around[k] + 1
                upper = cumulative[row + k, start + right : stop + right]
                lower = cumulative[row + k, start + left : stop + left]
                for column in range(stop - start):
                    out[column] += upper[column] - lower[column]
    return result


@numba.njit(cache=True)
def _spread(known, total, squares):  # type: ignore[no-untyped-def]
    """Standard deviation in steps, from whole sums, so that nothing is lost where these are large."""
    result = np.empty(known.shape)
    for row in range(known.shape[0]):
        for column in range(known.shape[1]):
            number, whole = known[row, column], total[row, column]
            if number == 0:
                result[row, column] = np.nan
                continue
            middle = whole // number
            around_middle = squares[row, column] - middle * (2 * whole - number * middle)
            rest = (whole - number * middle) / number
            result[row, column] = np.sqrt(max(around_middle / number - rest * rest, 0.0))
    return result


@numba.njit(cache=True)
def _spans(values, number):  # type: ignore[no-untyped-def]
    """Sparse table: the largest of 1, 2, 4, ... values along the row from each on."""
    rows, columns = values.shape
    table = np.empty((number, rows, columns), values.dtype)
    table[0] = values
    for level in range(1, number):
        half = 1 << (level - 1)
        for row in range(rows):
            before, now = table[level - 1, row], table[level, row]
            for column in range(columns - half):
                now[column] = max(before[column], before[column + half])
            for column in range(columns - half, columns):
                now[column] = before[column]
    return table


@numba.njit(cache=True)
def _largest(values, around):  # type: ignore[no-untyped-def]
    """Largest value of each disk."""
    halo, side = len(around) // 2, around.max()
    rows, columns = values.shape[0] - 2 * halo, values.shape[1] - 2 * side
    level = np.empty(len(around), np.int64)
    for k in range(len(around)):
        level[k] = 0
        while (2 << level[k]) <= 2 * around[k] + 1:
            level[k] += 1
    table = _spans(values, level.max() + 1)
    result = np.full((rows, columns), -np.inf, values.dtype)
    for start in range(0, columns, _CHUNK):
        stop = min(start + _CHUNK, columns)
        for row in range(rows):
            out = result[row, start:stop]
            for k in range(len(around)):
                left = side - around[k]
                right = side + around[k] + 1 - (1 << level[k])
                one = table[level[k], row + k, start + left : stop + left]
                other = table[level[k], row + k, start + right : stop + right]
                for column in range(stop - start):
                    out[column] = max(out[column], max(one[column], other[column]))
    return result
