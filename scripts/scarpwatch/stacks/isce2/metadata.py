"""Small text files of ISCE2's topsStack: images' headers, the reference's swaths, baselines.

Read while the workflow is planned, so with the standard library alone.
"""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scarpwatch.errors import InputError
from scarpwatch.files.kinds import read_bytes, require_small_text

# What ISCE2 calls the types of its flat files, and numpy.
_TYPES = {
    "BYTE": "u1",
    "CHAR": "u1",
    "SHORT": "i2",
    "INT": "i4",
    "FLOAT": "f4",
    "REAL": "f4",
    "DOUBLE": "f8",
    "CFLOAT": "c8",
    "CREAL": "c8",
    "CDOUBLE": "c16",
}
_MOST_XML = 2**27  # bytes; a swath of ten bursts has a hundredth of it
_AVERAGE = re.compile(r"^\s*Bperp\s*\(average\)\s*:\s*(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class ImageHeader:
    """How a flat file is laid out: ``type`` as numpy writes it with its byte order, ``scheme`` BIL, BIP or BSQ."""

    rows: int
    columns: int
    bands: int
    type: str
    scheme: str


@dataclass(frozen=True)
class Swath:
    """What the reference's file of a swath says; lengths in metres, ``bursts`` the number of them."""

    wavelength_m: float
    near_range_m: float
    range_spacing_m: float
    track: str
    sensor: str
    bursts: int


def read_header(path: str | Path) -> ImageHeader:
    """Read the ``.xml`` beside an image.

    Raises
    ------
    InputError
        If it is not such a file, or lacks a value.
    """
    root = _parse(path)
    known = {node.get("name", "").lower(): _value(node) for node in root.findall("property")}
    try:
        order = ">" if known.get("byte_order", "l").lower().startswith("b") else "<"
        header = ImageHeader(
            rows=int(known["length"]),
            columns=int(known["width"]),
            bands=int(known.get("number_bands", "1")),
            type=order + _TYPES[known["data_type"].upper()],
            scheme=known.get("scheme", "BIP").upper(),
        )
    except (KeyError, ValueError) as error:
        raise InputError(
            path, f"it does not describe an image ({error})", "Make the image's .xml again with ISCE2."
        ) from error
    if min(header.rows, header.columns, header.bands) < 1 or header.scheme not in ("BIL", "BIP", "BSQ"):
        raise InputError(
            path,
            f"it describes an image of {header.rows} x {header.columns} x {header.bands}, {header.scheme}",
            "Make the image's .xml again with ISCE2.",
        )
    return header


def read_swath(path: str | Path) -> Swath:
    """Read ``reference/IW?.xml``: values of the first burst.

    Raises
    ------
    InputError
        If it is not such a file, or lacks a value.
    """
    root = _parse(path)
    bursts = sum(
        re.fullmatch(r"burst\d+", node.get("name", "")) is not None for node in root.iter("component")
    )
    burst = root.find(".//component[@name='burst1']")
    values = {} if burst is None else {n.get("name", ""): _value(n) for n in burst.findall("property")}
    whole = {node.get("name", ""): _value(node) for node in root.findall("component/property")}
    try:
        return Swath(
            _finite(values["radarwavelength"]),
            _finite(values["startingrange"]),
            _finite(values["rangepixelsize"]),
            values.get("tracknumber", ""),
            whole.get("mission", ""),
            bursts,
        )
    except (KeyError, ValueError) as error:
        raise InputError(
            path,
            f"it does not describe a swath of Sentinel-1 ({error})",
            "Copy the folder `reference` of the stack again.",
        ) from error


def read_baseline(path: str | Path) -> float:
    """Mean perpendicular baseline of the swaths (m), in the project's sign.

    ISCE2's has the opposite sign: positive where the satellite is nearer to the near range.

    Raises
    ------
    InputError
        If the file holds none.
    """
    try:
        values = [_finite(text) for text in _AVERAGE.findall(require_small_text(path))]
    except ValueError:
        values = []
    if not values:
        raise InputError(
            path,
            "it holds no line `Bperp (average): <metres>`",
            "Make it again with topsStack, or remove it.",
        )
    return -sum(values) / len(values)


def near_range(swaths: Iterable[Swath]) -> tuple[float, float]:
    """Slant range of the merged images' first column, and from column to column (m).

    Swaths of one burst only are passed over, as topsStack does when it merges; their files stay in `reference`.
    """
    swaths = list(swaths)
    merged = [swath for swath in swaths if swath.bursts > 1] or swaths
    first = min(merged, key=lambda swath: swath.near_range_m)
    return first.near_range_m, first.range_spacing_m


def _parse(path: str | Path) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(read_bytes(path, _MOST_XML))
    except (
        ElementTree.ParseError,
        OSError,
        ValueError,
        LookupError,
    ) as error:  # also an encoding that is not known
        raise InputError(
            path, f"it cannot be read as XML ({error})", "Copy it again from the stack's folder."
        ) from error


def _finite(text: str) -> float:
    """A number; ValueError if it is none, or not finite."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text!r} where a number belongs")
    return value


def _value(node: ElementTree.Element) -> str:
    return (node.findtext("value") or "").strip()
