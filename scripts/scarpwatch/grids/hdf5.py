"""Items of HDF5 files that other programs wrote: arrays of numbers, or words on what stands there instead.

An item may be a group, text, a record of several fields, or a link to a file that is not there. What h5py and numpy say
of those names neither the file nor what to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import h5py

from scarpwatch.errors import InputError

AGAIN = "Copy it again from its maker, or let its maker write it again."
_NUMBERS = "biufc"
# What h5py and numpy raise where an item is not what is taken for granted.
_RAW = (OSError, KeyError, TypeError, ValueError, AttributeError, IndexError, RuntimeError, OverflowError)


@contextmanager
def reading(path: str, maker: str) -> Iterator[None]:
    """Tell of what cannot be read in a file.

    Parameters
    ----------
    maker : whose file it should be, in words

    Raises
    ------
    InputError
        For what h5py and numpy raise.
    """
    try:
        yield
    except _RAW as error:
        raise InputError(
            path, f"it does not hold what {maker} writes, or is damaged ({error})", AGAIN
        ) from error


def item_of(group: h5py.Group, name: str) -> h5py.Dataset:
    """An array of whatever type.

    Raises
    ------
    InputError
        If it is missing, a group, or a link that leads nowhere.
    """
    path = group.file.filename
    try:
        item = group[name]
    except (KeyError, OSError) as error:
        link = group.get(name, getlink=True) if "/" not in name else None
        if isinstance(link, h5py.ExternalLink):
            fault, cure = (
                f"its item {name} is a link to {link.filename}, which is not there",
                f"Put that beside it. {AGAIN}",
            )
        else:
            fault, cure = f"it has no item {name} that can be read", AGAIN
        raise InputError(path, fault, cure) from error
    if not isinstance(item, h5py.Dataset):
        raise InputError(path, f"its item {name} is a group, where an array belongs", AGAIN)
    return item


def numbers_of(group: h5py.Group, name: str, *, pairs: bool = False) -> h5py.Dataset:
    """An array of numbers.

    Parameters
    ----------
    pairs : whether complex numbers may be records of the fields r and i, as those of half precision are

    Raises
    ------
    InputError
        As :func:`item_of`; if it holds text, records or nothing at all.
    """
    item = item_of(group, name)
    if item.shape is not None and (item.dtype.kind in _NUMBERS or (pairs and item.dtype.names == ("r", "i"))):
        return item
    what = (
        "records of several fields"
        if item.dtype.names
        else "nothing"
        if item.shape is None
        else "text or the like"
    )
    raise InputError(group.file.filename, f"its item {name} holds {what}, where numbers belong", AGAIN)
