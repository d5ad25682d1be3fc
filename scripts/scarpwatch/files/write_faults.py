"""Why a file cannot be written, told for people: a full disk, or a folder or file that is read-only."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from scarpwatch.errors import WriteError

RECORDS = ".finished"  # the folder of the records of the files beside it
PROBE_BYTES = 2**20  # with less room than this, a failed write is put down to a full disk
NEARLY_FULL_BYTES = 2**26  # parts of what was not whole are removed before it is looked
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LIBRARIES = ("rasterio", "pyogrio", "h5", "pyarrow", "sqlite3")


def write_error(path: Path, error: BaseException, temporary: Path | None = None) -> WriteError | None:
    """The message for people where an error comes from a full disk or a read-only folder, else ``None``."""
    if isinstance(error, OSError) and error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return WriteError(
            path,
            f"it cannot be written here ({_reason(error)})",
            "Make the folder writable for you, or let the run work in another one (--directory)",
        )
    if _is_full(error, temporary):
        return WriteError(
            path,
            f"the disk is full or a quota is used up: the file could not be written in full ({_reason(error)})",
            "Free space and start the run again; finished files are kept",
        )
    return None


def require_writable(files: Iterable[str | Path]) -> None:
    """Check that files can be put where a run is to put them, as far as their folders and earlier ones are there.

    Raises
    ------
    WriteError
        Naming the folder or the files that are read-only.
    """
    wanted = sorted({Path(file) for file in files})
    for folder in sorted({folder for file in wanted for folder in _folders(file)}):
        if not _is_open(folder):
            while not folder.is_absolute() and len(folder.parts) > 1 and not _is_open(folder.parent):
                folder = folder.parent  # the whole of results/ may be
            told = write_error(folder, OSError(errno.EACCES, "the folder is read-only for you"))
            assert told is not None
            raise told
    if protected := [file for file in wanted if any(map(_is_protected, _with_inner(file)))]:
        raise WriteError(
            protected,
            "it is there already and cannot be written anew (read-only for you)",
            "Make it writable for you (chmod u+w, chattr -i), or let the run work in another folder (--directory)",
        )


def _is_open(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)


def _folders(file: Path) -> Iterator[Path]:
    """The folder that a file is to be in, or the one that its folder is to be in, and that of its record."""
    folder = file.parent
    while not folder.exists():
        folder = folder.parent
    yield folder
    if (file.parent / RECORDS).exists():
        yield file.parent / RECORDS


def _with_inner(file: Path) -> Iterator[Path]:
    yield file
    if file.is_dir():
        yield from file.rglob("*")


def _is_protected(file: Path) -> bool:
    return file.exists() and not file.is_symlink() and not os.access(file, os.W_OK)


def require_room(folder: Path) -> None:
    """Check that a folder takes ``PROBE_BYTES``, without which no run can do anything.

    Raises
    ------
    WriteError
        If the disk is full or a quota used up, or the folder read-only.
    """
    probe = folder / f".room.{os.getpid()}"
    try:
        with open(probe, "wb") as stream:
            probe.unlink()  # so that nothing is left, whatever ends the process
            _fill(stream)
    except OSError as error:
        told = write_error(folder, error)
        if told is None:
            raise
        raise told from error


def is_nearly_full(folder: Path) -> bool:
    """Whether a folder has next to no room, or none for ``PROBE_BYTES``."""
    try:
        require_room(folder)
        room = os.statvfs(folder)
    except (WriteError, OSError):
        return True
    return room.f_bavail * room.f_frsize < NEARLY_FULL_BYTES


def _fill(stream: IO[bytes]) -> None:
    stream.write(os.urandom(PROBE_BYTES))
    stream.flush()
    os.fsync(stream.fileno())


def _is_full(error: BaseException, temporary: Path | None) -> bool:
    """Whether an error of writing comes from a full disk: it says so, or no further bytes find room."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    if any(isinstance(link, OSError) and link.errno in FULL for link in chain):
        return True
    if any(
        re.search("no space left|file too large|quota exceeded|disk is full", str(link), re.I)
        for link in chain
    ):
        return True
    if temporary is None or not any(
        isinstance(link, OSError) or type(link).__module__.startswith(_LIBRARIES) for link in chain
    ):
        return False
    try:
        with open(temporary, "ab") as stream:
            _fill(stream)
    except OSError as probe:
        return probe.errno in FULL
    return False


def _reason(error: BaseException) -> str:
    text = (getattr(error, "strerror", None) or str(error) or type(error).__name__).split("\n")[0]
    return text if len(text) <= 100 else text[:97] + "..."
