"""What SNAP writes down of a product: the metadata of BEAM-DIMAP (XML) and of ZNAP (JSON), in one form.

Both hold the same tree of named elements with named attributes. ``Abstracted_Metadata`` describes the stack's
reference date; ``Slave_Metadata`` (``Secondary_Metadata`` in newer versions) has one element per other date.
Lengths are in metres, the radar frequency in MHz, times in UTC. A debursted, cut or merged product has the
first line and the first range of its own image in the reference's element, but not in those of the others.

Perpendicular baselines are those of ``Baselines/Ref_<date>/Secondary_<date>``, in SNAP 8 and before of
``Baselines/Master: <date>/Slave: <date>``, where a reference can stand several times. They are positive on the
far-range side, as in the project: on the pair near Amsterdam SNAP says 33.90 m, and the orbits 33.75 m there.
"""

from __future__ import annotations

import datetime
import json
import math
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast
from xml.etree import ElementTree

from scarpwatch.errors import InputError
from scarpwatch.files.kinds import read_bytes
from scarpwatch.stacks.listing import container

REFERENCE = "Abstracted_Metadata"
OTHERS = ("Slave_Metadata", "Secondary_Metadata")
_ROWS, _ENTRIES = ("Ref_", "Master: "), ("Secondary_", "Slave: ")
_SKIPPED = "Original_Product_Metadata"  # the bulk of the file, and nothing of it is used
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(r"(\d{1,2})-?([A-Za-z]{3})-?(\d{4})")
_METADATA = "Dataset_Sources"
_CHUNK = 1 << 14  # bytes
_MOST_METADATA = 2**29  # bytes; of a stack of fifty dates they have a tenth of it
_NO_NUMBER = 99999.0  # what SNAP writes for a number that it does not know


@dataclass
class Element:
    """A named part of SNAP's metadata, with its attributes and the parts below it."""

    name: str
    attributes: dict[str, Any] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)

    def child(self, *names: str) -> Element | None:
        """The first part below of one of these names, or None."""
        return next((part for part in self.children if part.name in names), None)

    def text(self, name: str) -> str:
        """An attribute as text; empty where there is none."""
        value = self.attributes.get(name, "")
        return str(value).strip()

    def number(self, name: str) -> float | None:
        """An attribute as a number; None where it is missing, not a number, or marked as unknown."""
        try:
            value = float(self.text(name))
        except ValueError:
            return None
        return None if value == _NO_NUMBER or not math.isfinite(value) else value

    def walk(self) -> Iterator[Element]:
        """This part and all below it."""
        yield self
        for part in self.children:
            yield from part.walk()


def date_in(text: str) -> datetime.date | None:
    """The date in SNAP's writing, 10Jul2018 or 10-JUL-2018, at the beginning of a text; None if it is none."""
    match = _DATE.match(text)
    if not match or match[2].lower() not in _MONTHS:
        return None
    try:
        return datetime.date(int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1]))
    except ValueError:
        return None


def short_date(day: datetime.date) -> str:
    """A date as SNAP's band names write it, 10Jul2018."""
    return f"{day.day:02d}{_MONTHS[day.month - 1].capitalize()}{day.year}"


def time_in(text: str) -> datetime.datetime | None:
    """The time in SNAP's writing, 31-MAR-2023 05:50:35.812250; None if it is none."""
    day = date_in(text)
    if day is None:
        return None
    try:
        clock = datetime.time.fromisoformat(text.split()[1])
    except (IndexError, ValueError):
        return None
    return datetime.datetime.combine(day, clock)


def open_bytes(path: str, most: int = _MOST_METADATA) -> bytes:
    """All bytes of a file, which may lie inside a ZIP.

    Raises
    ------
    InputError
        If it cannot be read, or has more than ``most`` bytes.
    """
    try:
        return read_bytes(path, most)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(
            path, f"it cannot be read ({error})", "It may be missing or truncated: export it again."
        ) from error


def read_document(path: str) -> Element:
    """The metadata of a product, from its ``.dim`` or its ``product_metadata.json``; the last ones are kept.

    Raises
    ------
    InputError
        If the file cannot be read, is not what SNAP writes, or has no ``Abstracted_Metadata``.
    """
    try:
        return _read_document(path, os.stat(container(path)).st_mtime_ns)
    except OSError as error:
        raise InputError(path, f"it cannot be read ({error})", "Check the product's folder.") from error


