"""A run that is told to stop (kill, Ctrl-C) says so, ends, and goes on when it is started again."""

import os
import re
import signal
import time
from collections import Counter

import numpy as np
import pytest

from .runs import Run, disturbed, moments, times

pytestmark = pytest.mark.robustness

# A compiled library that is interrupted while it is loaded may make another error of it, and its step has failed.
ENDS = re.compile(r"^(Stopped: |Failed: .*; )\d+ of \d+ steps in .*the same command goes on", re.MULTILINE)

# Python's own words for steps that were interrupted while they loaded NumPy, before the library is there; those of two
# steps at once are mixed.
INTERRUPTED = re.compile(
    r"^Traceback \(most recent call last\):\n  File \".*/\.snakemake/scripts/.*\n"
    r"(?:(?:  .*|Traceback \(most recent call last\):|KeyboardInterrupt)\n)*?"
    r"KeyboardInterrupt\n(?=\S|$)(?!KeyboardInterrupt)",
    re.MULTILINE,
)


def end(run: Run) -> None:
    """Wait for the end of a run that was told to stop, and look at what it said."""
    if run.wait() == 0:  # it ended by itself at that moment
        return
    text = run.text
    assert ENDS.search(text), text
    said = INTERRUPTED.sub("", text)
    assert not [word for word in ("RuleException", "WorkflowError", "Traceback") if word in said], text


def to_snakemake(run: Run) -> None:
    """As `kill` and a batch system's polite end do; the steps at work come to their end."""
    os.kill(run.process.pid, signal.SIGTERM)
    end(run)


def to_all(run: Run) -> None:
    os.killpg(run.process.pid, signal.SIGTERM)
    end(run)


def once(run: Run) -> None:
    """As Ctrl-C does, which the terminal sends to all processes."""
    os.killpg(run.process.pid, signal.SIGINT)
    end(run)


def twice(run: Run) -> None:
    os.killpg(run.process.pid, signal.SIGINT)
    time.sleep(0.7)
    if run.alive:
        os.killpg(run.process.pid, signal.SIGINT)
    end(run)


WAYS = {  # how often in the full form
    "SIGTERM to Snakemake": (to_snakemake, 6),
    "SIGTERM to all processes": (to_all, 6),
    "Ctrl-C": (once, 5),
    "Ctrl-C twice": (twice, 5),
}


def test_stopped_and_started_again(undisturbed, tmp_path, tell):
    ways = [way for way, (_, full) in WAYS.items() for _ in range(times(1, full))]
    np.random.default_rng(0).shuffle(ways)
    waiting = iter(ways)
    done: Counter[str] = Counter()

    def stop(run: Run) -> None:
        way = next(waiting, ways[-1])
        WAYS[way][0](run)
        done[way] += 1

    at = moments(len(ways), seed=2, starting=False, writing=False)
    found = disturbed(tmp_path, undisturbed.digests, at, stop)
    words = ", ".join(f"{count} {way}" for way, count in sorted(done.items()))
    tell(found.line(f"times stopped ({words})"))
    found.require_good()
