"""Images of BEAM-DIMAP: raw numbers in ``.img`` beside a ``.hdr`` that says their size, type and byte order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import InputError
from scarpwatch.files.kinds import read_small_text

_TYPES = {1: "u1", 2: "i2", 3: "i4", 4: "f4", 5: "f8", 12: "u2", 13: "u4"}
_ENTRY = re.compile(r"^\s*([^=\n{]+?)\s*=\s*([^{\n][^\n]*?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Image:
    """Where the numbers of an image lie and how to read them."""

    shape: tuple[int, int]
    dtype: np.dtype[Any]
    offset: int


def read_header(path: str | Path) -> Image:
    """What the ``.hdr`` beside an ``.img`` says.

    Raises
    ------
    InputError
        If there is no header, it lacks an entry or has one that is not known, or the image is shorter than it
        says.
    """
    path = Path(path)
    header = path.with_suffix(".hdr")
    try:
        entries = dict(_ENTRY.findall(read_small_text(header)))
        shape = (int(entries["lines"]), int(entries["samples"]))
        kind = _TYPES[int(entries["data type"])]
        order = {"0": "<", "1": ">"}[entries["byte order"]]
        offset = int(entries.get("header offset", 0))
        bands = int(entries.get("bands", 1))
        size = path.stat().st_size
    except (OSError, KeyError, ValueError) as error:
        raise InputError(
            header,
            f"it is missing or does not describe an image ({error})",
            "Export the product from SNAP again.",
        ) from error
    image = Image(shape, np.dtype(order + kind), offset)
    expected = offset + bands * shape[0] * shape[1] * image.dtype.itemsize
    if bands != 1 or size < expected:
        raise InputError(
            path,
            f"it has {size} bytes and {bands} bands, where {shape[0]} x {shape[1]} numbers of one band are "
            f"{expected} bytes",
            "It may be truncated: copy or export it again.",
        )
    return image


def read_image(path: str | Path, rows: slice, columns: slice) -> NDArray[Any]:
    """A part of an image, in the numbers of this machine.

    Raises
    ------
    InputError
        As for :func:`read_header`.
    """
    image = read_header(path)
    values = np.memmap(path, image.dtype, "r", image.offset, image.shape)[rows, columns]
    return np.array(values, values.dtype.newbyteorder("="))
