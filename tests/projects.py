"""Running the whole workflow in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from rule_texts import step_counts

from scarpwatch.workflow.code_digest import KEPT, keep_digests, library_digest

ROOT = Path(__file__).resolve().parents[1]
SMALL = yaml.safe_load(
    (ROOT / "tests" / "slurm" / "small.yaml").read_text()
)  # the demo on a ninth of its area

# Words of Snakemake's own output, and of what it says of errors, that the terminal's stages leave out.
NOISE = ("Select jobs to execute", "Reason:", "RuleException", "Error in rule", "Traceback", "WorkflowError")


def merge(base: dict, change: dict) -> dict:
    """``base`` with the keys of ``change``, section by section."""
    merged = dict(base)
    for key, value in change.items():
        merged[key] = (
            merge(base[key], value) if isinstance(base.get(key), dict) and isinstance(value, dict) else value
        )
    return merged


@dataclass(frozen=True)
class Project:
    """A copy of the project in a folder of its own."""

    folder: Path

    def write_config(self, *changes: dict, base: str = "config/config.yaml") -> Path:
        """Config of a shipped file with changes."""
        config = merge(yaml.safe_load((ROOT / base).read_text()), {"figures": {"dpi": 100}})  # drawn sooner
        for change in changes:
            config = merge(config, change)
        path = self.folder / "run.yaml"
        path.write_text(yaml.safe_dump(config, sort_keys=False))
        return path

    def snakemake(self, *arguments: str, check: bool = True) -> str:
        """Run Snakemake with ``run.yaml``; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "snakemake", "--configfile", "run.yaml", "--cores", "2", *arguments],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        assert not check or done.returncode == 0, done.stdout[-6000:]
        assert check or done.returncode != 0, done.stdout[-3000:]
        return done.stdout

    def jobs(self, *arguments: str) -> dict[str, int]:
        """How many jobs of each rule a run would have."""
        printed = self.snakemake("-n", *arguments)
        table = printed.split("Job stats:")[-1] if "Job stats:" in printed else ""
        counts = dict(re.findall(r"^(\w+) +(\d+)$", table, re.MULTILINE))
        return step_counts({name: int(n) for name, n in counts.items() if name not in ("total", "all")})


@cache
def _parse_the_library() -> None:
    """Else the first start of Snakemake in every copy does it, in six seconds of CPU time."""
    for script in (ROOT / "scripts").glob("*.py"):
        library_digest(script, ROOT / "scripts")
    keep_digests(KEPT)


def copy_project(folder: Path) -> Project:
    """A copy of what the workflow consists of, with what has been compiled of it, which takes half a minute of CPU time.

    Files keep their modification times, by which numba knows for which source something was compiled. Those that another
    process is about to write have names of their own.
    """
    _parse_the_library()
    for name in ("rules", "scripts", "envs", "config", "profiles"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.tmp.*", "*.pyc*"))
    shutil.copy(ROOT / "Snakefile", folder / "Snakefile")
    return Project(folder)
