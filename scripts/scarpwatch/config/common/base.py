"""What every section of the config shares: the strictness, the number types and the field helper."""

from __future__ import annotations

import datetime
import os
import re
import unicodedata
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, PlainValidator

_LONGEST_TEXT = 1000
_LONGEST_NAME = 255  # bytes of a file's name
_LONGEST_PATH = 4000  # bytes; Linux takes 4095, and names of outputs grow

UNSEEN = "[\u00ad\u200b\u2060\ufeff]"
"""Signs that are not seen: soft hyphen, spaces of no width, byte order mark."""


class Section(BaseModel):
    """A section of the config: unknown keys are rejected, values are checked and cannot be changed."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, validate_default=True, allow_inf_nan=False, str_strip_whitespace=True
    )


def _not_bool(value: Any) -> Any:
    # Python counts True as 1, and YAML reads `yes` and `on` as True: a switch is not a number.
    if isinstance(value, bool):
        raise ValueError("a number is needed, not true or false")
    return value


def _not_empty(value: Any) -> Any:
    if isinstance(value, str):
        _require_path(value)
    return value


def _require_path(text: str) -> None:
    if not text.strip():
        raise ValueError("the path is empty")
    if any(unicodedata.category(sign) == "Cc" for sign in text):
        raise ValueError("the path holds a control character")
    if len(os.fsencode(text)) > _LONGEST_PATH:
        raise ValueError(f"the path has {len(text):,} characters, and no file can have such a one")
    longest = max(len(os.fsencode(part)) for part in text.split("/"))
    if longest > _LONGEST_NAME:
        raise ValueError(f"a part of the path has {longest:,} bytes, and no file can have such a name")


def _read_date(value: Any) -> Any:
    # 20240107 would otherwise be taken as seconds since 1970.
    text = str(value).strip() if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    if re.fullmatch(r"\d{8}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if isinstance(value, (int, float)):
        raise ValueError("a date is needed, written YYYY-MM-DD or YYYYMMDD")
    return value


def _read_moment(value: Any) -> datetime.date:
    """A day, or a time of ISO 8601 that comes back in UTC."""
    value = _read_date(value)
    try:
        if isinstance(value, str):
            text = value.strip()
            value = (
                datetime.date.fromisoformat(text)
                if len(text) <= 10
                else datetime.datetime.fromisoformat(text)
            )
        if isinstance(value, datetime.datetime) and value.tzinfo:
            return value.astimezone(datetime.UTC).replace(tzinfo=None)
    except ValueError:
        value = None
    if not isinstance(value, datetime.date):
        raise ValueError(
            "a date or a time in UTC is needed, written YYYY-MM-DD or YYYY-MM-DDTHH:MM (other zones end in +HH:MM)"
        )
    return value


def _read_clock(value: Any) -> datetime.time:
    try:
        clock = value if isinstance(value, datetime.time) else datetime.time.fromisoformat(str(value).strip())
    except ValueError:
        clock = None
    if clock is None or isinstance(value, (bool, int, float)) or clock.tzinfo:
        raise ValueError('a time of day in UTC is needed, in quotes: "HH:MM"')
    return clock


def _iso(value: datetime.date | datetime.time) -> str:
    return value.isoformat()


def _text(value: Any) -> Any:
    # In YAML, `label_value: TRUE` and `label_value: 1` are not strings; people mean the text they wrote.
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in value.strip()):
            raise ValueError("the text holds a control character")
        if len(value) > _LONGEST_TEXT:
            raise ValueError(f"the text has {len(value):,} characters")
        # One of the two forms in which Unicode writes a letter with an accent, for comparisons with users' files.
        return unicodedata.normalize("NFC", value)
    return value


def _one_or_many(value: Any) -> Path | list[Path]:
    # A single file stays a path, however it was written.
    files = value if isinstance(value, list) else [value]
    if not files or not all(isinstance(file, (str, Path)) and str(file).strip() for file in files):
        raise ValueError("a path is needed, or a list of paths")
    for file in files:
        _require_path(str(file))
    paths = [Path(str(file).strip()) for file in files]
    return paths[0] if len(paths) == 1 else paths


Real = Annotated[float, BeforeValidator(_not_bool)]
Whole = Annotated[int, BeforeValidator(_not_bool)]
FilePath = Annotated[Path, BeforeValidator(_not_empty)]
FilePaths = Annotated[
    Path | list[Path], PlainValidator(_one_or_many, json_schema_input_type=Path | list[Path])
]
Day = Annotated[datetime.date, BeforeValidator(_read_date)]
# Moment is a date, or a datetime without a zone, in UTC.
Moment = Annotated[
    datetime.date,
    PlainValidator(_read_moment, json_schema_input_type=str),
    PlainSerializer(_iso, str, "json"),
]
Clock = Annotated[
    datetime.time, PlainValidator(_read_clock, json_schema_input_type=str), PlainSerializer(_iso, str, "json")
]
Text = Annotated[str, BeforeValidator(_text)]


def setting(default: Any = ..., *, description: str, unit: str | None = None, **bounds: Any) -> Any:
    """A field with its description, its unit (numbers) and its bounds.

    Parameters
    ----------
    default : value or ``...``
        ``...`` makes the key one that must be given; a callable such as ``list`` makes a fresh default.
    description : str
        One or two sentences for the reference page.
    unit : str or None
        ``"m"``, ``"degrees"``, ``"cells"``; ``"1"`` for a share or a ratio.
    bounds
        ``ge``, ``gt``, ``le``, ``lt``, ``min_length`` and so on, as pydantic knows them.
    """
    extra: Any = {"unit": unit} if unit is not None else None
    if callable(default):
        return Field(default_factory=default, description=description, json_schema_extra=extra, **bounds)
    return Field(default, description=description, json_schema_extra=extra, **bounds)
