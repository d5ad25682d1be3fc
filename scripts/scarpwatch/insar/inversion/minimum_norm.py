"""Series of pixels with disconnected subsets of dates: minimum-norm velocities (Berardino et al. 2002).

``pinv(sqrt(W) B) sqrt(W) phase`` without a singular value decomposition. Within each connected subset of
dates the weighted least-squares solution is found by elimination. The pairs say nothing of the offsets
between subsets, so that these are free to make the sum of squares of the mean velocities between consecutive
dates smallest. That is a least-squares problem on a network again, of subsets, whose "pairs" are the steps
from date to date, weighted with the inverse square of their duration.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scarpwatch.insar.inversion.elimination import Plan

_kernel = njit(cache=True, error_model="numpy")


@_kernel
def _solve_subsets(phase, weight, plan, solution, subset, work):  # type: ignore[no-untyped-def]
    """Solve one pixel, the first position of each subset at zero; gives the number of subsets."""
    _, first, second, slot, start, earlier, target = plan
    conductance, right, pivot = work
    dates = solution.size
    conductance[:] = 0
    right[:] = 0
    for p in range(first.size):
        w = np.float64(weight[p])
        conductance[slot[p]] += w
        right[second[p]] += w * phase[p]
        right[first[p]] -= w * phase[p]
    update = 0
    for k in range(dates - 1, 0, -1):
        total = 0.0
        for a in range(start[k], start[k + 1]):
            total += conductance[a]
        pivot[k] = 1 / total if total > 0 else 0.0
        for a in range(start[k], start[k + 1]):
            right[earlier[a]] += conductance[a] * pivot[k] * right[k]
            for b in range(start[k], a):
                conductance[target[update]] += conductance[a] * pivot[k] * conductance[b]
                update += 1
    solution[0] = 0
    subset[0] = 0
    subsets = 1
    for k in range(1, dates):
        value = right[k]
        subset[k] = subsets
        for a in range(start[k], start[k + 1]):
            value += conductance[a] * solution[earlier[a]]
            if conductance[a] > 0:
                subset[k] = subset[earlier[a]]
        solution[k] = value * pivot[k]
        subsets += pivot[k] == 0
    return subsets


@_kernel
def _join_subsets(subsets, position, years, solution, subset, step, drive):  # type: ignore[no-untyped-def]
    """Offset of each subset (into ``drive``), by elimination of the network of steps from date to date."""
    step[:subsets, :subsets] = 0
    drive[:subsets] = 0
    for n in range(position.size - 1):
        i, j = position[n], position[n + 1]
        a, b = subset[i], subset[j]
        if a != b:
            w = 1 / (years[n + 1] - years[n]) ** 2
            gap = w * (solution[i] - solution[j])
            step[a, b] += w
            step[b, a] += w
            drive[b] += gap
            drive[a] -= gap
    for k in range(subsets - 1, 0, -1):
        total = 0.0
        for m in range(k):
            total += step[k, m]
        for m in range(k):
            step[k, m] /= total
            drive[m] += step[k, m] * drive[k]
        for m in range(k):
            if step[k, m] > 0:
                for n in range(m):
                    step[m, n] += step[k, m] * step[k, n] * total
        drive[k] /= total
    drive[0] = 0
    for k in range(1, subsets):
        for m in range(k):
            drive[k] += step[k, m] * drive[m]


@_kernel
def _solve(phase, weight, plan, years, series, labels):  # type: ignore[no-untyped-def]
    dates = years.size
    work = (np.empty(plan.earlier.size), np.empty(dates), np.empty(dates))
    solution, drive = np.empty(dates), np.empty(dates)
    subset = np.empty(dates, np.int64)
    step = np.empty((dates, dates))
    order = np.empty(dates, np.int64)
    for c in range(phase.shape[0]):
        subsets = _solve_subsets(phase[c], weight[c], plan, solution, subset, work)
        _join_subsets(subsets, plan.position, years, solution, subset, step, drive)
        k = plan.position[0]
        origin = solution[k] + drive[subset[k]]
        for n in range(dates):
            k = plan.position[n]
            series[n, c] = solution[k] + drive[subset[k]] - origin
        order[:] = -1  # subsets are numbered as they come in time
        known = 0
        for n in range(dates):
            of = subset[plan.position[n]]
            if order[of] < 0:
                order[of] = known
                known += 1
            labels[c, n] = order[of]


def solve_minimum_norm(
    phase: NDArray[np.float32], weight: NDArray[np.float32], plan: Plan, years: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.int16]]:
    """Series of minimum-norm velocities.

    Parameters
    ----------
    phase, weight : array (pixels, pairs), rad and rad^-2; zero weight and any number where a pair is missing
    plan : elimination of the network
    years : array (dates,), increasing

    Returns
    -------
    series : array (dates, pixels), rad, the first date 0
    labels : array (pixels, dates): the connected subset of each date, numbered as they come in time; the rank is
        the number of dates less the number of subsets
    """
    series = np.empty((years.size, phase.shape[0]), np.float32)
    labels = np.empty((phase.shape[0], years.size), np.int16)
    _solve(phase, weight, plan, years, series, labels)
    return series, labels
