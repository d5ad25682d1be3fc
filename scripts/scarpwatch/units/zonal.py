"""Zonal statistics of rasters over a label raster.

The label raster is the zone. Blocks of rows are read one after the other and every cell is added to the
running statistics of its unit, so memory grows with the number of units and not with the area, and time
with the area and not with the number of units. Spread is kept as by Welford (1962), so that large
elevations lose no digits; the result does not depend on how the rasters are cut into blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, open_raster, read_grid, row_blocks

Blocks = Iterable[tuple[NDArray[np.integer], NDArray[Any]]]
"""Pairs of arrays of equal shape: labels (0 = outside) and values."""


@dataclass(frozen=True)
class ZonalStatistics:
    """Statistics per unit; every array has one entry per unit, unit ``k`` at index ``k - 1``.

    Attributes
    ----------
    cells : all cells of the unit
    count : cells with data
    mean, std, minimum, maximum : of the cells with data (std with divisor n); NaN where there are none
    """

    cells: NDArray[np.int64]
    count: NDArray[np.int64]
    mean: NDArray[np.float64]
    std: NDArray[np.float64]
    minimum: NDArray[np.float64]
    maximum: NDArray[np.float64]

    @property
    def coverage(self) -> NDArray[np.float64]:
        """Share of the unit's cells with data, 0 to 1 (0 for a unit without cells)."""
        return self.count / np.maximum(self.cells, 1)


@dataclass(frozen=True)
class CircularStatistics:
    """Mean direction per unit; arrays as in `ZonalStatistics`.

    Attributes
    ----------
    cells, count : all cells, and those with a direction (flats have none)
    mean : degrees clockwise from north, NaN where no cell has a direction
    sine, cosine : of the mean direction; NaN likewise
    resultant : length of the mean unit vector, 0 (all ways) to 1 (one way); NaN likewise
    """

    cells: NDArray[np.int64]
    count: NDArray[np.int64]
    mean: NDArray[np.float64]
    sine: NDArray[np.float64]
    cosine: NDArray[np.float64]
    resultant: NDArray[np.float64]


@dataclass(frozen=True)
class ClassShares:
    """Class shares per unit.

    Attributes
    ----------
    cells : int64 array (units,), all cells of the unit
    counts : int64 array (units, classes), cells of each class, in the order of the codes given
    shares : float64 array (units, classes), of the cells with a class; NaN where there are none
    majority : int64 array (units,), code of the most frequent class (ties: first code); 0 for none
    coverage : float64 array (units,), share of cells with a class
    """

    cells: NDArray[np.int64]
    counts: NDArray[np.int64]
    shares: NDArray[np.float64]
    majority: NDArray[np.int64]
    coverage: NDArray[np.float64]


def array_blocks(
    labels: NDArray[np.integer], values: NDArray[Any], *, rows: int = 512
) -> Iterator[tuple[NDArray[np.integer], NDArray[Any]]]:
    """Blocks of two arrays in memory.

    Raises
    ------
    ValueError
        If their shapes differ.
    """
    if labels.shape != values.shape:
        raise ValueError(f"labels {labels.shape} and values {values.shape} differ in shape")
    for start in range(0, labels.shape[0], rows):
        yield labels[start : start + rows], values[start : start + rows]


def raster_blocks(
    labels_path: Any, values_path: Any, *, rows: int = 512
) -> Iterator[tuple[NDArray[np.integer], NDArray[Any]]]:
    """Blocks of two rasters on the same grid; nodata of floating-point values becomes NaN.

    Raises
    ------
    InputError
        If the grids differ.
    """
    one, other = read_grid(labels_path), read_grid(values_path)
    if not same_grid(one, other):
        raise InputError(
            values_path,
            f"its grid ({other.shape[0]} x {other.shape[1]} cells) is not the grid of {labels_path} "
            f"({one.shape[0]} x {one.shape[1]} cells)",
            "Bring both to the analysis grid",
        )
    with open_raster(labels_path) as labels, open_raster(values_path) as values:
        for window in row_blocks(one.shape, rows):
            yield labels.read(1, window=window), _with_nan(values, window)


def label_blocks(path: Any, *, rows: int = 512) -> Iterator[NDArray[np.integer]]:
    """Blocks of rows of a label raster, from top to bottom."""
    with open_raster(path) as labels:
        for window in row_blocks((labels.height, labels.width), rows):
            yield labels.read(1, window=window)


def same_grid(one: Grid, other: Grid) -> bool:
    """Whether two grids have the same shape, origin and cell size (to a thousandth of a cell)."""
    tolerance = 1e-3 * min(one.cell_size)
    return one.shape == other.shape and one.transform.almost_equals(other.transform, precision=tolerance)


def zonal_statistics(blocks: Blocks, units: int) -> ZonalStatistics:
    """Count, mean, standard deviation, minimum and maximum.

    Parameters
    ----------
    blocks : see `array_blocks` and `raster_blocks`
        Values that are not finite are no data.
    units : int
        Highest label; labels above it are an error.

    Raises
    ------
    ValueError
        If a label exceeds ``units``.
    """
    cells, count = np.zeros(units, np.int64), np.zeros(units, np.int64)
    mean, square = np.zeros(units), np.zeros(units)
    low, high = np.full(units, np.inf), np.full(units, -np.inf)
    for labels, values in blocks:
        _require(_add_values(labels, values, cells, count, mean, square, low, high), units)
    empty = count == 0
    for statistic in (mean, square, low, high):
        statistic[empty] = np.nan
    return ZonalStatistics(cells, count, mean, np.sqrt(square / np.maximum(count, 1)), low, high)


