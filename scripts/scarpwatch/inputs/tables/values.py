"""The values of a column of a ready table, by what they are: numbers, directions or classes.

Values that stand for "no data" are the common trap. Those that no measurement has are refused; those that may be
either are told with their share.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.errors import InputError
from scarpwatch.inputs.tables.class_values import class_notes, class_text
from scarpwatch.inputs.tables.text import is_blank

NO_DATA = (-9999.0, -99999.0, -999999.0, -32768.0, -2147483648.0)
"""Whole numbers that programs write for no data."""

HUGE = 1e20
"""Numbers beyond this are the largest ones of their type, which programs write for no data (netCDF: 9.97e36)."""

DOUBTFUL = (-1.0, 0.0, 255.0, 65535.0, 99.0, 999.0, 9999.0, 99999.0, -99.0, -999.0, 32767.0)
"""Numbers that some programs write for no data, and that may be measured too."""

FAR = 0.25
"""A number stands apart if it is this share of the other values' range beyond them."""

SPIKE_SHARE, SPIKE_TIMES = 0.05, 20
"""A doubtful number in at least this share of the rows, and so many times as often as any other, is told too."""

MANY = 10
"""Columns of fewer values are counts or grades."""

LONGEST = 200
"""Characters of an id or of the name of a class."""

REPEATED = 3
"""So is one beyond all other values that is so many times as often as any of them."""

TRUTH = {"true": 1.0, "false": 0.0}


def read_numbers(column: pd.Series, name: str, path: Path) -> tuple[NDArray[np.float64], list[str]]:
    """Numbers; NaN = missing.

    Returns
    -------
    values : float64 array (units,)
    notes : sentences on values that may stand for no data

    Raises
    ------
    InputError
        If it holds text or infinite values, a number that stands for no data, or no value at all.
    """
    blank = is_blank(column)
    if not pd.api.types.is_numeric_dtype(column):  # numbers as text, and true and false
        column = column.astype("string").str.strip()
        words = column.str.casefold().map(TRUTH)
        numbers = pd.to_numeric(column, errors="coerce").astype("Float64").fillna(words.astype("Float64"))
    else:
        numbers = column
    values = numbers.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    bad = np.isnan(values) & ~blank
    if bad.any():
        text = str(column.to_numpy()[bad.argmax()]).strip()
        comma = re.fullmatch(r"[+-]?\d+,\d+", text) is not None
        grouped = re.fullmatch(r"[+-]?\d{1,3}([,'.\s\u2019]\d{3})+([.,]\d+)?", text) is not None
        raise InputError(
            path,
            f"column {name!r} holds text such as {text!r} ({row_words(bad)})",
            "Write decimals with a point, and thousands without a sign between them"
            if comma or grouped
            else "Correct it, or list the column in units.table.categorical if it holds classes",
        )
    values[blank] = np.nan
    infinite = np.isinf(values)
    if infinite.any():
        raise InputError(
            path, f"column {name!r} has infinite values ({row_words(infinite)})", "Leave missing values blank"
        )
    require_some(np.isfinite(values), name, path)
    _refuse_no_data(values, name, path)
    return values, [*_doubtful(values, name), *_repeated_extremes(values, name)]


def read_directions(column: pd.Series, name: str, path: Path) -> tuple[NDArray[np.float64], list[str]]:
    """Directions in degrees, from 0 to 360 or from -180 to 180; NaN = missing, or flat ground.

    Where no other value is negative, -1 is what GIS programs write for flat ground, which has no direction.

    Raises
    ------
    InputError
        As :func:`read_numbers`, and if a value is no direction.
    """
    values, _ = read_numbers(column, name, path)
    wrong = (values < -180) | (values > 360)
    if wrong.any():
        raise InputError(
            path,
            f"column {name!r} is listed in units.table.circular and holds {values[wrong.argmax()]:g}, which is no "
            f"direction in degrees ({row_words(wrong)})",
            "Leave missing values blank; degrees run from 0 to 360 or from -180 to 180",
        )
    notes = []
    flat = values == -1
    if flat.any() and not (values[~flat] < 0).any():
        values = np.where(flat, np.nan, values)
        require_some(np.isfinite(values), name, path)
        notes.append(
            f"column {name!r} is -1 in {share_words(flat)}: taken to be flat ground, which has no direction"
        )
    if np.nanmax(np.abs(values)) <= 2 * np.pi + 0.01 and np.unique(values).size > 20:
        notes.append(f"column {name!r} holds no direction beyond 6.3; if they are radians, give degrees")
    return values, [*notes, *_doubtful(values, name)]


