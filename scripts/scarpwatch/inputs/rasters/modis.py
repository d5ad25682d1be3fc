"""Vegetation indices of MODIS as their maker distributes them: MOD13Q1, MYD13Q1 and their coarser kin, in HDF4.

A file holds one tile of the sinusoidal grid and one period of 16 days (or a month). GDAL as rasterio's wheels
bring it does not read HDF4, hence pyhdf. Facts of the product (MOD13 user guide, collection 6.1):

- data set ``250m 16 days NDVI`` (int16), true value = stored value / ``scale_factor`` (10000: it divides, where
  the convention of netCDF multiplies), fill -3000, valid -2000..10000;
- data set ``250m 16 days pixel reliability`` (int8): -1 no data, 0 good, 1 marginal, 2 snow or ice, 3 cloud;
- the place of the tile in the text attribute ``StructMetadata.0`` (outer corners in metres on a sphere with a
  radius of 6371007.181 m), and in the file's name as ``hXXvYY``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid

SUFFIXES = {".hdf", ".hdf4"}
SINUSOIDAL = "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs"

_TILE_M = 1111950.5196667  # side of a tile: the sphere's equator divided by 36
_WEST_M, _NORTH_M = -18 * _TILE_M, 9 * _TILE_M
_SIGNATURE = b"\x0e\x03\x13\x01"
_AGAIN = "Download it again (MOD13Q1 or MYD13Q1, the .hdf itself), or give a GeoTIFF of the index."


def is_modis(path: str | Path) -> bool:
    """Whether a file is named as MODIS's are."""
    return Path(path).suffix.lower() in SUFFIXES


def read_modis_grid(path: str | Path) -> Grid:
    """Where the cells of a tile lie.

    Raises
    ------
    InputError
        If it is no HDF4 file, has no vegetation index, or does not say where it lies; or if pyhdf is not installed.
    """
    with _open(path) as file:
        return _grid(path, file, _data_set(path, file, "NDVI").info()[2])


def read_modis_ndvi(
    path: str | Path, *, reliability: int | None = 1, window: Window | None = None
) -> NDArray[np.float32]:
    """The index of a tile, -1..1, or of a window of it; NaN where it is filled, out of range or unreliable.

    Parameters
    ----------
    reliability : poorest pixel reliability that counts, 0..3; None = all that have a value

    Raises
    ------
    InputError
        As :func:`read_modis_grid`, if a data set or attribute is missing, or values cannot be read.
    """
    with _open(path) as file:
        from pyhdf.error import HDF4Error

        index = _data_set(path, file, "NDVI")
        notes = index.attributes()
        scale = float(notes.get("scale_factor", 0.0))
        if not scale:
            raise InputError(path, "its NDVI has no scale_factor", _AGAIN)
        try:
            raw = _read(index, window)
            ranks = None if reliability is None else _read(_data_set(path, file, "pixel reliability"), window)
        except HDF4Error as error:
            raise InputError(path, f"its values cannot be read ({error})", _AGAIN) from error
    low, high = notes.get("valid_range", (-2000, 10000))
    known = (raw != notes.get("_FillValue", -3000)) & (raw >= low) & (raw <= high)
    if ranks is not None:
        known &= (ranks >= 0) & (ranks <= reliability)
    # A converted copy may hold 0.0001, to be multiplied by.
    values = (raw - float(notes.get("add_offset", 0.0))) * (1.0 / scale if abs(scale) > 1.0 else scale)
    return np.where(known, values, np.nan).astype(np.float32)


@contextmanager
def _open(path: str | Path) -> Iterator[Any]:
    try:
        from pyhdf.error import HDF4Error
        from pyhdf.SD import SD
    except ImportError as error:
        raise InputError(
            path,
            "HDF4 files are read by pyhdf, which is not installed",
            "For this system there may be no ready-made one (docs/install.md): take pyhdf from conda-forge, or give a "
            "GeoTIFF of the index.",
        ) from error
    if not Path(path).is_file():
        raise InputError(path, "the file does not exist", "Check factors.ndvi in the config.")
    with open(path, "rb") as stream:
        if stream.read(4) != _SIGNATURE:
            raise InputError(path, "it is not an HDF4 file, as MODIS tiles are", _AGAIN)
    try:
        file = SD(str(path))
    except HDF4Error as error:
        raise InputError(path, f"it cannot be read ({error}): it may be truncated", _AGAIN) from error
    try:
        yield file
    finally:
        file.end()


def _data_set(path: str | Path, file: Any, what: str) -> Any:
    """The data set whose name ends so: ``250m 16 days NDVI``, ``1 km monthly NDVI``."""
    there = list(file.datasets())
    names = [name for name in there if name.endswith(f" {what}")]
    if not names:
        raise InputError(
            path, f"it has no data set {what!r} (there are: {', '.join(there) or 'none'})", _AGAIN
        )
    return file.select(names[0])


def _read(data: Any, window: Window | None) -> NDArray[Any]:
    if window is None:
        return np.asarray(data.get())
    start = (int(window.row_off), int(window.col_off))
    return np.asarray(data.get(start=start, count=(int(window.height), int(window.width))))


def _grid(path: str | Path, file: Any, shape: list[int]) -> Grid:
    rows, columns = int(shape[0]), int(shape[1])
    text = str(file.attributes().get("StructMetadata.0", ""))
    corners = [
        re.search(rf"{name}\s*=\s*\(([^,)]+),([^)]+)\)", text)
        for name in ("UpperLeftPointMtrs", "LowerRightMtrs")
    ]
    tile = re.search(r"\.h(\d\d)v(\d\d)\.", Path(path).name)
    if corners[0] and corners[1] and "GCTP_SNSOID" in text:
        (left, top), (right, bottom) = ((float(found[1]), float(found[2])) for found in corners if found)
    elif tile:
        left, top = _WEST_M + int(tile[1]) * _TILE_M, _NORTH_M - int(tile[2]) * _TILE_M
        right, bottom = left + _TILE_M, top - _TILE_M
    else:
        raise InputError(
            path,
            "it does not say where it lies: no StructMetadata.0 in the sinusoidal projection, and no hXXvYY in its name",
            _AGAIN,
        )
    transform = Affine((right - left) / columns, 0.0, left, 0.0, (bottom - top) / rows, top)
    return Grid(CRS.from_string(SINUSOIDAL), transform, (rows, columns))
