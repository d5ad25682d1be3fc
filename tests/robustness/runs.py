"""Runs of a small workflow, what disturbs them, and what is looked at when they have ended.

A product is a file below ``results/`` under its final name, but for logs. Finished is what Snakemake has taken down as
finished, so a product that was written by a step that was then killed is none.
"""

import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from projects import SMALL, Project, copy_project

from scarpwatch.files.finished import RECORDS

FULL = os.environ.get("ROBUSTNESS") == "full"
PATIENCE_S = 900  # for the next step of a run on a busy machine
TINY = {  # a demo of few scenes with all that the workflow makes, in about two minutes on two cores
    "demo": {"scenes": 4, "size_km": 6, "landslides": 40, "landslide_units": 30},
    "inversion": {"reference_scenes": 4},
    "models": {"trees": 10, "control_seeds": 2},
}
STEPS = 100  # about so many has a run

Stats = dict[Path, tuple[int, int]]


def times(few: int, full: int) -> int:
    """How often something is tried: a few times, or many with ``ROBUSTNESS=full``."""
    return full if FULL else few


def new_project(folder: Path, *changes: dict) -> Project:
    """A project with the small config that has not run."""
    project = copy_project(folder)
    project.write_config(SMALL, TINY, *changes)
    return project


def copy_of(project: Project, folder: Path) -> Project:
    """A copy of a project with its results and Snakemake's records, with the same times."""
    shutil.copytree(project.folder, folder, symlinks=True)
    return Project(folder)


# What a run has left


def products(project: Project) -> dict[str, Path]:
    """All products by their names below ``results/``."""
    results = project.folder / "results"
    return {
        path.relative_to(results).as_posix(): path
        for path in sorted(results.rglob("*"))
        if path.is_file()
        and RECORDS not in path.parts
        and path.relative_to(results).parts[0] != "logs"
        and not path.name.startswith(".")
    }


def digests(project: Project) -> dict[str, str]:
    """A digest of all bytes of each product."""
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in products(project).items()}


def temporaries(project: Project) -> set[Path]:
    """Hidden files that no run leaves at its end."""
    names = (".snakemake_timestamp", ".gitkeep")
    found = (project.folder / "results").rglob(".*")
    return {path for path in found if path.is_file() and path.name not in names}


def _decoded(folder: Path) -> dict[str, Path]:
    """Snakemake's notes of one kind, by the output that each is about."""
    return {
        base64.urlsafe_b64decode(
            "".join(part.lstrip("@") for part in path.relative_to(folder).parts)
        ).decode(): path
        for path in folder.rglob("*")
        if path.is_file()
    }


def finished(project: Project) -> Stats:
    """Inode and time of every product of a job that Snakemake has taken down as finished."""
    state = project.folder / ".snakemake"
    open_outputs = set(_decoded(state / "incomplete"))
    jobs: dict[str, object] = {}
    for output, note in _decoded(state / "metadata").items():
        try:
            jobs[output] = json.loads(note.read_text())["job_hash"]
        except (ValueError, KeyError):  # it was being written
            open_outputs.add(output)
    unfinished = {jobs[output] for output in open_outputs if output in jobs}
    found: Stats = {}
    for output, job in jobs.items():
        path = project.folder / output
        if output in open_outputs or job in unfinished:
            continue
        files = [path] if path.is_file() else [inner for inner in path.rglob("[!.]*") if inner.is_file()]
        found |= {
            file: (file.stat().st_ino, file.stat().st_mtime_ns) for file in files if RECORDS not in file.parts
        }
    return found


def changed(before: Stats) -> list[Path]:
    """Files that are gone, or were written again."""
    return [
        path
        for path, known in before.items()
        if not path.exists() or (path.stat().st_ino, path.stat().st_mtime_ns) != known
    ]


def require_equal(project: Project, reference: dict[str, str]) -> int:
    """Compare all products with those of the undisturbed run, byte by byte; how many there are."""
    found = digests(project)
    missing, extra = sorted(set(reference) - set(found)), sorted(set(found) - set(reference))
    assert not missing and not extra, f"missing: {missing}; not expected: {extra}"
    assert [name for name in found if found[name] != reference[name]] == []
    return len(found)


def require_whole_or_none(project: Project, reference: dict[str, str]) -> None:
    """Whatever stands under its final name is the whole product, also after a kill."""
    found = digests(project)
    assert [name for name in found if found[name] != reference.get(name)] == []


# Starting a run and ending it


