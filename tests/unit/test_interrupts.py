"""Ctrl-C while a step loads its libraries."""

import os
import subprocess
import sys

import pytest

from scarpwatch.interrupts import STAGES_SHOWN

LOADING = "import scarpwatch; raise {}"


def load(error: str, **environment: str) -> subprocess.CompletedProcess:
    inherited = {name: value for name, value in os.environ.items() if name != STAGES_SHOWN}
    return subprocess.run(
        [sys.executable, "-c", LOADING.format(error)],
        capture_output=True,
        text=True,
        env={**inherited, "PYTHONPATH": "scripts", **environment},
    )


@pytest.mark.parametrize(("environment", "silent"), [({STAGES_SHOWN: "1"}, True), ({}, False)])
def test_an_interrupt_is_silent_where_the_run_tells_its_end(environment, silent):
    done = load("KeyboardInterrupt", **environment)
    assert done.returncode != 0 and ("Traceback" not in done.stderr) == silent


def test_any_other_error_has_its_traceback():
    done = load("ImportError('no such library')", **{STAGES_SHOWN: "1"})
    assert done.returncode == 1 and "ImportError: no such library" in done.stderr
