"""Dates of scenes and pairs: how file names, tables and tags write them, and the length of a year.

File names, wildcards and tables of the network write a date ``YYYYMMDD`` and a pair ``YYYYMMDD_YYYYMMDD``, the earlier
date first; what people read has ``YYYY-MM-DD`` (ISO 8601). Standard library alone, since the workflow is planned with
it.
"""

from __future__ import annotations

import datetime

DAYS_PER_YEAR = 365.25  # Julian year: rates are per this many days


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
