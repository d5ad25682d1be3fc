"""Tropospheric delay rasters of the user: one GeoTIFF or `.ztd` per date, its name beginning with the date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio import DatasetReader
from rasterio.windows import Window

from scarpwatch.dates import date_name
from scarpwatch.errors import InputError
from scarpwatch.files.kinds import require_plain_names
from scarpwatch.grids.grid import Grid, open_raster, read_grid
from scarpwatch.grids.mosaic import Raster
from scarpwatch.inputs.rasters.checks import (
    Area,
    check_complete,
    check_overlap,
    read_physical,
    require_crs,
)
from scarpwatch.inputs.rasters.samples import require_one_band

_NAME = re.compile(r"(\d{8})(?!\d).*\.(tiff?|ztd)$", re.IGNORECASE)
_LARGEST_M = 20.0  # m, of the whole troposphere along an oblique line of sight; more is another unit
# The delay of the whole troposphere is 2.4 m at the sea and .7 m on the highest mountains, .3 of it. What is less than
# this share of the median, where that is of the whole troposphere, has been interpolated with cells without data.
_TOTAL_M, _LEAST_SHARE = 1.0, 0.2


def list_delays(folder: str | Path, dates: Sequence[date]) -> dict[str, Path]:
    """The delay raster of every date of the stack; other files of the folder do not matter.

    Returns
    -------
    dict
        ``YYYYMMDD`` to path, in the order of the dates.

    Raises
    ------
    InputError
        If a date has no file, or more than one, or its path has a word in braces.
    """
    if not Path(folder).is_dir():
        raise InputError(
            folder, "it is no folder", "Give corrections.delays.folder the folder of the delay rasters."
        )
    found: dict[str, list[Path]] = {}
    for path in sorted(Path(folder).iterdir()):
        if match := _NAME.match(path.name):
            found.setdefault(match[1], []).append(path)
    names = [date_name(day) for day in dates]
    missing = [name for name in names if name not in found]
    if missing:
        more = f" and {len(missing) - 1} other dates" if len(missing) > 1 else ""
        raise InputError(
            folder,
            f"there is no delay raster for {missing[0]}{more}: no file {missing[0]}*.tif or {missing[0]}.ztd"
            f"{_there(folder, found)}",
            "Add it, leave the date out with sar.exclude_dates, or set corrections.delays to null. Delays of some "
            "dates only would leave apparent displacement in the series.",
        )
    for name in names:
        if len(found[name]) > 1:
            raise InputError(
                folder,
                f"there are two delay rasters for {name}: {found[name][0].name} and {found[name][1].name}",
                "Leave one of them in the folder.",
            )
    require_plain_names(found[name][0] for name in names)
    return {name: found[name][0] for name in names}


def read_delay(source: DatasetReader, path: str | Path, window: Window | None = None) -> NDArray[np.float64]:
    """Delays of an open raster (m); NaN where there are none, which makers such as GACOS mark by exactly 0.

    Raises
    ------
    InputError
        If a block is damaged.
    """
    values = read_physical(source, path, 1, window)
    values[values == 0] = np.nan
    return values


def _there(folder: str | Path, found: Mapping[str, Sequence[Path]]) -> str:
    """What a folder holds instead, in words."""
    if found:
        return f"; there are those of {len(found)} dates, {min(found)} to {max(found)}"
    names = sorted(path.name for path in Path(folder).iterdir())
    return (
        f"; there is {names[0]}{f' and {len(names) - 1} more files' if len(names) > 1 else ''}"
        if names
        else "; the folder is empty"
    )


def check_delays(files: Mapping[str, Path], dem: Raster, *, band: int = 1) -> dict[str, Any]:
    """Check the rasters of :func:`list_delays`; return how many there are, their span of values, and notes on gaps.

    Parameters
    ----------
    dem : the DEM, whose ground they must overlap

    Raises
    ------
    InputError
        If one cannot be read, is truncated, lacks a CRS, does not overlap the DEM, is empty, is not in
        metres, or has values next to 0 among those of the whole troposphere.
    """
    ground = read_grid(dem)
    area = Area(dem, band, ground.crs, ground.bounds)
    low, high = np.inf, -np.inf
    gaps: dict[str, float] = {}
    for path in files.values():
        check_complete(path)
        with open_raster(path) as source:
            require_one_band(source, path)
            crs = require_crs(source, path, "the delay raster")
            grid = Grid(crs, source.transform, (source.height, source.width))
            every = read_delay(source, path)
            values = every[np.isfinite(every)]
        check_overlap(path, crs, grid.bounds, area)
        _refuse_implausible(path, values)
        low, high = min(low, float(values.min())), max(high, float(values.max()))
        gaps |= {path.name: 1 - values.size / every.size} if values.size < every.size else {}
    found = {"files": len(files), "lowest_m": round(low, 4), "highest_m": round(high, 4)}
    if not gaps:
        return found
    most = max(gaps, key=lambda name: gaps[name])
    return {
        **found,
        "notes": [
            f"{len(gaps)} of {len(files)} have cells without a delay (0 or no data), {most} most, {gaps[most]:.2%}: pixels there "
            "are without that date, on the first date without all"
        ],
    }


def _refuse_implausible(path: Path, values: NDArray[np.float64]) -> None:
    """Refuse the known values of a raster if there are none, or some that no delay has."""
    if not values.size:
        raise InputError(path, "it is empty: all values are zero or no data", "Download it again.")
    size = np.abs(values)
    if size.max() > _LARGEST_M:
        raise InputError(
            path,
            f"it has the value {values[size.argmax()]:g}, and a delay is a few metres at most",
            "Give delays in metres; where they are in millimetres or radians, convert them.",
        )
    usual = float(np.median(size))
    if usual > _TOTAL_M and size.min() < _LEAST_SHARE * usual:
        raise InputError(
            path,
            f"it has the value {values[size.argmin()]:g} m where {usual:.2f} m is usual, and no ground is high enough for that",
            "Cells without data may have been interpolated with others: set them to 0 or NaN before it is warped.",
        )
