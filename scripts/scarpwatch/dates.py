"""Dates of scenes and pairs: how file names, tables and tags write them, and the length of a year.

File names, wildcards and tables of the network write a date ``YYYYMMDD`` and a pair ``YYYYMMDD_YYYYMMDD``, the earlier
date first; what people read has ``YYYY-MM-DD`` (ISO 8601). Standard library alone, since the workflow is planned with
it.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from pathlib import Path

from scarpwatch.errors import InputError

DAYS_PER_YEAR = 365.25  # Julian year: rates are per this many days
# The first satellite with an imaging radar flew in 1978; a date far ahead is a slip of the pen or of a conversion.
_FIRST_IMAGE, _LAST_IMAGE = datetime.date(1978, 6, 27), datetime.date(2099, 12, 31)


def date_name(day: datetime.date) -> str:
    """A date as file names and pairs write it, ``YYYYMMDD``."""
    return f"{day:%Y%m%d}"


def pair_name(first: datetime.date, second: datetime.date) -> str:
    """A pair as file names and wildcards write it, ``YYYYMMDD_YYYYMMDD``."""
    return f"{date_name(first)}_{date_name(second)}"


def parse_date(text: str) -> datetime.date:
    """A date written YYYY-MM-DD or YYYYMMDD.

    Raises
    ------
    ValueError
        If it is anything else.
    """
    digits = text.strip().replace("-", "")
    if len(digits) != 8 or not digits.isdigit():
        raise ValueError(f"{text.strip()!r} is not a date")
    return datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def parse_pair(name: str) -> tuple[datetime.date, datetime.date]:
    """The dates of a pair written as :func:`pair_name` does.

    Raises
    ------
    ValueError
        If it is anything else.
    """
    parts = name.split("_")
    if len(parts) != 2:
        raise ValueError(f"{name!r} is not a pair of dates")
    return parse_date(parts[0]), parse_date(parts[1])


def iso_date(name: str) -> str:
    """``YYYYMMDD`` as people read it, ``YYYY-MM-DD``."""
    return parse_date(name).isoformat()


def years_between(first: datetime.date, day: datetime.date) -> float:
    """Time from one date to another (yr); negative if it is the earlier one."""
    return (day - first).days / DAYS_PER_YEAR


def require_radar_dates(where: str | Path, days: Iterable[datetime.date]) -> None:
    """Refuse dates on which no radar satellite can have taken an image.

    Raises
    ------
    InputError
    """
    wrong = next((day for day in days if not _FIRST_IMAGE <= day <= _LAST_IMAGE), None)
    if wrong is not None:
        raise InputError(
            where,
            f"its date is {wrong.isoformat()}, and radar satellites have taken images since {_FIRST_IMAGE.year}",
            "Correct the date, where it stands in the name or in the file.",
        )


def require_told_dates(
    where: str | Path, told: Iterable[datetime.date | None], named: Collection[datetime.date]
) -> None:
    """Refuse a file that tells other dates of its images than its name does.

    A day more or less is let pass: names may hold the day on which a pass over midnight began.

    Parameters
    ----------
    told : what the file says; None where it does not
    named : the dates of the pair or scene

    Raises
    ------
    InputError
    """
    for day in told:
        if day is not None and named and min(abs((day - own).days) for own in named) > 1:
            listed = " and ".join(own.isoformat() for own in sorted(named))
            raise InputError(
                where,
                f"it tells of an image of {day.isoformat()}, and its name of {listed}",
                "Give each file the name that its maker gave it, or download it again.",
            )
