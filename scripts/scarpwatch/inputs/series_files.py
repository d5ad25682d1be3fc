"""A folder of rasters, one for each date: which dates it has, and those of the days before an assessment.

Names alone are looked at, with the standard library alone, since the workflow is planned with it.

A date stands in the name as ``YYYYMMDD``, ``YYYY-MM-DD``, ``YYYY_MM_DD`` or ``YYYY.MM.DD``, with no other digit right
beside it, or as MODIS writes the day of the year, ``AYYYYDDD``. Other ways are not read: ``2019123`` may be day 123 as
well as 3 December, ``201901`` a month as well as a time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median_low

from scarpwatch.dates import parse_date
from scarpwatch.errors import InputError
from scarpwatch.files.kinds import RASTER_SUFFIXES, require_plain_names

_CALENDAR = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")
_DAY_OF_YEAR = re.compile(r"(?<![A-Za-z0-9])A((?:19|20)\d\d)(\d{3})(?!\d)")
_WRITTEN = "YYYYMMDD, YYYY-MM-DD, YYYY_MM_DD, YYYY.MM.DD or AYYYYDDD"
_TOLD = 5  # dates that a message lists


@dataclass(frozen=True, order=True)
class SeriesFile:
    """The raster of one date."""

    date: date
    path: Path


@dataclass(frozen=True)
class SeriesWindow:
    """The rasters of the days before an assessment.

    Attributes
    ----------
    files : those that there are, by date
    first, last : the days of the window, both inclusive
    step_days : from one raster to the next
    missing : dates on which one would be expected and is not there
    """

    files: tuple[SeriesFile, ...]
    first: date
    last: date
    step_days: int
    missing: tuple[date, ...]

    def notes(self) -> list[str]:
        """What is to be said of missing rasters; nothing if there are none."""
        if not self.missing:
            return []
        number = len(self.missing)
        return [
            f"of {number + len(self.files)} rasters from {self.first} to {self.last}, {number} "
            f"{'is' if number == 1 else 'are'} missing ({_some(self.missing)}); a sum is scaled to all of them"
        ]


def dates_in(name: str) -> tuple[date, ...]:
    """The different dates that a file's name holds, sorted; see the module for how they are written."""
    found = set()
    for match in _CALENDAR.finditer(name):
        try:
            found.add(parse_date(match[1] + match[3] + match[4]))
        except ValueError:  # such as a 13th month: another number
            continue
    for match in _DAY_OF_YEAR.finditer(name):
        day = date(int(match[1]), 1, 1) + timedelta(int(match[2]) - 1)
        if day.year == int(match[1]):
            found.add(day)
    return tuple(sorted(found))


def list_series(folder: str | Path, *, key: str) -> tuple[SeriesFile, ...]:
    """The rasters of a folder by date; other files, hidden ones and folders in it do not matter.

    Parameters
    ----------
    key : of the factor in the config, for messages: ``factors.more.rain``

    Raises
    ------
    InputError
        If there is no such folder or no raster in it, a raster's name has no date or several, or two are of one date; if
        a path has a word in braces.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(folder, "it is no folder", f"Give {key}.series the folder of its rasters.")
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name[0] != ".")
    found: dict[date, Path] = {}
    for path in (folder / name for name in names):
        if path.suffix.lower() not in RASTER_SUFFIXES:
            continue
        dates = dates_in(path.name)
        if len(dates) != 1:
            fault = (
                f"its name has {len(dates)} dates ({', '.join(map(str, dates))})"
                if dates
                else f"its name has no date written {_WRITTEN}"
            )
            raise InputError(
                path, fault, "Rename it so that it has the one date of its values, or move it away."
            )
        (day,) = dates
        if day in found:
            raise InputError(
                folder,
                f"there are two rasters of {day}: {found[day].name} and {path.name}",
                "Leave one of them in the folder; make one raster a day of several before.",
            )
        found[day] = path
    if not found:
        there = f" (there are: {', '.join(names[:_TOLD])})" if names else ""
        raise InputError(
            folder,
            f"it holds no raster{there}",
            f"Give {key}.series the folder with one raster ({', '.join(sorted(RASTER_SUFFIXES))}) for each date, unpacked.",
        )
    require_plain_names(found.values())
    return tuple(SeriesFile(day, found[day]) for day in sorted(found))


def series_window(
    files: Sequence[SeriesFile], until: date, days: int, *, key: str, most_missing: float = 0.1
) -> SeriesWindow:
    """Choose the rasters of the days up to an assessment.

    Rasters of whatever step are taken by their dates: those from ``until - days + 1`` to ``until``. The step is the
    median spacing of all dates of the folder; where a gap is about a multiple of it, the rasters between are missing,
    and so are those after the last one. A spacing may waver, as that of months does.

    Parameters
    ----------
    files : as :func:`list_series` gives them
    until : the day of the assessment, the last of the window
    days : length of the window
    key : of the factor in the config, for messages
    most_missing : share of the expected rasters that may be missing

    Raises
    ------
    InputError
        If the window begins a step or more before the first date of the folder, has no raster, or lacks more than
        ``most_missing``, or the folder has one date only.
    """
    folder, first = files[0].path.parent, until - timedelta(days - 1)
    if len(files) < 2:
        raise InputError(
            folder, f"it has one date only ({files[0].date})", "A series has two at least: add more."
        )
    step = median_low([(after.date - before.date).days for before, after in pairwise(files)])
    if first <= files[0].date - timedelta(step):
        raise InputError(
            folder,
            f"its first raster is of {files[0].date}, and the {days} days up to {until} begin on {first}",
            f"Add the rasters from {first} on, lower {key}.days, or begin with a later date.",
        )
    missing = tuple(day for day in _missing([file.date for file in files], until, step) if day >= first)
    chosen = tuple(file for file in files if first <= file.date <= until)
    if not chosen and not missing:
        raise InputError(
            folder,
            f"it has no raster from {first} to {until}: its dates are {step} days apart",
            f"Set {key}.days to {step} or more.",
        )
    if len(missing) > most_missing * (len(missing) + len(chosen)):
        ends = f"; its last raster is of {files[-1].date}" if files[-1].date < until else ""
        raise InputError(
            folder,
            f"of {len(missing) + len(chosen)} rasters from {first} to {until}, {len(missing)} are missing "
            f"({_some(missing)}), and at most {most_missing:.0%} may be{ends}",
            "Add them, or leave out the assessment of that date.",
        )
    return SeriesWindow(chosen, first, until, step, missing)


def _missing(dates: Sequence[date], until: date, step: int) -> list[date]:
    """Dates up to ``until`` on which a raster would be expected and is not there."""
    missing = []
    for before, after in pairwise(dates):
        gap = (after - before).days
        number = round(gap / step)
        missing += [before + timedelta(round(gap * k / number)) for k in range(1, number)]
    day = dates[-1] + timedelta(step)
    while day <= until:
        missing.append(day)
        day += timedelta(step)
    return [day for day in missing if day <= until]


def _some(dates: Sequence[date]) -> str:
    more = f" and {len(dates) - _TOLD} more" if len(dates) > _TOLD else ""
    return ", ".join(map(str, dates[:_TOLD])) + more
