import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scarpwatch.workflow.command_line import only_looks, parsed_options

SCRIPTS = Path(__file__).parents[3] / "scripts"

SNAKEFILE = f"""
import sys, json
sys.path.insert(0, {str(SCRIPTS)!r})
from pathlib import Path
from scarpwatch.workflow.command_line import asks_for, only_looks, parsed_options
options = parsed_options()
if workflow.is_main_process:
    seen = [only_looks(options), asks_for("inspect_inputs", options)]
    Path(config["to"]).write_text(json.dumps(seen))
rule all:
    output: "plain.txt"
    shell: "echo > plain.txt"
rule inspect_inputs:
    shell: "true"
"""

# Each spelling with whether it only looks and whether it asks for inspect_inputs. Words that look like options
# are values here, and options come joined to their values, from profiles and from the environment.
SPELLINGS = [
    (["-c1"], False, False),
    (["-n"], True, False),
    (["-np", "plain.txt"], True, False),
    (["-pn"], True, False),
    (["-c1n"], None, False),  # no number: Snakemake refuses it
    (["--dry-run"], True, False),
    (["--dryrun"], True, False),
    (["--dry"], None, False),  # no abbreviations
    (["--lint"], True, False),
    (["--summary"], True, False),
    (["--list-rules"], True, False),
    (["-l"], True, False),
    (["--rulegraph"], True, False),
    (["--report", "report.html", "-c1"], True, False),
    (["-sSnakefile", "-c1"], False, False),
    (["-s", "Snakefile", "-c1"], False, False),
    (["-dplain", "-c1"], False, False),
    (["-d", "nnn", "-c1"], False, False),
    (["-c1", "--nt"], False, False),
    (["-c1", "--directory", "inspect_inputs"], False, False),
    (["-c1", "--directory=inspect_inputs"], False, False),
    (["-c1", "inspect_inputs"], False, True),
    (["-nc1", "--", "inspect_inputs"], True, True),
    (["-c1", "--until", "inspect_inputs"], False, False),
    (["--profile", "profiles/dry", "-c1"], True, False),
    (["--workflow-profile", "profiles/dry", "-c1"], True, False),
    (["--workflow-profile", "profiles/dry", "-c1", "-dplain"], True, False),
]

LOOP = """
import json, sys
from snakemake.cli import main
for number, (words, *_ ) in enumerate(json.loads(sys.argv[1])):
    try:
        main(["--config", f"to={sys.argv[0]}/{number}.json", "--nolock", *words])
    except SystemExit:
        pass
"""


def seen_by(folder: Path, spellings, **environment: str):
    """What the workflow sees in each spelling, from one process that starts Snakemake's command line again."""
    for profile, content in {"dry": "dry-run: true\n"}.items():
        (folder / "profiles" / profile).mkdir(parents=True, exist_ok=True)
        (folder / "profiles" / profile / "config.yaml").write_text(content)
    (folder / "Snakefile").write_text(SNAKEFILE)
    out = folder / "out"
    out.mkdir(exist_ok=True)
    code = LOOP.replace("{sys.argv[0]}", str(out))
    subprocess.run(
        [sys.executable, "-c", code, json.dumps(spellings)],
        cwd=folder,
        capture_output=True,
        env={**os.environ, **environment},
        check=True,
    )
    files = [out / f"{number}.json" for number in range(len(spellings))]
    found = [json.loads(file.read_text()) if file.exists() else None for file in files]
    for file in files:
        file.unlink(missing_ok=True)
    return found


def test_every_spelling_is_read_as_snakemake_reads_it(tmp_path):
    found = seen_by(tmp_path, SPELLINGS)
    for (words, looks, asks), seen in zip(SPELLINGS, found, strict=True):
        assert seen == (None if looks is None else [looks, asks]), words


def test_the_profile_of_the_environment_counts(tmp_path):
    spellings = [(["-c1"],), (["-c1", "--profile", "none"],), (["-c1", "-d", "plain"],)]
    found = seen_by(tmp_path, spellings, SNAKEMAKE_PROFILE="profiles/dry")
    assert found == [[True, False], [False, False], [True, False]]


def test_without_a_command_line_a_run_makes_something():
    assert parsed_options() is None
    assert not only_looks(None)


@pytest.mark.parametrize("reporter_after_run", [True, False])
def test_a_report_after_the_run_is_a_run(reporter_after_run):
    from argparse import Namespace

    options = Namespace(reporter="html", report_after_run=reporter_after_run)
    assert only_looks(options) == (not reporter_after_run)
