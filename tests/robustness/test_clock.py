"""A clock that is set back under a run and between runs: the same products, and nothing redone that was finished.

The clock itself cannot be set here. All files are dated ahead by as much instead, which is how they lie after that.
"""

import os
import signal

import numpy as np
import pytest
from projects import SMALL, Project

from .runs import (
    STEPS,
    TINY,
    Run,
    copy_of,
    digests,
    finished,
    moments,
    new_project,
    require_equal,
    start,
    times,
    until,
)
from .test_read_only import read_only

pytestmark = pytest.mark.robustness

HOUR, DAY = 3600, 86400
TOLD = "They were dated back in their order"


def set_back(seconds: int, project: Project, run: Run | None = None) -> None:
    """Let all files lie as after the clock was set back; a run at work stands still meanwhile."""
    if run is not None:
        os.killpg(run.process.pid, signal.SIGSTOP)
    try:
        for path in project.folder.rglob("*"):
            if path.is_file():
                date = path.stat().st_mtime_ns + seconds * 10**9
                os.utime(path, ns=(date, date))
    finally:
        if run is not None:
            os.killpg(run.process.pid, signal.SIGCONT)


def amounts(number: int) -> list[int]:
    return [(HOUR, DAY)[index % 2] for index in range(number)]


def inodes(project: Project) -> dict:
    """The finished products, each as the file that it is; their times may change."""
    return {path: inode for path, (inode, _) in finished(project).items()}


def replaced(before: dict) -> list:
    return [path for path, inode in before.items() if not path.exists() or path.stat().st_ino != inode]


def all_steps(project: Project) -> int:
    logs = (project.folder / ".snakemake" / "log").glob("*.log")
    return sum(path.read_text(errors="replace").count("Finished jobid: ") for path in logs)


def require_nothing_to_do(project: Project) -> None:
    run = start(project)
    assert run.wait() == 0 and run.steps == 0 and not run.at_work, run.text[-3000:]


def test_set_back_in_the_middle_of_a_run(undisturbed, tmp_path, tell):
    project = new_project(tmp_path / "project")
    at = np.linspace(3, STEPS - 10, times(2, 10)).astype(int)
    run, done = start(project), 0
    try:
        for steps, seconds in zip(at, amounts(len(at)), strict=True):
            if run.alive_until(lambda steps=steps: run.at_work and run.steps >= steps):
                set_back(seconds, project, run)
                done += 1
        assert run.wait() == 0, run.text[-3000:]
    finally:
        run.kill()
    equal = require_equal(project, undisturbed.digests)
    assert done and run.text.count(TOLD) >= 1, run.text
    assert run.steps == all_steps(undisturbed.project)
    require_nothing_to_do(project)
    tell(f"set back {done} times under a run: {equal} products equal, each of {run.steps} steps ran once")


def test_set_back_between_runs(undisturbed, tmp_path, tell):
    project = new_project(tmp_path / "project")
    checked = kills = 0
    redone: list = []
    known: dict = {}
    at = moments(times(2, 10), seed=4, starting=False)
    for moment, seconds in zip(at, amounts(len(at)), strict=True):
        run = start(project)
        try:
            moment.await_in(run)
        finally:
            run.kill()
        checked, redone = checked + len(known), redone + replaced(known)
        known, kills = inodes(project), kills + 1
        set_back(seconds, project)
    run = start(project)
    assert run.wait() == 0, run.text[-3000:]
    assert run.text.count(TOLD) == 1, run.text
    redone += replaced(known)
    equal = require_equal(project, undisturbed.digests)
    require_nothing_to_do(project)
    tell(
        f"set back {kills} times between runs: {equal} products equal, {len(redone)} of {checked + len(known)} checks "
        f"redone, {all_steps(project)} steps ended in place of {all_steps(undisturbed.project)}"
    )
    assert not redone and all_steps(project) <= all_steps(undisturbed.project)


def test_set_back_and_killed_while_a_change_of_the_config_makes_products_anew(undisturbed, tmp_path, tell):
    """What was made after the clock was set back must not pass for older than what is stale by it."""
    project = new_project(
        tmp_path / "project", {"unwrapping": {"min_coherence": 0.3}, "units": {"min_area_m2": 100_000}}
    )
    project.snakemake()
    older, wanted = digests(project), undisturbed.digests
    others = [name for name in older if older[name] != wanted.get(name)]
    project.write_config(SMALL, TINY)
    done = 0
    for moment in moments(times(2, 10), seed=5, steps=len(others) // 3, starting=False):
        run = start(project)
        try:
            moment.await_in(run)
            if run.alive:
                set_back(DAY, project, run)
                begun = run.steps
                until(lambda run=run, begun=begun: run.steps >= begun + 3, run)
                done += 1
        finally:
            run.kill()
    run = start(project)
    assert run.wait() == 0, run.text[-3000:]
    equal = require_equal(project, wanted)
    require_nothing_to_do(project)
    tell(
        f"set back under a run and killed {done} times after a change by which {len(others)} of {len(older)} products are "
        f"others: {equal} products equal"
    )
    assert done and len(others) > 50


def test_results_from_a_computer_whose_clock_is_ahead(undisturbed, tmp_path, tell):
    project = copy_of(undisturbed.project, tmp_path / "project")
    set_back(DAY, project)
    known = inodes(project)
    with read_only(project.folder / "results" / "units"):
        run = start(project)
        assert run.wait() != 0
    assert "ClockError: results/units/" in run.text and "Set the clock right" in run.text, run.text
    assert run.steps == 0 and "Traceback" not in run.text, run.text
    printed = project.snakemake("--dry-run")
    assert "Nothing to be done" in printed, printed
    run = start(project)
    assert run.wait() == 0 and run.steps == 0 and run.text.count(TOLD) == 1, run.text
    assert replaced(known) == []
    equal = require_equal(project, undisturbed.digests)
    tell(f"results of a clock that is a day ahead: dated back, {equal} products equal, nothing to do")
