"""The benchmark of the terrain part runs, on a small area and without the programs it is compared with."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_it_runs_and_says_what_it_skips():
    command = [sys.executable, str(ROOT / "benchmarks" / "terrain.py"), "--side", "400"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "failed" not in done.stdout
    for part in ("derive_terrain", "slope units", "table of 12 factors", "rasterstats"):
        assert part in done.stdout
    assert "xdem and exactextract: skipped" in done.stdout
