"""The exceptions that people see: each says which file, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class ScarpWatchError(Exception):
    """An error with a message for the person who runs the workflow.

    Parameters
    ----------
    where : path, str, or several paths
        The file, or the config key, at fault; of several files that are one input, the first is named.
    fault : str
        What is wrong with it.
    cure : str
        What to do about it.
    """

    def __init__(self, where: str | Path | Sequence[str | Path], fault: str, cure: str) -> None:
        if not isinstance(where, (str, Path)):
            first, others = where[0], len(where) - 1
            where = f"{first} and {others} other file{'s' if others > 1 else ''}" if others else first
        self.where, self.fault, self.cure = str(where), fault, cure
        super().__init__(f"{where}: {fault}. {cure}")


class ConfigError(ScarpWatchError):
    """A value in the config file is missing, unknown, out of bounds or contradicts another."""


class InputError(ScarpWatchError):
    """An input file is missing, damaged or not what the workflow needs."""


class DataError(ScarpWatchError):
    """The data are readable but do not suffice for a result (too few pairs, units or landslides)."""


class FolderInUseError(ScarpWatchError):
    """Another run is at work in the folder."""


def raise_first(faults: list[ScarpWatchError]) -> None:
    """Raise the first fault, if any, with the names of the other files that have one."""
    if not faults:
        return
    first = faults[0]
    others = sorted({Path(fault.where).name for fault in faults[1:]} - {Path(first.where).name})
    more = f"; {len(others)} more have faults: {', '.join(others[:20])}" if others else ""
    raise InputError(first.where, first.fault + more, first.cure)
