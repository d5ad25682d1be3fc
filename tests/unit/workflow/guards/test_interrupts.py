"""Ctrl-C at the end of a run that was stopped: in processes of their own, for a signal goes to a whole process."""

import signal
import subprocess
import sys

START = "import os, signal, threading; from scarpwatch.workflow.guards.interrupts import heed_no_more\n"
END = "os.kill(os.getpid(), signal.SIGINT); print('ended by itself', flush=True)"


def run(code: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", START + code + END],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": "scripts"},
        preexec_fn=_heed,
    )


def _heed() -> None:
    """What a shell puts in the background ignores Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupt_does_nothing_once_the_end_was_told():
    done = run("heed_no_more()\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "ended by itself\n", "")


def test_from_another_thread_nothing_is_changed():
    done = run("thread = threading.Thread(target=heed_no_more); thread.start(); thread.join()\n")
    assert done.returncode != 0 and "KeyboardInterrupt" in done.stderr