@dataclass
class Run:
    """A run that is at work, with the file that it prints to and Snakemake's logs of earlier runs."""

    project: Project
    process: subprocess.Popen
    printed: Path
    before: set[Path]

    @property
    def text(self) -> str:
        return self.printed.read_text(errors="replace")

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    @property
    def at_work(self) -> bool:
        return "steps in" in self.text or "step in" in self.text

    @property
    def steps(self) -> int:
        """How many steps have ended, by Snakemake's log."""
        logs = set((self.project.folder / ".snakemake" / "log").glob("*.log")) - self.before
        return sum(path.read_text(errors="replace").count("Finished jobid: ") for path in logs)

    def alive_until(self, met: Callable[[], bool]) -> bool:
        """Wait until something is so; whether the run is still at work."""
        until(met, self)
        return self.alive

    def wait(self, seconds: float = PATIENCE_S) -> int:
        """Wait for the end; its status."""
        return self.process.wait(seconds)

    def kill(self) -> None:
        """End all of it, if it is alive."""
        if self.alive:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _heed_interrupts() -> None:
    """What a shell puts in the background ignores Ctrl-C, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(project: Project, *words: str, cores: int = 2, **environment: str) -> Run:
    """Start a run in a session of its own; ``environment`` is added to this process's."""
    number = len(list(project.folder.glob("printed*.txt")))
    printed = project.folder / f"printed{number}.txt"
    logs = set((project.folder / ".snakemake" / "log").glob("*.log"))
    with open(printed, "w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "snakemake", "--configfile", "run.yaml", "--cores", str(cores), *words],
            cwd=project.folder,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
            preexec_fn=_heed_interrupts,
        )
    return Run(project, process, printed, logs)


def until(met: Callable[[], bool], run: Run, *, pause: float = 0.1, seconds: float = PATIENCE_S) -> None:
    """Wait until something is so, or the run has ended."""
    end = time.monotonic() + seconds
    while run.alive and not met():
        assert time.monotonic() < end, run.text[-3000:]
        time.sleep(pause)


class Moment(NamedTuple):
    """When a run is disturbed: ``wait`` seconds after so many steps have ended (``None``: after its start)."""

    steps: int | None
    wait: float
    writing: bool = False  # and then as soon as a file is being written

    def await_in(self, run: Run) -> None:
        """Wait for it, or for the end of the run."""
        if self.steps is not None:
            until(lambda: run.at_work and run.steps >= (self.steps or 0), run)
        begin = time.monotonic()
        until(lambda: time.monotonic() - begin >= self.wait, run, pause=0.02)
        if self.writing:
            until(lambda: bool(temporaries(run.project)), run, pause=0.005)


def moments(
    number: int, *, seed: int, steps: int = STEPS, starting: bool = True, writing: bool = True
) -> list[Moment]:
    """Random moments: of five one while the run starts, and two while a file is written; few are further apart."""
    rng = np.random.default_rng(seed)
    most = max(6, steps * 2 // number)  # steps between two, so that they reach the end of a run
    found = []
    for index in range(number):
        if starting and index % 5 == 1:
            found.append(Moment(None, rng.uniform(0, 5)))
        else:
            steps, wait = int(rng.integers(0, most)), float(rng.uniform(0, 3))
            found.append(Moment(steps, wait, writing and index % 5 in (0, 3)))
    return found


@dataclass
class Counts:
    """What was found in a chain of runs that were stopped and started again."""

    stops: int = 0
    runs: int = 0
    products: int = 0
    checked: int = 0
    redone: list[Path] = field(default_factory=list)
    cut: int = 0  # temporary files that the stops left
    left: set[Path] = field(default_factory=set)

    def line(self, what: str) -> str:
        """The result in a line."""
        return (
            f"{self.stops} {what} in {self.runs} runs: {self.products} products equal, "
            f"{len(self.redone)} of {self.checked} checks redone, "
            f"{len(self.left)} of {self.cut} temporary files left"
        )

    def require_good(self) -> None:
        """Nothing that was finished was made again, and nothing lies about."""
        assert self.checked and not self.redone and not self.left, (self.redone, self.left)


def disturbed(
    folder: Path, reference: dict[str, str], at: Iterable[Moment], stop: Callable[[Run], None]
) -> Counts:
    """Stop a run at each moment, start it again, and let it end at last; a run that ends before is followed by a new one.

    Parameters
    ----------
    reference : digests of the products of an undisturbed run
    stop : ends a run, and looks at how it ended
    """
    counts, known, cut, waiting = Counts(), {}, set(), list(at)
    project = new_project(folder / "0")
    while True:
        run = start(project)
        try:
            if waiting:
                waiting[0].await_in(run)
            else:
                run.wait()
            if run.alive:
                stop(run)
            over = run.wait() == 0  # also where it ended by itself just before
        finally:
            run.kill()
        counts.checked += len(known)
        counts.redone += changed(known)
        if run.at_work or over:
            counts.left |= cut & temporaries(project)
        known, cut = finished(project), temporaries(project)
        if not over:
            waiting.pop(0)
            counts.stops += 1
            counts.cut += len(cut)
            require_whole_or_none(project, reference)
            continue
        counts.products = require_equal(project, reference)
        counts.left |= cut
        counts.runs += 1
        if not waiting:
            return counts
        project, known, cut = new_project(folder / str(counts.runs)), {}, set()
