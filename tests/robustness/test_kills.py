"""A run that is killed and started again ends with the same products, and redoes only what was unfinished."""

import os
import signal

import pytest
from projects import SMALL

from .runs import TINY, digests, disturbed, moments, new_project, require_equal, start, temporaries, times

pytestmark = pytest.mark.robustness


def kill(run):
    os.killpg(run.process.pid, signal.SIGKILL)
    run.wait()


def test_killed_at_random_moments(undisturbed, tmp_path, tell):
    found = disturbed(tmp_path, undisturbed.digests, moments(times(5, 50), seed=1), kill)
    tell(found.line("kills"))
    found.require_good()


def test_killed_while_it_makes_anew_what_a_change_of_the_config_asks_for(undisturbed, tmp_path, tell):
    """Products of the old config stand beside those of the new one, and none of them must stay."""
    change = {"unwrapping": {"min_coherence": 0.3}, "units": {"min_area_m2": 100_000}}
    project = new_project(tmp_path / "project", change)
    project.snakemake()
    older, wanted = digests(project), undisturbed.digests
    others = [name for name in older if older[name] != wanted.get(name)]
    project.write_config(SMALL, TINY)
    kills = 0
    for moment in moments(times(3, 20), seed=3, steps=len(others) // 3):
        run = start(project)
        moment.await_in(run)
        if run.alive:
            kill(run)
            kills += 1
        made = digests(project)
        assert [name for name in made if made[name] not in (older.get(name), wanted.get(name))] == []
    run = start(project)
    assert run.wait() == 0, run.text[-3000:]
    equal, left = require_equal(project, wanted), temporaries(project)
    tell(
        f"{kills} kills after a change by which {len(others)} of {len(older)} products are others: {equal} products "
        f"equal, {len(left)} temporary files left"
    )
    assert kills and len(others) > 50 and not left
