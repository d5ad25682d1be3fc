"""Small disks, and what a writer may leave on one that is full: the whole file or none."""

import contextlib
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from scarpwatch.errors import WriteError
from scarpwatch.files.finished import is_whole, record_of

PAGE = 4096  # bytes; a disk in memory has room for whole pages


@contextlib.contextmanager
def small_disk(place: Path) -> Iterator[Callable[[int], Path]]:
    """A function that gives an empty file system of so many bytes; skips where nothing may be mounted."""
    place.mkdir()

    def mount(size: int) -> Path:
        subprocess.run(["umount", place], capture_output=True)
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], capture_output=True, text=True
        )
        if made.returncode:
            pytest.skip(f"mounting is not allowed here: {made.stderr.strip()}")
        return place

    try:
        yield mount
    finally:
        subprocess.run(["umount", place], capture_output=True)


@contextlib.contextmanager
def largest_file(size: int) -> Iterator[None]:
    """A limit on the size of files, which every user may set: the twin of a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def sizes_of(size: int, *, spread: int = 6) -> list[int]:
    """Sizes of a disk: ``spread`` small ones, and many near that of the file, where what is missing is written at its
    close."""
    small = np.linspace(0.05, 0.9, spread) * size
    near = size - PAGE * np.array([12, 9, 7, 5, 4, 3, 2, 1, 0, -1])
    return sorted({max(2 * PAGE, int(number) // PAGE * PAGE) for number in [*small, *near]})


def require_all_or_nothing(write: Callable[[Path], None], path: Path, reference: Path) -> bool:
    """Write; whether it succeeded. Else the error names the file and says that the disk is full, and nothing is left."""
    error = None
    try:
        write(path)
    except WriteError as caught:
        error = caught
    if error is not None:
        assert error.where == str(path) and "full" in error.fault and len(str(error)) < 400
        assert not path.exists() and not [
            name for name in os.listdir(path.parent) if name.startswith(".") and path.stem in name
        ]
        return False
    assert path.read_bytes() == reference.read_bytes()
    assert is_whole(path) and record_of(path).exists()
    return True
