"""Writing a DEM block by block, smoothed where that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, new_raster, open_raster
from scarpwatch.grids.mosaic import Raster
from scarpwatch.terrain.smoothing import smooth_blocks

Blocks = Iterable[tuple[Window, NDArray[np.floating]]]


def write_elevation(
    path: str | Path,
    blocks: Blocks,
    grid: Grid,
    tags: Mapping[str, Any],
    *,
    source: Raster,
    sigma: float | None = None,
) -> float:
    """Write elevations as float32.

    Parameters
    ----------
    blocks : (window, elevations in m) that cover the grid, NaN = gap
    source : where they come from, for messages
    sigma : of the Gaussian that smooths them, cells; None = as they are. They are then written twice, first
        beside ``path`` as they were, since a block's smoothing needs its neighbours.

    Returns
    -------
    float
        Share of the cells with an elevation.

    Raises
    ------
    InputError
        If no cell has one; there is then no file.
    """
    if sigma is None:
        return _write(path, blocks, grid, tags, source)
    with TemporaryDirectory(prefix=".dem-", dir=Path(path).parent) as folder:
        _write(Path(folder) / "dem.tif", blocks, grid, tags, source)
        with open_raster(Path(folder) / "dem.tif") as raster:
            smooth = smooth_blocks(lambda window: raster.read(1, window=window), grid.shape, sigma)
            return _write(path, smooth, grid, {**tags, "SMOOTHED": f"{sigma:g} cells"}, source)


def _write(path: str | Path, blocks: Blocks, grid: Grid, tags: Mapping[str, Any], source: Raster) -> float:
    known = 0
    with new_raster(path, grid, dtype="float32", descriptions=["elevation"], tags=tags) as raster:
        for window, elevation in blocks:
            raster.write(elevation, 1, window=window)
            known += int(np.isfinite(elevation).sum())
        if not known:
            raise InputError(source, "no cell has an elevation", "Check the band and the nodata value")
    return float(known / np.prod(grid.shape))
