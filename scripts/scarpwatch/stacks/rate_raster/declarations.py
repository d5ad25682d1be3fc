"""What a raster of rates and the config say of its numbers: unit, sign and period, of which none is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from scarpwatch.conventions import DISPLACEMENT_OF_APPROACH
from scarpwatch.dates import parse_date, require_radar_dates
from scarpwatch.errors import InputError

METRES_PER_YEAR = {"m/yr": 1.0, "cm/yr": 0.01, "mm/yr": 0.001}
_LENGTHS = {"m": "m", "metre": "m", "metres": "m", "meter": "m", "meters": "m", "cm": "cm", "mm": "mm"}
_UNIT = re.compile(
    rf"({'|'.join(sorted(_LENGTHS, key=len, reverse=True))})(?:/|\.|per)?(?:years?|yr|y|a)(?:\^?-1|\*\*-1)?"
)
# "positive up, negative away" says nothing of positive numbers by its "away".
_SIGN = re.compile(r"positive\W+(?:(?!negative|minus|not\b)\w+\W+){0,4}?(towards?|away)", re.IGNORECASE)


class Header(NamedTuple):
    """What the header of a raster says of its numbers: texts that may name a unit, and tags by upper-case name."""

    units: tuple[str, ...]
    tags: Mapping[str, str]


def read_header(path: str | Path) -> Header:
    """The unit of the band, the unit in brackets behind its description, and the tags of file and band.

    Raises
    ------
    InputError
        If the raster cannot be read.
    """
    from scarpwatch.grids.grid import open_raster

    with open_raster(path) as source:
        tags = {key.upper(): value for key, value in {**source.tags(), **source.tags(1)}.items()}
        named = re.search(r"[(\[]([^)\]]+)[)\]]\s*$", source.descriptions[0] or "")
        texts = [source.units[0], tags.get("UNITS"), tags.get("UNIT"), named[1] if named else None]
    return Header(tuple(text for text in texts if text), tags)


def unit_in(text: str) -> str | None:
    """A unit of rate in a text such as ``mm/year`` or ``cm yr-1``; None if it is none."""
    found = _UNIT.fullmatch(re.sub(r"\s", "", text.lower()))
    return f"{_LENGTHS[found[1]]}/yr" if found else None


def declared_unit(path: str | Path, header: Header, told: str | None) -> str | None:
    """Unit of the numbers: ``m/yr``, ``cm/yr`` or ``mm/yr``; None where neither file nor config says it.

    Parameters
    ----------
    told : `sar.rate.unit`

    Raises
    ------
    InputError
        If the file says two units, or another one than the config.
    """
    said = {unit for text in header.units if (unit := unit_in(text)) is not None}
    if len(said) > 1 or (told is not None and said - {told}):
        config = f", and sar.rate.unit {told}" if told is not None else ""
        raise InputError(
            path,
            f"it says that its numbers are {' and '.join(sorted(said))}{config}",
            "Correct the one that is wrong.",
        )
    return told or next(iter(said), None)


def declared_sign(path: str | Path, header: Header, negate: bool | None) -> float:
    """Factor that brings the numbers to the project's sign (``scarpwatch.conventions``).

    Parameters
    ----------
    negate : `sar.rate.negate`

    Raises
    ------
    InputError
        If neither the tag SIGN nor the config says it, or they contradict each other.
    """
    found = _SIGN.search(header.tags.get("SIGN", ""))
    said = None if found is None else found[1].lower() == "away"
    if said is None and negate is None:
        raise InputError(
            path,
            "neither its tag SIGN nor sar.rate.negate says whether positive is towards the satellite",
            "Set sar.rate.negate: false if ground that rises or comes towards the satellite is positive, true if it is "
            "negative.",
        )
    if said is not None and negate is not None and said != negate:
        raise InputError(
            path,
            f"its tag SIGN says {header.tags['SIGN']!r}, and sar.rate.negate is {str(negate).lower()}",
            "Leave out sar.rate.negate, or correct the tag.",
        )
    away = said if negate is None else negate
    return DISPLACEMENT_OF_APPROACH * (-1.0 if away else 1.0)


def declared_period(path: str | Path, header: Header, told: Mapping[str, Any]) -> tuple[date, date]:
    """First and last date of the images behind the rate.

    Parameters
    ----------
    told : with `first_date` and `last_date` of `sar.rate`

    Raises
    ------
    InputError
        If one of them is neither in the config nor a tag, is no date, or they are not in order.
    """
    days: list[date] = []
    for key in ("first_date", "last_date"):
        value = told.get(key) or header.tags.get(key.upper())
        if value is None:
            raise InputError(
                path,
                f"neither its tag {key.upper()} nor sar.rate.{key} says over which time the rate was measured",
                f"Set sar.rate.{key} to the date of its {key.split('_')[0]} image.",
            )
        try:
            days.append(value if isinstance(value, date) else parse_date(str(value)[:10]))
        except ValueError:
            raise InputError(
                path, f"its tag {key.upper()} is {value!r}, no date", f"Set sar.rate.{key} in the config."
            ) from None
    require_radar_dates(path, days)
    if days[0] >= days[1]:
        raise InputError(
            path,
            f"its first date {days[0]} is not before its last one {days[1]}",
            "Correct sar.rate.first_date and sar.rate.last_date.",
        )
    return days[0], days[1]
