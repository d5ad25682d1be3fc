"""What is made of the rasters of some days, such as the rain of a month, on the analysis grid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.grids.grid import Grid, open_raster
from scarpwatch.grids.masks import read_numbers
from scarpwatch.grids.warping import warp_blocks, warp_parts, warped_grid

Statistic = Literal["sum", "mean", "max", "min"]


def aggregate_blocks(
    paths: Sequence[str | Path],
    grid: Grid,
    statistic: Statistic,
    *,
    expected: int,
    band: int = 1,
    most_missing: float = 0.1,
    memory_mb: float = 100.0,
) -> Iterator[tuple[Window, NDArray[np.float32]]]:
    """The sum, mean, largest or smallest value of several rasters, on a grid.

    Rasters that have one grid, as those of a series mostly do, are aggregated on it, and what comes out is warped; others
    are warped one by one and aggregated then.

    Parameters
    ----------
    paths : one raster for each date
    expected : how many there would be without gaps; the sum is that of the rasters that have a value, times
        ``expected`` over their number, so that a missing day does not pass for a dry one
    band : of each raster
    most_missing : a cell without a value in a larger share of what is expected is NaN
    memory_mb : memory that a block may take (MB)

    Yields
    ------
    window, float32 array (rows, columns)

    Raises
    ------
    InputError
        As :func:`~scarpwatch.grids.warping.warp_blocks`.
    """
    sources = [warped_grid(path, grid, band=band) for path in paths]

    def aggregate(layers: Iterable[NDArray[np.floating]]) -> NDArray[np.float64]:
        return _aggregate(layers, statistic, expected, most_missing)

    if all(same_grid(sources[0], other) for other in sources[1:]):
        read = partial(_read, band=band)
        yield from warp_parts(
            lambda part: aggregate(read(path, part) for path in paths), sources[0], grid, memory_mb=memory_mb
        )
        return
    # The windows are the same for all, and one block after the other is added, so that memory holds one alone.
    warped = [warp_blocks(path, grid, band=band, memory_mb=memory_mb) for path in paths]
    for window, values in warped[0]:
        rest = (next(blocks)[1] for blocks in warped[1:])
        yield window, aggregate(chain([values], rest)).astype(np.float32)


def same_grid(one: Grid, other: Grid) -> bool:
    """Whether two rasters have the same CRS, shape, origin and cell size (to a thousandth of a cell)."""
    near = one.transform.almost_equals(other.transform, precision=1e-3 * min(one.cell_size))
    return one.shape == other.shape and one.crs == other.crs and near


def _read(path: str | Path, part: Window, band: int) -> NDArray[np.float64]:
    with open_raster(path) as source:
        return read_numbers(source, band, part)


def _aggregate(
    layers: Iterable[NDArray[np.floating]], statistic: Statistic, expected: int, most_missing: float
) -> NDArray[np.float64]:
    """One layer of several, NaN where too few of what is expected are known."""
    result, count = np.zeros(()), np.zeros((), np.int32)
    for number, values in enumerate(layers):
        known = np.isfinite(values)
        count = count + known
        if statistic in ("min", "max"):
            extreme = np.fmin if statistic == "min" else np.fmax
            result = extreme(result, values) if number else values.astype(np.float64)
        else:
            result = result + np.where(known, values, 0.0)
    if statistic in ("sum", "mean"):
        result = result * ((expected if statistic == "sum" else 1) / np.maximum(count, 1))
    # A little room, since 0.9 times 30 is not quite 27.
    return np.where(count >= max(1.0, (1 - most_missing) * expected - 1e-6), result, np.nan)
