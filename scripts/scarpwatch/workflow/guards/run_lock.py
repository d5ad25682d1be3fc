"""One run at a time in a folder, and no lock left behind by a run that was killed.

Snakemake locks the folder it works in with files, which outlive a run that is killed: the next run then
refuses to start. Here a run claims the folder by two things together:

- a lock of the operating system (``flock``), which ends with the process that holds it, so that whoever gets it
  knows that no other run is alive on this machine;
- a file that names machine and process and is touched every few seconds, for file systems on which ``flock``
  is local to a machine or missing (Lustre, older NFS). A claim of another machine is watched for a while. If it
  is not touched, its run is dead. No clock is compared, so clocks that differ or are set back do no harm.

Whoever holds the claim may remove what a dead run left.
"""

from __future__ import annotations

import atexit
import errno
import fcntl
import json
import os
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from scarpwatch.errors import FolderInUseError
from scarpwatch.files.write_faults import require_room, require_writable, write_error

BEAT_S = 5.0  # seconds between two touches of a claim
WATCH_S = 25.0  # seconds without a touch after which the run of another machine counts as dead
PATIENCE_S = 2.0  # seconds for which a start waits for a dry run that looks at the lock
# Snakemake's folders that every run writes into; in others it may hold what is shared and read-only (environments).
WRITTEN = ("auxiliary", "incomplete", "locks", "log", "metadata", "scripts")


@dataclass(frozen=True)
class Claim:
    """A claimed folder: the open file that holds the lock, and the file that names the owner."""

    handle: IO[str]
    file: Path
    token: str

    def release(self) -> None:
        """Give the folder back."""
        with suppress(OSError):
            if _read(self.file).get("token") == self.token:
                self.file.unlink()
        self.handle.close()


def machine() -> str:
    """What tells a running kernel from all others: containers share it, a restart changes it."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return socket.gethostname()


def _started(process: int) -> str | None:
    """When a process of this machine started, in clock ticks; ``None`` if it is not there or has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return None if fields[0] in "ZX" else fields[19]
    except (OSError, IndexError):
        return None


def _read(file: Path) -> dict[str, Any]:
    try:
        # Not by files.json_files: a lock is read while others write it, and a cut one is no fault of the user's.
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _in_use(folder: Path, owner: dict[str, Any]) -> FolderInUseError:
    who = f"process {owner['process']} on {owner['host']}" if owner else "another process"
    return FolderInUseError(
        folder,
        f"a run is at work here ({who}, started {owner.get('since', 'a moment ago')})",
        "Wait for its end or stop it. A dry run (-n) and inspect_inputs can go on beside it",
    )


def _lock(handle: IO[str], patience_s: float) -> bool | None:
    """Take the lock of the operating system: whether it is ours, ``None`` where the file system has none."""
    end = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                return None
            if time.monotonic() > end:
                return False
            time.sleep(0.1)
        else:
            return True


def _same_machine_alive(owner: dict[str, Any]) -> bool:
    """Whether a claim of this machine is of a live process, where no lock of the operating system tells."""
    process = owner.get("process")
    if not isinstance(process, int) or process == os.getpid():
        return False
    return _started(process) is not None and _started(process) == owner.get("started")


def _touched(file: Path, watch_s: float) -> bool:
    """Whether a claim is touched while it is watched."""
    with suppress(OSError):
        before = file.stat().st_mtime_ns
        end = time.monotonic() + watch_s
        while time.monotonic() < end:
            time.sleep(min(1.0, watch_s / 10))
            with open(file, encoding="utf-8") as stream:  # opening asks the file server anew
                if os.fstat(stream.fileno()).st_mtime_ns != before:
                    return True
    return False


def _put_claim(file: Path, me: dict[str, Any]) -> bool:
    """Write the claim, whole and only if there is none; whether that was done."""
    draft = file.with_name(f"scarpwatch.{me['token']}")
    draft.write_text(json.dumps(me), encoding="utf-8")
    try:
        os.link(draft, file)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        os.replace(draft, file)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _beat(claim: Claim, beat_s: float) -> None:
    while not claim.handle.closed:
        time.sleep(beat_s)
        with suppress(OSError):
            os.utime(claim.file)


def clear_locks(state: Path) -> None:
    """Remove Snakemake's locks of a dead run."""
    for stale in (state / "locks").glob("*.lock"):
        stale.unlink(missing_ok=True)


def claim_folder(folder: Path, *, beat_s: float = BEAT_S, watch_s: float = WATCH_S) -> Claim:
    """Claim a working folder for this process, removing the locks of a dead run.

    Parameters
    ----------
    folder : the folder that holds Snakemake's ``.snakemake``
    beat_s : seconds between two touches of the claim
    watch_s : seconds for which the claim of another machine is watched

    Returns
    -------
    Claim
        Held for as long as the process lives, and given back at its end.

    Raises
    ------
    FolderInUseError
        If a live run holds the folder; it names host and process.
    WriteError
        If the folder is read-only or the disk full.
    """
    try:
        return _claim(folder, beat_s, watch_s)
    except OSError as error:
        told = write_error(folder / ".snakemake", error)
        if told is None:
            raise
        raise told from error


def _claim(folder: Path, beat_s: float, watch_s: float) -> Claim:
    state = folder / ".snakemake"
    state.mkdir(exist_ok=True)
    require_room(state)
    require_writable(state / name / "any" for name in ("", *WRITTEN) if (state / name).is_dir())
    handle = open(state / "scarpwatch.lock", "a", encoding="utf-8")
    try:
        token = _take(state / "scarpwatch.run", _lock(handle, PATIENCE_S), watch_s)
        if token is None:
            raise _in_use(folder, _read(state / "scarpwatch.run"))
        claim = Claim(handle, state / "scarpwatch.run", token)
        clear_locks(state)
    except BaseException:
        handle.close()
        raise
    threading.Thread(target=_beat, args=(claim, beat_s), daemon=True).start()
    atexit.register(claim.release)
    return claim


def _take(file: Path, locked: bool | None, watch_s: float) -> str | None:
    """Put this process's claim in place of none or of a dead run's; its token, or ``None`` if a run is alive."""
    token = os.urandom(8).hex()
    me = {
        "host": socket.gethostname(),
        "process": os.getpid(),
        "machine": machine(),
        "started": _started(os.getpid()),
        "since": time.strftime("%Y-%m-%d %H:%M:%S"),
        "token": token,
    }
    owner = _read(file)
    elsewhere = bool(owner) and owner.get("machine") != me["machine"]
    if locked is False or (elsewhere and _touched(file, watch_s)):
        return None
    if not elsewhere and locked is None and _same_machine_alive(owner):
        return None
    if _read(file).get("token") == owner.get("token"):
        file.unlink(missing_ok=True)
    if not _put_claim(file, me):
        return None
    if elsewhere:
        time.sleep(min(1.0, watch_s))  # a third machine may have taken it over at the same time
    return token if _read(file).get("token") == token else None


def forget_dead_run(folder: Path) -> None:
    """Remove the locks of a dead run for one that only looks, so that it does not speak of another run.

    It claims nothing. Where a run is alive, or may be alive on another machine, all stays as it is.
    """
    state = folder / ".snakemake"
    with suppress(OSError), open(state / "scarpwatch.lock", "a", encoding="utf-8") as handle:
        locked = _lock(handle, 0)
        owner = _read(state / "scarpwatch.run")
        elsewhere = bool(owner) and owner.get("machine") != machine()
        if locked and not elsewhere:
            clear_locks(state)
