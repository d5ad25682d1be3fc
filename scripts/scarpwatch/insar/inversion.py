"""Network inversion: displacement series from unwrapped pairs, pixel by pixel, with weights and gaps.

With the phases of the dates as unknowns, the normal matrix of a network is a weighted graph Laplacian: pairs
are conductances between dates. Eliminating a date adds conductances between the dates that it was joined to
(star-mesh transform), which is LDL^T factorisation without a subtraction: every conductance keeps its
relative accuracy in single precision, and a pivot is zero only where a date is joined to nothing any more.
Each pixel has its own weights and its own missing pairs (weight 0).

What is exact for what:

* pixels whose pairs connect all dates, in any network: the elimination gives the weighted least-squares
  solution. Near, annual and long pairs differ in the order of elimination only
  (:mod:`scarpwatch.insar.elimination`);
* pixels whose pairs leave dates unconnected: the same solution within each connected subset, in double
  precision, then the offsets between subsets that make the norm of the mean velocities between dates
  smallest. This is the minimum-norm solution ``pinv(sqrt(W) B) sqrt(W) phase`` of Berardino et al. (2002);
* the robust option: both of the above with the weights of the last iteration.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scarpwatch.insar.elimination import plan_elimination
from scarpwatch.insar.minimum_norm import solve_minimum_norm

# Pixels are copied to working arrays of LOADED pixels that fit into the cache, and computed LANES at a time,
# so that inner loops run over contiguous memory. All lanes are computed, used or not: then a pixel's result
# does not depend on its place in a block.
LANES = 128
LOADED = 4 * LANES
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
    """

    phase: NDArray[np.float32]
    rank: NDArray[np.int16]
    pairs: NDArray[np.int16]
    dates: NDArray[np.int16]
    residual_rms: NDArray[np.float32]
    temporal_coherence: NDArray[np.float32]


_kernel = njit(cache=True, fastmath={"contract"}, error_model="numpy", nogil=True)


@_kernel
def _load(phase, weight, table, start, width, own, used):  # type: ignore[no-untyped-def]
    """Copy phases and weights of ``width`` pixels; where one of the two is missing, both become zero."""
    for p in range(phase.shape[0]):
        for c in range(width):
            value, w = phase[p, start + c], np.float32(weight[p, start + c])
            present = (np.abs(value) < np.float32(np.inf)) & (w > 0)
            own[p, c] = value if present else np.float32(0)
            used[p, c] = w if present else np.float32(0)


@_kernel
def _load_coded(phase, codes, table, start, width, own, used):  # type: ignore[no-untyped-def]
    """As :func:`_load`, the weights looked up by code."""
    for p in range(phase.shape[0]):
        for c in range(width):
            value, w = phase[p, start + c], table[codes[p, start + c]]
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
def _solve_loaded(own, used, start, width, plan, robust, work, series):  # type: ignore[no-untyped-def]
    """Solve ``width`` loaded pixels and write what comes out from pixel ``start`` of ``series`` on.

    Pixels with pairs that do not connect all dates get the rank -1 and are left to another solution.
    """
    conductance, right, pivot, x, sums, weight = work
    phase, rank, pairs, dates, rms, coherence = series
    last, pair_count = x.shape[0] - 1, plan.first.size
    seen = np.zeros(x.shape[0], np.bool_)
    for offset in range(0, width, LANES):
        _eliminate(own, used, offset, plan, conductance, right, pivot, x)
        for _ in range(ROBUST_ITERATIONS if robust else 0):
            _reweigh(own, used, weight, offset, plan, x)
            _eliminate(own, weight, offset, plan, conductance, right, pivot, x)
        _measure(own, used, offset, plan, x, sums)
        lanes = min(LANES, width - offset)
        pixel = start + offset
        for n in range(last + 1):
            k = plan.position[n]
            for c in range(lanes):
                phase[n, pixel + c] = x[k, c] - x[plan.position[0], c]
        for c in range(lanes):
            pairs[pixel + c] = np.int16(sums[2, c])
            rms[pixel + c] = np.sqrt(sums[0, c] / sums[1, c])
            coherence[pixel + c] = np.sqrt(sums[3, c] ** 2 + sums[4, c] ** 2) / sums[2, c]
            rank[pixel + c] = last
            dates[pixel + c] = last + 1
            if sums[2, c] == pair_count:
                continue
            seen[:] = False
            for p in range(pair_count):
                if used[p, offset + c] > 0:
                    seen[plan.first[p]] = True
                    seen[plan.second[p]] = True
            dates[pixel + c] = seen.sum()
            cut = False
            for k in range(1, last + 1):
                cut |= pivot[k, c] == 0
            if cut and sums[2, c] > 0:
                rank[pixel + c] = -1
            elif cut:
                rank[pixel + c] = 0
                phase[:, pixel + c] = np.nan


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
        by iteratively reweighted least squares: single pairs that are off by whole cycles then have no say.
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
    pixels, dates, links = phase.shape[1], times.size, plan.earlier.size
    counts = np.empty((3, pixels), np.int16)
    series = Series(np.empty((dates, pixels), np.float32), *counts, *np.empty((2, pixels), np.float32))
    own, used = (np.zeros((first.size, LOADED), np.float32) for _ in range(2))
    lanes = ((links, LANES), (dates, LANES), (dates, LANES), (dates, LANES), (5, LANES), own.shape)
    work = tuple(np.zeros(shape, np.float32) for shape in lanes)
    load = _load if table is None else _load_coded
    if table is None:
        table = np.zeros(0, np.float32)
    for start in range(0, pixels, LOADED):
        width = min(LOADED, pixels - start)
        load(phase, weight, table, start, width, own, used)
        _solve_loaded(own, used, start, width, plan, robust, work, series)
        cut = np.flatnonzero(series.rank[start : start + width] < 0)
        if cut.size:
            exact = solve_minimum_norm(own[:, cut], (work[-1] if robust else used)[:, cut], plan, times)
            series.phase[:, start + cut], series.rank[start + cut] = exact
    return series
