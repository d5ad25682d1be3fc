"""One run at a time in a folder, and no lock left behind by a run that was killed.

Snakemake locks the folder it works in with files, which outlive a run that is killed: the next run then
refuses to start. A lock of the operating system ends with the process that holds it, so whoever gets it knows
that no other run is alive, and may remove what a dead one left.
"""

from __future__ import annotations

import fcntl
from collections.abc import Sequence
from pathlib import Path
from typing import IO


def only_looks(arguments: Sequence[str]) -> bool:
    """Whether Snakemake's arguments ask for something that changes nothing, such as a dry run."""
    words = {
        "--dry-run",
        "--dryrun",
        "--lint",
        "--summary",
        "--detailed-summary",
        "--dag",
        "--rulegraph",
        "--list",
    }
    short = (word[1:] for word in arguments if word.startswith("-") and not word.startswith("--"))
    return not words.isdisjoint(arguments) or any(
        "n" in flags and flags.isalpha() and flags != "nt" for flags in short
    )


def asks_for(rule: str, arguments: Sequence[str]) -> bool:
    """Whether Snakemake's arguments name a rule as a target; a job's own process has it as a target job."""
    return any(word.split(":")[0] == rule for word in arguments)


def claim_folder(folder: Path) -> IO[str] | None:
    """Claim a working folder for this process, removing the locks of a dead run.

    Parameters
    ----------
    folder : the folder that holds Snakemake's ``.snakemake``

    Returns
    -------
    file or None
        To be kept open for as long as the claim is to last; ``None`` if a live run holds the folder, in
        which case Snakemake's own locks stand and its own message is shown.
    """
    state = folder / ".snakemake"
    state.mkdir(exist_ok=True)
    handle = open(state / "scarpwatch.lock", "a", encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        return None
    for stale in (state / "locks").glob("*.lock"):
        stale.unlink(missing_ok=True)
    return handle
