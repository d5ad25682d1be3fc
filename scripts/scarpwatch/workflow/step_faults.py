"""Why a step failed: from its log, and from what Snakemake says of the command that ran it."""

from __future__ import annotations

import os
import re
from pathlib import Path

TAIL_BYTES = 2**16  # of a log that are looked at
# The last line of a traceback or of a message for people: "InputError: dem.tif: ...", "lib.PanicException: ...".
# In a message of the log, time and level stand before it.
_FAULT = re.compile(
    r"^(?:\S+ \S+ (?:ERROR|CRITICAL) )?((?:[\w.]*\.)?\w*(?:Error|Exception|Interrupt|Exit)\b.*)", re.MULTILINE
)
# The copy of a step's script that Snakemake runs.
_SCRIPT = re.compile(r"CalledProcessError in .*/tmp\w*\.(\w+)\.py\b", re.DOTALL)
_SIGNAL = re.compile(r"died with <Signals\.(SIG\w+)|returned non-zero exit status (130|143)\b")
_STATUS = {"130": "SIGINT", "143": "SIGTERM"}


def fault_in_log(path: str | Path) -> str | None:
    """The message with which a step ended, from its log; ``None`` if there is no log, or none in it."""
    try:
        with open(path, "rb") as stream:
            stream.seek(max(os.fstat(stream.fileno()).st_size - TAIL_BYTES, 0))
            text = stream.read().decode("utf-8", "replace")
    except OSError:
        return None
    found = _FAULT.findall(text)
    return found[-1].rstrip() if found else None


def step_of_command(message: str) -> str | None:
    """The step whose command failed, from Snakemake's message, which says no more than that; else ``None``."""
    found = _SCRIPT.search(message)
    return found[1] if found else None


def ending_signal(message: str) -> str | None:
    """The signal that ended the command, from Snakemake's message: ``SIGINT``, ``SIGKILL``, ..."""
    found = _SIGNAL.search(message)
    return found and (found[1] or _STATUS[found[2]])
