"""Decisions and notes that the JSON records of a run hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scarpwatch.decisions import KEY
from scarpwatch.files.json_files import read_json


def read_decisions(records: Iterable[str | Path]) -> list[dict[str, Any]]:
    """The decisions that JSON records hold, in the order of the records, each once.

    Raises
    ------
    InputError
        If a record is missing or damaged.
    """
    found: list[dict[str, Any]] = []
    for path in records:
        found += [decision for decision in read_json(path).get(KEY, []) if decision not in found]
    return found


def read_notes(records: Iterable[str | Path]) -> list[str]:
    """What the records note about the inputs, each once, in the order of the records.

    A record may hold ``notes``, a list of sentences, or, as ``validation.json`` does, one mapping per input that holds
    them; the input's name then stands before the note.

    Raises
    ------
    InputError
        If a record is missing or damaged.
    """
    found: dict[str, None] = {}
    for path in records:
        record = read_json(path)
        found |= dict.fromkeys(str(note) for note in record.get("notes", []))
        for name, part in record.items():
            if isinstance(part, Mapping):
                found |= dict.fromkeys(f"{name}: {note}" for note in part.get("notes", []))
    return list(found)