def read_classes(column: pd.Series, name: str, path: Path) -> tuple[NDArray[np.object_], list[str]]:
    """Classes as text without spaces around it; None = missing.

    Raises
    ------
    InputError
        If there is no value at all, or a number that stands for no data.
    """
    text = class_text(column)
    require_some(text.notna().to_numpy(bool), name, path)
    long = (text.str.len() > LONGEST).fillna(False).to_numpy(bool)
    if long.any():
        raise InputError(
            path,
            f"column {name!r} holds a text of {int(text.str.len().max()):,} characters, which is no class "
            f"({row_words(long)})",
            "Give short names of classes, or take the column out of the factors",
        )
    codes = pd.to_numeric(text, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    _refuse_no_data(codes, name, path)
    notes = [f"column {name!r}: {note}" for note in class_notes(text, "rows")]
    return text.to_numpy(dtype=object, na_value=None), notes


def row_words(bad: NDArray[np.bool_]) -> str:
    """The first row at fault as people count the rows of data, and how many there are."""
    return f"row {int(bad.argmax()) + 1}; {int(bad.sum())} in all"


def share_words(which: NDArray[np.bool_]) -> str:
    """How many rows, and which share of all."""
    return f"{int(which.sum()):,} of {which.size:,} rows ({which.mean():.1%})"


def require_some(known: NDArray[np.bool_], name: str, path: Path) -> None:
    """Refuse a column without any value."""
    if not known.any():
        raise InputError(path, f"column {name!r} has no value in any row", "Take it out of the factors")


def _refuse_no_data(values: NDArray[np.float64], name: str, path: Path) -> None:
    """Refuse numbers that stand for no data, where they are none of the other values' kind."""
    found = np.abs(values) > HUGE
    for number in NO_DATA:
        here = values == number
        others = values[np.isfinite(values) & ~here]
        found |= here & (_stands_apart(values, here) or bool((others >= 0).all()))
    if found.any():
        raise InputError(
            path,
            f"column {name!r} holds {values[found.argmax()]:g}, which stands for no data, in {share_words(found)}",
            "Leave missing values blank",
        )


def _doubtful(values: NDArray[np.float64], name: str) -> list[str]:
    notes = []
    counts = pd.Series(values).value_counts()
    for number in (*DOUBTFUL, *NO_DATA):
        here = values == number
        count = int(here.sum())
        if not count or len(counts) < 3:  # an indicator has two values
            continue
        others = int(counts.drop(number).max())
        rest = values[np.isfinite(values) & ~here]
        beyond = count > 1 and not (rest.min() <= number <= rest.max())
        if count >= SPIKE_SHARE * values.size and count >= SPIKE_TIMES * others:
            why = "is far more often than any other value"
        elif _stands_apart(values, here):
            why = "no other value is near"
        elif beyond and number < 0:
            why = "no other value is less than"
        elif beyond and count >= REPEATED * others:
            why = "is beyond all other values and more often than any of them"
        else:
            continue
        notes.append(
            f"column {name!r} is {number:g} in {share_words(here)}, which {why}; leave it blank if it stands for no data"
        )
    return notes


def _repeated_extremes(values: NDArray[np.float64], name: str) -> list[str]:
    """Notes on the lowest and the highest value, if it is repeated and far from all others, whatever number it is."""
    known = values[np.isfinite(values)]
    if np.unique(known).size < MANY:
        return []
    notes = []
    for number in (known.min(), known.max()):
        here = values == number
        listed = number in DOUBTFUL or number in NO_DATA
        if here.sum() >= REPEATED and not listed and _stands_apart(values, here):
            notes.append(
                f"column {name!r} is {number:g} in {share_words(here)}, which no other value is near; leave it blank if it "
                "stands for no data"
            )
    return notes


def _stands_apart(values: NDArray[np.float64], here: NDArray[np.bool_]) -> bool:
    """Whether values lie outside all others by more than a share of the others' range."""
    others: NDArray[Any] = values[np.isfinite(values) & ~here]
    if not here.any() or not others.size:
        return bool(here.any())
    low, high = float(others.min()), float(others.max())
    number = float(values[here.argmax()])
    return max(low - number, number - high) > FAR * (high - low)
