"""Grids, block windows, and atomic raster reads and writes.

A raster in the project is a tiled GeoTIFF; floating-point rasters carry NaN for "no measurement",
integer rasters a declared nodata value. Every file is written under a temporary name and renamed
(`finished_files`), so that a killed job leaves no half file.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.errors import NotGeoreferencedWarning, RasterioIOError
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.files.finished import atomic_path
from scarpwatch.files.kinds import ZIP_PREFIX, path_fault, zip_of
from scarpwatch.grids.masks import seen_cells
from scarpwatch.grids.mosaic import Raster, mosaic_document, raster_files
from scarpwatch.grids.plain_numbers import document_of

# Radar-geometry rasters have no georeference, by nature; the warning would say so for each of them.
warnings.filterwarnings("ignore", category=NotGeoreferencedWarning)

# GDAL would keep up to a twentieth of the machine's memory in decoded tiles. Rasters are read from top to
# bottom here, each tile once, so little of that would ever be used again.
os.environ.setdefault("GDAL_CACHEMAX", "64")  # MB

# GDAL is about to read plain numbers for those alone who say that they want it; users' own descriptions are not meant.
_READ_PLAIN = {"GDAL_VRT_RAWRASTERBAND_ALLOWED_SOURCE": "ALL"}

TILE = 256  # width and height of the tiles of the rasters that the project writes
PROCESS_MB = 400  # memory of a step without its arrays: interpreter, libraries, and what they buffer


@dataclass(frozen=True)
class Grid:
    """Where the cells of a raster lie.

    Attributes
    ----------
    crs : CRS or None
        Coordinate reference system; ``None`` for radar geometry.
    transform : Affine
        From (column, row) of a cell's upper-left corner to map coordinates.
    shape : tuple of int
        Rows and columns.
    """

    crs: CRS | None
    transform: Affine
    shape: tuple[int, int]

    @property
    def cell_size(self) -> tuple[float, float]:
        """Width and height of a cell in CRS units, both positive."""
        return abs(self.transform.a), abs(self.transform.e)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top in CRS units."""
        left, top = self.transform @ (0, 0)
        right, bottom = self.transform @ (self.shape[1], self.shape[0])
        return min(left, right), min(bottom, top), max(left, right), max(bottom, top)

    def centres(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """x of every column and y of every row, at cell centres (north-up grids)."""
        rows, columns = self.shape
        x = self.transform.c + self.transform.a * (np.arange(columns) + 0.5)
        y = self.transform.f + self.transform.e * (np.arange(rows) + 0.5)
        return np.asarray(x, np.float64), np.asarray(y, np.float64)

    def part(self, window: Window) -> Grid:
        """The grid of a window of this one."""
        shift = Affine.translation(window.col_off, window.row_off)
        return Grid(self.crs, self.transform @ shift, (int(window.height), int(window.width)))


def apply_transform(
    transform: Affine, x: NDArray[Any], y: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """An affine transform of arrays of coordinates, which are broadcast against each other."""
    return (
        np.asarray(transform.a * x + transform.b * y + transform.c),
        np.asarray(transform.d * x + transform.e * y + transform.f),
    )


def row_blocks(shape: tuple[int, int], rows: int = 512) -> Iterator[Window]:
    """Windows of full width and at most ``rows`` rows that cover ``shape`` from top to bottom."""
    for start in range(0, shape[0], rows):
        yield Window(0, start, shape[1], min(rows, shape[0] - start))


def tile_layout(shape: tuple[int, int], cells_per_tile: float) -> tuple[int, int]:
    """Rows and columns of tiles, as square as can be, of at most so many cells each."""
    if shape[0] * shape[1] <= cells_per_tile:
        return 1, 1
    side = max(int(cells_per_tile**0.5), 1)
    return -(-shape[0] // side), -(-shape[1] // side)


def memory_blocks(shape: tuple[int, int], *, bytes_per_pixel: float, memory_mb: float) -> Iterator[Window]:
    """Windows that cover ``shape`` from top to bottom, each of a size that fits into memory.

    As far as they fit, windows consist of whole tiles (``TILE`` cells wide and high), so that no tile is
    decoded twice: strips of whole rows of tiles, else parts of one row of tiles, else parts of a tile.

    Parameters
    ----------
    bytes_per_pixel : what the caller holds per pixel, all arrays together
    memory_mb : memory that all arrays together may take (MB, 1e6 bytes)
    """
    rows, columns = shape
    pixels = max(1, int(memory_mb * 1e6 / bytes_per_pixel))
    width = columns
    if pixels < TILE * columns:
        width = min(columns, max(TILE, pixels // TILE // TILE * TILE))
    height = pixels // width
    height = height // TILE * TILE if height >= TILE else max(1, height)
    for top in range(0, rows, height):
        for left in range(0, columns, width):
            yield Window(left, top, min(width, columns - left), min(height, rows - top))


def file_on_disk(path: str | Path) -> Path:
    """The file that a path names: the ZIP for one inside it, as GDAL writes that (/vsizip//a/b.zip/c.tif)."""
    text = str(path)
    return Path(zip_of(text)) if text.startswith(ZIP_PREFIX) else Path(text)


def member_of(path: str | Path) -> str:
    """The file inside the ZIP that such a path names; empty for any other path."""
    text = str(path)
    return text[len(ZIP_PREFIX) + len(str(file_on_disk(text))) + 1 :] if text.startswith(ZIP_PREFIX) else ""


@contextmanager
def open_raster(path: Raster) -> Iterator[rasterio.DatasetReader]:
    """Open a raster for reading, also one inside a ZIP, or several tiles of one lattice as one raster.

    Raises
    ------
    InputError
        If a file is missing, is not a raster, or is truncated, or tiles do not fit together.
    """
    files = raster_files(path)
    for file in files:
        fault = path_fault(file_on_disk(file))
        if fault:
            raise InputError(file, fault, "Check the path in the config.")
    plain = document_of(files[0]) if len(files) == 1 and not member_of(files[0]) else None
    try:
        with (
            rasterio.Env(**_READ_PLAIN) if plain else nullcontext(),
            rasterio.open(plain or (files[0] if len(files) == 1 else mosaic_document(files))) as source,
        ):
            yield source
    except (RasterioIOError, CPLE_BaseError) as error:  # the latter of a header that is read late
        raise InputError(
            path,
            f"the raster cannot be read ({error})",
            "The file may be truncated or not a raster: copy or download it again.",
        ) from error


def grid_of(source: rasterio.DatasetReader) -> Grid:
    """The grid of an open raster."""
    return Grid(source.crs, source.transform, (source.height, source.width))


def read_grid(path: Raster) -> Grid:
    """The grid of a raster file, or of several tiles."""
    with open_raster(path) as source:
        return grid_of(source)


def read_tags(path: str | Path) -> dict[str, str]:
    """The tags of a raster file (units, sign convention, dates and so on)."""
    with open_raster(path) as source:
        return dict(source.tags())


def read_raster(path: Raster, band: int = 1, window: Window | None = None) -> tuple[NDArray[Any], Grid]:
    """Read one band; in floating-point bands nodata becomes NaN, and what a mask or an alpha band takes out in all.

    Returns
    -------
    values : array (rows, columns)
        Integer bands keep their declared nodata value, and become floating-point ones if the file has a mask.
    grid : Grid
        Of the whole file, whatever the window.
    """
    with open_raster(path) as source:
        values = source.read(band, window=window)
        nodata = source.nodatavals[band - 1]
        seen = seen_cells(source, band, window)
        grid = grid_of(source)
    if nodata is not None and np.issubdtype(values.dtype, np.floating) and not np.isnan(nodata):
        values[values == np.asarray(nodata, values.dtype)] = np.nan
    if seen is not None:
        if not np.issubdtype(values.dtype, np.inexact):
            values = values.astype(np.result_type(values.dtype, np.float32))
        values[~seen] = np.nan
    return values, grid


@contextmanager
def new_raster(
    path: str | Path,
    grid: Grid,
    *,
    dtype: str,
    bands: int = 1,
    nodata: float | None = None,
    descriptions: Sequence[str] = (),
    tags: Mapping[str, object] | None = None,
    colormap: Mapping[int, tuple[int, int, int, int]] | None = None,
    compress: str = "zstd",
) -> Iterator[rasterio.io.DatasetWriter]:
    """A tiled GeoTIFF to be written window by window; atomic, and gone if the block ends with an error.

    Windows of `memory_blocks` write every tile once. Parameters as for `write_raster`.
    """
    with (
        atomic_path(path) as temporary,
        plain_raster(
            temporary,
            grid,
            dtype=dtype,
            bands=bands,
            nodata=nodata,
            descriptions=descriptions,
            tags=tags,
            colormap=colormap,
            compress=compress,
        ) as target,
    ):
        yield target


@contextmanager
def plain_raster(
    path: Path,
    grid: Grid,
    *,
    dtype: str,
    bands: int,
    nodata: float | None,
    descriptions: Sequence[str],
    tags: Mapping[str, object] | None,
    colormap: Mapping[int, tuple[int, int, int, int]] | None,
    compress: str,
) -> Iterator[rasterio.io.DatasetWriter]:
    """The same under its own name from the beginning, for a path that `atomic_path` gave."""
    if nodata is None and dtype.startswith("float"):
        nodata = float("nan")
    profile: dict[str, Any] = {
        "driver": "GTiff",
        "dtype": dtype,
        "count": bands,
        "height": grid.shape[0],
        "width": grid.shape[1],
        "crs": grid.crs,
        "transform": grid.transform,
        "nodata": nodata,
        "tiled": True,
        "blockxsize": TILE,
        "blockysize": TILE,
        "interleave": "band",
        "BIGTIFF": "IF_SAFER",
    }
    if bands > 1:  # else GDAL takes three or four bands of bytes for red, green, blue and alpha
        profile["photometric"] = "minisblack"
    if compress != "none":
        profile["compress"] = compress
        if compress == "zstd":
            profile["zstd_level"] = 1
    with rasterio.open(path, "w", **profile) as target:
        yield target
        for index, text in enumerate(descriptions, start=1):
            target.set_band_description(index, text)
        if colormap:
            target.write_colormap(1, dict(colormap))
        target.update_tags(**{key: str(value) for key, value in (tags or {}).items()})


def write_raster(
    path: str | Path,
    values: NDArray[Any],
    grid: Grid,
    *,
    nodata: float | None = None,
    dtype: str | None = None,
    descriptions: Sequence[str] = (),
    tags: Mapping[str, object] | None = None,
    colormap: Mapping[int, tuple[int, int, int, int]] | None = None,
    compress: str = "zstd",
) -> None:
    """Write a tiled GeoTIFF atomically.

    Parameters
    ----------
    values : array (rows, columns) or (bands, rows, columns)
        Floating-point values get nodata NaN unless ``nodata`` is given.
    dtype : type in the file, where it is not that of ``values`` (such as ``"complex_int16"``)
    descriptions : one per band
    tags : mapping
        Units, sign convention, reference point, dates: whatever a reader needs to use the file.
    compress : {"zstd", "deflate", "none"}
    """
    bands = values[np.newaxis] if values.ndim == 2 else values
    if bands.shape[1:] != tuple(grid.shape):
        raise ValueError(f"{path}: values {bands.shape[1:]} do not fit the grid {grid.shape}")
    if nodata is None and np.issubdtype(bands.dtype, np.floating):
        nodata = float("nan")
    with new_raster(
        path,
        grid,
        dtype=dtype or bands.dtype.name,
        bands=bands.shape[0],
        nodata=nodata,
        descriptions=descriptions,
        tags=tags,
        colormap=colormap,
        compress=compress,
    ) as target:
        target.write(bands)
