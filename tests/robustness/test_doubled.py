"""A second run beside one that is at work, in every spelling: refused, and the first ends as if it were alone."""

import os
import re
import signal
import subprocess
import sys

import pytest
from projects import Project

from .runs import Run, finished, new_project, require_equal, start, times, until

pytestmark = pytest.mark.robustness

PLACE = "inspect_inputs"  # the folder in which the first run works, below that with the Snakefile
HERE = ("--configfile", "run.yaml", "-c2")
INSIDE = ("-s", "../Snakefile", "--configfile", "../run.yaml", "-c2")
# Words of the second run, given in the folder of the Snakefile, or in the first one's where -s is among them.
SPELLINGS = [
    ("-dplain", *HERE),
    ("-sSnakefile", "-dplain", *HERE),
    (*INSIDE, "--nolock"),
    INSIDE,
    ("--directory", PLACE, *HERE, "--touch"),
    (f"--directory={PLACE}", "--unlock", *HERE),
    (*INSIDE, "--until", "inspect_inputs"),
    (*INSIDE, "results/factors/dem.tif"),
    ("--direc", PLACE, *HERE),
    ("-d", "./plain/", *HERE),
    ("-d", f"{PLACE}/../plain", *HERE),
    ("-d", "plain", "--configfile=run.yaml", "--cores=2"),
    ("-d", "plain", "--configfile", "run.yaml", "--jobs", "2"),
    (*INSIDE, "--forceall"),
    (*INSIDE, "-F"),
    (*INSIDE, "-R", "prepare_dem"),
    (*INSIDE, "--rerun-incomplete"),
    (*INSIDE, "-k"),
    (*INSIDE, "--omit-from", "write_report"),
    (*INSIDE, "--delete-all-output"),
    (*INSIDE, "--cleanup-metadata", "results/factors/dem.tif"),
    (*INSIDE, "--config", "seed=5"),
    (*INSIDE, "--verbose"),
    (*INSIDE, "--quiet"),
    (*INSIDE, "-e", "local"),
    (*INSIDE, "--profile", "../profiles/other"),
    (*INSIDE, "mintpy", "pixels"),
]
# These look only, and may go on beside a run.
LOOKS = [
    (*INSIDE, "-n"),
    ("-nsSnakefile", "-dplain", *HERE),
    (*INSIDE, "--dry-run", "--forceall"),
    ("-d", "plain", *HERE, "--workflow-profile", "profiles/dry"),
    (*INSIDE, "--summary"),
    (*INSIDE, "--list-rules"),
]


def second(project: Project, words: tuple[str, ...], **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "snakemake", *words],
        cwd=project.folder / PLACE if "-s" in words else project.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
    )


@pytest.fixture
def project(tmp_path):
    project = new_project(tmp_path / "project")
    (project.folder / PLACE).mkdir()
    (project.folder / "plain").symlink_to(PLACE)
    for name, text in (("dry", "dry-run: true\n"), ("other", "keep-going: true\n")):
        (project.folder / "profiles" / name).mkdir()
        (project.folder / "profiles" / name / "config.yaml").write_text(text)
    return project


def test_refused_in_every_spelling_and_the_first_is_unharmed(project, undisturbed, tell):
    place = Project(project.folder / PLACE)
    runs = 0

    def first(*words: str) -> Run:
        run = start(project, "--directory", PLACE, *words)
        assert run.alive_until(lambda: (place.folder / ".snakemake" / "scarpwatch.run").exists()), run.text
        return run

    run = first()
    refused = looked = 0
    try:
        for words in [*SPELLINGS[: times(6, 27)], *LOOKS[: times(2, 6)]]:
            while True:
                if not run.alive:  # it has ended in the meantime: the next one makes all of it again
                    assert run.wait() == 0, run.text[-3000:]
                    require_equal(place, undisturbed.digests)
                    runs, run = runs + 1, first("--forceall")
                done = second(project, words)
                if run.alive:
                    break
            if words in LOOKS:
                assert done.returncode == 0, (words, done.stdout)
                looked += 1
            else:
                assert done.returncode != 0, (words, done.stdout)
                assert re.search(rf"FolderInUseError: .*process {run.process.pid} on ", done.stdout), (
                    words,
                    done.stdout,
                )
                refused += 1
        assert run.wait() == 0, run.text[-3000:]
    finally:
        run.kill()
    equal = require_equal(place, undisturbed.digests)
    assert not (project.folder / "results").exists() and finished(place)
    tell(
        f"{refused} spellings refused, {looked} that only look let through, beside {runs + 1} runs: {equal} products equal"
    )


def test_looks_after_a_kill_speak_of_no_other_run(project, tell):
    run = start(project)
    until(lambda: run.at_work, run)
    os.killpg(run.process.pid, signal.SIGKILL)
    run.wait()
    locks = list((project.folder / ".snakemake" / "locks").glob("*.lock"))
    assert locks
    done = second(project, HERE, SNAKEMAKE_PROFILE="profiles/dry")
    assert done.returncode == 0 and "total" in done.stdout, done.stdout
    assert "Another Snakemake instance is running" not in done.stdout
    assert not [lock for lock in locks if lock.exists()]
    tell(f"a dry run by a profile after a kill: {len(locks)} locks removed, no other run spoken of")