@lru_cache(maxsize=2)
def _read_document(path: str, changed: int) -> Element:
    text = open_bytes(path)
    try:
        root = _from_json(text) if path.endswith(".json") else _from_xml(text)
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
        ElementTree.ParseError,
    ) as error:
        raise InputError(
            path, f"it is not metadata as SNAP writes them ({error})", "Export the product from SNAP again."
        ) from error
    if root.child(REFERENCE) is None:
        raise InputError(
            path, f"it has no {REFERENCE}", "Export the product from SNAP with its metadata (copyMetadata)."
        )
    return root


def _from_json(text: bytes) -> Element:
    return Element(
        "metadata", {}, [_from_record(part) for part in json.loads(text) if part["name"] != _SKIPPED]
    )


def _from_record(record: dict[str, Any]) -> Element:
    found = {entry["name"]: _value(entry.get("data") or {}) for entry in record.get("attributes", [])}
    return Element(record["name"], found, [_from_record(part) for part in record.get("elements", [])])


def _value(data: dict[str, Any]) -> Any:
    values = data.get("elems", "")
    if data.get("type") == "utc":  # days since 2000, seconds of the day, microseconds
        days, seconds, micro = values
        moment = datetime.datetime(2000, 1, 1) + datetime.timedelta(days, seconds, micro)
        return f"{moment.day:02d}-{_MONTHS[moment.month - 1].upper()}-{moment:%Y %H:%M:%S.%f}"
    if isinstance(values, list):
        return values[0] if len(values) == 1 else values
    return values


def _from_xml(text: bytes) -> Element:
    document = ElementTree.fromstring(text)
    root = Element("metadata")
    sources = document.find("Dataset_Sources/MDElem")
    for part in sources if sources is not None else ():
        if part.get("name") != _SKIPPED:
            root.children.append(_from_node(part))
    return root


def _from_node(node: ElementTree.Element) -> Element:
    return Element(
        node.get("name", ""),
        {part.get("name", ""): (part.text or "").strip() for part in node.findall("MDATTR")},
        [_from_node(part) for part in node.findall("MDElem")],
    )


def read_placement(path: str) -> tuple[str, str]:
    """The map transform (``IMAGE_TO_MODEL_TRANSFORM``) and the coordinate system (``WKT``) of a ``.dim``, as text.

    They stand near its beginning, before the metadata, which can have megabytes and are not read.
    Empty text stands for what the file does not say.

    Raises
    ------
    InputError
        If the file cannot be read or is not XML.
    """
    found = dict.fromkeys(("IMAGE_TO_MODEL_TRANSFORM", "WKT"), "")
    parser: ElementTree.XMLPullParser[Any] = ElementTree.XMLPullParser(("start", "end"))
    try:
        with open(path, "rb") as stream:
            while (
                not all(found.values()) and stream.tell() < _MOST_METADATA and (text := stream.read(_CHUNK))
            ):
                parser.feed(text)
                for event, node in cast("Iterator[tuple[str, Any]]", parser.read_events()):
                    if event == "start" and node.tag == _METADATA:
                        return found["IMAGE_TO_MODEL_TRANSFORM"], found["WKT"]
                    if event == "end" and found.get(node.tag) == "":
                        found[node.tag] = (node.text or "").strip()
    except (OSError, ValueError, LookupError, ElementTree.ParseError) as error:
        raise InputError(
            path, f"it cannot be read ({error})", "It may be truncated: export it again."
        ) from error
    return found["IMAGE_TO_MODEL_TRANSFORM"], found["WKT"]


def perpendicular_baseline(root: Element, first: datetime.date, second: datetime.date) -> float | None:
    """The second date's perpendicular baseline less the first's (m, far-range side positive), or None."""
    table = root.child(REFERENCE)
    table = table.child("Baselines") if table else None
    for sign, one, other in ((1, first, second), (-1, second, first)):
        rows = [row for row in table.children if row.name in _names(_ROWS, one)] if table else []
        for entry in (row.child(*_names(_ENTRIES, other)) for row in rows):
            value = entry.number("Perp Baseline") if entry else None
            if value is not None:
                return sign * value
    return None


def _names(beginnings: tuple[str, ...], day: datetime.date) -> list[str]:
    return [f"{beginning}{short_date(day)}" for beginning in beginnings]


def flattened_bands(root: Element) -> set[str]:
    """Bands from which the user has removed flat-earth and topographic phase by SNAP's band arithmetic.

    SNAP keeps the graph of a product's making. A band whose expression has both the flat-earth phase (``fep_``)
    and the topographic one (``topo_``) of the interferogram in it has lost them.
    """
    graph = root.child("Processing_Graph")
    bands = set()
    for part in graph.walk() if graph else ():
        expression = part.text("expression")
        if "fep_" in expression and "topo_" in expression:
            bands.add(part.text("name"))
    return bands
