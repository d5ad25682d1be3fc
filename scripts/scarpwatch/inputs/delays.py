"""Tropospheric delay rasters of the user: one GeoTIFF per date, its name beginning with the date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

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

_NAME = re.compile(r"(\d{8})(?!\d).*\.tiff?$", re.IGNORECASE)
_LARGEST_M = 20.0  # m, of the whole troposphere along an oblique line of sight; more is another unit


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
            f"there is no delay raster for {missing[0]}{more}: no file {missing[0]}*.tif",
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


def check_delays(files: Mapping[str, Path], dem: Raster, *, band: int = 1) -> dict[str, Any]:
    """Check the rasters of :func:`list_delays` and return how many there are and their span of values.

    Parameters
    ----------
    dem : the DEM, whose ground they must overlap

    Raises
    ------
    InputError
        If one cannot be read, is truncated, lacks a CRS, does not overlap the DEM, is empty, or is not in
        metres.
    """
    ground = read_grid(dem)
    area = Area(dem, band, ground.crs, ground.bounds)
    low, high = np.inf, -np.inf
    for path in files.values():
        check_complete(path)
        with open_raster(path) as source:
            require_one_band(source, path)
            crs = require_crs(source, path, "the delay raster")
            grid = Grid(crs, source.transform, (source.height, source.width))
            values = read_physical(source, path, 1, None)
            values = values[np.isfinite(values)]
        check_overlap(path, crs, grid.bounds, area)
        if not values.size or not np.any(values):
            raise InputError(path, "it is empty: all values are zero or no data", "Download it again.")
        if np.abs(values).max() > _LARGEST_M:
            raise InputError(
                path,
                f"it has the value {values[np.abs(values).argmax()]:g}, and a delay is a few metres at most",
                "Give delays in metres; where they are in millimetres or radians, convert them.",
            )
        low, high = min(low, float(values.min())), max(high, float(values.max()))
    return {"files": len(files), "lowest_m": round(low, 4), "highest_m": round(high, 4)}
