"""Links between rules, beside those that Snakemake draws itself."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from scarpwatch.workflow.rule_links import PARTS, rule_parts

SCRIPTS = Path(__file__).parents[3] / "scripts"
SNAKEFILE = """
import json
from scarpwatch.workflow.rule_links import rule_links
PAIRS = ["20240107_20240119", "20240119_20240131", "20240107_20240131"]
wildcard_constraints:
    pair=r"\\d{8}_\\d{8}",
    date=r"\\d{8}",
rule all:
    input: "results/static/report.html", "results/2024-01-31/report.html"
rule report:
    input:
        lambda wildcards: [] if wildcards.folder == "static" else ["results/rate.tif"],
        units="results/units.tif",
    output: "results/{folder}/report.html"
    shell: "touch {output}"
rule rate:
    input: expand("results/{pair}.tif", pair=PAIRS)
    output: "results/rate.tif"
    shell: "touch {output}"
rule pair:
    input: lambda wildcards: [f"results/scene/{date}.tif" for date in wildcards.pair.split("_")]
    output: "results/{pair}.tif"
    shell: "touch {output}"
rule scene:
    input: "users_{date}.zip"
    output: "results/scene/{date}.tif"
    shell: "touch {output}"
rule units:
    output: "results/units.tif"
    shell: "touch {output}"
rule unasked:
    input: "results/units.tif"
    output: "results/more.tif"
    shell: "touch {output}"
targets = [f"results/{folder}/report.html" for folder in ("static", "2024-01-31")]
with open("links.json", "w") as stream:
    json.dump(rule_links(workflow.rules, targets), stream)
"""


def test_links_are_those_of_snakemakes_own_graph(tmp_path):
    (tmp_path / "Snakefile").write_text(SNAKEFILE)
    for date in ("20240107", "20240119", "20240131"):
        (tmp_path / f"users_{date}.zip").touch()
    drawn = subprocess.run(
        [sys.executable, "-m", "snakemake", "--rulegraph", "--profile", "none"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    names = dict(re.findall(r'(\d+)\[label = "(\w+)"', drawn))
    theirs = {(names[a], names[b]) for a, b in re.findall(r"(\d+) -> (\d+)", drawn)}
    ours = {tuple(link) for link in json.loads((tmp_path / "links.json").read_text())}
    assert ours == {(a, b) for a, b in theirs if b != "all"}
    assert ours == {("units", "report"), ("rate", "report"), ("pair", "rate"), ("scene", "pair")}


def test_every_environment_but_that_of_the_workflow_is_a_part_of_the_work():
    stems = {path.stem for path in (SCRIPTS.parent / "envs").glob("*.yaml")}
    assert set(PARTS) == stems - {"workflow"}
    rules = [
        SimpleNamespace(name=name, conda_env=env)
        for name, env in (("a", "../envs/insar.yaml"), ("all", None))
    ]
    assert rule_parts(rules) == {"a": "radar"}
