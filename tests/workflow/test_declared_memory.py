"""The memory that rules declare is enough for what their jobs take, by Snakemake's own benchmark files of the demo.

The demo is small: how the steps grow is measured by `benchmarks/stack.py`. Here no job may take more than its rule says,
and a rule that takes more than the default does not do so because nobody looked.
"""

import json
from collections import defaultdict

import pytest
from projects import copy_project

# Behind the last line of the Snakefile of the copy: a benchmark file for each rule, named as its log is.
BENCHMARKED = """
from scarpwatch.workflow.rule_defaults import LOGS

for each in workflow.rules:
    if each.script is not None:
        place = str(each.log[0]).removeprefix(LOGS).removesuffix(".log")
        each.benchmark_modifier = workflow.modifier.path_modifier
        each.benchmark = f"benchmarks{place}.jsonl"
"""


def peaks_of(folder) -> dict[str, list[dict]]:
    """Records of the jobs of each rule."""
    found = defaultdict(list)
    for path in sorted((folder / "benchmarks").rglob("*.jsonl")):
        for line in path.read_text().splitlines():
            record = json.loads(line)
            found[record["rule_name"]].append(record)
    return found


def run_benchmarked(project) -> dict[str, list[dict]]:
    """Run the project to its report; the records of its jobs by rule."""
    snakefile = project.folder / "Snakefile"
    snakefile.write_text(snakefile.read_text() + BENCHMARKED)
    project.snakemake("--benchmark-extended")
    return peaks_of(project.folder)


def faults_of(records: dict[str, list[dict]]) -> list[str]:
    """A line for each rule with a job that took more than is declared."""
    lines = []
    for rule, jobs in records.items():
        for job in jobs:
            declared, peak = job["resources"]["mem_mb"], job["max_rss"]
            if peak != "NA" and peak > declared:
                lines.append(f"{rule} took {peak:.0f} MB, {declared} are declared")
    return lines


@pytest.mark.slow
def test_no_job_of_the_demo_takes_more_than_its_rule_declares(tmp_path):
    project = copy_project(tmp_path)
    project.write_config()
    records = run_benchmarked(project)
    measured = {rule for rule, jobs in records.items() if any(job["max_rss"] != "NA" for job in jobs)}
    assert len(measured) > 50 and measured == set(records), sorted(set(records) - measured)
    for rule in sorted(records):  # shown where the test fails
        peak = max(job["max_rss"] for job in records[rule] if job["max_rss"] != "NA")
        print(f"{rule:<24} {peak:6.0f} of {records[rule][0]['resources']['mem_mb']} MB")
    assert faults_of(records) == []


def test_a_job_that_takes_more_is_told(tmp_path):
    """Of a run of one rule with a declaration that is too low."""
    (tmp_path / "Snakefile").write_text(
        "rule greedy:\n    output: 'made.txt'\n    resources: mem_mb=50\n    benchmark: 'benchmarks/greedy.jsonl'\n"
        "    script: 'greedy.py'\n"
    )
    (tmp_path / "greedy.py").write_text(
        "import time\nheld = bytearray(120 * 2**20)\ntime.sleep(1.2)\nopen(snakemake.output[0], 'w').close()\n"
    )
    (tmp_path / "run.yaml").write_text("{}\n")
    from projects import Project

    Project(tmp_path).snakemake("--benchmark-extended", "greedy")
    faults = faults_of(peaks_of(tmp_path))
    assert len(faults) == 1 and faults[0].startswith("greedy took ") and "50 are declared" in faults[0]
