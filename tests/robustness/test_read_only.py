"""Results that are read-only: named before the first job with what to do, and nothing is harmed."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .runs import changed, copy_of, finished, require_equal, start, times

pytestmark = pytest.mark.robustness

# What is read-only, below the folder of the run.
PLACES = [
    "results",
    "results/units",
    "results/units/slope_units.tif",
    ".snakemake",
    ".snakemake/metadata",
    "results/logs",
    "results/units/.finished",
]


@contextlib.contextmanager
def read_only(path: Path) -> Iterator[None]:
    """Root may write whatever the mode is, but not on a mount that is read-only."""
    if os.geteuid():
        subprocess.run(["chmod", "-R", "a-w", path], check=True)
        try:
            yield
        finally:
            subprocess.run(["chmod", "-R", "u+w", path], check=True)
        return
    made = subprocess.run(["mount", "--bind", path, path], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"root may write anywhere, and mounting is not allowed here: {made.stderr.strip()}")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", path], check=True)
        yield
    finally:
        subprocess.run(["umount", path], check=True)


def test_named_before_the_first_job(undisturbed, tmp_path, tell):
    project = copy_of(undisturbed.project, tmp_path / "project")
    known = finished(project)
    told = 0
    for place in PLACES[: times(4, len(PLACES))]:
        with read_only(project.folder / place):
            run = start(project, "--forceall")
            assert run.wait() != 0
        text = run.text
        fault = next((line for line in text.splitlines() if "WriteError: " in line), "")
        assert f"{place}: it " in fault and "writable" in fault and "--directory" in fault, text
        assert run.steps == 0 and "Traceback" not in text, text
        assert changed(known) == []
        told += 1
    run = start(project, "--forcerun", "delineate_units")
    assert run.wait() == 0, run.text
    equal = require_equal(project, undisturbed.digests)
    tell(
        f"{told} places read-only, each told before the first job: nothing changed; then {equal} products equal"
    )
