"""Whether a path names what can be opened and read: a pipe or a device would keep the program waiting for ever.

Files inside ZIPs have paths as GDAL writes them: ``/vsizip//folder/product.zip/member.tif``.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

from scarpwatch.errors import InputError

ZIP_PREFIX = "/vsizip/"

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
