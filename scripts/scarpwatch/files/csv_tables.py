"""Tables of text (CSV) that people open in a spreadsheet, and that steps read again.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula and runs it when the file is
opened, so that an id ``=HYPERLINK(...)`` in somebody's table becomes a link, or worse, in ours (CSV injection; OWASP).
Such cells get an apostrophe in front, by which spreadsheets know text; numbers stay. Parquet and GeoPackages hold
what the user wrote.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

_FORMULA = re.compile(
    r"[\t\n]|\s*[=+\-@'\uff1d\uff0b\uff0d\uff20]"
)  # some programs take blanks before it off
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def escape(value: Any) -> Any:
    """A cell as a spreadsheet shows it and does not run it; what is no text stays."""
    if not isinstance(value, str):
        return value
    text = value.replace("\r", " ")  # by itself it would end the row, since nothing puts it in quotes
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text.strip()) else text


def unescape(value: Any) -> Any:
    """What :func:`escape` was given."""
    if isinstance(value, str) and value.startswith("'") and _FORMULA.match(value[1:]):
        return value[1:]
    return value


def write_csv(table: pd.DataFrame, path: str | Path, **options: Any) -> None:
    """Write a table for people, without its index."""
    told = table.rename(columns=escape)
    for place in range(table.shape[1]):
        column = table.iloc[:, place]
        if _is_text(column):
            told.isetitem(place, column.map(escape, na_action="ignore"))
    told.to_csv(path, index=False, lineterminator="\n", **options)


def read_csv(path: str | Path, **options: Any) -> pd.DataFrame:
    """Read a table that :func:`write_csv` wrote. Blank cells alone are missing: a factor may be called NA."""
    table = pd.read_csv(path, keep_default_na=False, na_values=[""], **options)
    for place in range(table.shape[1]):
        if _is_text(table.iloc[:, place]):
            table.isetitem(place, table.iloc[:, place].map(unescape, na_action="ignore"))
    return table.rename(columns=unescape)


def _is_text(column: pd.Series) -> bool:
    return bool(pd.api.types.is_string_dtype(column) or pd.api.types.is_object_dtype(column))
