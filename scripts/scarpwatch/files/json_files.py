"""JSON: the records that steps write beside their results, and the short texts in tags and attributes.

Records are UTF-8 with two spaces of indent, in the order in which they were put together; keys are text, and numbers
that are not finite are null, which strict readers ask for (RFC 8259, section 6). What is another program's JSON, or
has to raise at other faults (config, caches, the lock of a run, a model's coefficients), is read where it belongs.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from scarpwatch.errors import InputError
from scarpwatch.files.finished import atomic_path

AGAIN = "Delete it and run the workflow again, which makes it anew."


def plain(value: Any) -> Any:
    """``value`` with NumPy numbers and arrays as Python ones and non-finite numbers as ``None``."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def to_text(record: Any) -> str:
    """A record as it stands in its file, without the last line's end."""
    return json.dumps(plain(record), indent=2, allow_nan=False, ensure_ascii=False)


def write_json(path: str | Path, record: Mapping[str, Any]) -> None:
    """Write ``record`` atomically as strict JSON (NaN and infinity become null).

    Raises
    ------
    WriteError
        If the disk is full or the folder read-only.
    """
    with atomic_path(path) as temporary:
        temporary.write_text(to_text(record) + "\n", encoding="utf-8")


def read_json(path: str | Path) -> dict[str, Any]:
    """Read a record that :func:`write_json` wrote; what was not finite is ``None``.

    Raises
    ------
    InputError
        If the file is missing, damaged or cut off, or holds no record.
    """
    try:
        record = json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(path, "the record does not exist", "Run the step that writes it.") from error
    except (OSError, ValueError) as error:
        raise InputError(path, f"it cannot be read as JSON ({error})", AGAIN) from error
    if not isinstance(record, dict):
        raise InputError(path, "it holds no record", AGAIN)
    return record


def encode(value: Any) -> str:
    """A value as one line of ASCII, for a tag of a raster or an attribute of a series."""
    return json.dumps(plain(value), allow_nan=False)


def decode(text: str, where: str | Path = "the attributes of a series or the tags of a raster") -> Any:
    """What :func:`encode` was given; ``None`` where a number was not finite.

    Parameters
    ----------
    where : the file that holds the text, for the message

    Raises
    ------
    InputError
        If the text is damaged.
    """
    try:
        return json.loads(text)
    except ValueError as error:
        raise InputError(where, f"{text[:60]!r} cannot be read as JSON ({error})", AGAIN) from error
