"""A run that is killed and started again ends with the same products, and redoes only what was unfinished."""

import os
import signal
import subprocess
import sys
import time

import pytest

from .conftest import SMALL, copy_project


def products(results):
    kinds = (".tif", ".parquet", ".csv", ".tsv")
    return {p.relative_to(results): p.read_bytes() for p in results.rglob("*") if p.suffix in kinds}


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [15, 40])
def test_killed_and_started_again(demo, tmp_path, seconds):
    project = copy_project(tmp_path)
    project.write_config(SMALL)
    command = [sys.executable, "-m", "snakemake", "--configfile", "run.yaml", "--cores", "2"]
    run = subprocess.Popen(
        command,
        cwd=project.folder,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    time.sleep(seconds)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    done = {
        p: p.stat().st_mtime_ns for p in (project.folder / "results" / "demo" / "scenes").glob("[!.]*.tif")
    }
    assert done, "killed before anything was made: raise the time"
    project.snakemake()
    kept = [path for path, time_ in done.items() if path.stat().st_mtime_ns == time_]
    assert len(kept) >= len(done) - 2  # at most the two jobs that were running are done again
    assert products(project.folder / "results") == products(demo.folder / "results")
    assert not list((project.folder / "results").rglob(".*.tif"))
