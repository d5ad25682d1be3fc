"""The benchmark of the algorithms runs, with one of them and one split."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_it_runs_in_all_areas():
    command = [
        sys.executable,
        str(ROOT / "benchmarks" / "algorithms.py"),
        "--algorithms",
        "logistic",
        "stack",
    ]
    points = ROOT.parent / "shared" / "real" / "ecuador_landslides" / "lsl_350pts.csv"
    command += ["--splits", "1", *(["--points", str(points)] if points.exists() else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [line.split() for line in done.stdout.splitlines()[1:]]
    assert [row[0] for row in rows if row[2] == "stack"][:3] == ["linear", "interactions", "field"]
    assert len(rows) == 2 * (3 + points.exists())
    spatial = {(row[0], row[2]): float(row[4]) for row in rows}
    # What acts together is known to trees alone, and a field that no factor knows costs all of them.
    assert spatial["interactions", "stack"] > spatial["interactions", "logistic"] + 0.04
    assert spatial["field", "logistic"] < spatial["linear", "logistic"]
