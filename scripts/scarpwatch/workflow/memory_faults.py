"""Memory that runs out, told from whatever a library makes of it: only some of them say so."""

from __future__ import annotations

import errno
import mmap
import re
from pathlib import Path

from scarpwatch.errors import MemoryShortageError, ScarpWatchError, StepStartError, WriteError
from scarpwatch.files.write_faults import is_nearly_full
from scarpwatch.workflow.rule_defaults import step_of

PROBE_BYTES = 2**24  # with less room than this, an error of a library is put down to memory that ran out
_SAID = re.compile(
    "out of memory|cannot allocate memory|failed to map segment|memory allocation|unable to allocate|bad_alloc",
    re.IGNORECASE,
)
# Signals, and what a shell makes of them, that end a process which gets no memory: by the system (SIGKILL), or by
# a compiled library that cannot go on (SIGABRT, SIGBUS, SIGSEGV).
_ENDED = re.compile(
    r"died with <Signals\.SIG(KILL|ABRT|BUS|SEGV)|returned non-zero exit status (137|134|135|139)\b"
)
# The script of a step that people stopped (Ctrl-C, kill), which is no fault; in quotes of its own in a folder with blanks.
_STOPPED = re.compile(
    r"\.(\w+)\.py'{1,2} (?:died with <Signals\.SIG(?:INT|TERM)|returned non-zero exit status (?:130|143)\b)"
)
_STEP = re.compile(r"Error in (?:local)?rule (\w+)")
# A step of a group stands indented. Behind the step's own log there may be that of its cluster job.
_FAILED = re.compile(
    r"^( *)Error in (?:local)?rule (\w+):\n(?: .*\n)*? +log: (.+?)(?:, .*)?(?: \(check log file.*)?\n",
    re.MULTILINE,
)
_BARE = re.compile(r"^MemoryError\b", re.MULTILINE)  # Python's own, where there was no memory for a message
# Behind time and level.
_NAMED = re.compile(r"^(?:\S+ \S+ ERROR )?(?!MemoryError\b)\w+(?:Error|Exception)\b", re.MULTILINE)
_STATUS = {"137": "KILL", "134": "ABRT", "135": "BUS", "139": "SEGV"}
BY_BLOCKS = ("close_triplets", "invert_network")  # that go by inversion.memory_mb


def memory_shortage(step: str, error: BaseException) -> MemoryShortageError | None:
    """The message for people where an error comes from memory that ran out, else ``None``.

    A library that gets no memory may say that a file cannot be read or a module not be loaded; so where nothing says
    memory, it is tried whether there is any left.

    Parameters
    ----------
    step : the rule
    error : what ended it
    """
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    said = any(
        isinstance(link, MemoryError)
        or (isinstance(link, OSError) and link.errno == errno.ENOMEM)
        or _SAID.search(str(link))
        for link in chain
    )
    if not said and _room():
        return None
    return memory_ran_out(step, f" ({_first_line(error)})")


def memory_ran_out(step: str, said: str = "") -> MemoryShortageError:
    """The message for people about a step, with what was ``said`` of it."""
    step = step_of(step)
    return MemoryShortageError(step, f"the memory that it may use ran out{said}", _cure(step))


def ended_steps(text: str) -> list[ScarpWatchError]:
    """Messages for the steps that could not say themselves why they ended, from what Snakemake printed.

    They were ended by the system; or by a library that gets no memory and ends the process with a word in the step's
    log; or they never began that log, since already their libraries could not be loaded.

    Parameters
    ----------
    text : Snakemake's log of a run
    """
    told: dict[str, ScarpWatchError] = {}
    for found in _ENDED.finditer(text):
        step = _STEP.search(text, found.end())
        name = step_of(step[1]) if step else "a step"
        signal = found[1] or _STATUS[found[2]]
        told[name] = MemoryShortageError(
            name, f"the system ended it (SIG{signal}), mostly since memory ran out", _cure(name)
        )
    stopped = set(_STOPPED.findall(text))
    for indent, rule, log in _FAILED.findall(text):
        name = step_of(rule)
        if name in told or name in stopped:
            continue
        if error := _silent_end(name, Path(log), grouped=bool(indent)):
            told[name] = error
    return list(told.values())


def _silent_end(step: str, log: Path, *, grouped: bool) -> ScarpWatchError | None:
    """The message for a failed step whose log names no error. Snakemake removes the log of an earlier try."""
    try:
        content = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        if not content and grouped:
            return None  # it may never have begun, for the fault of another step of its group
        if not content and is_nearly_full(log.parent if log.parent.is_dir() else Path()):
            return WriteError(
                log,
                "the disk is full or a quota is used up: the step had no room to say why it ended",
                "Free space and start the run again; finished files are kept",
            )
        if not content:
            error = StepStartError(
                step,
                "it ended while its libraries were loaded, before its work began; what they said stands above (on a "
                "cluster, in the log of its job)",
                f"Where that speaks of memory or of a segment: {_cure(step)}. Where a module is missing, install "
                "the environment anew",
            )
            log.write_text(f"{error}\n", encoding="utf-8")
            return error
    except OSError:
        return None  # a log that is empty since the disk is full, which the step has told
    if _NAMED.search(content):
        return None
    if _BARE.search(content):
        return memory_ran_out(step)
    said = _SAID.search(content)
    if said is None:
        return None
    line = next(line for line in content.splitlines() if said[0] in line)
    return MemoryShortageError(
        step, f"a library ended it, since memory ran out ({line.strip()[:100]})", _cure(step)
    )


def _room() -> bool:
    try:
        mmap.mmap(-1, PROBE_BYTES).close()
    except (OSError, MemoryError):
        return False
    return True


def _first_line(error: BaseException) -> str:
    text = (str(error) or type(error).__name__).split("\n")[0]
    return text if len(text) <= 100 else text[:97] + "..."


def _cure(step: str) -> str:
    block = ", or set a smaller inversion.memory_mb in the config" if step in BY_BLOCKS else ""
    return (
        f"Let fewer steps run at a time (--cores 1){block}; where the limit is one of a job (ulimit, a cluster), raise "
        f"it (on a cluster: --set-resources {step}:mem_mb=..). Then start the run again; finished files are kept"
    )
