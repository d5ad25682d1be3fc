"""Windows of ISCE2's images: flat files described by their .xml, or virtual ones put together from bursts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.errors import RasterioIOError
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grid import open_raster
from scarpwatch.products.isce2_metadata import read_header

_STEP = 8  # lines and columns from one look at the coordinates to the next; some 100 m along the track


def image_shape(path: str) -> tuple[int, int]:
    """Rows and columns of an image.

    Raises
    ------
    InputError
        If it or its header cannot be read, or it is shorter than the header says.
    """
    if path.endswith(".vrt"):
        with open_raster(path) as source:
            return source.height, source.width
    header = read_header(f"{path}.xml")
    size = header.rows * header.columns * header.bands * np.dtype(header.type).itemsize
    found = Path(path).stat().st_size
    if found < size:
        raise InputError(
            path,
            f"it has {found} bytes and would have {size} if it were whole",
            "It is truncated: copy it again from the stack's folder.",
        )
    return header.rows, header.columns


def read_window(path: str, window: Window, band: int = 1) -> NDArray[Any]:
    """A part of one band.

    Raises
    ------
    InputError
        If the image cannot be read.
    """
    rows, columns = (slice(part.start, part.stop) for part in window.toslices())
    if path.endswith(".vrt"):
        try:
            with open_raster(path) as source:
                return source.read(band, window=window)
        except RasterioIOError as error:
            raise InputError(
                path,
                f"the bursts that it is put together from cannot be read ({error})",
                "Keep the stack's burst folders where they were, or merge without virtual files.",
            ) from error
    header = read_header(f"{path}.xml")
    image_shape(path)
    order = {"BIL": (0, 2, 1), "BIP": (0, 1, 2), "BSQ": (1, 2, 0)}[header.scheme]  # of rows, columns, bands
    sizes = header.rows, header.columns, header.bands
    stored = [0, 0, 0]
    for axis, place in enumerate(order):
        stored[place] = sizes[axis]
    values = np.memmap(path, header.type, mode="r", shape=(stored[0], stored[1], stored[2]))
    part = values.transpose(order)[rows, columns, band - 1]
    return np.array(part, np.dtype(header.type).newbyteorder("="))


def image_bounds(latitude: str, longitude: str) -> tuple[float, float, float, float] | None:
    """West, south, east and north of what the images cover, from nine lines; None where nothing is known."""
    rows, columns = image_shape(latitude)
    lats, lons = [], []
    for row in np.unique(np.linspace(0, rows - 1, 9).astype(int)):
        line = Window(0, int(row), columns, 1)
        lat, lon = read_window(latitude, line)[0], read_window(longitude, line)[0]
        known = (lat != 0) | (lon != 0)
        lats += [lat[known].min(), lat[known].max()] if known.any() else []
        lons += [lon[known].min(), lon[known].max()] if known.any() else []
    if not lats:
        return None
    return float(min(lons)), float(min(lats)), float(max(lons)), float(max(lats))


def area_window(latitude: str, longitude: str, bounds: tuple[float, float, float, float]) -> Window:
    """The part of the images over an area (west, south, east, north in degrees).

    Only every eighth line is looked at, so that little of large files is read.

    Raises
    ------
    InputError
        If there is none.
    """
    west, south, east, north = bounds
    rows, columns = image_shape(latitude)
    lines, samples = [], []
    for row in range(0, rows, _STEP):
        line = Window(0, row, columns, 1)
        lat, lon = read_window(latitude, line)[0], read_window(longitude, line)[0]
        inside = np.flatnonzero((lat >= south) & (lat <= north) & (lon >= west) & (lon <= east))
        if inside.size:
            lines.append(row)
            samples += [int(inside[0]), int(inside[-1])]
    if not lines:
        raise InputError(
            latitude, "the stack does not cover any of the area", "Take the stack that lies over the DEM."
        )
    top, bottom = max(lines[0] - _STEP, 0), min(lines[-1] + _STEP, rows)
    left, right = max(min(samples) - _STEP, 0), min(max(samples) + 1 + _STEP, columns)
    return Window(left, top, right - left, bottom - top)
