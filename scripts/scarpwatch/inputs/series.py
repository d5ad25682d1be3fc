"""Series of rasters with a date in each name, such as rain by day: which there are, and what is made of some days.

A date is written ``20240628``, ``2024-06-28``, ``2024_06_28`` or ``2024.06.28``, as in CHIRPS, GPM and ERA5 exports. Only
names are looked at here, since a folder is listed whenever the workflow is planned.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid
from scarpwatch.grids.warping import warp_blocks

Statistic = Literal["sum", "mean", "max", "min"]
SUFFIXES = (".tif", ".tiff", ".vrt", ".img", ".asc")
_DATE = re.compile(r"(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)")


@dataclass(frozen=True)
class SeriesFile:
    """One raster of a series."""

    date: datetime.date
    path: Path


@dataclass(frozen=True)
class SeriesWindow:
    """The rasters of some days.

    Attributes
    ----------
    files : by date
    expected : how many there would be without gaps
    """

    files: tuple[SeriesFile, ...]
    expected: int

    @property
    def missing(self) -> int:
        """How many are missing."""
        return max(0, self.expected - len(self.files))


def list_series(folder: str | Path) -> tuple[SeriesFile, ...]:
    """The rasters of a folder by date.

    Raises
    ------
    InputError
        If there is none, a raster has no date in its name or several, or two have the same.
    """
    paths = sorted(path for path in Path(folder).glob("[!.]*") if path.suffix.lower() in SUFFIXES)
    if not paths:
        raise InputError(
            folder, "it holds no raster", f"Put rasters there ({', '.join(SUFFIXES)}), one for each date"
        )
    by_date: dict[datetime.date, Path] = {}
    for path in paths:
        found = set(_dates(path.name))
        if len(found) != 1:
            what = "no date" if not found else f"{len(found)} dates"
            raise InputError(
                path,
                f"its name has {what}",
                "Name each raster of a series with its date, YYYYMMDD or YYYY-MM-DD",
            )
        day = found.pop()
        if day in by_date:
            raise InputError(
                path, f"{by_date[day].name} has the same date, {day}", "Keep one of them in the folder"
            )
        by_date[day] = path
    return tuple(SeriesFile(day, by_date[day]) for day in sorted(by_date))


def series_window(
    series: Sequence[SeriesFile], until: datetime.date, days: int, *, most_missing: float
) -> SeriesWindow:
    """The rasters of the last days up to a date, that date among them.

    How often there is a raster is told from the median distance of their dates.

    Parameters
    ----------
    series : of :func:`list_series`
    until : the last day
    days : how many
    most_missing : largest share of the rasters that may be missing

    Raises
    ------
    InputError
        If the first of the days lie before the first raster, or too many rasters are missing.
    """
    first, folder = until - datetime.timedelta(days=days - 1), series[0].path.parent
    step = _step(series)
    if first < series[0].date - datetime.timedelta(days=step - 1):
        raise InputError(
            folder,
            f"the {days} days up to {until} begin on {first}, before its first raster ({series[0].date})",
            "Add earlier rasters, or ask for fewer days",
        )
    files = tuple(file for file in series if first <= file.date <= until)
    found = SeriesWindow(files, max(1, round(days / step)))
    if not files or found.missing > most_missing * found.expected:
        raise InputError(
            folder,
            f"{found.missing} of the {found.expected} rasters from {first} to {until} are missing (its last is of "
            f"{series[-1].date})",
            "Add them, or allow a larger share (most_missing)",
        )
    return found


def aggregate_blocks(
    paths: Sequence[str | Path],
    grid: Grid,
    statistic: Statistic,
    *,
    expected: int,
    band: int = 1,
    most_missing: float = 0.1,
    memory_mb: float = 200.0,
) -> Iterator[tuple[Window, NDArray[np.float32]]]:
    """The sum, mean, largest or smallest value of several rasters, on a grid.

    Parameters
    ----------
    paths : one raster for each date
    expected : how many there would be without gaps; the sum is that of the rasters that have a value, times
        ``expected`` over their number, so that a missing day does not pass for a dry one
    band : of each raster
    most_missing : a cell without a value in a larger share of what is expected is NaN
    memory_mb : memory that a block may take (MB)

    Yields
    ------
    window, float32 array (rows, columns)

    Raises
    ------
    InputError
        As :func:`~scarpwatch.grids.warping.warp_blocks`.
    """
    share = memory_mb / max(1, len(paths))
    for blocks in zip(*(warp_blocks(path, grid, band=band, memory_mb=share) for path in paths), strict=True):
        window = blocks[0][0]
        total = np.zeros(blocks[0][1].shape)
        count = np.zeros(total.shape, np.int32)
        low, high = np.full(total.shape, np.inf), np.full(total.shape, -np.inf)
        for _, values in blocks:
            known = np.isfinite(values)
            total += np.where(known, values, 0.0)
            count += known
            low, high = np.fmin(low, values), np.fmax(high, values)
        sure = count >= max(1.0, (1 - most_missing) * expected)
        mean = total / np.maximum(count, 1)
        result = {"sum": total * (expected / np.maximum(count, 1)), "mean": mean, "min": low, "max": high}[
            statistic
        ]
        yield window, np.where(sure, result, np.nan).astype(np.float32)


def _dates(name: str) -> Iterator[datetime.date]:
    """The dates in a file's name."""
    for year, _, month, day in _DATE.findall(name):
        try:
            found = datetime.date(int(year), int(month), int(day))
        except ValueError:
            continue
        if 1900 <= found.year < 2100:
            yield found


def _step(series: Sequence[SeriesFile]) -> int:
    """Days from one raster to the next, as a rule."""
    gaps = [(later.date - file.date).days for file, later in pairwise(series)]
    return max(1, round(median(gaps))) if gaps else 1
