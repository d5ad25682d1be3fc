"""Every benchmark runs to its end on something tiny, in this process; times mean nothing here.

Peers are not installed for the tests: what compares with them has to say that it was skipped.
"""

import json
import re
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"
# Options that make each small, and what it has to print then.
TINY = {
    "algorithms.py": (
        "--algorithms logistic --splits 1",
        ["linear ", "interactions ", "field "],
    ),
    "corrections.py": (
        "--seeds 1 --sizes 1",
        ["| 1 | 12 | 5 |", "| 1 | 48 | 40 |"],
    ),
    "evaluation.py": (
        "--units 400 --samples 60 --folds 2 --repeats 1 --algorithms lightgbm",
        ["lightgbm   static ", "lightgbm   coupled ", "all models and designs"],
    ),
    "inversion.py": (
        "--size 40 --scenes 8 --here --folder {folder} --record {folder}/record.json",
        [
            "pinv product",
            "our solver on arrays",
            "our step",
            "all pairs",
            "mintpy: skipped",
            "dolphin: skipped",
        ],
    ),
    "learning.py": (
        "--units 1000 --algorithms logistic --here",
        ["plain", "evaluated", "explained"],
    ),
    "loading.py": (
        "--pairs 4 --size 40 --rounds 1 --folder {folder}/made --record {folder}/record.json",
        ["hyp3, uncompressed", "licsar, deflate", "gamma, deflate"],
    ),
    "terrain.py": (
        "--side 200 --here",
        [
            "derive_terrain",
            "distance to lines",
            "NDVI",
            "slope units",
            "table of 12 factors",
            "one raster, ",
            "xdem and exactextract: skipped",
            "Big Tujunga",
        ],
    ),
    "terrain_factors.py": (
        "--side 100 --here",
        ["plan_curvature", "distance_to_ridge", "Errors", "Drained area of a cone", "xdem: skipped"],
    ),
    "tuning.py": (
        "--laws linear --units 60 --seeds 1 --algorithms logistic",
        ["linear 60    logistic"],
    ),
    "unit_sizes.py": (
        "--numbers 20 --cells 150 --side 100",
        ["| 20 | published |", "| 20 | even |", "one trial, even"],
    ),
}


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs a benchmark as make does; gives what it printed."""

    def run(script: str, options: str) -> str:
        monkeypatch.syspath_prepend(str(BENCHMARKS))
        monkeypatch.setattr(sys, "argv", [script, *options.split()])
        runpy.run_path(str(BENCHMARKS / script), run_name="__main__")
        return capsys.readouterr().out

    return run


# Runs the workflow itself, seven times.
SLOW = {
    "stack.py": (
        "--sizes 120 --start 100 --dates 3 --folder {folder}/made --record {folder}/record.json",
        [
            "### not flattened",
            "### flattened",
            "| `unwrap_phase` |",
            "| `invert_network` | 1 |",
            "One more scene: ",
        ],
    )
}


@pytest.mark.slow
def test_the_stack_runs_to_its_end(run, tmp_path):
    options, expected = SLOW["stack.py"]
    printed = run("stack.py", options.format(folder=tmp_path))
    assert [text for text in expected if text not in printed] == [], printed
    record = json.loads((tmp_path / "record.json").read_text())
    for kind in ("not flattened", "flattened"):
        study = record[kind]["study"]
        assert {"close_triplets", "geocode_deformation", "estimate_velocity"} <= set(study)
        assert 0 < record[kind]["one_more_scene_s"] < sum(row["cpu_s"] for row in study.values())


@pytest.mark.parametrize("script", TINY)
def test_it_runs_to_its_end(run, script, tmp_path):
    options, expected = TINY[script]
    printed = run(script, options.format(folder=tmp_path))
    assert [text for text in expected if text not in printed] == [], printed
    assert "failed" not in printed
    if script == "loading.py":
        assert list((tmp_path / "made").iterdir()) == []  # it leaves nothing of its folders behind


def test_all_that_make_runs_are_run_here():
    named = set(re.findall(r"benchmarks/(\w+\.py)", (ROOT / "Makefile").read_text()))
    assert named == {*TINY, *SLOW}


def test_a_row_that_fails_is_named_and_ends_the_benchmark_with_a_status(run, capsys):
    with pytest.raises(SystemExit) as ended:
        run("terrain_factors.py", "--side 100 --here --peers /bin/false")
    assert ended.value.code not in (0, None)
    assert "terrain_factors.py --task xdems plan_curvature failed" in capsys.readouterr().out
