"""Results of an older version: made anew as far as they differ, and told of where their origin is not known.

``OLDER`` names the commit; without it, it is the tenth last that touched what the workflow consists of.
"""

import io
import os
import shutil
import subprocess
import tarfile

import pytest
import yaml
from projects import ROOT, SMALL, Project, merge

from .runs import TINY, new_project, products, require_equal, start, times

pytestmark = pytest.mark.robustness

PARTS = ("rules", "scripts", "envs", "config", "profiles", "Snakefile")


def git(*words: str) -> bytes:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True)
    if done.returncode:
        pytest.skip(f"there is no older version here: {done.stderr.decode().strip()}")
    return done.stdout


def older_project(folder) -> Project:
    """A project of the older commit, with that version's config made small."""
    commit = os.environ.get("OLDER") or git("log", "-10", "--format=%H", "--", *PARTS).decode().split()[-1]
    with tarfile.open(fileobj=io.BytesIO(git("archive", commit, *PARTS))) as archive:
        archive.extractall(folder, filter="data")
    config = yaml.safe_load((folder / "config" / "config.yaml").read_text())
    (folder / "run.yaml").write_text(yaml.safe_dump(merge(merge(config, SMALL), TINY), sort_keys=False))
    return Project(folder)


def put_present_version(project: Project, folder) -> Project:
    """The results of a project under the present version's workflow."""
    present = new_project(folder)
    shutil.copytree(project.folder / "results", folder / "results", symlinks=True)
    return present


def remove_others(project: Project, names) -> int:
    """Remove what the present version does not make; how many files."""
    others = [path for name, path in products(project).items() if name not in names]
    for path in others:
        path.unlink()
    return len(others)


def test_results_of_an_older_version(undisturbed, tmp_path, tell):
    old = older_project(tmp_path / "older")
    first = start(old)
    assert first.wait() == 0, first.text[-3000:]
    before = len(products(old))

    # Copied without Snakemake's records, so that nobody knows what made them.
    present = put_present_version(old, tmp_path / "unknown")
    run = start(present, "--dry-run")
    run.wait()
    assert "results/ holds " in run.text and "--forceall" in run.text, run.text[-3000:]
    run = start(present, "--forceall")
    assert run.wait() == 0, run.text[-3000:]
    assert "files of which Snakemake has no record" in run.text
    stale = remove_others(present, undisturbed.digests)
    equal = require_equal(present, undisturbed.digests)
    line = f"{before} products of an older version without records, told, then --forceall: {equal} products equal"

    # With the records, the steps whose code or keys are others run again.
    if times(0, 1):
        known = put_present_version(old, tmp_path / "known")
        shutil.copytree(old.folder / ".snakemake", known.folder / ".snakemake", symlinks=True)
        run = start(known)
        assert run.wait() == 0, run.text[-3000:]
        remove_others(known, undisturbed.digests)
        equal = require_equal(known, undisturbed.digests)
        line += f"; with records, a plain start made {run.steps} steps: {equal} products equal"
    tell(f"{line}; {stale} files that are made no more")
