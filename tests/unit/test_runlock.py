import multiprocessing
from pathlib import Path

import pytest

from scarpwatch.runlock import asks_for, claim_folder, only_looks


def hold(folder, ready, release):
    handle = claim_folder(Path(folder))
    ready.set()
    release.wait()
    assert handle is not None


def stale_lock(folder: Path) -> Path:
    locks = folder / ".snakemake" / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    lock = locks / "0.output.lock"
    lock.write_text("results/a.tif\n")
    return lock


def test_locks_of_a_dead_run_are_removed(tmp_path):
    lock = stale_lock(tmp_path)
    handle = claim_folder(tmp_path)
    assert handle is not None
    assert not lock.exists()
    handle.close()


def test_a_live_run_keeps_its_locks(tmp_path):
    context = multiprocessing.get_context("spawn")
    ready, release = context.Event(), context.Event()
    other = context.Process(target=hold, args=(str(tmp_path), ready, release))
    other.start()
    assert ready.wait(30)
    lock = stale_lock(tmp_path)
    assert claim_folder(tmp_path) is None
    assert lock.exists()
    release.set()
    other.join(30)
    handle = claim_folder(tmp_path)
    assert handle is not None
    assert not lock.exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["snakemake", "--cores", "2"], False),
        (["snakemake", "-n"], True),
        (["snakemake", "-np", "results/a.tif"], True),
        (["snakemake", "--dry-run"], True),
        (["snakemake", "-c", "2", "-p"], False),
        (["snakemake", "-c", "2", "-nt"], False),  # short for --notemp
        (["snakemake", "--lint"], True),
    ],
)
def test_looking_is_told_from_running(arguments, expected):
    assert only_looks(arguments) == expected


def test_a_rule_that_is_asked_for_is_known_in_its_job_too():
    assert asks_for("inspect_inputs", ["snakemake", "inspect_inputs", "--cores", "1"])
    assert asks_for(
        "inspect_inputs", ["snakemake", "--target-jobs", "inspect_inputs:", "--mode", "subprocess"]
    )
    assert not asks_for("inspect_inputs", ["snakemake", "--cores", "2", "results/inspect_inputs.html"])
