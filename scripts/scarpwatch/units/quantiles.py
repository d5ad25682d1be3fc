"""Quantiles of rasters over units, exact: values are collected and sorted, never binned.

Unlike mean and spread, a quantile needs all values of a unit at hand. Units are worked on in groups whose values fit
into memory together, each group in one pass over the rasters, so that the result does not depend on the size of blocks
or groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from affine import Affine
from numba import njit
from numpy.typing import NDArray

from scarpwatch.grids.grid import open_raster
from scarpwatch.units.polygon_zonal import polygon_rows
from scarpwatch.units.zonal import raster_blocks, zonal_statistics


def label_quantiles(
    labels_path: Any,
    values_path: Any,
    number: int,
    levels: Sequence[float],
    *,
    memory_mb: float = 200.0,
    rows: int = 512,
) -> NDArray[np.float64]:
    """Quantiles of a raster over the units of a label raster.

    Linear between the sorted values, as numpy's default (type 7 of Hyndman & Fan 1996).

    Parameters
    ----------
    labels_path, values_path : rasters on the same grid; labels from 1, 0 = outside
        Values that are not finite are no data.
    number : highest label; labels above it are an error
    levels : 0 to 1
    memory_mb : memory that the values of a group of units may take (MB); a unit that is larger is a group of its own
    rows : of the blocks that are read

    Returns
    -------
    float64 array (units, levels)
        Unit ``k`` at index ``k - 1``; NaN where a unit has no data.

    Raises
    ------
    InputError
        If the grids differ.
    ValueError
        If a label exceeds ``number``, or a level is not between 0 and 1.
    """
    _require_levels(levels)
    count = zonal_statistics(raster_blocks(labels_path, values_path, rows=rows), number).count
    with open_raster(values_path) as source:
        dtype = np.result_type(source.dtypes[0], np.float32)
    result = np.full((number, len(levels)), np.nan)
    for first, end in _groups(count, memory_mb * 1e6 / dtype.itemsize):
        stop = np.cumsum(count[first:end])
        start = stop - count[first:end]
        values, filled = np.empty(int(stop[-1]), dtype), start.copy()
        for labels, block in raster_blocks(labels_path, values_path, rows=rows):
            _collect(labels, block, first, filled, values)
        for unit in range(end - first):
            values[start[unit] : stop[unit]].sort()
        result[first:end] = _between(values, start, count[first:end], levels)
    return result


def polygon_quantiles(
    geometries: Sequence[Any], values: NDArray[np.floating], transform: Affine, levels: Sequence[float]
) -> NDArray[np.float64]:
    """Quantiles over polygons that may overlap, polygon ``k`` at index ``k``.

    Cells as in :func:`~scarpwatch.units.polygon_zonal.polygon_statistics`; else as :func:`label_quantiles`.

    Parameters
    ----------
    geometries : shapely polygons in the raster's CRS
    values : array (rows, columns), NaN = no data
    transform : of the raster
    """
    _require_levels(levels)

    def quantiles(masked: Any, properties: Any, inside: Any) -> NDArray[np.float64]:
        cells = masked.compressed()
        cells = cells[np.isfinite(cells)]
        return np.quantile(cells, levels) if cells.size else np.full(len(levels), np.nan)

    rows = polygon_rows(
        geometries, values.astype(np.float64), transform, float("nan"), more={"quantiles": quantiles}
    )
    return np.array([row["quantiles"] for row in rows], np.float64).reshape(len(rows), len(levels))


def _require_levels(levels: Sequence[float]) -> None:
    wrong = [level for level in levels if not 0 <= level <= 1]
    if wrong:
        raise ValueError(f"a quantile's level is between 0 and 1, not {wrong[0]}")


def _groups(count: NDArray[np.int64], most: float) -> Iterator[tuple[int, int]]:
    """Ranges of units, first and behind the last, that have at most so many values together, or are a single unit."""
    total = np.concatenate([[0], np.cumsum(count)])
    first = 0
    while first < count.size:
        end = max(int(np.searchsorted(total, total[first] + most, side="right")) - 1, first + 1)
        if total[end] > total[first]:
            yield first, end
        first = end


def _between(
    values: NDArray[np.floating], start: NDArray[np.int64], count: NDArray[np.int64], levels: Sequence[float]
) -> NDArray[np.float64]:
    """The quantiles of sorted stretches of values, to the last digit as numpy interpolates them."""
    known = count > 0
    place = np.multiply.outer(count[known] - 1.0, np.asarray(levels, np.float64))
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, count[known][:, None] - 1)
    low, high = (values[start[known][:, None] + index].astype(np.float64) for index in (below, above))
    share = place - below
    result = np.full((count.size, len(levels)), np.nan)
    result[known] = np.where(share < 0.5, low + (high - low) * share, high - (high - low) * (1 - share))
    return result


@njit(cache=True)
def _collect(labels, values, first, filled, store):  # type: ignore[no-untyped-def]
    """Put the values of the units from ``first`` on behind those that are there."""
    for row in range(labels.shape[0]):
        for column in range(labels.shape[1]):
            unit = labels[row, column] - 1 - first
            if unit < 0 or unit >= filled.size:
                continue
            value = values[row, column]
            if np.isfinite(value):
                store[filled[unit]] = value
                filled[unit] += 1
