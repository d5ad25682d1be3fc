"""NDVI from one file or several, of several dates or tiles, on the analysis grid."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, open_raster, write_raster
from scarpwatch.grids.mosaic import Raster, raster_files
from scarpwatch.grids.warping import covering_window, warp_blocks
from scarpwatch.inputs.rasters.modis import is_modis, read_modis_grid, read_modis_ndvi
from scarpwatch.inputs.rasters.samples import require_one_band


def ndvi_blocks(
    files: Raster,
    grid: Grid,
    *,
    reliability: int | None = 1,
    band: int | None = None,
    memory_mb: float = 100.0,
) -> Iterator[tuple[Window, NDArray[np.float32]]]:
    """Warp NDVI to a grid, block by block.

    Of several files, the mean of what is known: of several dates it is their mean, tiles of one date stand side
    by side. Each file is warped by itself, so cells at the seam of two tiles are not interpolated across it.

    Parameters
    ----------
    files : rasters whose values, after the scale that they declare, are NDVI; or tiles of MODIS (.hdf)
    reliability : of MODIS, see :func:`scarpwatch.inputs.rasters.modis.read_modis_ndvi`
    band : of the rasters that holds the index; None = their only one
    memory_mb : memory that a block may take (MB)

    Yields
    ------
    window, float32 array (rows, columns), NaN where no file has a value

    Raises
    ------
    InputError
        If a file cannot be read, has no CRS, or no part of it lies on the grid.
    """
    with ExitStack() as stack:
        paths = [
            _unpacked(file, grid, stack, reliability) if is_modis(file) else file
            for file in raster_files(files)
        ]
        share = memory_mb / len(paths)
        bands = [_band_of(path, band) for path in paths]
        warped = (
            warp_blocks(path, grid, band=number, memory_mb=share)
            for path, number in zip(paths, bands, strict=True)
        )
        for blocks in zip(*warped, strict=True):
            if len(blocks) == 1:
                yield blocks[0]
                continue
            total, number = np.zeros(blocks[0][1].shape), np.zeros(blocks[0][1].shape, np.int32)
            for _, values in blocks:
                known = np.isfinite(values)
                total[known] += values[known]
                number += known
            mean = np.where(number > 0, total / np.maximum(number, 1), np.nan)
            yield blocks[0][0], mean.astype(np.float32)


def _band_of(path: str | Path, band: int | None) -> int:
    """The band to be read; a raster of several is refused if none is given."""
    with open_raster(path) as source:
        if band is None:
            require_one_band(source, path, "Say with factors.ndvi_band which of them is NDVI.")
        # Of a MODIS tile the index alone was unpacked.
        return band if band is not None and source.count > 1 else 1


def _unpacked(path: str | Path, grid: Grid, stack: ExitStack, reliability: int | None) -> Path:
    """The part of a MODIS tile around the grid, as a raster in a folder that goes when ``stack`` is closed."""
    source = read_modis_grid(path)
    window = covering_window(source, grid)
    if window is None:
        raise InputError(path, "no part of it lies on the analysis grid", "Take the tile of the area.")
    values = read_modis_ndvi(path, reliability=reliability, window=window)
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="scarpwatch-")))
    write_raster(folder / "ndvi.tif", values, source.part(window))
    return folder / "ndvi.tif"
