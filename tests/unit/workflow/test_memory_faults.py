"""Memory that runs out: told with the step and what to do."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from scarpwatch.errors import InputError
from scarpwatch.workflow.logs import run_step
from scarpwatch.workflow.memory_faults import ended_steps


@pytest.mark.parametrize(
    "error", [MemoryError(), ImportError("x.so: failed to map segment"), OSError(12, "x")]
)
def test_memory_that_ran_out_is_told_with_what_to_do(tmp_path, capfd, error):
    def main(snakemake):
        raise InputError("pair.tif", "it cannot be read", "Copy it again.") from error

    with pytest.raises(SystemExit):
        run_step(main, SimpleNamespace(log=[str(tmp_path / "log")], rule="invert_network"))
    told = capfd.readouterr().err
    assert "MemoryShortageError: invert_network: the memory that it may use ran out" in told
    assert "inversion.memory_mb" in told and "--cores 1" in told and "Traceback" not in told


def test_an_allocation_that_only_a_library_notices_is_found_by_trying(tmp_path):
    script = tmp_path / "step.py"
    script.write_text(
        "import resource\n"
        "from scarpwatch.workflow.memory_faults import memory_shortage\n"
        "assert memory_shortage('unwrap_phase', ValueError('read failed')) is None\n"
        "used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 2**22,) * 2)\n"
        "print(memory_shortage('unwrap_phase', ValueError('read failed')))\n"
    )
    scripts = Path(__file__).resolve().parents[3] / "scripts"
    done = subprocess.run(
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": str(scripts)},
        capture_output=True,
        text=True,
    )
    assert done.stdout.startswith("unwrap_phase: the memory that it may use ran out (read failed)"), (
        done.stderr
    )


def test_a_step_that_the_system_ended_is_named():
    text = (
        "Command 'python a.py' died with <Signals.SIGKILL: 9>.\nError in rule unwrap_phase:\n"
        "Command 'python b.py' died with <Signals.SIGINT: 2>.\nError in rule label_units:\n"
        "Command 'python c.py' returned non-zero exit status 134.\nError in rule invert_network:\n"
    )
    first, second = map(str, ended_steps(text))
    assert first.startswith("unwrap_phase: the system ended it (SIGKILL)")
    assert second.startswith("invert_network: the system ended it (SIGABRT)")
