"""Snakemake's scheduler, woken by what has happened and not by the clock.

Snakemake starts at most so many jobs in a time (``--max-jobs-per-timespan``, 100 in a second if nothing is said). After
each look at the jobs that are ready it sets a timer for the next one, in case the limit held a job back, and that look sets
another: with each job that ends there is one timer more, which goes on for as long as jobs are ready. A run of 300 short jobs
looked 9,800 times at its jobs and their inputs. A longer time makes them fewer, but delays the end of every run by as much.
"""

from __future__ import annotations

from functools import wraps
from typing import Any


def wake_if_held_back(scheduler: Any) -> None:
    """Let Snakemake set its timer only where the limit leaves no room for another job.

    Whatever else could let a job start, a job that ends above all, wakes the scheduler itself.

    Parameters
    ----------
    scheduler : Snakemake's class of schedulers, whose timer is put in the place of its own
    """
    later = scheduler._schedule_reevalutation

    @wraps(later)
    def later_if_held_back(self: Any, delay: float) -> None:
        limiter = self.job_rate_limiter
        if limiter is None or delay != limiter.timespan or limiter.get_free_jobs() == 0:
            later(self, delay)

    scheduler._schedule_reevalutation = later_if_held_back
