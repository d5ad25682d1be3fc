"""Memory that runs out: told with the step and what to do."""

import errno
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import pytest
from full_disk import small_disk

from scarpwatch.errors import InputError, MemoryShortageError, StepStartError, WriteError
from scarpwatch.workflow import logs
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


def test_a_fault_for_whose_message_there_is_no_memory_is_told(tmp_path, monkeypatch):
    def none_left(*_):
        raise MemoryError

    monkeypatch.setattr(logs, "memory_shortage", none_left)
    log = tmp_path / "step.log"
    with pytest.raises(SystemExit):
        run_step(none_left, SimpleNamespace(log=[str(log)], rule="invert_network"))
    assert log.read_text().startswith("MemoryShortageError: invert_network: the memory")
    assert "--cores 1" in log.read_text()


def test_a_step_that_the_system_ended_is_named():
    text = (
        "Command 'python a.py' died with <Signals.SIGKILL: 9>.\nError in rule unwrap_phase:\n"
        "Command 'python b.py' died with <Signals.SIGINT: 2>.\nError in rule label_units:\n"
        "Command 'python c.py' returned non-zero exit status 134.\nError in rule invert_network:\n"
    )
    first, second = map(str, ended_steps(text))
    assert first.startswith("unwrap_phase: the system ended it (SIGKILL)")
    assert second.startswith("invert_network: the system ended it (SIGABRT)")


def failed(step, log):
    return (
        "Command 'python a.py' returned non-zero exit status 1.\n[Mon Nov 30 06:38:55 2026]\n"
        f"Error in rule {step}:\n    message: Unwrap a_b\n    jobid: 1\n    output: a.tif\n"
        f"    log: {log} (check log file(s) for error details)\nLogfile {log}:\n"
    )


def test_a_step_that_ends_while_its_libraries_are_loaded_is_told(tmp_path):
    empty, new = tmp_path / "empty.log", tmp_path / "new.log"
    empty.touch()  # Snakemake makes it where a step has not
    new.write_text("Traceback\nValueError: told already\n")
    text = failed("unwrap_phase", tmp_path / "none.log") + failed("label_units", empty)
    first, second = ended_steps(text + failed("plot_roc", new))
    assert str(first).startswith("unwrap_phase: it ended while its libraries were loaded")
    assert isinstance(second, StepStartError) and str(second).startswith("label_units: ")
    assert "--cores 1" in str(first) and "install the environment anew" in str(first)
    assert empty.read_text() == f"{second}\n"


def test_steps_of_a_group_that_never_began_are_not_at_fault(tmp_path):
    (tmp_path / "short.log").write_text("OpenBLAS error: Memory allocation still failed\n")
    text = "".join(failed(name, tmp_path / f"{name}.log") for name in ("short", "plot_roc"))
    (error,) = ended_steps(textwrap.indent(text, "    "))
    assert str(error).startswith("short: a library ended it")
    assert not (tmp_path / "plot_roc.log").exists()


def test_a_memory_error_whose_message_found_no_memory_is_told(tmp_path):
    bare, told = tmp_path / "bare.log", tmp_path / "told.log"
    bare.write_text("Exception ignored in: <generator>\nTraceback (most recent call last):\nMemoryError: \n")
    told.write_text("MemoryError: \n2026-11-30 06:38:55 ERROR InputError: dem.tif: damaged. Get it anew\n")
    (error,) = ended_steps(failed("plot_roc", told) + failed("invert_network", bare))
    assert isinstance(error, MemoryShortageError) and str(error).startswith("invert_network: the memory")
    assert "inversion.memory_mb" in str(error)


def test_the_log_of_a_cluster_job_stands_behind_that_of_the_step(tmp_path):
    log = tmp_path / "plot_roc.log"
    text = failed("plot_roc", f"{log}, {tmp_path}/slurm/1.log")
    (error,) = ended_steps(text)
    assert isinstance(error, StepStartError) and log.read_text() == f"{error}\n"


@pytest.mark.parametrize("how", ["died with <Signals.SIGINT: 2>", "returned non-zero exit status 143"])
def test_a_step_that_is_stopped_while_its_libraries_are_loaded_has_no_fault(tmp_path, how):
    text = failed("plot_roc", tmp_path / "none.log")
    stopped = text.replace("a.py' returned non-zero exit status 1", f"/a/scripts/tmp1.plot_roc.py' {how}")
    assert stopped != text and ended_steps(stopped) == []
    assert ended_steps(stopped.replace("/a/scripts/tmp1.plot_roc.py", "'/a b/tmp1.plot_roc.py'")) == []
    assert not (tmp_path / "none.log").exists()


def test_an_empty_log_of_a_full_disk_is_no_fault_of_libraries(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    assert ended_steps(failed("unwrap_phase", tmp_path / "none.log")) == []


def test_an_empty_log_on_a_full_disk_speaks_of_the_disk(tmp_path):
    with small_disk(tmp_path / "disk") as mount:
        log = mount(2**22) / "unwrap_phase.log"
        for make in (lambda: None, log.touch):
            make()
            (error,) = ended_steps(failed("unwrap_phase", log))
            assert isinstance(error, WriteError) and str(error).startswith(f"{log}: the disk is full")
            assert "memory" not in str(error)


def test_a_library_that_ends_the_process_without_memory_is_told(tmp_path):
    log = tmp_path / "a.log"
    log.write_text("3 pairs\nOpenBLAS error: Memory allocation still failed after 10 retries, giving up.\n")
    (error,) = ended_steps(failed("invert_network", log))
    assert "a library ended it, since memory ran out (OpenBLAS error: Memory" in str(error)
    for prefix in ("", "2026-11-30 06:15:02 ERROR "):
        log.write_text(f"{prefix}InputError: a.tif: nothing of a memory allocation. Copy it again.\n")
        assert ended_steps(failed("invert_network", log)) == []
