"""The reference as files have it: ``reference.json``, the attribute of a series, and the words of a tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scarpwatch.decisions import KEY
from scarpwatch.errors import InputError
from scarpwatch.files.json_files import AGAIN, decode, encode, read_json, write_json
from scarpwatch.insar.reference.window import Reference

ATTRIBUTE = "reference"  # of a series and its rate, and the part of quality.json


def write_reference(
    path: str | Path,
    reference: Reference | Mapping[str, Any],
    decisions: Sequence[Mapping[str, Any]] | None = None,
) -> None:
    """Write a ``reference.json``, with the decisions about it where there are such.

    Parameters
    ----------
    reference : as a mapping where row, column and place may be None, since their maker does not tell them
    """
    write_json(path, {**_plain(reference), **({} if decisions is None else {KEY: list(decisions)})})


def read_reference(path: str | Path) -> Reference:
    """The reference of a ``reference.json``, which may hold the decisions about it beside.

    Raises
    ------
    InputError
        If the file is missing, damaged, or no such record.
    """
    return reference_from(read_json(path), path)


def reference_attribute(reference: Reference | Mapping[str, Any]) -> dict[str, str]:
    """The attribute of a series that holds its reference."""
    return {ATTRIBUTE: encode(_plain(reference))}


def reference_of(attributes: Mapping[str, Any], where: str | Path = "the series") -> Reference:
    """The reference of a series, from its attributes.

    Parameters
    ----------
    where : the series' file, for the message

    Raises
    ------
    InputError
        If there is none, or it is damaged.
    """
    if ATTRIBUTE not in attributes:
        raise InputError(where, f"it has no attribute {ATTRIBUTE}", AGAIN)
    return reference_from(decode(attributes[ATTRIBUTE], where), where)


def place_in_words(reference: Reference) -> str:
    """Longitude, latitude and how it was chosen, for the tags of products."""
    if reference.longitude is None:  # of a deformation that does not say it
        return f"place not known ({reference.chosen})"
    return f"{reference.longitude:.6f} E, {reference.latitude:.6f} N ({reference.chosen})"


def reference_from(record: Mapping[str, Any], where: str | Path) -> Reference:
    """The reference of a record that holds it, such as the part of ``quality.json``.

    Raises
    ------
    InputError
        If a part of it is missing.
    """
    missing = [name for name in ("row", "column", "half", "chosen") if name not in record]
    if missing:
        raise InputError(where, f"of the reference {missing[0]} is missing", AGAIN)
    return Reference(**{name: value for name, value in record.items() if name in Reference._fields})


def _plain(reference: Reference | Mapping[str, Any]) -> dict[str, Any]:
    return reference._asdict() if isinstance(reference, Reference) else dict(reference)
