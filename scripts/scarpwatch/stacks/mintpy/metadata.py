"""Attributes of MintPy's HDF5 files: grid, dates, reference, units; everything is text there (Yunjun et al. 2019).

A file is in map geometry if it has ``X_FIRST`` and ``Y_FIRST``, the outer corner of its first cell, and in radar
geometry if not.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from scarpwatch.dates import parse_date, require_radar_dates
from scarpwatch.errors import InputError
from scarpwatch.stacks.listing import require_known

if TYPE_CHECKING:
    import h5py

    from scarpwatch.grids.grid import Grid

METRES = {"m": 1.0, "cm": 0.01, "mm": 0.001}
PER_YEAR = ("/year", "/yr")
GEOCODED = "geo_"  # put before the names of what was geocoded
# Layers of a displacement series, where MintPy has them: name to (file, dataset, units).
QUALITY = {
    "temporal_coherence": ("temporalCoherence", "temporalCoherence", "1"),
    "mean_coherence": ("avgSpatialCoh", "coherence", "1"),
    "pairs": ("numInvIfgram", "mask", "1"),
}
# Layers of the stack's geometry: name to dataset of MintPy's.
GEOMETRY = {
    "height": "height",
    "incidence": "incidenceAngle",
    "slant_range": "slantRangeDistance",
    "latitude": "latitude",
    "longitude": "longitude",
    "layover_shadow": "shadowMask",
}


@contextmanager
def open_hdf5(path: str | Path, *, handed_on: bool = False) -> Iterator[h5py.File]:
    """Open one of MintPy's files.

    Parameters
    ----------
    handed_on : whether the file stays open while others work, whose own errors are not this file's

    Raises
    ------
    InputError
        If it is no HDF5 file, or cut short; unless it is handed on, if it does not hold what is read of it.
    """
    import h5py

    from scarpwatch.grids.hdf5 import reading

    try:
        file = h5py.File(path, "r")
    except OSError as error:
        raise InputError(
            path,
            f"it cannot be read as HDF5 ({error})",
            "The file may be cut short: copy it again, or let MintPy write it again.",
        ) from None
    with file, nullcontext() if handed_on else reading(str(path), "MintPy"):
        yield file


def read_attributes(path: str | Path) -> dict[str, str]:
    """The attributes of a file, as text."""
    with open_hdf5(path) as file:
        return {name: _text(value) for name, value in file.attrs.items()}


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def number(attributes: Mapping[str, str], name: str, path: str | Path) -> float:
    """An attribute as a number, which is finite.

    Raises
    ------
    InputError
        If it is missing or no number.
    """
    try:
        value = float(attributes[name])
    except (KeyError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise InputError(
            path,
            f"its attribute {name} is {attributes.get(name, 'missing')!r}, where a number belongs",
            "Let MintPy write the file again.",
        )
    return value


def grid_of(attributes: Mapping[str, str], path: str | Path) -> Grid:
    """The grid of a file, with ``crs`` None in radar geometry.

    Raises
    ------
    InputError
        If the coordinate system is not told, or the grid is not north up.
    """
    from affine import Affine
    from rasterio.crs import CRS
    from rasterio.errors import CRSError

    from scarpwatch.grids.grid import Grid

    rows, columns = (int(number(attributes, name, path)) for name in ("LENGTH", "WIDTH"))
    if "X_FIRST" not in attributes or "Y_FIRST" not in attributes:
        return Grid(None, Affine.identity(), (rows, columns))
    left, top, width, height = (
        number(attributes, name, path) for name in ("X_FIRST", "Y_FIRST", "X_STEP", "Y_STEP")
    )
    if width <= 0 or height >= 0:
        raise InputError(
            path,
            f"its steps are {width:g} along x and {height:g} along y, so it is not north up",
            "Geocode it with MintPy's geocode.py.",
        )
    code = attributes.get("EPSG", "")
    unit = attributes.get("X_UNIT", "degrees")
    if not code.isdigit() and unit.startswith("deg"):
        code = "4326"
    zone = attributes.get("UTM_ZONE", "")
    if not code.isdigit() and zone[:-1].isdigit() and zone[-1:] in ("N", "S"):
        code = f"{326 if zone[-1] == 'N' else 327}{int(zone[:-1]):02d}"
    if not code.isdigit():
        raise InputError(
            path,
            f"its coordinates are in {unit}, and neither EPSG nor UTM_ZONE says in which system",
            "Geocode it to degrees with MintPy's geocode.py, or add the attribute EPSG.",
        )
    try:
        crs = CRS.from_epsg(int(code))
    except CRSError:
        raise InputError(
            path, f"its coordinate system is EPSG:{code}, which is not known", "Correct its attribute EPSG."
        ) from None
    return Grid(crs, Affine(width, 0, left, 0, height, top), (rows, columns))


def reference_cell(attributes: Mapping[str, str], path: str | Path) -> tuple[int, int]:
    """Row and column of the reference.

    Raises
    ------
    InputError
        If the file does not tell it, or it lies outside.
    """
    cure = "Give the series a reference inside with MintPy's reference_point.py."
    if "REF_Y" not in attributes or "REF_X" not in attributes:
        raise InputError(path, "it has no reference point (REF_Y, REF_X)", cure)
    row, column = (int(number(attributes, name, path)) for name in ("REF_Y", "REF_X"))
    inside = 0 <= row < number(attributes, "LENGTH", path) and 0 <= column < number(attributes, "WIDTH", path)
    if not inside:
        raise InputError(path, f"its reference point (row {row}, column {column}) lies outside of it", cure)
    return row, column


def read_dates(path: str | Path) -> list[datetime.date]:
    """The dates of a series, in its order.

    Raises
    ------
    InputError
        If the file has no series or no dates, or they are not in order.
    """
    from scarpwatch.grids.hdf5 import item_of, numbers_of

    with open_hdf5(path) as file:
        if "timeseries" not in file or "date" not in file:
            raise InputError(
                path,
                "it has no dataset `timeseries` with its `date`",
                "Give a displacement series of MintPy's.",
            )
        # Since MintPy 1.5 the time of day may follow the date.
        names = [_text(value)[:8] for value in item_of(file, "date")[:]]
        stack = numbers_of(file, "timeseries")
        if stack.ndim != 3:
            raise InputError(
                path, f"its `timeseries` has {stack.ndim} dimensions and not 3", "Let MintPy write it again."
            )
        count = stack.shape[0]
    try:
        dates = [parse_date(name) for name in names]
    except ValueError as error:
        raise InputError(path, f"its dates cannot be read ({error})", "Let MintPy write it again.") from None
    if len(dates) != count or any(first >= second for first, second in pairwise(dates)):
        raise InputError(
            path,
            f"it has {count} images and {len(dates)} dates, which must be as many, in order and each once",
            "Let MintPy write it again.",
        )
    require_radar_dates(path, dates)
    return dates


def kept_dates(
    path: str | Path, every: list[datetime.date], exclude: Collection[datetime.date]
) -> tuple[datetime.date, ...]:
    """The dates without those left out.

    Raises
    ------
    InputError
        If one left out is not there, or fewer than three are left.
    """
    require_known(Path(path), exclude, every)
    kept = tuple(day for day in every if day not in exclude)
    if len(kept) < 3:
        raise InputError(
            path,
            f"{len(kept)} dates are left, and a rate with its uncertainty takes three",
            "Leave out fewer dates in sar.exclude_dates.",
        )
    return kept


def metres(attributes: Mapping[str, str], path: str | Path, *, rate: bool) -> float:
    """What turns the file's numbers into metres, or metres per year.

    Raises
    ------
    InputError
        If the unit is another one.
    """
    unit = attributes.get("UNIT", "m/year" if rate else "m")
    length = next((unit.removesuffix(end) for end in PER_YEAR if unit.endswith(end)), "") if rate else unit
    if length not in METRES:
        raise InputError(
            path,
            f"its values are in {unit!r}, not in metres{' per year' if rate else ''}",
            "Give displacement as MintPy writes it, along the line of sight.",
        )
    return METRES[length]


def series_baselines(path: str | Path, numbers: Sequence[int]) -> list[float] | None:
    """Perpendicular baselines (m) of some dates less that of the first of them, if a DEM error was removed.

    MintPy adds ``demErr`` to the name of a series from which it took the part that goes with the baseline.
    What remains has one degree of freedom less, which the uncertainty of the rate is to know. None where
    there was no such correction, or the baselines are not in the file.
    """
    if "demErr" not in Path(path).stem:
        return None
    from scarpwatch.grids.hdf5 import numbers_of

    with open_hdf5(path) as file:
        if "bperp" not in file:
            return None
        values = [float(numbers_of(file, "bperp")[number]) for number in numbers]
    relative = [value - values[0] for value in values]
    return relative if all(map(math.isfinite, relative)) and any(relative) else None


def centre_time(attributes: Mapping[str, str]) -> float:
    """Time of day at the middle of the scene, in seconds (UTC); NaN where the file does not tell."""
    try:
        return float(attributes["CENTER_LINE_UTC"])
    except (KeyError, ValueError):
        return math.nan


def heading(attributes: Mapping[str, str]) -> float:
    """Flight direction in degrees, clockwise from north; NaN where the file does not tell."""
    try:
        return float(attributes["HEADING"])
    except (KeyError, ValueError):
        return math.nan
