"""What rules have that do not say it, as Snakemake itself plans their jobs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scarpwatch.workflow.rule_defaults import MEMORY_MB, RUNTIME_MIN, log_path, memory, step_of

SCRIPTS = Path(__file__).parents[3] / "scripts"
SNAKEFILE = """
import json
from scarpwatch.workflow.rule_defaults import complete_rules, memory
wildcard_constraints:
    until=r"\\d{4}-\\d{2}-\\d{2}",
asked = []
def code_of(step):
    asked.append(step)
    return f"code of {step}"
rule all:
    input: "results/2024-01-07/rf/a.txt", "own.txt", "20240107.txt", "20240119.txt"
rule plain:
    output: "results/{until}/{algorithm}/a.txt", "results/{until}/{algorithm}/b.txt"
    params: seed=1
    script: "a.py"
rule own:
    output: "own.txt"
    log: "mine.log"
    resources: mem_mb=memory(4000), runtime=60
    script: "a.py"
rule unasked:
    resources: mem_mb=memory(4000)
    script: "a.py"
for day in ("20240107", "20240119"):
    rule:
        name: f"dated_{day}"
        output: f"{day}.txt"
        log: f"logs/{day}.log"
        resources: mem_mb=memory(2000), runtime=30
        script: "a.py"
complete_rules(workflow, code_of)
import snakemake.dag
real = snakemake.dag.DAG.postprocess
async def postprocess(self, *args, **options):
    await real(self, *args, **options)
    jobs = {
        job.rule.name: {
            "log": list(job.log),
            "params": dict(job.params.items()),
            "mem_mb": job.resources.mem_mb,
            "runtime": job.resources.runtime,
            "threads": job.threads,
        }
        for job in self.jobs if job.rule.script
    }
    with open("seen.json", "w") as stream:
        logs = {rule.name: list(rule.log) for rule in workflow.rules}
        json.dump({"jobs": jobs, "asked": asked, "logs": logs}, stream)
snakemake.dag.DAG.postprocess = postprocess
"""


def planned(folder: Path, *words: str) -> dict:
    (folder / "Snakefile").write_text(SNAKEFILE)
    (folder / "a.py").touch()
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "-n", "--quiet", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SCRIPTS)},
    )
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "seen.json").read_text())


def test_a_plain_rule_gets_log_memory_run_time_and_digest_and_another_keeps_its_own(tmp_path):
    seen = planned(tmp_path)
    plain, own = seen["jobs"]["plain"], seen["jobs"]["own"]
    assert plain["log"] == ["results/logs/plain/2024-01-07_rf.log"]
    assert plain["params"] == {"seed": 1, "library": "code of plain"}
    assert (plain["mem_mb"], plain["runtime"], plain["threads"]) == (MEMORY_MB, RUNTIME_MIN, 1)
    assert own["log"] == ["mine.log"] and own["params"] == {"library": "code of own"}
    assert (own["mem_mb"], own["runtime"]) == (4000, 60)
    assert seen["logs"]["unasked"] == ["results/logs/unasked.log"] and seen["logs"]["all"] == []
    assert set(seen["asked"]) == {"plain", "own", "dated"}  # of rules without jobs, no code is read


def test_what_the_command_line_sets_counts(tmp_path):
    jobs = planned(tmp_path, "--set-resources", "plain:mem_mb=200", "own:runtime=7")["jobs"]
    assert (jobs["plain"]["mem_mb"], jobs["plain"]["runtime"]) == (200, RUNTIME_MIN)
    assert (jobs["own"]["mem_mb"], jobs["own"]["runtime"]) == (4000, 7)


def test_rules_of_single_dates_have_the_digest_of_their_step_and_its_resources(tmp_path):
    words = ("--set-resources", "dated:mem_mb=70", "dated_20240119:runtime=5")
    jobs = planned(tmp_path, *words)["jobs"]
    first, second = jobs["dated_20240107"], jobs["dated_20240119"]
    assert first["params"] == second["params"] == {"library": "code of dated"}
    assert (first["mem_mb"], first["runtime"]) == (70, 30)
    assert (second["mem_mb"], second["runtime"]) == (70, 5)


def test_memory_grows_with_the_attempt():
    assert [memory(1500)(None, attempt) for attempt in (1, 2)] == [1500, 3000]


@pytest.mark.parametrize(
    ("output", "path"),
    [
        ("results/a.tif", "results/logs/step.log"),
        ("results/{until}/a.tif", "results/logs/step/{until}.log"),
        ("{a}/{b}/{a}.tif", "results/logs/step/{a}_{b}.log"),
        (r"{until,\d{4}-\d{2}}/{ factor }.tif", "results/logs/step/{until}_{factor}.log"),
        ("", "results/logs/step.log"),
    ],
)
def test_logs_are_named_by_the_wildcards_of_the_output(output, path):
    assert log_path("step", output) == path


@pytest.mark.parametrize(
    ("rule", "step"),
    [
        ("unwrap_phase_20240119", "unwrap_phase"),
        ("unwrap_phase", "unwrap_phase"),
        ("plot_2024", "plot_2024"),
        ("read_20240119_pair", "read_20240119_pair"),
    ],
)
def test_rules_of_dates_have_the_step_of_their_name(rule: str, step: str) -> None:
    assert step_of(rule) == step
