"""Windows of ISCE2's images: flat files described by their .xml, or virtual ones put together from bursts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import RasterioIOError
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import open_raster
from scarpwatch.grids.longitudes import span, within
from scarpwatch.stacks.isce2.metadata import read_header
from scarpwatch.stacks.isce2.virtual import require_whole

_STEP = 8  # lines and columns from one look at the coordinates to the next; some 100 m along the track


def image_shape(path: str) -> tuple[int, int]:
    """Rows and columns of an image.

    Raises
    ------
    InputError
        If it or its header cannot be read, it is shorter than the header says, or so is a burst's file behind a
        virtual one.
    """
    if path.endswith(".vrt"):
        require_whole(path)
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


def read_windows(path: str, windows: Iterable[Window], band: int = 1) -> Iterator[NDArray[Any]]:
    """Parts of one band, one after the other; the file is opened once.

    Raises
    ------
    InputError
        If the image cannot be read.
    """
    if path.endswith(".vrt"):
        require_whole(path)
        try:
            with rasterio.open(path) as source:
                for window in windows:
                    yield source.read(band, window=window)
        except RasterioIOError as error:
            raise InputError(
                path,
                f"the bursts that it is put together from cannot be read ({error})",
                "Keep the stack's burst folders where they were, or merge without virtual files.",
            ) from error
        return
    image_shape(path)
    header = read_header(f"{path}.xml")
    order = {"BIL": (0, 2, 1), "BIP": (0, 1, 2), "BSQ": (1, 2, 0)}[header.scheme]  # of rows, columns, bands
    sizes = header.rows, header.columns, header.bands
    stored = [0, 0, 0]
    for axis, place in enumerate(order):
        stored[place] = sizes[axis]
    values = np.memmap(path, header.type, mode="r", shape=(stored[0], stored[1], stored[2]))
    image = values.transpose(order)[..., band - 1]
    for window in windows:
        yield np.array(image[window.toslices()], np.dtype(header.type).newbyteorder("="))


def image_bounds(latitude: str, longitude: str) -> tuple[float, float, float, float] | None:
    """West, south, east and north of what the images cover, from nine lines; None where nothing is known."""
    rows, columns = _shape_of_both(latitude, longitude)
    lats, lons = [], []
    lines = [Window(0, int(row), columns, 1) for row in np.unique(np.linspace(0, rows - 1, 9).astype(int))]
    for lat, lon in zip(read_windows(latitude, lines), read_windows(longitude, lines), strict=True):
        known = (lat != 0) | (lon != 0)
        lats += [lat[known].min(), lat[known].max()] if known.any() else []
        lons += [lon[known]] if known.any() else []
    if not lats:
        return None
    west, east = span(np.concatenate(lons))
    return west, float(min(lats)), east, float(max(lats))


def _shape_of_both(latitude: str, longitude: str) -> tuple[int, int]:
    shape, other = image_shape(latitude), image_shape(longitude)
    if shape != other:
        raise InputError(
            longitude,
            f"its size is {other} and that of {Path(latitude).name} {shape}",
            "Merge images and geometry with the same options.",
        )
    return shape


def area_window(latitude: str, longitude: str, bounds: tuple[float, float, float, float]) -> Window:
    """The part of the images over an area (west, south, east, north in degrees).

    Only every eighth line is looked at, so that little of large files is read.

    Raises
    ------
    InputError
        If there is none.
    """
    west, south, east, north = bounds
    rows, columns = _shape_of_both(latitude, longitude)
    lines, samples = [], []
    looked = [Window(0, row, columns, 1) for row in range(0, rows, _STEP)]
    coordinates = (read_windows(path, looked) for path in (latitude, longitude))
    for line, lat, lon in zip(looked, *coordinates, strict=True):
        inside = np.flatnonzero((lat >= south) & (lat <= north) & within(lon, west, east))
        if inside.size:
            lines.append(int(line.row_off))
            samples += [int(inside[0]), int(inside[-1])]
    if not lines:
        raise InputError(
            latitude, "the stack does not cover any of the area", "Take the stack that lies over the DEM."
        )
    top, bottom = max(lines[0] - _STEP, 0), min(lines[-1] + _STEP, rows)
    left, right = max(min(samples) - _STEP, 0), min(max(samples) + 1 + _STEP, columns)
    return Window(left, top, right - left, bottom - top)
