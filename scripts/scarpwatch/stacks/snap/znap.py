"""Images of ZNAP, SNAP's form of Zarr (version 2), from a folder or from its ZIP.

SNAP writes chunks uncompressed unless told otherwise, and its other choice is zlib: both need nothing but the
standard library and numpy, so the Zarr library with its seven others is not asked for. Blosc, which somebody may
have chosen by hand, is refused with the way out.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import InputError
from scarpwatch.files.kinds import MOST_TEXT
from scarpwatch.stacks.snap.metadata import open_bytes

HEADER = "/.zarray"
_COMPRESSION = 2**16  # bytes by which compressed numbers may be more than plain ones


@dataclass(frozen=True)
class Array:
    """What ``.zarray`` says of an image."""

    shape: tuple[int, int]
    chunks: tuple[int, int]
    dtype: np.dtype[Any]
    fill: float
    compressed: bool
    separator: str
    order: str


def read_header(path: str) -> Array:
    """What the header of an array says.

    Parameters
    ----------
    path : of its ``.zarray``

    Raises
    ------
    InputError
        If it cannot be read, is not of Zarr version 2, has other than two dimensions, or its numbers are
        compressed or filtered in a way that is not read here.
    """
    try:
        entries = json.loads(open_bytes(path, MOST_TEXT))
        shape, chunks = (tuple(map(int, entries[name])) for name in ("shape", "chunks"))
        dtype = np.dtype(entries["dtype"])
        version, compressor = entries["zarr_format"], entries.get("compressor")
        filters, fill = entries.get("filters"), entries.get("fill_value")
        fill = float("nan") if fill is None else float(fill)
        kind = (compressor or {}).get("id", "none")
        separator, order = entries.get("dimension_separator", "."), entries.get("order", "C")
        if min((*shape, *chunks)) < 1 or dtype.kind not in "iuf" or order not in "CF":
            raise ValueError(f"{shape} in chunks of {chunks}, {dtype}, {order}")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise InputError(
            path, f"it is not the header of a Zarr array ({error})", "Export the product from SNAP again."
        ) from error
    if version != 2 or len(shape) != 2 or len(chunks) != 2 or filters or kind not in ("none", "zlib"):
        raise InputError(
            path,
            f"it is of Zarr version {version}, compressed with {kind}, in {len(shape)} dimensions",
            "Export ZNAP from SNAP with the compressor null or zlib (options of the ZNAP writer), or BEAM-DIMAP.",
        )
    return Array(
        (shape[0], shape[1]),
        (chunks[0], chunks[1]),
        dtype,
        fill,
        kind == "zlib",
        separator,
        order,
    )


def read_image(path: str, rows: slice, columns: slice) -> NDArray[Any]:
    """A part of an image, in the numbers of this machine; a chunk that is not there is the fill value.

    Parameters
    ----------
    path : of its ``.zarray``

    Raises
    ------
    InputError
        As for :func:`read_header`, or if a chunk is shorter than it should be.
    """
    header = read_header(path)
    part = tuple(slice(*span.indices(size)) for span, size in zip((rows, columns), header.shape, strict=True))
    starts, stops = [span.start for span in part], [span.stop for span in part]
    values = np.full(
        [stop - start for start, stop in zip(starts, stops, strict=True)],
        header.fill,
        header.dtype.newbyteorder("="),
    )
    spans = [
        range(start // size, -(-stop // size))
        for start, stop, size in zip(starts, stops, header.chunks, strict=True)
    ]
    for index in product(*spans):
        chunk = _read_chunk(path, header, index)
        if chunk is None:
            continue
        corner = [number * size for number, size in zip(index, header.chunks, strict=True)]
        low = [max(start, edge) for start, edge in zip(starts, corner, strict=True)]
        high = [min(stop, edge + size) for stop, edge, size in zip(stops, corner, header.chunks, strict=True)]
        target = tuple(slice(a - s, b - s) for a, b, s in zip(low, high, starts, strict=True))
        values[target] = chunk[tuple(slice(a - c, b - c) for a, b, c in zip(low, high, corner, strict=True))]
    return values


def _read_chunk(path: str, header: Array, index: tuple[int, ...]) -> NDArray[Any] | None:
    name = path.removesuffix(HEADER) + "/" + header.separator.join(map(str, index))
    size = header.dtype.itemsize * header.chunks[0] * header.chunks[1]
    try:
        data = open_bytes(name, size + _COMPRESSION)
    except InputError as error:
        if isinstance(error.__cause__, (FileNotFoundError, KeyError)):
            return None  # in Zarr a chunk of nothing but the fill value may be left out
        raise
    try:
        if header.compressed:
            decoder = zlib.decompressobj()
            data = decoder.decompress(data, size + 1)
            if not decoder.eof:
                raise ValueError("it is cut short, or holds more")
        return np.frombuffer(data, header.dtype).reshape(header.chunks, order=header.order)  # type: ignore[call-overload,no-any-return]
    except (zlib.error, ValueError) as error:
        raise InputError(
            name,
            f"it is not a chunk of {header.chunks[0]} x {header.chunks[1]} numbers ({error})",
            "It may be truncated: copy or export the product again.",
        ) from error
