import inspect
import threading

import pytest
from snakemake.scheduling.job_scheduler import JobRateLimiter, JobScheduler
from snakemake.settings.types import MaxJobsPerTimespan

from scarpwatch.workflow.guards.wake_ups import wake_if_held_back


@pytest.fixture
def scheduler():
    """Snakemake's own, without a workflow: its limit, the timer that it sets, and what the timer wakes."""

    class Scheduler(JobScheduler):
        def __init__(self, most: int) -> None:
            self.job_rate_limiter = JobRateLimiter(MaxJobsPerTimespan(most, "1s")) if most else None
            self._open_jobs = threading.Semaphore(0)

    wake_if_held_back(Scheduler)
    return Scheduler


def waiting() -> int:
    return sum(isinstance(thread, threading.Timer) for thread in threading.enumerate())


def test_no_timer_is_set_while_jobs_may_start(scheduler):
    woken, before = scheduler(3), waiting()
    woken.job_rate_limiter.register_jobs(2)
    woken._schedule_reevalutation(1)
    assert waiting() == before


def test_the_timer_wakes_what_the_limit_held_back(scheduler):
    woken = scheduler(2)
    woken.job_rate_limiter.register_jobs(2)
    woken._schedule_reevalutation(1)
    assert not woken._open_jobs.acquire(blocking=False)
    assert woken._open_jobs.acquire(timeout=30)
    assert woken.job_rate_limiter.get_free_jobs() == 2


def test_timers_for_other_reasons_are_set_as_ever(scheduler):
    woken = scheduler(3)
    woken._schedule_reevalutation(0.01)  # as for queues of input
    assert woken._open_jobs.acquire(timeout=30)


def test_snakemake_still_sets_a_timer_after_every_look():
    """Once it does not, the guard can go."""
    text = inspect.getsource(JobScheduler.schedule)
    assert "self._schedule_reevalutation(self.job_rate_limiter.timespan)" in text
    assert "get_free_jobs" not in text
