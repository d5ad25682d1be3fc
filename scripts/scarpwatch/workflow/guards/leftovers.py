"""What earlier runs left: temporary files of killed ones, and products that nobody knows the origin of."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path

from scarpwatch.files.finished import RECORDS, host_name

ELSEWHERE_S = 3 * 86400.0  # after so long without a write, a file of another machine's process is left over
# .name.host.process.suffix, and what a library writes beside such a file; without a host, of this machine
_TEMPORARY = re.compile(
    r"\..+?\.(?:(?P<host>[A-Za-z0-9_-]*[A-Za-z_-][A-Za-z0-9_-]*)\.)?(?P<process>\d+)(?:\.[\w.-]+)?"
)


def sweep(folder: Path, *, now: float | None = None) -> list[Path]:
    """Remove temporary files whose process is gone, and records of files that are gone.

    To be called by a run that has claimed the folder. Steps of a run that was killed may still be at work: here,
    which their process tells, or on another machine, for which the files are left alone for three days.

    Parameters
    ----------
    folder : the folder with the results
    now : seconds since 1970; the file system's time

    Returns
    -------
    list of Path
        What was removed.
    """
    removed = []
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            if match := _TEMPORARY.fullmatch(name):
                dead = _is_dead(path, match["host"], int(match["process"]), now)
            else:
                record = path.parent.name == RECORDS and path.suffix == ".crc32"
                dead = record and not (path.parent.parent / path.stem).exists()
            if dead:
                with suppress(OSError):
                    path.unlink()
                    removed.append(path)
    return removed


def unrecorded_products(results: Path, metadata: Path) -> int:
    """How many products lie in a folder of results where Snakemake has no record of any.

    It takes such products as they are, whatever version or config made them, and makes the others anew.

    Parameters
    ----------
    metadata : the folder of Snakemake's records
    """
    if metadata.is_dir() and any(metadata.iterdir()):
        return 0
    passed = {results / "logs", results / "demo"}
    count = 0
    for place, folders, names in os.walk(results):
        folders[:] = [name for name in folders if name[0] != "." and Path(place, name) not in passed]
        count += sum(name[0] != "." for name in names)
    return count


def _is_dead(path: Path, host: str | None, process: int, now: float | None) -> bool:
    if host is not None and host != host_name():
        with suppress(OSError):
            return (time.time() if now is None else now) - path.stat().st_mtime > ELSEWHERE_S
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    # The number may belong to another process by now: one that started after the file was last written.
    # Or it was killed and nobody has taken note yet, as the first process of a container may never do.
    with suppress(OSError, IndexError, ValueError):
        state, start = _state_and_start_of(process)
        return state in "ZX" or start > path.stat().st_mtime + 1
    return False


def _state_and_start_of(process: int) -> tuple[str, float]:
    """State of a process (``Z``: ended, but its parent has not asked for its status) and its start, seconds since 1970."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    ticks = int(fields[19])
    since_boot = ticks / os.sysconf("SC_CLK_TCK")
    up = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    return fields[0], time.time() - up + since_boot
