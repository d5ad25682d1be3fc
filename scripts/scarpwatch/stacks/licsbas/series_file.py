"""Headers of LiCSBAS's series: dates, grid, reference, and what kinds of datasets there are."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scarpwatch.dates import parse_date, require_radar_dates
from scarpwatch.errors import InputError

if TYPE_CHECKING:
    import h5py

    from scarpwatch.grids.grid import Grid

SERIES = "cum"
LOOK_VECTOR = {"los_east": "E.geo", "los_north": "N.geo", "los_up": "U.geo"}
_PLACE = ("corner_lon", "post_lon", "corner_lat", "post_lat")
_AGAIN = "Let LiCSBAS write it again (LiCSBAS13_sb_inv.py), or copy it again."


@contextmanager
def open_series_file(path: str | Path) -> Iterator[h5py.File]:
    """Open LiCSBAS's series.

    Raises
    ------
    InputError
        If it is no HDF5 file, or cut short.
    """
    import h5py

    try:
        file = h5py.File(path, "r")
    except OSError as error:
        raise InputError(path, f"it cannot be read as HDF5 ({error})", _AGAIN) from None
    with file:
        yield file


def dataset(file: h5py.File, name: str, dimensions: int) -> h5py.Dataset:
    """A dataset of numbers.

    Raises
    ------
    InputError
        If it is missing, or is something else.
    """
    import h5py

    try:
        found = file.get(name)
    except (OSError, KeyError, RuntimeError) as error:
        raise InputError(file.filename, f"its dataset {name} cannot be read ({error})", _AGAIN) from None
    if not isinstance(found, h5py.Dataset):
        raise InputError(file.filename, f"it has no dataset {name}", _AGAIN)
    if found.dtype.kind not in "fiu" or found.ndim != dimensions:
        raise InputError(
            file.filename,
            f"its dataset {name} is of type {found.dtype} in {found.ndim} dimensions, where numbers in {dimensions} belong",
            _AGAIN,
        )
    return found


def read_numbers(found: h5py.Dataset, part: Any = ()) -> Any:
    """The numbers of a dataset, or of a part of it.

    Raises
    ------
    InputError
        If they cannot be read.
    """
    try:
        return found[part]
    except (OSError, RuntimeError) as error:
        raise InputError(
            found.file.filename, f"its dataset {found.name} cannot be read ({error})", _AGAIN
        ) from None


def read_dates(path: str | Path) -> list[date]:
    """The dates of a series, in its order.

    Raises
    ------
    InputError
        If the file has no series or no dates, or they are not in order.
    """
    with open_series_file(path) as file:
        names = [str(int(value)) for value in read_numbers(dataset(file, "imdates", 1)) if value == value]
        images = dataset(file, SERIES, 3).shape[0]
    try:
        dates = [parse_date(name) for name in names]
    except ValueError as error:
        raise InputError(path, f"its dates cannot be read ({error})", _AGAIN) from None
    if len(dates) != images or any(first >= second for first, second in pairwise(dates)):
        raise InputError(
            path,
            f"it has {images} images and {len(dates)} dates, which must be as many, in order and each once",
            _AGAIN,
        )
    require_radar_dates(path, dates)
    return dates


def whole_grid(path: str | Path) -> Grid:
    """The grid of a series.

    Raises
    ------
    InputError
        If the file does not tell where its cells lie.
    """
    from affine import Affine
    from rasterio.crs import CRS

    from scarpwatch.grids.grid import Grid

    with open_series_file(path) as file:
        shape = dataset(file, SERIES, 3).shape[1:]
        if any(name not in file for name in _PLACE):
            raise InputError(
                path,
                f"it does not tell where its cells lie ({', '.join(_PLACE)}): it is in radar geometry",
                "Give a series that LiCSBAS made of geocoded interferograms.",
            )
        x, width, y, height = (float(read_numbers(dataset(file, name, 0))) for name in _PLACE)
    if not (0 < width < 1 and -1 < height < 0 and abs(y) <= 90 and -180 <= x <= 360 and min(shape) > 0):
        raise InputError(
            path,
            f"its first cell lies at {x:g}, {y:g} degrees, and its cells are {width:g} by {height:g}",
            _AGAIN,
        )
    return Grid(
        CRS.from_epsg(4326),
        Affine(width, 0, x - width / 2, 0, height, y - height / 2),
        (int(shape[0]), int(shape[1])),
    )


def reference_area(path: str | Path) -> tuple[int, int] | None:
    """Row and column of the middle of LiCSBAS's reference window; None where the file does not tell."""
    import h5py

    with open_series_file(path) as file:
        found = file.get("refarea")
        value = found[()] if isinstance(found, h5py.Dataset) and found.shape == () else ""
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)
    match = re.fullmatch(r"(\d+):(\d+)/(\d+):(\d+)", text.strip())
    if match is None:
        return None
    left, right, top, bottom = map(int, match.groups())
    return (top + max(bottom - 1, top)) // 2, (left + max(right - 1, left)) // 2


def has_look_vector(path: str | Path) -> bool:
    """Whether a series comes with all three parts of its look vector."""
    with open_series_file(path) as file:
        return all(name in file for name in LOOK_VECTOR.values())


def told_wavelength(path: str | Path) -> float:
    """The wavelength (m) that LiCSBAS wrote down in ``info/13parameters.txt``; NaN where it did not."""
    told = Path(path).parent / "info" / "13parameters.txt"
    try:
        text = told.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return math.nan
    match = re.search(r"^wavelength:\s+(\d*\.\d+)", text, re.MULTILINE)
    return float(match[1]) if match else math.nan
