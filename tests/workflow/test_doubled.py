"""Two runs in one folder: the second is refused however it is spelt, a dry run is not, and a dead one is none."""

import os
import re
import subprocess
import sys

import pytest

from scarpwatch.workflow.run_lock import claim_folder

from .conftest import SMALL, copy_project

LOCKED = "Another Snakemake instance is running"

# Runs that changed nothing but looked like a dry run, or like inspect_inputs, to one who reads words.
RUNS = [
    ["-sSnakefile", "-c2"],
    ["-dplain", "-c2"],
    ["-c2", "--directory", "inspect_inputs"],
    ["-c2", "--nolock"],
    ["-c2", "--touch"],
    ["--unlock"],
    ["-c2", "--until", "inspect_inputs"],
    ["-c2", "results/factors/dem.tif"],
]


def snakemake(project, words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "snakemake", "--configfile", str(project.folder / "run.yaml"), *words],
        cwd=project.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    project = copy_project(tmp_path_factory.mktemp("doubled"))
    project.write_config(SMALL)
    return project


def claimed(project, words):
    """The folder in which a run with these words works, with a live run's claim and Snakemake's locks."""
    folder = project.folder / (
        "plain" if "-dplain" in words else "inspect_inputs" if "--directory" in words else "."
    )
    locks = folder / ".snakemake" / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    claim = claim_folder(folder)
    (locks / "0.output.lock").write_text("results/factors/dem.tif\n")
    return claim, locks / "0.output.lock"


@pytest.mark.parametrize(
    "words", [pytest.param(words, marks=[pytest.mark.slow] if n else []) for n, words in enumerate(RUNS)]
)
def test_a_second_run_is_refused(project, words):
    claim, lock = claimed(project, words)
    try:
        done = snakemake(project, words)
    finally:
        claim.release()
    assert done.returncode != 0
    assert re.search(rf"FolderInUseError: .*process {os.getpid()} on ", done.stdout), done.stdout
    assert lock.exists()
    assert not list(project.folder.glob("**/results"))


@pytest.mark.slow
def test_a_dry_run_goes_on_beside_a_run(project):
    claim, lock = claimed(project, [])
    try:
        done = snakemake(project, ["-nsSnakefile"])
    finally:
        claim.release()
    assert done.returncode == 0, done.stdout
    assert "total" in done.stdout
    assert lock.exists()


@pytest.mark.parametrize(
    "dry", [["-n"], pytest.param({"SNAKEMAKE_PROFILE": "profiles/dry"}, marks=pytest.mark.slow)]
)
def test_a_dry_run_after_a_kill_speaks_of_no_other_run(project, dry):
    (project.folder / "profiles" / "dry").mkdir(exist_ok=True)
    (project.folder / "profiles" / "dry" / "config.yaml").write_text("dry-run: true\n")
    claim, lock = claimed(project, [])
    claim.handle.close()  # as a kill does: the claim stays behind, the lock of the operating system does not
    done = snakemake(project, dry) if isinstance(dry, list) else snakemake(project, ["-c1"], **dry)
    assert done.returncode == 0, done.stdout
    assert "total" in done.stdout and LOCKED not in done.stdout
    assert not lock.exists()
