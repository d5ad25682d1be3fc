"""Snakemake and files dated ahead of the clock; tests/robustness sets the clock back under whole runs."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from projects import ROOT

SNAKEFILE = """
    import sys
    sys.path.insert(0, {scripts!r})
    from pathlib import Path
    from snakemake.dag import DAG
    from scarpwatch.workflow.guards.clock import catch_up, keep_order

    if {mended}:
        if workflow.is_main_process:
            keep_order(DAG, catch_up(Path("results")), lambda: catch_up(Path("results")))
        else:
            keep_order(DAG)

    rule c:
        input: "results/b"
        output: directory("results/c")
        shell: "{ahead}; mkdir results/c"

    rule b:
        input: "results/a"
        output: "results/b"
        shell: "cp results/a results/b"

    rule a:
        input: ancient("users")
        output: "results/a"
        shell: "cp users results/a"
"""


def snakemake(folder: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "--cores", "1", "--rerun-triggers", "mtime", *words],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def write_workflow(folder: Path, *, mended: bool = True, ahead: str = "true") -> None:
    text = SNAKEFILE.format(scripts=str(ROOT / "scripts"), mended=mended, ahead=ahead)
    (folder / "Snakefile").write_text(textwrap.dedent(text))


def test_what_is_made_after_the_clock_was_set_back_and_from_users_files_dated_ahead_is_taken(tmp_path):
    users = tmp_path / "users"
    users.write_text("x")
    os.utime(users, (4e9, 4e9))
    write_workflow(tmp_path, ahead="touch -d 2100-01-01 results/a && touch -d 2100-01-02 results/b")
    status, printed = snakemake(tmp_path)
    assert status == 0, printed
    assert printed.count("2 files in results/ were dated up to 2100-01-02 00:00:00, ahead") == 1, printed
    made = [tmp_path / "results" / name for name in ("a", "b", "c/.snakemake_timestamp")]
    dates = [path.stat().st_mtime for path in made]
    assert dates == sorted(set(dates)) and users.stat().st_mtime == 4e9
    status, printed = snakemake(tmp_path, "--dry-run")
    assert status == 0 and "Nothing to be done" in printed, printed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("users", "ahead"), [(4e9, "true"), (1e9, "touch -d 2100-01-01 results/a results/b")]
)
def test_snakemake_by_itself_takes_neither(tmp_path, users, ahead):
    """Else what mends it could go."""
    (tmp_path / "users").write_text("x")
    os.utime(tmp_path / "users", (users, users))
    write_workflow(tmp_path, mended=False, ahead=ahead)
    status, printed = snakemake(tmp_path)
    assert status != 0 and "older modification time" in printed, printed
