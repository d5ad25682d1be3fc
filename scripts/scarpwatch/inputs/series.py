"""What is made of the rasters of some days, such as the rain of a month, on the analysis grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.grids.grid import Grid
from scarpwatch.grids.warping import warp_blocks

Statistic = Literal["sum", "mean", "max", "min"]


def aggregate_blocks(
    paths: Sequence[str | Path],
    grid: Grid,
    statistic: Statistic,
    *,
    expected: int,
    band: int = 1,
    most_missing: float = 0.1,
    memory_mb: float = 200.0,
) -> Iterator[tuple[Window, NDArray[np.float32]]]:
    """The sum, mean, largest or smallest value of several rasters, on a grid.

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
    share = memory_mb / max(1, len(paths))
    for blocks in zip(*(warp_blocks(path, grid, band=band, memory_mb=share) for path in paths), strict=True):
        window = blocks[0][0]
        total = np.zeros(blocks[0][1].shape)
        count = np.zeros(total.shape, np.int32)
        low, high = np.full(total.shape, np.inf), np.full(total.shape, -np.inf)
        for _, values in blocks:
            known = np.isfinite(values)
            total += np.where(known, values, 0.0)
            count += known
            low, high = np.fmin(low, values), np.fmax(high, values)
        sure = count >= max(1.0, (1 - most_missing) * expected)
        mean = total / np.maximum(count, 1)
        result = {"sum": total * (expected / np.maximum(count, 1)), "mean": mean, "min": low, "max": high}[
            statistic
        ]
        yield window, np.where(sure, result, np.nan).astype(np.float32)
