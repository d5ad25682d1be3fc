"""One file under the names of two dates: a copy by mistake, whose coherence with itself would be 1."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from scarpwatch.errors import InputError
from scarpwatch.files.kinds import ZIP_PREFIX, zip_of

_SAMPLE = 2**16  # bytes in the middle of a file, by which nearly all are told apart
_HEADERS = (".vrt", ".zarray")  # which stand for an image and may well be alike


def require_different(files: Mapping[str, str]) -> None:
    """Refuse two files of the same bytes.

    Parameters
    ----------
    files : one of each date or pair, by its name; paths as the listing has them. What cannot be read is passed over

    Raises
    ------
    InputError
        Naming both.
    """
    seen: dict[object, list[str]] = {}
    for name, path in files.items():
        if path.endswith(_HEADERS):
            continue
        try:
            alike = seen.setdefault(_look(path), [])
            first = next((other for other in alike if _digest(files[other]) == _digest(path)), None)
        except (OSError, KeyError, zipfile.BadZipFile):
            continue
        if first is not None:
            raise InputError(
                path,
                f"it has the very bytes of {Path(files[first]).name}: one image stands for both {first} and {name}",
                "Give each its own image: download or copy the wrong one again.",
            )
        alike.append(name)


def _look(path: str) -> object:
    """What files of the same bytes have in common, without all of the file being read."""
    if path.startswith(ZIP_PREFIX):
        return _member(path)
    with open(path, "rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        stream.seek(max(0, (size - _SAMPLE) // 2))
        return size, zlib.crc32(stream.read(_SAMPLE))


def _digest(path: str) -> object:
    if path.startswith(ZIP_PREFIX):
        return _member(path)
    digest = 0
    with open(path, "rb") as stream:
        while part := stream.read(2**22):
            digest = zlib.crc32(part, digest)
    return digest


def _member(path: str) -> tuple[int, int]:
    archive = zip_of(path)
    with zipfile.ZipFile(archive) as file:
        member = file.getinfo(path[len(ZIP_PREFIX) + len(archive) + 1 :])
    return member.file_size, member.CRC
