import subprocess
import sys
from pathlib import Path

from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D

from scarpwatch.algorithms.registry import BASELINE, ENTRIES, NAMES

HEAVY = {"sklearn", "lightgbm", "xgboost", "shap", "numpy", "pandas"}


def test_the_entries_can_be_told_apart():
    assert BASELINE in NAMES
    for part in ("title", "short", "colour", "line"):
        assert len({getattr(entry, part) for entry in ENTRIES.values()}) == len(NAMES), part
    for entry in ENTRIES.values():
        assert to_rgb(entry.colour) and Line2D([], [], linestyle=entry.line)


def test_the_registry_loads_no_library():
    scripts = Path(__file__).resolve().parents[3] / "scripts"
    code = (
        "import sys, scarpwatch.algorithms.registry; print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=scripts, capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(done.stdout.split())
