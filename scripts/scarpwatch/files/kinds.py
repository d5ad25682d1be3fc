"""Whether a path names what can be opened and read: a pipe or a device would keep the program waiting for ever.

Files inside ZIPs have paths as GDAL writes them: ``/vsizip//folder/product.zip/member.tif``.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from scarpwatch.errors import InputError

ZIP_PREFIX = "/vsizip/"
MOST_TEXT = 2**24
"""Bytes of a parameter file or a header at most; those of makers have some kilobytes."""

RASTER_SUFFIXES = {".tif", ".tiff", ".img", ".vrt", ".asc", ".jp2", ".nc"}
"""Ends of file names, in small letters, by which a raster is known where a vector file could stand as well."""

_SPECIAL = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)
_MISSING = "the file does not exist"
_PLACEHOLDER = re.compile(r"\{[^{}]*\w[^{}]*\}")


def path_fault(path: str | Path) -> str | None:
    """What keeps a path from being opened, in words; None for a file or a folder.

    Nothing is opened. Links are followed.
    """
    try:
        mode = os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return _MISSING
    except ValueError:
        return "its name holds a character that no file name can have"
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return f"its name is longer than file systems allow ({len(str(path)):,} characters)"
        if error.errno == errno.ELOOP:
            return "it is a link that leads back to itself"
        return f"it cannot be looked at ({error.strerror})"
    return next((f"it is {name}, not a file" for test, name in _SPECIAL if test(mode)), None)


def is_missing(path: str | Path) -> bool:
    """Whether there is nothing of that name."""
    return path_fault(path) == _MISSING


def require_plain_names(paths: Iterable[str | Path]) -> None:
    """Refuse paths with a word in braces, such as ``dem_{old}.tif``.

    Snakemake, which runs the steps, would put a value in the place of the word, or say that there is none for it.

    Raises
    ------
    InputError
        Naming the first of them.
    """
    for path in paths:
        if found := _PLACEHOLDER.search(str(path)):
            raise InputError(
                path,
                f"its path holds {found[0]}, and a word in braces stands for something else where steps name their files",
                "Rename the file or the folder, or give a link to it that has no braces.",
            )


def zip_of(path: str) -> str:
    """The archive that such a path names: the first part of it that ends with .zip and is no folder."""
    text = path[len(ZIP_PREFIX) :]
    end = text.lower().find(".zip/")
    while end >= 0 and os.path.isdir(text[: end + 4]):
        end = text.lower().find(".zip/", end + 4)
    return text[: end + 4] if end >= 0 else text


def read_bytes(path: str | Path, most: int = MOST_TEXT) -> bytes:
    """All bytes of a file, which may lie inside a ZIP, unless it is larger than any of its kind.

    A ZIP of some kilobytes may hold gigabytes, and a file of another kind under the name of a small one be as large.

    Parameters
    ----------
    most : bytes that are read at most

    Raises
    ------
    InputError
        If there are more.
    OSError, KeyError, zipfile.BadZipFile
        If it cannot be read.
    """
    text = str(path)
    if text.startswith(ZIP_PREFIX):
        return _member(zip_of(text), text, most)
    with open(path, "rb") as stream:
        _require_small(path, os.fstat(stream.fileno()).st_size, most)
        return stream.read()


def _member(archive: str, path: str, most: int) -> bytes:
    """All bytes of a file inside a ZIP, which tells beforehand how many there are."""
    try:
        with zipfile.ZipFile(archive) as file:
            member = file.getinfo(path[len(ZIP_PREFIX) + len(archive) + 1 :])
            _require_small(path, member.file_size, most)
            return file.read(member)
    except (zlib.error, EOFError, RuntimeError) as error:  # damaged, cut short, or encrypted
        raise zipfile.BadZipFile(str(error)) from error


def _require_small(path: str | Path, size: int, most: int) -> None:
    if size > most:
        raise InputError(
            path,
            f"it has {size:,} bytes, and such a file has {most:,} at most",
            "It is another kind of file under this name: copy or download it again.",
        )


def read_small_text(path: str | Path) -> str:
    """The text of a parameter file or a header; as :func:`read_bytes`, bytes that are no UTF-8 replaced."""
    return read_bytes(path).decode("utf-8", errors="replace")


def require_small_text(path: str | Path) -> str:
    """The same, where nothing more can be said of a file that cannot be read.

    Raises
    ------
    InputError
        If it cannot be read, a link that leads nowhere included, or is too large.
    """
    try:
        return read_small_text(path)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(
            path, f"it cannot be read ({error})", "Copy or download it again, or take it out of the folder."
        ) from error
