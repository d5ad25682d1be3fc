"""Checks of a folder of rasters by date. Each fault is one InputError."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, grid_of, open_raster
from scarpwatch.inputs.own_rasters import declared_unit
from scarpwatch.inputs.rasters.checks import (
    Area,
    check_complete,
    check_overlap,
    require_crs,
    window_over_area,
)
from scarpwatch.inputs.rasters.numbers import (
    Bounds,
    Numbers,
    choose_band,
    look_at_numbers,
    refuse_fill,
    refuse_implausible,
)
from scarpwatch.inputs.rasters.samples import known_share
from scarpwatch.inputs.series import same_grid
from scarpwatch.inputs.series_files import SeriesFile, list_series, series_window
from scarpwatch.inputs.vectors.polygon_cover import COVERED

MOST_LOOKED_AT = 12
"""Rasters whose values are looked at, spread over all that are used; of the others the headers are."""


@dataclass(frozen=True)
class _Header:
    grid: Grid
    bands: int
    unit: str


def check_series(
    folder: str | Path,
    area: Area,
    *,
    key: str,
    untils: Sequence[date],
    days: int,
    most_missing: float = 0.1,
    band: int | None = None,
    plausible: Bounds = (None, None),
    unit: str = "",
) -> dict[str, Any]:
    """Check a series of rasters: those of the days up to each of some dates.

    Parameters
    ----------
    key : of the factor in the config, for messages: ``factors.more.rain``
    untils, days, most_missing : as for :func:`~scarpwatch.inputs.series_files.series_window`, for each date
    band : None = the rasters have one band only (and perhaps an alpha band)
    plausible : lowest and highest number that can be; None = no limit is known
    unit : of the factor as the config tells it; empty = not told

    Returns
    -------
    dict
        Folder, number of rasters used and their dates, days from one to the next, size and CRS, unit if the files declare
        one, the least coverage of the area, and the range of values, of the rasters looked at.

    Raises
    ------
    InputError
        As :func:`~scarpwatch.inputs.series_files.list_series` and :func:`series_window`; if a raster cannot be read, is
        truncated, lies elsewhere or has another CRS, unit or number of bands than the first; or for its values, as
        :func:`~scarpwatch.inputs.own_rasters.check_raster_factor`.
    """
    files = list_series(folder, key=key)
    windows = [series_window(files, until, days, key=key, most_missing=most_missing) for until in untils]
    used = sorted({file for window in windows for file in window.files})
    band = choose_band(used[0].path, band, key)
    headers = [_header(file.path, band, key) for file in used]
    notes = [note for window in windows for note in window.notes()]
    notes += _refuse_mixed(used, headers)
    first, numbers, coverage = headers[0], [], []
    for index in np.unique(np.linspace(0, len(used) - 1, MOST_LOOKED_AT).astype(int)).tolist():
        path = used[index].path
        share = check_overlap(path, headers[index].grid.crs or "", headers[index].grid.bounds, area)
        with open_raster(path) as source:
            coverage.append(share * known_share(source, path, window_over_area(grid_of(source), area), band))
        numbers.append(look_at_numbers(path, area, band))
        refuse_fill(path, numbers[-1], plausible, key)
        refuse_implausible(path, numbers[-1], plausible, key)
    low, high = _range(folder, numbers)
    name = key.rsplit(".", 1)[-1]
    if low == high:
        notes.append(f"all cells looked at in the area are {low:.6g}, in each raster")
    if first.unit and unit and first.unit != unit:
        notes.append(f"its unit is {first.unit} as the files tell it, and {unit} in {key}.unit")
    if min(coverage) < COVERED:
        notes.append(f"a raster covers {min(coverage):.1%} of the area; units beyond it have no {name}")
    return {
        "file": str(folder),
        "rasters": len(used),
        "dates": f"{used[0].date} to {used[-1].date}",
        "step_days": windows[0].step_days,
        "rows": first.grid.shape[0],
        "columns": first.grid.shape[1],
        "crs": first.grid.crs.to_string() if first.grid.crs else "",
        **({"unit": first.unit} if first.unit else {}),
        "coverage": round(min(coverage), 4),
        "lowest": float(f"{low:.6g}"),
        "highest": float(f"{high:.6g}"),
        **({"notes": notes} if notes else {}),
    }


def _header(path: Path, band: int, key: str) -> _Header:
    check_complete(path)
    with open_raster(path) as source:
        require_crs(source, path, key)
        grid, bands = grid_of(source), int(source.count)
    return _Header(grid, bands, declared_unit(path, band) if band <= bands else "")


def _refuse_mixed(used: Sequence[SeriesFile], headers: Sequence[_Header]) -> list[str]:
    """Refuse rasters that are no series, and note those that only lie on another grid."""
    first, others = headers[0], 0
    for file, header in zip(used, headers, strict=True):
        for what, own, wanted in (
            ("number of bands", header.bands, first.bands),
            ("coordinate system", header.grid.crs, first.grid.crs),
            ("unit", header.unit, first.unit),
        ):
            if own != wanted:
                raise InputError(
                    file.path,
                    f"its {what} ({own or 'none'}) differs from that of {used[0].path.name} ({wanted or 'none'})",
                    "Give rasters of one product, or convert it.",
                )
        others += not same_grid(header.grid, first.grid)
    if not others:
        return []
    return [
        f"{others} of its {len(used)} rasters have another grid than {used[0].path.name}; each is warped by itself, which "
        "takes longer"
    ]


def _range(folder: str | Path, numbers: Sequence[Numbers]) -> tuple[float, float]:
    """The lowest and the highest number of all rasters."""
    known = [look for look in numbers if look.cells]
    if not known:
        raise InputError(
            folder, "no raster of it has a value in the area", "Check their nodata value and their mask."
        )
    return min(look.low for look in known), max(look.high for look in known)
