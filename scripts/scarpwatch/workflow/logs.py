"""Logging of step scripts: what a step prints goes to its log file, errors also to the terminal."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from scarpwatch.errors import ScarpWatchError
from scarpwatch.files.finished import date_after, recorded, require_whole, write_error
from scarpwatch.workflow.memory_faults import memory_shortage

STAGES_SHOWN = (
    "SCARPWATCH_STAGES"  # set by a run that shows stages: it tells a step's error from the step's log
)


def run_step(main: Callable[[Any], None], snakemake: Any) -> None:
    """Run ``main(snakemake)`` with standard output and error sent to the rule's log file.

    The inputs are checked against the records of their writing first. An error made for people, a full disk
    and memory that ran out among them, is shown as its message alone; any other error, a panic of a compiled library included, leaves its
    traceback in the log and its message in the terminal. Both end the process with status 1, so that Snakemake sees
    the job fail.
    """
    log = Path(snakemake.log[0])
    sys.stdout.flush()
    sys.stderr.flush()
    terminal = os.dup(2)  # compiled libraries write to the descriptors, so those are redirected too
    try:
        with _log_stream(log) as stream:
            os.dup2(stream.fileno(), 1)
            os.dup2(stream.fileno(), 2)
            try:
                with recorded(), contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
                    inputs = getattr(snakemake, "input", ())
                    require_whole(inputs)
                    main(snakemake)
                    date_after(getattr(snakemake, "output", ()), inputs)
                    stream.flush()
            except KeyboardInterrupt:
                sys.excepthook = _without_interrupt
                raise
            except SystemExit:
                raise
            except BaseException as error:  # a panic in a compiled library (Rust) is no Exception
                told: ScarpWatchError | None = memory_shortage(getattr(snakemake, "rule", log.stem), error)
                if told is None:
                    told = error if isinstance(error, ScarpWatchError) else write_error(log, error)
                message = f"{type(told or error).__name__}: {told or error}"
                note = "" if told else f" (see {log})"
                logged = _log_error(stream, message if told else None, error)
                if not (logged and os.environ.get(STAGES_SHOWN)):
                    os.write(terminal, f"\n{message}{note}\n\n".encode())
                raise SystemExit(1) from None
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        os.dup2(terminal, 1)
        os.dup2(terminal, 2)
        os.close(terminal)


def _log_error(stream: TextIO, message: str | None, error: BaseException) -> bool:
    """Write the error that ends a step to its log, with its traceback if it has no message for people.

    Returns whether there was room for it.
    """
    try:
        stream.write(f"{message}\n" if message else "".join(traceback.format_exception(error)))
        stream.flush()
    except (OSError, MemoryError):
        return False
    return True


def _without_interrupt(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Hook for uncaught exceptions: an interrupt is the user's wish and needs no traceback."""
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


@contextlib.contextmanager
def _log_stream(log: Path) -> Iterator[TextIO]:
    """The open log; on a full disk or in a read-only folder that is told and ends the process."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        stream = open(log, "w", encoding="utf-8", buffering=1)
    except OSError as error:
        told = write_error(log, error)
        if told is None:
            raise
        print(f"\n{type(told).__name__}: {told}\n", file=sys.stderr)
        raise SystemExit(1) from None
    try:
        yield stream
    finally:
        with contextlib.suppress(OSError):
            stream.close()
