"""Faults that Snakemake meets itself, told for people: earlier results that are read-only, no room for its own records
and logs, and products dated ahead. It names some of them before the first job, but not what to do, and others end in a
traceback."""

from __future__ import annotations

import logging
import os
import re
import sys
from pathlib import Path

from scarpwatch.errors import ClockError, ScarpWatchError, WriteError
from scarpwatch.files.write_faults import FULL, require_writable, write_error

STATE = Path(".snakemake")  # where Snakemake keeps what it writes itself
_FILES = "affected files:"  # what the names stand behind in its message on outputs that are read-only
_ERRNO = re.compile(r"\[Errno (\d+)\]")
_OLDER = re.compile(r"Output (.+?) has older modification time \((.+?)\) than input (.+?) \((.+?)\)\.")


def explain_faults(logger: logging.Logger) -> None:
    """Let Snakemake's logger tell these faults in one message with what to do, and its log file on a full disk once."""
    logger.addFilter(explained)
    for handler in logger.handlers:
        if isinstance(handler, logging.FileHandler):
            handler.handleError = _Once(handler)  # type: ignore[method-assign]


def explained(record: logging.LogRecord) -> bool:
    """Filter that puts a message for people in place of Snakemake's own, where there is one; every record passes."""
    if record.levelno < logging.ERROR:
        return True
    text = record.getMessage()
    numbers = {int(number) for number in _ERRNO.findall(text)}
    told: ScarpWatchError | None = None
    if getattr(record, "exception", None) == "ProtectedOutputException":
        told = _protected(text.partition(_FILES)[2].splitlines())
    elif full := numbers.intersection(FULL):
        number = min(full)
        told = write_error(STATE, OSError(number, os.strerror(number)))
    elif older := _OLDER.search(text):
        output, made, source, date = older.groups()
        told = ClockError(
            source,
            f"it is dated {date[:19]}, and {output}, which was just made from it, {made[:19]}: a clock was set back, or "
            "those of several computers differ",
            "Set the clocks of this computer, of the nodes and of the file server right, and start the run again: it "
            "first dates products back that lie ahead, and finished files are kept",
        )
    if told is not None:
        record.msg, record.args = f"{type(told).__name__}: {told}", ()
    return True


def _protected(listed: list[str]) -> WriteError | None:
    try:
        require_writable(line.strip() for line in listed if line.strip())
    except WriteError as told:
        return told
    return None


class _Once:
    """In place of a handler's ``handleError``, which prints a traceback for each line that finds no room."""

    def __init__(self, handler: logging.FileHandler) -> None:
        self.handler, self.other = handler, handler.handleError
        self.told = False

    def __call__(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if not (isinstance(error, OSError) and error.errno in FULL):
            self.other(record)
        elif not self.told:
            self.told = True
            print(f"{write_error(Path(self.handler.baseFilename), error)}", file=sys.stderr)
