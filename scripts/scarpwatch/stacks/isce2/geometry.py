"""Layers of geometry from ISCE2's images: line of sight, height, place and slant range of every sample.

They are made in blocks of lines, so that little more than the layers themselves is held in memory: 40 bytes per
sample, and 4 for the mask of layover and shadow. Latitude and longitude need double precision (single is off by up
to 0.4 m); single is enough for all else: angles are off by some 1e-7 rad, ranges by 0.03 m.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.grids.grid import row_blocks
from scarpwatch.stacks.isce2.images import read_windows
from scarpwatch.stacks.isce2.metadata import Swath, near_range

_SAMPLES = 2**18  # of a block
# Of Sentinel-1's orbit, where the files do not tell the range.
_EARTH_M, _ORBIT_M = 6371e3, 7071e3


def line_blocks(window: Window, samples: int = _SAMPLES) -> list[tuple[slice, Window]]:
    """Parts of a window of about so many samples: lines within the window, and the part as a window."""
    return [
        (
            slice(block.row_off, block.row_off + block.height),
            Window(window.col_off, window.row_off + block.row_off, window.width, block.height),
        )
        for block in row_blocks(
            (int(window.height), int(window.width)), max(1, samples // max(1, int(window.width)))
        )
    ]


def geometry_layers(
    names: Sequence[str], files: Mapping[str, str], window: Window, swaths: Sequence[Swath]
) -> dict[str, NDArray[np.floating]]:
    """Layers over a part of the images; NaN where no burst reaches.

    Parameters
    ----------
    names : of the layers
    files : ``lat``, ``lon``, ``hgt``, ``los``, and ``shadowMask`` for ``layover_shadow``
    swaths : those of the reference, for the slant range; if none, it is that of a circular orbit over a sphere

    Raises
    ------
    InputError
        If an image cannot be read.
    """
    shape = int(window.height), int(window.width)
    double = {"latitude", "longitude"}
    layers: dict[str, NDArray[np.floating]] = {
        name: np.empty(shape, np.float64 if name in double else np.float32) for name in names
    }
    blocks = line_blocks(window)
    images = [("lat", 1), ("lon", 1), ("hgt", 1), ("los", 1), ("los", 2)]
    images += [("shadowMask", 1)] if "layover_shadow" in names else []
    parts = (read_windows(files[name], [part for _, part in blocks], band) for name, band in images)
    for (lines, _), (latitude, longitude, height, incidence, azimuth, *mask) in zip(
        blocks, zip(*parts, strict=True), strict=True
    ):
        empty = ((latitude == 0) & (longitude == 0)) | (incidence == 0)
        incidence, azimuth = (np.deg2rad(angle.astype(np.float32)) for angle in (incidence, azimuth))
        across = np.sin(incidence)
        values = {
            "height": height,
            "slant_range": _slant_range(swaths, window, incidence),
            "incidence": incidence,
            "los_east": -across * np.sin(azimuth),
            "los_north": across * np.cos(azimuth),
            "los_up": np.cos(incidence),
            "latitude": latitude,
            "longitude": longitude,
        }
        if mask:
            values["layover_shadow"] = mask[0]
        for name, layer in layers.items():
            layer[lines] = values[name]
            layer[lines][empty] = np.nan
    return layers


def _slant_range(
    swaths: Sequence[Swath], window: Window, incidence: NDArray[np.float32]
) -> NDArray[np.floating]:
    """Slant range (m) of a block, or of one line where all have the same."""
    if not swaths:
        across = _EARTH_M * np.sin(incidence)
        return np.asarray(np.sqrt(_ORBIT_M**2 - across**2) - _EARTH_M * np.cos(incidence))
    near, spacing = near_range(swaths)
    return np.asarray(near + spacing * (window.col_off + np.arange(window.width)))
