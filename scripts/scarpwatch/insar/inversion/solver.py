"""Network inversion: displacement series from unwrapped pairs, pixel by pixel, with weights and gaps.

With the phases of the dates as unknowns, the normal matrix of a network is a weighted graph Laplacian: pairs
are conductances between dates. Eliminating a date adds conductances between the dates that it was joined to
(star-mesh transform), which is LDL^T factorisation without a subtraction: every conductance keeps its
relative accuracy in single precision, and a pivot is zero only where a date is joined to nothing any more.
Each pixel has its own weights and its own missing pairs (weight 0).

What is exact for what:

* pixels whose pairs connect all dates, in any network: the elimination gives the weighted least-squares
  solution. Near, annual and long pairs differ in the order of elimination only
  (:mod:`scarpwatch.insar.inversion.elimination`);
* pixels with disconnected subsets of dates: the same solution within each connected subset, in double
  precision, then the offsets between subsets that make the norm of the mean velocities between dates
  smallest. This is the minimum-norm solution ``pinv(sqrt(W) B) sqrt(W) phase`` of Berardino et al. (2002);
* the robust option: both of the above with the weights of the last iteration.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scarpwatch.insar.inversion.elimination import plan_elimination
from scarpwatch.insar.inversion.minimum_norm import solve_minimum_norm

# Pixels are copied to working arrays of LOADED pixels that fit into the cache, and computed LANES at a time,
# so that inner loops run over contiguous memory. All lanes are computed, used or not: then a pixel's result
# does not depend on its place in a block.
LANES = 128
LOADED = 4 * LANES
PART = 16 * LOADED  # after so many, pixels that are cut off are solved, while the cache still has them
ROBUST_ITERATIONS = 20
ROBUST_FLOOR = 0.02  # residuals (rad) below this count as this: the weights stay finite


class Series(NamedTuple):
    """What the inversion of a block gives.

    Attributes
    ----------
    phase : array (dates, pixels), float32, rad, first date 0; NaN where a pixel has no pair
    rank : array (pixels,), int16: mean velocities determined by the pairs, at most dates - 1; less flags a
        minimum-norm solution
    pairs, dates : array (pixels,), int16: pairs with weight, and dates that have such a pair
    residual_rms : array (pixels,), float32, rad, weighted
    temporal_coherence : array (pixels,), float32, |mean of exp(j residual)| over the pairs used
        (Pepe & Lanari 2006)
    cut : array (cut,), the pixels with pairs that leave dates unconnected, in order
    subsets : array (cut, dates), int16, the connected subset of each of their dates, numbered as they come in time
    """

    phase: NDArray[np.float32]
    rank: NDArray[np.int16]
    pairs: NDArray[np.int16]
    dates: NDArray[np.int16]
    residual_rms: NDArray[np.float32]
    temporal_coherence: NDArray[np.float32]
    cut: NDArray[np.int64]
    subsets: NDArray[np.int16]


_kernel = njit(cache=True, fastmath={"contract"}, error_model="numpy")


@_kernel
def _load(phase, weight, table, start, width, own, used):  # type: ignore[no-untyped-def]
    """Copy phases and weights of ``width`` pixels; where one of the two is missing, both become zero."""
    for p in range(phase.shape[0]):
        for c in range(width):
            value = phase[p, start + c]
            w = np.float32(weight[p, start + c]) if table is None else table[weight[p, start + c]]
            present = (np.abs(value) < np.float32(np.inf)) & (w > 0)
            own[p, c] = value if present else np.float32(0)
            used[p, c] = w if present else np.float32(0)


@_kernel
def _eliminate(own, used, offset, plan, conductance, right, pivot, x):  # type: ignore[no-untyped-def]
    """Solve LANES pixels from lane ``offset``: phases ``x`` by position; ``pivot`` is inverted, 0 if cut off."""
    _, first, second, slot, start, earlier, target = plan
    dates = x.shape[0]
    conductance[:] = 0
    right[:] = 0
    for p in range(first.size):
        s, i, j = slot[p], first[p], second[p]
        for c in range(LANES):
            w = used[p, offset + c]
            current = w * own[p, offset + c]
            conductance[s, c] += w
            right[j, c] += current
            right[i, c] -= current
    update = 0
    for k in range(dates - 1, 0, -1):
        for c in range(LANES):
            pivot[k, c] = 0
        for a in range(start[k], start[k + 1]):
            for c in range(LANES):
                pivot[k, c] += conductance[a, c]
        for c in range(LANES):
            total = pivot[k, c]
            pivot[k, c] = np.float32(1) / total if total > 0 else np.float32(0)
        for a in range(start[k], start[k + 1]):
            m = earlier[a]
            for c in range(LANES):
                right[m, c] += conductance[a, c] * pivot[k, c] * right[k, c]
            for b in range(start[k], a):
                t = target[update]
                update += 1
                for c in range(LANES):
                    conductance[t, c] += conductance[a, c] * pivot[k, c] * conductance[b, c]
    for c in range(LANES):
        x[0, c] = 0
    for k in range(1, dates):
        for c in range(LANES):
            x[k, c] = right[k, c]
        for a in range(start[k], start[k + 1]):
            m = earlier[a]
            for c in range(LANES):
                x[k, c] += conductance[a, c] * x[m, c]
        for c in range(LANES):
            x[k, c] *= pivot[k, c]


@_kernel
def _reweigh(own, used, weight, offset, plan, x):  # type: ignore[no-untyped-def]
    """Weights whose squares of residuals are the absolute values, sqrt(w) |residual|."""
    for p in range(plan.first.size):
        i, j = plan.first[p], plan.second[p]
        for c in range(LANES):
            size = np.abs(own[p, offset + c] - (x[j, c] - x[i, c]))
            weight[p, offset + c] = np.sqrt(used[p, offset + c]) / max(size, np.float32(ROBUST_FLOOR))


@_kernel
def _sine_and_cosine(turns):  # type: ignore[no-untyped-def]
    """Of ``turns`` half turns within +-1/2, by polynomials that are off by at most 3e-7."""
    f = np.float32
    y = turns * turns
    sine = f(2.55007766) + y * (f(-0.598292152) + y * f(0.0776593947))
    sine = turns * (f(3.14159264) + y * (f(-5.16771009) + y * sine))
    cosine = f(4.05870916) + y * (f(-1.33521206) + y * (f(0.234937556) + y * f(-0.024396713)))
    return sine, f(1) + y * (f(-4.93480214) + y * cosine)


@_kernel
def _measure(own, used, offset, plan, x, sums):  # type: ignore[no-untyped-def]
    """Sums over the pairs: weighted square of residuals, weights, pairs, cosines and sines of residuals."""
    sums[:] = 0
    for p in range(plan.first.size):
        i, j = plan.first[p], plan.second[p]
        for c in range(LANES):
            residual = own[p, offset + c] - (x[j, c] - x[i, c])
            w = used[p, offset + c]
            one = np.float32(1) if w > 0 else np.float32(0)
            turns = residual * np.float32(0.5 / np.pi)
            sine, cosine = _sine_and_cosine(turns - np.floor(turns + np.float32(0.5)))
            sums[0, c] += w * residual * residual
            sums[1, c] += w
            sums[2, c] += one
            sums[3, c] += one * (cosine * cosine - sine * sine)
            sums[4, c] += one * np.float32(2) * sine * cosine


@_kernel
def _store(used, offset, pixel, lanes, plan, work, series):  # type: ignore[no-untyped-def]
    """Write the results of ``lanes`` pixels from ``pixel`` on.

    Pixels with pairs that do not connect all dates get the rank -1 and are left to another solution.
    """
    degree, pivot, x, sums = work
    phase, rank, pairs, dates, rms, coherence = series
    last = x.shape[0] - 1
    for n in range(last + 1):
        k = plan.position[n]
        for c in range(lanes):
            phase[n, pixel + c] = x[k, c] - x[plan.position[0], c]
    gaps = False
    for c in range(lanes):
        rms[pixel + c] = np.sqrt(sums[0, c] / sums[1, c])
        coherence[pixel + c] = np.sqrt(sums[3, c] ** 2 + sums[4, c] ** 2) / sums[2, c]
        pairs[pixel + c] = np.int16(sums[2, c])
        rank[pixel + c] = last
        dates[pixel + c] = last + 1
        gaps |= sums[2, c] < plan.first.size
    for k in range(1, last + 1):  # a network may be in parts of itself
        gaps |= pivot[k, 0] == 0
    if not gaps:
        return
    degree[:] = 0
    for p in range(plan.first.size):
        for c in range(LANES):
            degree[plan.first[p], c] += used[p, offset + c]
            degree[plan.second[p], c] += used[p, offset + c]
    for n in range(last + 1):
        for c in range(lanes):
            dates[pixel + c] -= degree[n, c] == 0
            if n > 0 and pivot[n, c] == 0:
                rank[pixel + c] = -1
    for c in range(lanes):
        if pairs[pixel + c] == 0:
            rank[pixel + c] = 0
            phase[:, pixel + c] = np.nan


@_kernel
def _solve(phase, weight, table, begin, end, plan, robust, final, series):  # type: ignore[no-untyped-def]
    """Solve pixels from ``begin`` to ``end``; ``final`` takes the weights of the last iteration, if wanted."""
    pair_count = phase.shape[0]
    dates, links = plan.position.size, plan.earlier.size
    own = np.zeros((pair_count, LOADED), np.float32)
    used = np.zeros((pair_count, LOADED), np.float32)
    again = np.zeros((pair_count, LOADED), np.float32)
    conductance = np.zeros((links, LANES), np.float32)
    right = np.zeros((dates, LANES), np.float32)
    pivot = np.zeros((dates, LANES), np.float32)
    x = np.zeros((dates, LANES), np.float32)
    sums = np.zeros((5, LANES), np.float32)
    for start in range(begin, end, LOADED):
        width = min(LOADED, end - start)
        _load(phase, weight, table, start, width, own, used)
        for offset in range(0, width, LANES):
            lanes = min(LANES, width - offset)
            _eliminate(own, used, offset, plan, conductance, right, pivot, x)
            for _ in range(ROBUST_ITERATIONS if robust else 0):
                _reweigh(own, used, again, offset, plan, x)
                _eliminate(own, again, offset, plan, conductance, right, pivot, x)
            if final is not None:
                for p in range(pair_count):
                    for c in range(lanes):
                        final[p, start + offset + c] = again[p, offset + c]
            _measure(own, used, offset, plan, x, sums)
            _store(used, offset, start + offset, lanes, plan, (right, pivot, x, sums), series)


@_kernel
def _gather(phase, weight, table, columns, own, used):  # type: ignore[no-untyped-def]
    """As :func:`_load` for single pixels, to arrays (pixels, pairs)."""
    for start in range(0, columns.size, LANES):
        for p in range(phase.shape[0]):
            for n in range(start, min(start + LANES, columns.size)):
                value = phase[p, columns[n]]
                w = np.float32(weight[p, columns[n]]) if table is None else table[weight[p, columns[n]]]
                present = (np.abs(value) < np.float32(np.inf)) & (w > 0)
                own[n, p] = value if present else np.float32(0)
                used[n, p] = w if present else np.float32(0)


def _empty_layers(dates: int, pixels: int) -> tuple[NDArray[Any], ...]:
    counts = np.empty((3, pixels), np.int16)
    return (np.empty((dates, pixels), np.float32), *counts, *np.empty((2, pixels), np.float32))


def invert_network(
    phase: NDArray[np.float32],
    weight: NDArray[np.float32] | NDArray[np.uint8],
    first: NDArray[np.integer],
    second: NDArray[np.integer],
    years: NDArray[np.floating],
    *,
    table: NDArray[np.float32] | None = None,
    robust: bool = False,
) -> Series:
    """Weighted least-squares phase series of a block of pixels.

    Parameters
    ----------
    phase : array (pairs, pixels), rad, secondary less reference; NaN where a pair is missing
    weight : array (pairs, pixels), inverse variances (rad^-2), or codes into ``table``; a weight of 0 or NaN
        leaves a pair out
    first, second : array (pairs,), index of each pair's earlier and later date
    years : array (dates,), increasing
    table : array (256,), weight of each code
    robust : minimise the sum of absolute residuals (times the root of the weight) in place of their squares,
        by iteratively reweighted least squares: single unwrapping errors then have no say.
        Rank, residual RMS and temporal coherence keep the given weights

    Raises
    ------
    ValueError
        If a pair's dates are out of order or the dates do not increase.
    """
    first, second = np.asarray(first, np.int64), np.asarray(second, np.int64)
    times: NDArray[np.float64] = np.asarray(years, np.float64)
    if (first >= second).any() or (np.diff(times) <= 0).any():
        raise ValueError("pairs must run from an earlier to a later date, and dates must increase")
    plan = plan_elimination(first, second, times.size)
    layers = _empty_layers(times.size, phase.shape[1])
    series, rank = layers[:2]
    pixels, subsets = [np.empty(0, np.int64)], [np.empty((0, times.size), np.int16)]
    for begin in range(0, phase.shape[1], PART):
        part = slice(begin, min(begin + PART, phase.shape[1]))
        _solve(phase, weight, table, part.start, part.stop, plan, robust, None, layers)
        cut = begin + np.flatnonzero(rank[part] < 0)
        if cut.size:
            own, used = (np.empty((cut.size, first.size), np.float32) for _ in range(2))
            _gather(phase, weight, table, cut, own, used)
            if robust:
                final = np.empty((first.size, cut.size), np.float32)
                again = np.ascontiguousarray(own.T), np.ascontiguousarray(used.T)
                _solve(*again, None, 0, cut.size, plan, True, final, _empty_layers(times.size, cut.size))
                used = np.ascontiguousarray(final.T)
            series[:, cut], labels = solve_minimum_norm(own, used, plan, times)
            rank[cut] = times.size - 1 - labels.max(axis=1)
            pixels.append(cut)
            subsets.append(labels)
    return Series(*(*layers, np.concatenate(pixels), np.concatenate(subsets)))
