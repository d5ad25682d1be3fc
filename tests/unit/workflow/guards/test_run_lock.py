import errno
import json
import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from scarpwatch.errors import FolderInUseError, WriteError
from scarpwatch.workflow.guards import run_lock as runlock
from scarpwatch.workflow.guards.run_lock import claim_folder, forget_dead_run

SPAWN = multiprocessing.get_context("spawn")


def hold(folder, ready, release):
    claim = claim_folder(Path(folder), beat_s=0.1)
    ready.set()
    release.wait()
    claim.release()


def hold_without_flock(folder, ready, release):
    """A run on a file system without locks of the operating system."""
    runlock._lock = lambda *_: None
    hold(folder, ready, release)


def hold_elsewhere(folder, ready, release):
    """A run of another machine, whose locks of the operating system are not seen here."""
    runlock.machine = lambda: "another machine"
    hold_without_flock(folder, ready, release)


@pytest.fixture
def other_run(tmp_path):
    """Start a run in another process; it is killed at the end, if it is still alive."""
    started = []

    def start(target):
        ready, release = SPAWN.Event(), SPAWN.Event()
        process = SPAWN.Process(target=target, args=(str(tmp_path), ready, release))
        process.start()
        started.append(process)
        assert ready.wait(60)
        return process, release

    yield start
    for process in started:
        if process.is_alive():
            process.kill()
        process.join()


def kill(process):
    os.kill(process.pid, signal.SIGKILL)
    process.join()


def stale_lock(folder: Path) -> Path:
    locks = folder / ".snakemake" / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    lock = locks / "0.output.lock"
    lock.write_text("results/a.tif\n")
    return lock


def test_locks_of_a_dead_run_are_removed(tmp_path):
    lock = stale_lock(tmp_path)
    claim = claim_folder(tmp_path)
    assert not lock.exists()
    claim.release()
    assert not claim.file.exists()


@pytest.mark.parametrize("target", [hold, hold_without_flock, hold_elsewhere])
def test_a_live_run_keeps_its_locks_and_is_named(tmp_path, other_run, target, monkeypatch):
    process, release = other_run(target)
    lock = stale_lock(tmp_path)
    if target is hold_without_flock:
        monkeypatch.setattr(runlock, "_lock", lambda *_: None)
    with pytest.raises(FolderInUseError, match=f"process {process.pid} on "):
        claim_folder(tmp_path, watch_s=5)
    forget_dead_run(tmp_path)
    assert lock.exists()
    release.set()
    process.join(30)
    claim = claim_folder(tmp_path)
    assert not lock.exists()
    claim.release()


@pytest.mark.parametrize("target", [hold, hold_without_flock, hold_elsewhere])
def test_a_killed_run_does_not_keep_the_next_out(tmp_path, other_run, target):
    process, _ = other_run(target)
    lock = stale_lock(tmp_path)
    kill(process)
    begin = time.monotonic()
    claim = claim_folder(tmp_path, watch_s=1)
    assert time.monotonic() - begin < 4
    assert not lock.exists()
    assert json.loads(claim.file.read_text())["process"] == os.getpid()
    claim.release()


def test_a_process_that_has_taken_a_dead_ones_number_does_not_count(tmp_path, monkeypatch):
    monkeypatch.setattr(runlock, "_lock", lambda *_: None)
    state = tmp_path / ".snakemake"
    state.mkdir()
    owner = {"machine": runlock.machine(), "process": os.getppid(), "started": "1", "token": "a", "host": "x"}
    (state / "scarpwatch.run").write_text(json.dumps(owner))
    claim_folder(tmp_path).release()


@pytest.mark.parametrize("content", ["", "{", "[]", "null"])
def test_a_damaged_claim_is_replaced(tmp_path, content):
    (tmp_path / ".snakemake").mkdir()
    (tmp_path / ".snakemake" / "scarpwatch.run").write_text(content)
    claim_folder(tmp_path).release()


def test_of_two_that_take_over_one_is_let_in(tmp_path, other_run):
    process, _ = other_run(hold_elsewhere)
    kill(process)
    taken = []

    def take(queue):
        try:
            claim_folder(tmp_path, watch_s=0.5)
            queue.put(True)
            time.sleep(3)
        except FolderInUseError:
            queue.put(False)

    fork = multiprocessing.get_context("fork")
    queue = fork.Queue()
    runs = [fork.Process(target=take, args=(queue,)) for _ in range(3)]
    for run in runs:
        run.start()
    taken = [queue.get(timeout=30) for _ in runs]
    for run in runs:
        run.join()
    assert sorted(taken) == [False, False, True]


def test_a_dry_run_forgets_the_locks_of_a_dead_run(tmp_path):
    lock = stale_lock(tmp_path)
    forget_dead_run(tmp_path)
    assert not lock.exists()
    forget_dead_run(tmp_path / "not there")  # as a dry run in a fresh folder


@pytest.mark.parametrize(
    ("number", "words"), [(errno.EROFS, "cannot be written here"), (errno.ENOSPC, "disk is full")]
)
def test_a_folder_that_cannot_be_written_to_is_told(tmp_path, monkeypatch, number, words):
    def refuse(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(WriteError, match=words):
        claim_folder(tmp_path)
    monkeypatch.undo()
    claim_folder(tmp_path).release()


@pytest.mark.parametrize("name", ["metadata", "incomplete", "log"])
def test_a_folder_of_snakemakes_that_is_read_only_is_told(tmp_path, monkeypatch, name):
    shut = tmp_path / ".snakemake" / name
    shut.mkdir(parents=True)
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != shut and allowed(path, mode))
    with pytest.raises(
        WriteError, match=rf"\.snakemake/{name}: it cannot be written here .*Make the folder writable"
    ):
        claim_folder(tmp_path)
    assert not (tmp_path / ".snakemake" / "scarpwatch.run").exists()
