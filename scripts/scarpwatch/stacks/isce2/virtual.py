"""The flat files behind ISCE2's virtual images: whether they are there and whole.

topsStack merges with a ``.vrt`` over the ``.vrt`` of every burst, and each of those describes one flat file. GDAL
reads what a flat file lacks as zeros, which are no data here: a burst cut short would be a hole without a word.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

from scarpwatch.errors import InputError
from scarpwatch.files.kinds import read_bytes

_DEEPEST = 4  # virtual files within virtual files; topsStack has two
# Bytes of GDAL's types.
_SIZES = {
    "Byte": 1,
    "Int8": 1,
    "Int16": 2,
    "UInt16": 2,
    "Int32": 4,
    "UInt32": 4,
    "Float32": 4,
    "Float64": 8,
    "CInt16": 4,
    "CInt32": 8,
    "CFloat32": 8,
    "CFloat64": 16,
}


def require_whole(path: str | Path) -> None:
    """Refuse a virtual image if a file that it is put together from is missing or too short.

    Raises
    ------
    InputError
        Naming the file that is, or the virtual one that cannot be read.
    """
    for source, size in _flat_files(Path(path), _DEEPEST):
        if not source.is_file():
            raise InputError(
                source,
                f"it is missing, and {Path(path).name} is put together from it",
                "Keep the stack's burst folders where they were, or merge without virtual files.",
            )
        found = source.stat().st_size
        if found < size:
            raise InputError(
                source,
                f"it has {found} bytes and would have {size} if it were whole; {Path(path).name} is put together "
                "from it",
                "It is truncated: copy it again from the stack's folder.",
            )


def _flat_files(path: Path, depth: int) -> Iterator[tuple[Path, int]]:
    """Files that a virtual one leads to, each with the bytes that it needs at least."""
    try:
        root = ElementTree.fromstring(read_bytes(path))
        rows, columns = int(root.attrib["rasterYSize"]), int(root.attrib["rasterXSize"])
        for band in root.iter("VRTRasterBand"):
            size = 0
            if band.get("subClass") == "VRTRawRasterBand":
                size = _raw_size(band, rows, columns)
            for node in band.iter("SourceFilename"):
                source = _source(path, node)
                if source is None:
                    continue
                if source.suffix == ".vrt" and source.is_file() and depth > 1:
                    yield from _flat_files(source, depth - 1)
                else:
                    yield source, size
    except (ElementTree.ParseError, LookupError, ValueError, OSError) as error:
        raise InputError(
            path, f"it is no virtual image ({error})", "Copy it again from the stack's folder."
        ) from error


def _source(path: Path, node: ElementTree.Element) -> Path | None:
    """The file that an entry names; None if it is none on disk."""
    name = (node.text or "").strip()
    if not name or name.startswith("/vsi"):
        return None
    return path.parent / name if node.get("relativeToVRT", "0") == "1" else Path(name)


def _raw_size(band: ElementTree.Element, rows: int, columns: int) -> int:
    """Bytes of a flat file up to the end of a band's last cell."""
    cell = _SIZES[band.get("dataType", "Byte")]
    start, step = int(band.findtext("ImageOffset", "0")), int(band.findtext("PixelOffset", str(cell)))
    line = int(band.findtext("LineOffset", str(step * columns)))
    return start + (rows - 1) * line + (columns - 1) * step + cell
