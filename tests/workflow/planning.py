"""Planning without running: all products as empty files with Snakemake's records, and what a change would rerun."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

# One process plans again and again: starting Snakemake takes longer than a plan.
_LOOP = """
import json, os, sys
from snakemake.cli import main
from scarpwatch.files import members as file_members
from scarpwatch.workflow import code_digest as digest
answers = os.fdopen(os.dup(1), "w")
for line in sys.stdin:
    digest._read_module.cache_clear(), digest._locate.cache_clear()
    file_members._names.cache_clear()
    with open("planned.txt", "w+") as out:
        os.dup2(out.fileno(), 1), os.dup2(out.fileno(), 2)
        try:
            main(json.loads(line))
        except SystemExit:
            pass
        sys.stdout.flush()
        out.seek(0)
        answers.write(json.dumps(out.read()) + "\\n")
        answers.flush()
"""

FOLLOWS = re.compile(r"Input files updated by another job")


def without_messages(folder: Path) -> None:
    """Let Snakemake call the jobs of a copy of the project by their rules."""
    for path in (folder / "rules").glob("*.smk"):
        text = re.sub(r'^ +message:\n +f?".*"\n', "", path.read_text(), flags=re.MULTILINE)
        path.write_text(text)


class Planner:
    """Plans of one project; ``options`` are those of every call of Snakemake."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder, self.options = folder, options
        scripts = str(folder / "scripts")
        self.process = subprocess.Popen(
            [sys.executable, "-c", _LOOP],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": scripts, "OMP_NUM_THREADS": "1", "COLUMNS": "200"},
        )

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()

    def call(self, *words: str) -> str:
        """Run Snakemake; returns what it printed."""
        self.process.stdin.write(json.dumps([*self.options, *words]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def make_products(self) -> None:
        """Every product as an empty file, recorded as made by the present inputs, parameters and code."""
        summary = self.call("--summary")
        rows = [line.split("\t") for line in summary.splitlines() if "\t" in line]
        files = [row[0] for row in rows if row[0].startswith("results/")]
        assert len(files) > 10, summary
        for name in files:
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch() if path.suffix else path.mkdir()  # a model is a folder
        touched = self.call("--touch", "--forceall", "--cores", "1")
        assert "Error" not in touched, touched
        assert self.first() == set(), self.call("-n")

    def first(self, *words: str) -> set[str]:
        """Rules of the jobs that a plan would run for a reason of their own, not because another job runs."""
        return {rule for rule, reason in self.planned(*words) if not FOLLOWS.match(reason)}

    def planned(self, *words: str) -> set[tuple[str, str]]:
        """Rule and reason of all jobs that a plan would run, but for those of the targets alone."""
        printed = self.call("-n", *words)
        if "Nothing to be done" in printed:
            return set()
        found = re.findall(r"^ *(?:local)?rule (\w+):\n(?: +.*\n)*? +reason: (.*)$", printed, re.MULTILINE)
        assert found, printed
        return {(re.sub(r"_\d{8}$", "", rule), reason) for rule, reason in found if rule != "all"}
