"""Logging of step scripts: what a step says goes to its log file with time and level, errors also to the terminal."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TextIO

from scarpwatch.errors import ScarpWatchError
from scarpwatch.files.finished import recorded, require_whole
from scarpwatch.files.write_faults import write_error
from scarpwatch.interrupts import STAGES_SHOWN, without_interrupt
from scarpwatch.workflow.memory_faults import memory_ran_out, memory_shortage

log = logging.getLogger("scarpwatch")  # of the steps; modules of the library have theirs below it
FORMAT = logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S")


class Step(Protocol):
    """What Snakemake hands to a step: the job's files by name, and what its rule says.

    Attributes
    ----------
    input, output, log : the files, by name or place
    params, wildcards, resources : values by name, as the rule gives them
    threads : how many the job may use
    """

    input: Any
    output: Any
    log: Any
    params: Any
    wildcards: Any
    resources: Any
    threads: int


def run_step(main: Callable[[Step], None], snakemake: Step) -> None:
    """Run ``main(snakemake)`` with what it logs, its standard output and error sent to the rule's log file.

    From the library and the steps messages are logged from INFO up, from others, Python's warnings among them, from
    WARNING up. The inputs are checked against the records of their writing first. An error made for people, a full
    disk and memory that ran out among them, is told as its message alone; any other error, a panic of a compiled
    library included, leaves its traceback in the log. Where no run shows stages, or the log has no room, the message
    goes to the terminal. Both end the process with status 1, so that Snakemake sees the job fail.
    """
    path = Path(snakemake.log[0])
    rule = getattr(snakemake, "rule", path.stem)
    last_words = (
        f"MemoryShortageError: {memory_ran_out(rule)}\n".encode()
    )  # while there is memory to make them
    sys.stdout.flush()
    sys.stderr.flush()
    terminal = os.dup(2)  # compiled libraries write to the descriptors, so those are redirected too
    try:
        with _log_stream(path) as stream:
            os.dup2(stream.fileno(), 1)
            os.dup2(stream.fileno(), 2)
            try:
                with _logging_to(stream), recorded():
                    require_whole(getattr(snakemake, "input", ()))
                    main(snakemake)
                    stream.flush()
            except KeyboardInterrupt:
                sys.excepthook = without_interrupt
                raise
            except SystemExit:
                raise
            except BaseException as error:  # a panic in a compiled library (Rust) is no Exception
                try:
                    _tell(rule, path, stream, terminal, error)
                except MemoryError:  # not enough even for the message
                    os.write(stream.fileno(), last_words)
                    os.write(terminal, last_words)
                raise SystemExit(1) from None
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        os.dup2(terminal, 1)
        os.dup2(terminal, 2)
        os.close(terminal)


def _tell(rule: str, path: Path, stream: TextIO, terminal: int, error: BaseException) -> None:
    """Tell the error that ends a step in its log, and at the terminal where nothing else shows it."""
    told: ScarpWatchError | None = memory_shortage(rule, error)
    if told is None:
        told = error if isinstance(error, ScarpWatchError) else write_error(path, error)
    message = f"{type(told or error).__name__}: {told or error}"
    note = "" if told else f" (see {path})"
    logged = _log_error(stream, message if told else None, error)
    if not (logged and os.environ.get(STAGES_SHOWN)):
        os.write(terminal, f"\n{message}{note}\n\n".encode())


@contextlib.contextmanager
def _logging_to(stream: TextIO) -> Iterator[None]:
    """Send log records, Python's warnings, standard output and error to a stream."""
    handler, root, level = logging.StreamHandler(stream), logging.getLogger(), log.level
    handler.setFormatter(FORMAT)
    handler.addFilter(lambda said: said.levelno >= logging.WARNING or said.name.split(".")[0] == log.name)
    root.addHandler(handler)
    log.setLevel(logging.INFO)
    logging.captureWarnings(True)
    try:
        with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
            yield
    finally:
        logging.captureWarnings(False)
        log.setLevel(level)
        root.removeHandler(handler)


def _log_error(stream: TextIO, message: str | None, error: BaseException) -> bool:
    """Write the error that ends a step to its log, with its traceback if it has no message for people.

    Returns whether there was room for it.
    """
    try:
        trace = None if message else (type(error), error, error.__traceback__)
        said = log.makeRecord(log.name, logging.ERROR, "", 0, message or f"{error!r}", (), trace)
        stream.write(f"{FORMAT.format(said)}\n")
        stream.flush()
    except OSError:
        return False
    return True


@contextlib.contextmanager
def _log_stream(path: Path) -> Iterator[TextIO]:
    """The open log; on a full disk or in a read-only folder that is told and ends the process."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = open(path, "w", encoding="utf-8", buffering=1)
    except OSError as error:
        told = write_error(path, error)
        if told is None:
            raise
        print(f"\n{type(told).__name__}: {told}\n", file=sys.stderr)
        raise SystemExit(1) from None
    try:
        yield stream
    finally:
        with contextlib.suppress(OSError):
            stream.close()
