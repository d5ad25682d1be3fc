"""Zonal statistics of rasters over a label raster, and over polygons that may overlap.

The label raster is the zone: blocks of rows are counted with ``bincount`` and added up, so memory does
not grow with the area and time does not grow with the number of units. Spread is merged block by block
(Chan, Golub & LeVeque 1979), so large elevations lose no digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grid import Grid, open_raster, read_grid, row_blocks

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
    """
    cells, count = np.zeros(units + 1, np.int64), np.zeros(units + 1, np.int64)
    mean, square = np.zeros(units + 1), np.zeros(units + 1)
    low, high = np.full(units + 1, np.inf), np.full(units + 1, -np.inf)
    for label, value in _inside(blocks, units):
        cells += np.bincount(label, minlength=units + 1)
        known = np.isfinite(value)
        label, value = label[known], value[known]
        if label.size == 0:
            continue
        number = np.bincount(label, minlength=units + 1)
        there = np.flatnonzero(number)
        block_mean = np.zeros(units + 1)
        block_mean[there] = np.bincount(label, value, units + 1)[there] / number[there]
        block_square = np.bincount(label, (value - block_mean[label]) ** 2, units + 1)
        total = count[there] + number[there]
        gap = block_mean[there] - mean[there]
        square[there] += block_square[there] + gap**2 * count[there] * number[there] / total
        mean[there] += gap * number[there] / total
        count[there] = total
        order = np.argsort(label, kind="stable")
        starts = np.searchsorted(label[order], there)
        low[there] = np.minimum(low[there], np.minimum.reduceat(value[order], starts))
        high[there] = np.maximum(high[there], np.maximum.reduceat(value[order], starts))
    empty = count == 0
    for statistic in (mean, square, low, high):
        statistic[empty] = np.nan
    std = np.sqrt(square / np.maximum(count, 1))
    return ZonalStatistics(cells[1:], count[1:], mean[1:], std[1:], low[1:], high[1:])


def circular_statistics(blocks: Blocks, units: int) -> CircularStatistics:
    """Mean direction of values in degrees; NaN (flats) does not count. Parameters as above."""
    cells, count = np.zeros(units + 1, np.int64), np.zeros(units + 1, np.int64)
    sine, cosine = np.zeros(units + 1), np.zeros(units + 1)
    for label, value in _inside(blocks, units):
        cells += np.bincount(label, minlength=units + 1)
        known = np.isfinite(value)
        label, angle = label[known], np.radians(value[known])
        count += np.bincount(label, minlength=units + 1)
        sine += np.bincount(label, np.sin(angle), units + 1)
        cosine += np.bincount(label, np.cos(angle), units + 1)
    sine[count == 0] = np.nan
    length = np.hypot(sine, cosine)
    direction = np.arctan2(sine, cosine)
    resultant = length / np.maximum(count, 1)
    mean = np.degrees(direction) % 360.0
    return CircularStatistics(
        cells[1:], count[1:], mean[1:], np.sin(direction)[1:], np.cos(direction)[1:], resultant[1:]
    )


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
    width = len(codes) + 1
    counts = np.zeros((units + 1) * width, np.int64)
    for label, value in _inside(blocks, units):
        code = np.where((value >= 0) & (value < lookup.size), value, 0).astype(np.int64)
        counts += np.bincount(label.astype(np.int64) * width + lookup[code], minlength=counts.size)
    table = counts.reshape(units + 1, width)[1:]
    cells, known = table.sum(axis=1), table[:, 1:].sum(axis=1)
    shares = np.where(known[:, None] > 0, table[:, 1:] / np.maximum(known, 1)[:, None], np.nan)
    if codes:
        majority = np.where(known > 0, np.array(codes)[np.argmax(table[:, 1:], axis=1)], 0)
    else:
        majority = np.zeros(units, np.int64)
    return ClassShares(cells, table[:, 1:], shares, majority, known / np.maximum(cells, 1))


def _inside(blocks: Blocks, units: int) -> Iterator[tuple[NDArray[np.integer], NDArray[Any]]]:
    """Labels and float64 (or integer) values of the cells inside units."""
    for labels, values in blocks:
        label, value = labels.ravel(), values.ravel()
        inside = label > 0
        label, value = label[inside], value[inside]
        if label.size and int(label.max()) > units:
            raise ValueError(f"label {int(label.max())} exceeds the number of units {units}")
        if np.issubdtype(value.dtype, np.floating):
            value = value.astype(np.float64)
        yield label, value


def _with_nan(source: Any, window: Window) -> NDArray[Any]:
    """Band 1 of an open raster, nodata as NaN in floating-point rasters."""
    values = source.read(1, window=window)
    nodata = source.nodata
    if nodata is not None and np.issubdtype(values.dtype, np.floating) and not np.isnan(nodata):
        values[values == np.asarray(nodata, values.dtype)] = np.nan
    return values
