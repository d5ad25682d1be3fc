"""The exceptions that people see: each says which file, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

_MOST, _MOST_WHERE = 1500, 500  # characters of a part of a message


def _readable(text: str, most: int) -> str:
    """A text for a terminal: what users' files hold may be of any length, and steer the terminal."""
    cut = _cut(text, most)
    return _cut("".join(sign if sign.isprintable() else _escaped(sign) for sign in cut), most)


def _cut(text: str, most: int) -> str:
    half = most // 2 - 4
    return text if len(text) <= most else f"{text[:half]} [...] {text[-half:]}"


def _escaped(sign: str) -> str:
    return " " if sign in "\r\n\t\u00a0" else sign.encode("unicode_escape").decode("ascii")


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
        self.where, self.fault = _readable(str(where), _MOST_WHERE), _readable(fault, _MOST)
        self.cure = _readable(cure, _MOST)
        super().__init__(f"{self.where}: {self.fault}. {self.cure}")


class ConfigError(ScarpWatchError):
    """A value in the config file is missing, unknown, out of bounds or contradicts another."""


class InputError(ScarpWatchError):
    """An input file is missing, damaged or not what the workflow needs."""


class DataError(ScarpWatchError):
    """The data are readable but do not suffice for a result (too few pairs, units or landslides)."""


class WriteError(ScarpWatchError):
    """A file of the workflow cannot be written: the disk is full, or the folder is read-only."""


class DamagedFileError(ScarpWatchError):
    """A file of the workflow has other bytes than were written."""


class MemoryShortageError(ScarpWatchError):
    """A step of the workflow gets no more memory."""


class PartError(ScarpWatchError):
    """A part of a step failed in a way that nobody foresaw; its log has where."""


class StepStartError(ScarpWatchError):
    """A step of the workflow ended before its work began."""


class ClockError(ScarpWatchError):
    """A file of the workflow is dated ahead of the clock."""


class FolderInUseError(ScarpWatchError):
    """Another run is at work in the folder."""


def raise_of_parts(faults: Mapping[str, Exception], others: str) -> None:
    """Raise the fault of the first of several parts of a step that failed, if any, with the part's name.

    Parameters
    ----------
    faults : by the name of the part
    others : what is said of the parts that did not fail

    Raises
    ------
    ScarpWatchError
        Of the kind of the fault; a PartError for one that was not made for people, which stands in the log.
    """
    if not faults:
        return
    name, error = next(iter(faults.items()))
    names = f"{name} and {len(faults) - 1} more ({', '.join(list(faults)[1:])})" if len(faults) > 1 else name
    if isinstance(error, ScarpWatchError):
        raise type(error)(names, f"{error.where}: {error.fault}", f"{error.cure}; {others}") from error
    raise PartError(
        names,
        f"it failed with {type(error).__name__}: {error}; {others}",
        "See the log for where. To go on without it, leave one of its dates out with sar.exclude_dates",
    ) from error


def raise_first(faults: list[ScarpWatchError]) -> None:
    """Raise the first fault, if any, with the names of the other files that have one."""
    if not faults:
        return
    first = faults[0]
    others = sorted({Path(fault.where).name for fault in faults[1:]} - {Path(first.where).name})
    more = f"; {len(others)} more have faults: {', '.join(others[:20])}" if others else ""
    raise InputError(first.where, first.fault + more, first.cure)
