"""Checks of raster files: complete, with values, on a usable grid. Each fault is one InputError."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio import DatasetReader
from rasterio.crs import CRS
from rasterio.errors import RasterioIOError
from rasterio.windows import Window, intersect, intersection

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, file_on_disk, member_of, open_raster, row_blocks
from scarpwatch.grids.longitudes import box_in, middle_longitude
from scarpwatch.grids.masks import mask_name, read_known, read_numbers
from scarpwatch.grids.mosaic import Raster, raster_files
from scarpwatch.grids.projection import place_fault

_STRIPS, _STRIP_ROWS = 5, 64
# Grids of text. Their rows are read from the top: asked for one beyond the end of a truncated file, GDAL tries all
# rows before it, for each of them all before that, and so on for ever.
_TEXT_DRIVERS = {"AAIGrid", "GRASSASCIIGrid", "ISG"}


@dataclass(frozen=True)
class Area:
    """The ground that the DEM covers: what every other input has to overlap.

    ``bounds`` are left, bottom, right, top in ``crs``. Where a table of units takes the place of a DEM, ``what`` says so.
    """

    dem: Raster
    band: int
    crs: CRS
    bounds: tuple[float, float, float, float]
    what: str = "the DEM"

    def bounds_in(self, crs: Any) -> tuple[float, float, float, float]:
        """The bounds in another coordinate system, enclosing the area; see :mod:`scarpwatch.grids.longitudes`."""
        return box_in(self.crs, CRS.from_user_input(crs), self.bounds)


def check_complete(raster: Raster) -> None:
    """Refuse a missing, unreadable or truncated raster, or tile of one.

    GDAL opens a GeoTIFF whose end is missing without complaint, and may even read zeros from it. So the place
    of every block is compared with the size of the file; for other formats the last rows are read.

    Raises
    ------
    InputError
    """
    for path in raster_files(raster):
        with open_raster(path) as source:
            if source.driver in {"GTiff", "COG"}:
                size = size_of(path)
                end = max(_block_end(source, band) for band in source.indexes)
                if end > size:
                    raise InputError(
                        path,
                        f"the file is truncated: it has {size} bytes and its last block ends at byte {end}",
                        "Copy or download it again.",
                    )
            elif source.driver in _TEXT_DRIVERS:
                for row in range(source.height):
                    source.read(1, window=Window(0, row, source.width, 1))
            else:
                last = Window(0, source.height - 1, source.width, 1)
                for band in source.indexes:
                    source.read(band, window=last)


def size_of(path: str | Path) -> int:
    """Size (bytes) of a file, also of one inside a ZIP."""
    member = member_of(path)
    if not member:
        return Path(path).stat().st_size
    with zipfile.ZipFile(file_on_disk(path)) as file:
        return file.getinfo(member).file_size


def has_values(path: Raster, part: Window | None = None, *, band: int = 1) -> bool:
    """Whether a raster has a value other than zero and no data, first in strips spread over it, then anywhere.

    Parameters
    ----------
    part : window that is looked at; by default all of the raster

    Raises
    ------
    InputError
        If it cannot be read.
    """
    with open_raster(path) as source:
        strips = [*row_strips(source), *row_blocks((source.height, source.width))]
        for strip in strips:
            if part is not None and not intersect(strip, part):
                continue
            window = strip if part is None else intersection(strip, part)
            values, known = read_cells(source, path, band, window)
            if (known & (values != 0)).any():
                return True
    return False


def check_has_values(path: Raster, band: int = 1) -> None:
    """Refuse a raster that is all zero or without data.

    Raises
    ------
    InputError
    """
    if not has_values(path, band=band):
        raise InputError(
            path, "it is empty: all values are zero or no data", "Make or download the file again."
        )


def window_over_area(grid: Grid, area: Area) -> Window:
    """The cells of a raster that the bounds of the area enclose; at least one."""
    inverse, middle = ~grid.transform, middle_longitude(grid)
    left, bottom, right, top = box_in(area.crs, grid.crs, area.bounds, middle=middle)
    corners = [inverse @ (x, y) for x in (left, right) for y in (bottom, top)]
    ends = []
    for places, size in zip(zip(*corners, strict=True), grid.shape[::-1], strict=True):
        first = min(max(math.floor(min(places)), 0), size - 1)
        ends.append((first, min(max(math.ceil(max(places)), first + 1), size)))
    return Window.from_slices(ends[1], ends[0])


def check_overlap(
    path: Raster,
    crs: CRS | str,
    bounds: tuple[float, float, float, float],
    area: Area,
    margin: float = 0.0,
) -> float:
    """Share of the DEM's rectangle that the bounds cover.

    Parameters
    ----------
    margin : how far outside the DEM a layer may lie and still count (units of the DEM's CRS)

    Raises
    ------
    InputError
        If there is no overlap.
    """
    west, south, east, north = area.bounds
    left, bottom, right, top = box_in(crs, area.crs, bounds, middle=(west + east) / 2)
    across = min(right, east + margin) - max(left, west - margin)
    along = min(top, north + margin) - max(bottom, south - margin)
    if not (across >= 0 and along >= 0):  # also refuses bounds that could not be transformed
        raise InputError(
            path,
            f"it does not overlap {area.what} {raster_files(area.dem)[0]}: it spans {_span((left, bottom, right, top))} and "
            f"{area.what} {_span(area.bounds)} in {area.crs.to_string()}",
            "Give files of the same area, and check the coordinate system that the file declares.",
        )
    inside: float = max(0.0, min(right, east) - max(left, west)) * max(
        0.0, min(top, north) - max(bottom, south)
    )
    return inside / ((east - west) * (north - south))


def _block_end(source: DatasetReader, band: int) -> int:
    rows, columns = source.block_shapes[band - 1]
    down, across = -(-source.height // rows), -(-source.width // columns)
    end = 0
    for row in range(down):
        for column in range(across):
            offset = source.get_tag_item(f"BLOCK_OFFSET_{column}_{row}", "TIFF", bidx=band)
            size = source.get_tag_item(f"BLOCK_SIZE_{column}_{row}", "TIFF", bidx=band)
            if offset and size:  # a sparse file leaves out empty blocks
                end = max(end, int(offset) + int(size))
    return end


def row_strips(source: DatasetReader, part: Window | None = None) -> Iterator[Window]:
    """A few strips of rows, spread evenly from top to bottom of a raster or of a window of it."""
    left, top, width, height = (0, 0, source.width, source.height) if part is None else part.flatten()
    starts = np.linspace(0, max(0, height - _STRIP_ROWS), _STRIPS).astype(int)
    for start in sorted(set(starts.tolist())):
        yield Window(left, top + start, width, min(_STRIP_ROWS, height - start))


def read_physical(
    source: DatasetReader, path: Raster, band: int, window: Window | None
) -> NDArray[np.float64]:
    """:func:`~scarpwatch.grids.masks.read_numbers` of an open raster; a damaged block is an InputError."""
    with _damage_told(path):
        return read_numbers(source, band, window)


def read_cells(
    source: DatasetReader, path: Raster, band: int, window: Window | None
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """:func:`~scarpwatch.grids.masks.read_known` of an open raster; a damaged block is an InputError."""
    with _damage_told(path):
        return read_known(source, band, window)


@contextmanager
def _damage_told(path: Raster) -> Iterator[None]:
    try:
        yield
    except RasterioIOError as error:
        raise InputError(
            path, f"its values cannot be read ({error})", "The file is damaged: copy or download it again."
        ) from error


def mask_notes(source: DatasetReader, band: int, known: float) -> list[str]:
    """What is to be said of a raster whose mask or alpha band takes cells out.

    Parameters
    ----------
    known : share of the cells that have a value
    """
    name = mask_name(source, band)
    if name is None or known == 1:
        return []
    return [f"{1 - known:.1%} of its cells are without data by its {name} or its nodata value"]


def require_crs(source: DatasetReader, path: Raster, what: str) -> CRS:
    """The CRS of an open raster; without one, an InputError that names ``what`` needs it."""
    if source.crs is None:
        raise InputError(
            path,
            "it does not say which coordinate system it is in",
            f"Assign the right one to {what}, for example with `rio edit-info --crs EPSG:32632 "
            f"{raster_files(path)[0]}`.",
        )
    if fault := place_fault(source.crs):
        raise InputError(
            path, fault, f"Assign the right one to {what}, for example with `rio edit-info --crs EPSG:32632`."
        )
    return source.crs


def _span(bounds: tuple[float, float, float, float]) -> str:
    left, bottom, right, top = bounds
    return f"x {left:.10g} to {right:.10g}, y {bottom:.10g} to {top:.10g}"
