"""Files that are either whole under their names or not there, with a record by which damage is found later.

A file is written under a temporary name, flushed to disk, opened again, recorded and renamed. GDAL writes a good
part of a GeoTIFF when it is closed and says nothing if the disk is full by then; HDF5 may end the process.
So what they report is collected here, and the finished file is looked at before it gets its name.

The record of ``folder/name`` is ``folder/.finished/name.crc32``: the size and the CRC32 of its bytes. Each file has
a record of its own, because jobs on several machines write into one folder at the same time. A step checks
its inputs by them (``require_whole``), which takes half a second per GB. Files without a record, such as those
that users bring, are not checked.
"""

from __future__ import annotations

import errno
import io
import logging
import os
import re
import socket
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from scarpwatch.errors import DamagedFileError
from scarpwatch.files.faults import fault_of
from scarpwatch.files.write_faults import RECORDS, write_error

READ_BYTES = 2**22
_RECORDING = False
_WRITING = re.compile(
    "io error|write error|error writing|write failed|failed to write|no space|too large|quota", re.IGNORECASE
)


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """Give a temporary name beside ``path``; rename it to ``path`` when the block ends without error.

    Raises
    ------
    WriteError
        If the disk is full or the folder read-only.
    OSError
        If the file is not whole for another reason.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem}.{host_name()}.{os.getpid()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _messages_of_gdal() as messages:
            yield temporary
        _flush(temporary)
        fault = next(filter(_WRITING.search, messages), None) or fault_of(temporary)
        if fault:
            raise OSError(errno.EIO, f"it is not whole: {fault}")
        record = record_of(path)
        draft = _write_record(record, *_checksum(temporary)) if _RECORDING else None
        # A kill from here on leaves a file without a record, never one with a wrong record.
        record.unlink(missing_ok=True)
        os.replace(temporary, path)
        if draft is not None:
            os.replace(draft, record)
    except Exception as error:
        told = write_error(path, error, temporary)
        if told is not None:
            raise told from error
        raise
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def recorded() -> Iterator[None]:
    """Record all files that are written meanwhile. The steps of a run do; other users of the library need not."""
    global _RECORDING
    before, _RECORDING = _RECORDING, True
    try:
        yield
    finally:
        _RECORDING = before


def host_name() -> str:
    """This machine's name as it stands in the names of temporary files."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", socket.gethostname().split(".")[0]) or "host"


@contextmanager
def hdf5_file(path: Path) -> Iterator[io.FileIO]:
    """A file to be handed to the libraries of HDF5 for writing, in place of a path.

    HDF5 may end the process if a write fails while it closes a file. Here a failed write is kept back until HDF5
    is done, and raised then.

    Raises
    ------
    OSError
        The first one met in writing.
    """
    with _Patient(path, "w+b") as stream:
        try:
            yield stream
        except Exception as error:
            raise stream.fault or error from None
        if stream.fault is not None:
            raise stream.fault


class _Patient(io.FileIO):
    """A file whose writes never fail at once; the first fault is kept."""

    fault: OSError | None = None

    def write(self, content: Any) -> int:
        view = memoryview(content).cast("B")
        size = len(view)
        try:
            while self.fault is None and len(view):
                view = view[super().write(view) :]
        except OSError as error:
            self.fault = error
        return size

    def truncate(self, size: int | None = None) -> int:
        try:
            return super().truncate(size)
        except OSError as error:
            self.fault = self.fault or error
            return size or 0


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if "GDAL signalled an error" in text:
            self.messages.append(text.partition("msg=")[2])


@contextmanager
def _messages_of_gdal() -> Iterator[list[str]]:
    """The errors that GDAL reports meanwhile, also those that rasterio does not raise."""
    logger, handler = logging.getLogger("rasterio._env"), _Collector()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield handler.messages
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


def _flush(path: Path) -> None:
    """Wait until the bytes are on the disk; a network file system tells only now that it is full."""
    with open(path, "rb+") as stream:
        os.fsync(stream.fileno())


def record_of(path: str | Path) -> Path:
    """Where the record of a file is."""
    path = Path(path)
    return path.parent / RECORDS / f"{path.name}.crc32"


def _checksum(path: Path) -> tuple[int, int]:
    """CRC32 and size of a file."""
    checksum = size = 0
    with open(path, "rb", buffering=0) as stream:
        while part := stream.read(READ_BYTES):
            checksum, size = zlib.crc32(part, checksum), size + len(part)
    return checksum, size


def checksum_of(path: str | Path, *, recorded: bool = True) -> tuple[int, int]:
    """CRC32 and size of a file: those of its record, if it has one and that is to be believed, else of its bytes."""
    if recorded:
        with suppress(OSError, ValueError):
            checksum, size = record_of(path).read_text(encoding="ascii").split()
            return int(checksum, 16), int(size)
    return _checksum(Path(path))


def adopt(source: Path, path: Path) -> None:
    """Give a whole file that lies elsewhere on the disk the name ``path`` too, with its record.

    Raises
    ------
    OSError
        If the file system has no hard links.
    """
    temporary = path.with_name(f".{path.stem}.{host_name()}.{os.getpid()}{path.suffix}")
    try:
        os.link(source, temporary)
        record = record_of(path)
        draft = _write_record(record, *_checksum(temporary)) if _RECORDING else None
        record.unlink(missing_ok=True)
        os.replace(temporary, path)
        if draft is not None:
            os.replace(draft, record)
    finally:
        temporary.unlink(missing_ok=True)


def _write_record(record: Path, checksum: int, size: int) -> Path:
    """Write a record under a temporary name and give that."""
    record.parent.mkdir(exist_ok=True)
    draft = record.with_name(f".{record.name}.{host_name()}.{os.getpid()}")
    try:
        with open(draft, "w", encoding="ascii") as stream:
            stream.write(f"{checksum:08x} {size}\n")
            stream.flush()
            os.fsync(stream.fileno())  # an empty record after a power cut would tell of damage
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return draft


def require_whole(paths: Iterable[str | Path]) -> None:
    """Check files, and all files of folders, against their records.

    Raises
    ------
    DamagedFileError
        Naming the files to delete.
    """
    damaged: dict[Path, Path] = {}  # to what has to be deleted: of a folder that a step makes, all of it
    for path in map(Path, paths):
        inner = path.rglob("*") if path.is_dir() else [path]
        damaged |= {file: path for file in inner if RECORDS not in file.parts and not is_whole(file)}
    if damaged:
        first, *others = damaged
        names = ", ".join(map(str, others))
        targets = [
            f"the folder {path}" if path.is_dir() else str(path) for path in dict.fromkeys(damaged.values())
        ]
        raise DamagedFileError(
            first,
            "its bytes are not those that were written: the file was damaged or changed"
            + (f", and so were {names}" if names else ""),
            f"Delete {', '.join(targets) if others or first != damaged[first] else 'it'} and start the run again, "
            f"which makes {'them' if len(targets) > 1 else 'it'} anew. To use a file of your own instead, delete its "
            f"record {record_of(first)}",
        )


def is_whole(path: Path) -> bool:
    """Whether a file has the bytes of its record; true where there is none."""
    try:
        checksum, size = record_of(path).read_text(encoding="ascii").split()
        known = int(checksum, 16), int(size)
    except FileNotFoundError:
        return True
    except (ValueError, NotADirectoryError):
        return not path.is_file()  # a damaged record tells of a damaged disk
    with suppress(FileNotFoundError):
        return path.stat().st_size == known[1] and _checksum(path) == known
    return True  # the file is missing, which is told where it is opened
