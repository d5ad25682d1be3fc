"""The benchmark of loading on small folders: what it times, and that it leaves none behind."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_it_times_each_family_and_leaves_nothing_behind(tmp_path):
    script = str(ROOT / "benchmarks" / "loading.py")
    options = ["--pairs", "4", "--size", "40", "--rounds", "1", "--folder", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, script, *options],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
    )
    rows = {line.split("  ")[0]: line.split()[2:] for line in done.stdout.splitlines()[3:]}
    assert {name.partition(",")[0] for name in rows} == {"hyp3", "licsar", "gamma"}
    assert len(rows) == 6
    assert all(len(cells) == 7 and all(float(cell) >= 0 for cell in cells) for cells in rows.values())
    assert list(tmp_path.iterdir()) == []
