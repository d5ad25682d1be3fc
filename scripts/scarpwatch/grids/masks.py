"""Which cells of a raster have a value: the one place that knows all the ways in which files say it.

A file may declare a value that stands for no data, hold NaN, carry a mask (a band of its own inside the file, a
``.msk`` file beside it, one mask for all bands, the mask of a VRT), or have an alpha band whose zeros are
transparent. Whatever reads a user's raster reads it here, so that none of them is taken for a measurement.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio import DatasetReader
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.windows import Window

_BY_VALUE = {MaskFlags.all_valid, MaskFlags.nodata}


def alpha_band(source: DatasetReader) -> int | None:
    """Number (from 1) of a raster's alpha band; GDAL itself knows it only as the second of 2 or the fourth of 4."""
    for number, meaning in enumerate(source.colorinterp, start=1):
        if meaning == ColorInterp.alpha:
            return number
    return None


def value_bands(source: DatasetReader) -> int:
    """How many bands of a raster hold values: all but an alpha band."""
    return int(source.count) - (alpha_band(source) is not None)


def mask_name(source: DatasetReader, band: int = 1) -> str | None:
    """``"mask"`` or ``"alpha band"``, if cells are told to be without data otherwise than by their value."""
    if alpha_band(source) not in (None, band):
        return "alpha band"
    return None if set(source.mask_flag_enums[band - 1]) <= _BY_VALUE else "mask"


def seen_cells(
    source: DatasetReader, band: int = 1, window: Window | None = None
) -> NDArray[np.bool_] | None:
    """Which cells neither a mask nor an alpha band takes out, bool (rows, columns); None without either."""
    name = mask_name(source, band)
    if name is None:
        return None
    if name == "mask":
        return np.asarray(source.read_masks(band, window=window) > 0)
    # Read as a band: half transparent cells, as resampling makes them at edges, have a value.
    return np.asarray(source.read(alpha_band(source), window=window) > 0)


def read_known(
    source: DatasetReader, band: int = 1, window: Window | None = None
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Read a band as it stands, and which of its cells have a value.

    Returns
    -------
    raw : array (rows, columns) of the file's type
    known : bool array of the same shape: finite, not the declared nodata value, and neither masked nor wholly
        transparent

    Raises
    ------
    rasterio.errors.RasterioIOError
        If the file is damaged.
    """
    raw = np.asarray(source.read(band, window=window))
    known: NDArray[np.bool_] = np.isfinite(raw)
    nodata = source.nodatavals[band - 1]
    if nodata is not None and not np.isnan(nodata):
        known &= raw != np.asarray(nodata).astype(raw.dtype)
    seen = seen_cells(source, band, window)
    if seen is not None:
        known &= seen
    return raw, known


def read_numbers(
    source: DatasetReader, band: int = 1, window: Window | None = None, *, scaled: bool = True
) -> NDArray[np.float64]:
    """Read a band as the numbers that it stands for, float64 (rows, columns), NaN where there are none.

    The scale and the offset that the file declares for the band are applied: vegetation indices come as whole
    numbers of 0.0001, some elevation models as decimetres.

    Parameters
    ----------
    scaled : False for codes of classes, which are no numbers

    Raises
    ------
    rasterio.errors.RasterioIOError
        If the file is damaged.
    """
    raw, known = read_known(source, band, window)
    values = raw.astype(np.float64)
    values[~known] = np.nan
    scale, offset = source.scales[band - 1], source.offsets[band - 1]
    if scaled and (scale != 1.0 or offset != 0.0):
        values = values * scale + offset
    return values
