"""Items of HDF5 files replaced by what does not belong there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import h5py
import numpy as np

KINDS = ("text", "records", "group", "external link", "nothing")


def items(path: Path) -> list[str]:
    """Names of all arrays of a file."""
    found: list[str] = []
    with h5py.File(path) as file:
        file.visititems(lambda name, item: found.append(name) if isinstance(item, h5py.Dataset) else None)
    return found


def damages(path: Path, names: Sequence[str] | None = None) -> Iterator[tuple[str, str]]:
    """Replace each array of a file, or some, by each kind in turn, and bring the file back; gives item and kind."""
    whole = path.read_bytes()
    for name in names or items(path):
        for kind in KINDS:
            with h5py.File(path, "a") as file:
                _replace(file, name, kind)
            yield name, kind
            path.write_bytes(whole)


def _replace(file: h5py.File, name: str, kind: str) -> None:
    shape = file[name].shape
    del file[name]
    if kind == "text":
        file[name] = np.full(shape, b"none", "S4")
    elif kind == "records":
        file[name] = np.zeros(shape, [("one", "f4"), ("two", "i4")])
    elif kind == "group":
        file.create_group(name)
    elif kind == "external link":
        file[name] = h5py.ExternalLink("elsewhere.h5", "/data")
    else:
        file[name] = h5py.Empty("f4")
