"""Steps called together, beside the jobs that Snakemake plans for each."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from scarpwatch.errors import DataError
from scarpwatch.workflow.step_calls import figures_asked_for, run_calls

SCRIPTS = Path(__file__).parents[3] / "scripts"
SNAKEFILE = """
import json
from scarpwatch.workflow.step_calls import step_calls, inputs_of, outputs_of
rule all:
    input: "results/2024-01-31/figures/a.png", "results/2024-01-31/figures/map_rf.png"
rule plot_a:
    input:
        rate=lambda wildcards: f"results/{wildcards.date}/rate.tif",
        none=[],
        many=["one.tif", ancient("users.gpkg")],
    output: figure=["results/{date}/figures/a.png", "results/{date}/figures/a.pdf"], b="results/{date}/figures/b.png"
    params: dpi=300, date=lambda wildcards: wildcards.date
    shell: "touch {output}"
rule plot_map:
    input: "results/{date}/rate.tif"
    output: figure="results/{date}/figures/map_{name}.png"
    params: name=lambda wildcards: wildcards.name
    shell: "touch {output}"
rule plot_unasked:
    output: "results/{date}/figures/unasked.png"
    shell: "touch {output}"
rule rate:
    output: "results/{date}/rate.tif"
    shell: "touch {output}"
JOBS = step_calls([rule for rule in workflow.rules if rule.name.startswith("plot_")], [f"results/2024-01-31/figures/{name}.png" for name in ("map_rf", "a", "b", "map_svm")])
for job in JOBS:
    workflow.ruleorder("plot_together", job.rule.name)
rule plot_together:
    input: lambda wildcards: inputs_of(JOBS, ancient)
    output: outputs_of(JOBS)
    params: figures=lambda wildcards: [job.record() for job in JOBS]
    shell: "touch {output}"
with open("jobs.json", "w") as stream:
    json.dump([[job.record() for job in JOBS], [[str(f), bool(getattr(f, "flags", {}).get("ancient"))] for f in inputs_of(JOBS, ancient)]], stream)
"""


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planned")
    (folder / "Snakefile").write_text(SNAKEFILE)
    for name in ("one.tif", "users.gpkg"):
        (folder / name).touch()
    printed = subprocess.run(
        [sys.executable, "-m", "snakemake", "-n", "--profile", "none"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return printed, *json.loads((folder / "jobs.json").read_text())


def test_one_job_takes_the_place_of_the_rules_of_single_figures(planned):
    printed, *_ = planned
    jobs = dict(re.findall(r"^(\w+) +(\d+)$", printed, re.MULTILINE))
    assert jobs == {"all": "1", "plot_together": "1", "rate": "1", "total": "3"}


def test_each_step_is_called_with_what_its_rule_says(planned):
    _, records, inputs = planned
    of_a, *maps = records
    folder = "results/2024-01-31"
    assert of_a == {
        "step": "plot_a",
        "input": {"rate": f"{folder}/rate.tif", "none": [], "many": ["one.tif", "users.gpkg"]},
        "output": {
            "figure": [f"{folder}/figures/a.png", f"{folder}/figures/a.pdf"],
            "b": f"{folder}/figures/b.png",
        },
        "params": {"dpi": 300, "date": "2024-01-31"},
        "wildcards": {"date": "2024-01-31"},
    }
    assert [one["params"] for one in maps] == [{"name": "rf"}, {"name": "svm"}]
    assert inputs == [[f"{folder}/rate.tif", False], ["one.tif", False], ["users.gpkg", True]]


def record(step: str, output: Path) -> dict:
    return {
        "step": step,
        "input": {},
        "output": {"figure": str(output)},
        "params": {"dpi": 60},
        "wildcards": {},
    }


@pytest.fixture
def steps(monkeypatch):
    """Steps by name, as modules; each is called once for each record."""

    def add(name: str, main) -> None:
        monkeypatch.setitem(sys.modules, name, SimpleNamespace(main=main))

    add("plot_good", lambda snakemake: Path(snakemake.output.figure).write_text(str(snakemake.params.dpi)))
    return add


def test_all_are_drawn_in_their_order(steps, tmp_path, caplog):
    run_calls([record("plot_good", tmp_path / name) for name in ("a.png", "b.png")])
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.png": "60", "b.png": "60"}
    assert caplog.messages == ["plot_good", "plot_good"]


def test_a_figure_that_fails_names_itself(steps, tmp_path, caplog):
    def fail(snakemake):
        raise KeyError("column")

    def refuse(snakemake):
        raise DataError("rate.tif", "it is empty", "Make it anew.")

    steps("plot_bad", fail)
    steps("plot_refused", refuse)
    with pytest.raises(RuntimeError, match=r"plot_bad: KeyError: 'column'") as raised:
        run_calls([record(name, tmp_path / f"{name}.png") for name in ("plot_good", "plot_bad")])
    assert isinstance(raised.value.__cause__, KeyError)
    with pytest.raises(DataError, match=r"rate\.tif: it is empty"):
        run_calls([record("plot_refused", tmp_path / "none.png")])
    assert "plot_refused ended with an error" in caplog.messages


def test_a_figure_that_is_asked_for_is_told_from_other_files():
    assert figures_asked_for(["results/2024-01-31/report.html", "results/2024-01-31/figures/roc.png"])
    assert not figures_asked_for(["results/2024-01-31/report.html", "mintpy"])
    assert not figures_asked_for([])
