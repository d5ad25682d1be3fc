"""What stands in one HDF5 file of OPERA CSLC or COMPASS, and the mosaic of several bursts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import h5py
import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.errors import CRSError
from rasterio.warp import transform, transform_bounds
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, row_blocks
from scarpwatch.grids.hdf5 import item_of, numbers_of, reading
from scarpwatch.inputs.rasters.amplitudes import require_amplitude
from scarpwatch.sentinel1.orbit import Orbit, orbit_from_states
from scarpwatch.stacks.listing import date_of
from scarpwatch.stacks.opera.names import PASS

_CHANNELS = ("VV", "HH")
_ORBIT = "metadata/orbit"
_RADAR = "metadata/processing_information/input_burst_metadata"
_AGAIN = "The file may be truncated: download it again."


@dataclass(frozen=True)
class Radar:
    """What is read of the instrument, the day of the image (None where the file does not say), and its polarisation."""

    wavelength_m: float
    sensor: str
    day: date | None = None
    polarisation: str = ""


@contextmanager
def open_product(path: str) -> Iterator[h5py.File]:
    """Open a file for reading.

    Raises
    ------
    InputError
        If it is truncated or not HDF5, or something that is read is not in it.
    """
    try:
        file = h5py.File(path, "r")
    except FileNotFoundError:
        raise InputError(path, "the file does not exist", "Check sar.folder in the config.") from None
    except OSError as error:
        raise InputError(path, f"it cannot be read ({error})", _AGAIN) from error
    with file, reading(path, "OPERA or COMPASS"):
        yield file


def read_grid(path: str) -> Grid:
    """The grid of a burst; coordinates in the file are those of cell centres."""
    with open_product(path) as file:
        x, y = (numbers_of(file, f"data/{axis}_coordinates") for axis in "xy")
        shape = len(y), len(x)
        if min(shape) < 2:
            raise InputError(path, f"its image has {shape[0]} x {shape[1]} cells", _AGAIN)
        ends = [float(values[place]) for values in (x, y) for place in (0, -1)]
        code = int(numbers_of(file, "data/projection")[()])
    if not np.isfinite(ends).all() or ends[0] == ends[1] or ends[2] == ends[3]:
        raise InputError(path, "its coordinates are no numbers, or the same at both ends", _AGAIN)
    width, height = (ends[1] - ends[0]) / (shape[1] - 1), (ends[3] - ends[2]) / (shape[0] - 1)
    try:
        crs = CRS.from_epsg(code)
    except CRSError:
        raise InputError(path, f"its projection is EPSG:{code}, which is not known", _AGAIN) from None
    return Grid(crs, Affine(width, 0, ends[0] - width / 2, 0, height, ends[2] - height / 2), shape)


def read_orbit(path: str) -> Orbit:
    """The orbit of a burst."""
    with open_product(path) as file:
        states = [
            np.stack([numbers_of(file, f"{_ORBIT}/{kind}_{axis}")[()] for axis in "xyz"], axis=-1)
            for kind in ("position", "velocity")
        ]
        seconds = np.asarray(numbers_of(file, f"{_ORBIT}/time")[()], float)
        epoch = _text(item_of(file, f"{_ORBIT}/reference_epoch"))
    try:
        return orbit_from_states(seconds, *states, epoch=datetime.fromisoformat(epoch[:26]))
    except ValueError as error:
        raise InputError(path, f"its orbit cannot be used ({error})", _AGAIN) from error


def read_radar(path: str) -> Radar:
    """Wavelength, satellite, day and polarisation."""
    with open_product(path) as file:
        wavelength = float(numbers_of(file, f"{_RADAR}/wavelength")[()])
        sensor = file.get(f"{_RADAR}/platform_id") or file.get("identification/mission_id")
        start = file.get("identification/zero_doppler_start_time")
        return Radar(
            wavelength,
            _text(sensor) if sensor is not None else "",
            date_of(_text(start)[:10]) if start is not None else None,
            next((channel for channel in _CHANNELS if f"data/{channel}" in file), ""),
        )


def _text(dataset: h5py.Dataset) -> str:
    value = dataset[()]
    return value.decode() if isinstance(value, bytes) else str(value)


def require_one_pass(bursts: Mapping[str, str]) -> None:
    """Refuse bursts that were put together as one date and were taken at other times.

    Raises
    ------
    InputError
    """
    times: dict[str, datetime] = {}
    for path in bursts.values():
        with open_product(path) as file:
            start = file.get("identification/zero_doppler_start_time")
            text = _text(start) if start is not None else ""
        try:
            times[path] = datetime.fromisoformat(text[:26])
        except ValueError:
            continue
    if not times:
        return
    first, last = min(times, key=times.__getitem__), max(times, key=times.__getitem__)
    if times[last] - times[first] > PASS:
        raise InputError(
            last,
            f"it was taken on {times[last]:%Y-%m-%d %H:%M}, and {Path(first).name} of the same pass on "
            f"{times[first]:%Y-%m-%d %H:%M}",
            "Keep bursts of one track in the folder, and of each date all bursts that the others have.",
        )


def common_grid(bursts: Mapping[str, str]) -> Grid:
    """The least grid that holds all bursts of a date.

    Raises
    ------
    InputError
        If they have different projections or cells, or their cells do not meet.
    """
    grids = {path: read_grid(path) for path in bursts.values()}
    first = next(iter(grids.values()))
    corners = [(*offset(grid, first, path), grid.shape) for path, grid in grids.items()]
    top, left = min(row for row, _, _ in corners), min(column for _, column, _ in corners)
    bottom = max(row + shape[0] for row, _, shape in corners)
    right = max(column + shape[1] for _, column, shape in corners)
    return first.part(Window(left, top, right - left, bottom - top))


def offset(grid: Grid, within: Grid, path: str) -> tuple[int, int]:
    """Row and column of another grid at which a grid begins.

    Raises
    ------
    InputError
        If the two are not of one lattice.
    """
    if grid.crs != within.crs:
        raise InputError(
            path,
            "it is in {} and others in {}".format(*(g.crs.to_string() for g in (grid, within) if g.crs)),
            "Keep the bursts of one UTM zone in the folder.",
        )
    x, y = ~within.transform @ (grid.transform.c, grid.transform.f)
    column, row = round(x), round(y)
    sizes = [abs(a / b - 1) for a, b in zip(grid.cell_size, within.cell_size, strict=True)]
    if max(sizes) > 1e-6 or max(abs(x - column), abs(y - row)) > 0.01:
        raise InputError(
            path,
            f"its cells ({grid.cell_size[0]:g} x {grid.cell_size[1]:g} m) do not meet those of the others",
            "Make all bursts with one spacing and on one lattice, as OPERA does.",
        )
    return row, column


def area_grid(grid: Grid, bounds: tuple[float, float, float, float], path: str) -> Grid:
    """The part of a grid over an area (west, south, east, north in degrees), in whole cells.

    Raises
    ------
    InputError
        If there is none.
    """
    west, south, east, north = transform_bounds("EPSG:4326", grid.crs, *bounds)
    inverse = ~grid.transform
    corners = np.array([inverse @ (x, y) for x in (west, east) for y in (south, north)])
    low = np.maximum(np.floor(corners.min(axis=0) + 1e-6), 0).astype(int)
    high = np.minimum(np.ceil(corners.max(axis=0) - 1e-6), grid.shape[::-1]).astype(int)
    if (high <= low).any():
        raise InputError(path, "it does not cover any of the area", "Take the bursts that lie over the DEM.")
    return grid.part(Window(low[0], low[1], high[0] - low[0], high[1] - low[1]))


def middle(grid: Grid) -> tuple[float, float]:
    """Longitude and latitude of the middle of a grid (deg)."""
    x, y = grid.transform @ (grid.shape[1] / 2, grid.shape[0] / 2)
    lon, lat = transform(grid.crs, "EPSG:4326", [x], [y])[:2]
    return lon[0], lat[0]


@dataclass(frozen=True)
class _Overlap:
    """Where a burst lies on the target: slices of both."""

    target: tuple[slice, slice]
    source: tuple[slice, slice]


def _overlap(path: str, target: Grid) -> _Overlap | None:
    grid = read_grid(path)
    starts = offset(grid, target, path)
    slices = []
    for start, size, whole in zip(starts, grid.shape, target.shape, strict=True):
        low, high = max(start, 0), min(start + size, whole)
        if high <= low:
            return None
        slices.append((slice(low, high), slice(low - start, high - start)))
    return _Overlap((slices[0][0], slices[1][0]), (slices[0][1], slices[1][1]))


def read_layer(static: Mapping[str, str], name: str, grid: Grid, *, nodata: float) -> NDArray[np.float32]:
    """A static layer of all bursts on a grid; NaN where it is not known or not in the files."""
    result = np.full(grid.shape, np.nan, np.float32)
    for path in static.values():
        place = _overlap(path, grid)
        if place is None:
            continue
        with open_product(path) as file:
            if name not in file["data"]:
                continue
            values = numbers_of(file, f"data/{name}")[place.source].astype(np.float32)
        values[values == nodata] = np.nan
        part = result[place.target]
        np.copyto(part, values, where=np.isnan(part))
    return result


def read_mosaic(
    bursts: Mapping[str, str], first: Mapping[str, str], grid: Grid
) -> tuple[NDArray[np.complex64], list[str]]:
    """The images of a date's bursts on a grid, 0 where there is no data.

    Parameters
    ----------
    bursts, first : the files of the date and of the stack's first date, by burst
        Where several bursts cover a cell, the first one that has data there on the first date gives it.

    Returns
    -------
    image : array (rows, columns) of ``grid``
    empty : the bursts that lie over the grid and have no data at all there, all zero or NaN
    """
    places = {burst: place for burst, path in bursts.items() if (place := _overlap(path, grid)) is not None}
    image = np.zeros(grid.shape, np.complex64)
    free = np.ones(grid.shape, bool)
    empty = list(places)
    for burst, place in places.items():
        path, seam = bursts[burst], first.get(burst, bursts[burst])
        for block in row_blocks((place.target[0].stop - place.target[0].start, 1), 1024):
            rows, source_rows = (
                slice(part[0].start + block.row_off, part[0].start + block.row_off + block.height)
                for part in (place.target, place.source)
            )
            values = _read_image(path, source_rows, place.source[1])
            there = np.isfinite(values)
            if burst in empty and (values[there] != 0).any():
                empty.remove(burst)
            part, open_cells = image[rows, place.target[1]], free[rows, place.target[1]]
            owned = open_cells.copy()
            if len(places) > 1:
                before = values if seam == path else _read_image(seam, source_rows, place.source[1])
                owned &= np.isfinite(before) & (before != 0)
            part[owned & there] = values[owned & there]
            open_cells &= ~owned
    return image, empty


def _read_image(path: str, rows: slice, columns: slice) -> NDArray[np.complex64]:
    with open_product(path) as file:
        data = file["data"]
        name = next((channel for channel in _CHANNELS if channel in data), None)
        if name is None:
            raise InputError(
                path,
                f"it has no image {' or '.join(_CHANNELS)}",
                "Take products of the co-polarised channel.",
            )
        values = numbers_of(data, name, pairs=True)[rows, columns]
    if values.dtype.names:  # half-precision pairs, an option of COMPASS
        values = values["r"].astype(np.float32) + 1j * values["i"].astype(np.float32)
    values = values.astype(np.complex64)
    require_amplitude(path, values)
    return values
