"""Two runs in one folder: the second is refused, and a dead one is none; tests/robustness has all spellings."""

import os
import re
import subprocess
import sys

import pytest
from projects import SMALL, copy_project

from scarpwatch.workflow.guards.run_lock import claim_folder

LOCKED = "Another Snakemake instance is running"


def snakemake(project, words):
    return subprocess.run(
        [sys.executable, "-m", "snakemake", "--configfile", str(project.folder / "run.yaml"), *words],
        cwd=project.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    project = copy_project(tmp_path_factory.mktemp("doubled"))
    project.write_config(SMALL)
    return project


@pytest.fixture
def claimed(project):
    """A live run's claim on the folder, and Snakemake's locks there."""
    locks = project.folder / ".snakemake" / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    claim = claim_folder(project.folder)
    (locks / "0.output.lock").write_text("results/factors/dem.tif\n")
    yield claim, locks / "0.output.lock"
    claim.release()


def test_a_second_run_is_refused(project, claimed):
    done = snakemake(project, ["-sSnakefile", "-c2"])
    assert done.returncode != 0
    assert re.search(rf"FolderInUseError: .*process {os.getpid()} on ", done.stdout), done.stdout
    assert claimed[1].exists()
    assert not list(project.folder.glob("**/results"))


def test_a_dry_run_after_a_kill_speaks_of_no_other_run(project, claimed):
    claim, lock = claimed
    claim.handle.close()  # as a kill does: the claim stays behind, the lock of the operating system does not
    done = snakemake(project, ["-n"])
    assert done.returncode == 0, done.stdout
    assert "total" in done.stdout and LOCKED not in done.stdout
    assert not lock.exists()