def circular_statistics(blocks: Blocks, units: int) -> CircularStatistics:
    """Mean direction of values in degrees; NaN (flats) does not count. Parameters and errors as above."""
    cells, count = np.zeros(units, np.int64), np.zeros(units, np.int64)
    sine, cosine = np.zeros(units), np.zeros(units)
    for labels, values in blocks:
        _require(_add_directions(labels, values, cells, count, sine, cosine), units)
    sine[count == 0] = np.nan
    direction = np.arctan2(sine, cosine)
    resultant = np.hypot(sine, cosine) / np.maximum(count, 1)
    mean = np.degrees(direction) % 360.0
    return CircularStatistics(cells, count, mean, np.sin(direction), np.cos(direction), resultant)


def unit_positions(
    labels: Iterable[NDArray[np.integer]], units: int
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Cells and centroid of every unit, from consecutive blocks of rows of the labels.

    Returns
    -------
    cells, row, column : arrays (units,)
        The centroid as mean row and column of the cells, from 0; NaN for a unit without cells.
    """
    cells, rows, columns = (np.zeros(units, np.int64) for _ in range(3))
    first = 0
    for block in labels:
        _require(_add_positions(block, first, cells, rows, columns), units)
        first += block.shape[0]
    number = np.where(cells > 0, cells, np.nan)
    return cells, rows / number, columns / number


def class_shares(blocks: Blocks, units: int, codes: Sequence[int]) -> ClassShares:
    """Shares of classes and the majority class.

    Parameters
    ----------
    blocks, units : as above; values are integers
    codes : the classes, positive; any other value is no data
    """
    if min(codes, default=1) <= 0:
        raise ValueError("class codes must be positive: 0 is no data")
    lookup = np.zeros(max(codes, default=0) + 1, np.int64)
    lookup[list(codes)] = np.arange(1, len(codes) + 1)
    table = np.zeros((units, len(codes) + 1), np.int64)
    for labels, values in blocks:
        _require(_add_classes(labels, values, lookup, table), units)
    cells, known = table.sum(axis=1), table[:, 1:].sum(axis=1)
    shares = np.where(known[:, None] > 0, table[:, 1:] / np.maximum(known, 1)[:, None], np.nan)
    if codes:
        majority = np.where(known > 0, np.array(codes)[np.argmax(table[:, 1:], axis=1)], 0)
    else:
        majority = np.zeros(units, np.int64)
    return ClassShares(cells, table[:, 1:], shares, majority, known / np.maximum(cells, 1))


def _require(highest: int, units: int) -> None:
    """A kernel stops at a label that it has no place for, and returns it."""
    if highest > units:
        raise ValueError(f"label {highest} exceeds the number of units {units}")


@njit(cache=True)
def _add_values(labels, values, cells, count, mean, square, low, high):  # type: ignore[no-untyped-def]
    for row in range(labels.shape[0]):
        for column in range(labels.shape[1]):
            unit = labels[row, column] - 1
            if unit < 0:
                continue
            if unit >= cells.size:
                return unit + 1
            cells[unit] += 1
            value = np.float64(values[row, column])
            if not np.isfinite(value):
                continue
            count[unit] += 1
            step = value - mean[unit]
            mean[unit] += step / count[unit]
            square[unit] += step * (value - mean[unit])
            low[unit] = min(low[unit], value)
            high[unit] = max(high[unit], value)
    return 0


@njit(cache=True)
def _add_directions(labels, degrees, cells, count, sine, cosine):  # type: ignore[no-untyped-def]
    for row in range(labels.shape[0]):
        for column in range(labels.shape[1]):
            unit = labels[row, column] - 1
            if unit < 0:
                continue
            if unit >= cells.size:
                return unit + 1
            cells[unit] += 1
            angle = np.radians(np.float64(degrees[row, column]))
            if np.isfinite(angle):
                count[unit] += 1
                sine[unit] += np.sin(angle)
                cosine[unit] += np.cos(angle)
    return 0


@njit(cache=True)
def _add_positions(labels, first, cells, rows, columns):  # type: ignore[no-untyped-def]
    for row in range(labels.shape[0]):
        for column in range(labels.shape[1]):
            unit = labels[row, column] - 1
            if unit < 0:
                continue
            if unit >= cells.size:
                return unit + 1
            cells[unit] += 1
            rows[unit] += first + row
            columns[unit] += column
    return 0


@njit(cache=True)
def _add_classes(labels, values, lookup, table):  # type: ignore[no-untyped-def]
    for row in range(labels.shape[0]):
        for column in range(labels.shape[1]):
            unit = labels[row, column] - 1
            if unit < 0:
                continue
            if unit >= table.shape[0]:
                return unit + 1
            value = values[row, column]
            if value < 0 or value >= lookup.size:
                value = 0
            table[unit, lookup[value]] += 1
    return 0


def _with_nan(source: Any, window: Window) -> NDArray[Any]:
    """Band 1 of an open raster, nodata as NaN in floating-point rasters."""
    values = source.read(1, window=window)
    nodata = source.nodata
    if nodata is not None and np.issubdtype(values.dtype, np.floating) and not np.isnan(nodata):
        values[values == np.asarray(nodata, values.dtype)] = np.nan
    return values
