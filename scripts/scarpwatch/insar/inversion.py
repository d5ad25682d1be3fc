"""Network inversion: displacement series from unwrapped pairs, pixel by pixel, with weights and gaps.

With the phase of every date as unknown (the first one grounded) the normal matrix of a network is a
weighted graph Laplacian: pairs between each date and its next ``n`` dates make it banded with bandwidth
``n``. One banded LDL^T factorisation per pixel then solves the weighted least-squares problem exactly,
each pixel with its own weights and its own missing pairs.

Two exact paths:

* pixels whose pairs connect all dates: the banded solution, which is the weighted least-squares solution
  (for any network; long pairs only widen the band);
* pixels whose pairs leave dates unconnected: the same solution within each connected subset, then the
  offsets between subsets that make the norm of the mean velocities between dates smallest. This is the
  minimum-norm solution ``pinv(sqrt(W) B) sqrt(W) phase`` of Berardino et al. (2002).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

CHUNK = 64  # pixels solved side by side, so that the inner loops run over contiguous memory


class Series(NamedTuple):
    """What the inversion of a block gives.

    Attributes
    ----------
    phase : array (dates, pixels), float32, rad, first date 0; NaN where a pixel has no pair
    rank : array (pixels,), int16: dates determined by the pairs, at most dates - 1
    pairs : array (pixels,), int16: pairs with weight
    residual_rms : array (pixels,), float32, rad, weighted
    temporal_coherence : array (pixels,), float32, |mean of exp(j residual)| over the pairs used
        (Pepe & Lanari 2006)
    """

    phase: NDArray[np.float32]
    rank: NDArray[np.int16]
    pairs: NDArray[np.int16]
    residual_rms: NDArray[np.float32]
    temporal_coherence: NDArray[np.float32]


@njit(cache=True)
def _minimum_norm(phase, first, second, weight, years, x):  # type: ignore[no-untyped-def]
    """Solve one pixel whose pairs leave dates unconnected; fills ``x`` (dates), returns the rank."""
    dates = x.size
    subset = np.arange(dates)
    for _ in range(dates):  # propagate the smallest label along the pairs until nothing changes
        changed = False
        for p in range(first.size):
            if weight[p] > 0:
                low = min(subset[first[p]], subset[second[p]])
                if subset[first[p]] != low or subset[second[p]] != low:
                    subset[first[p]] = low
                    subset[second[p]] = low
                    changed = True
        if not changed:
            break
    normal = np.zeros((dates, dates))
    right = np.zeros(dates)
    for p in range(first.size):
        w = weight[p]
        if w > 0:
            i, j = first[p], second[p]
            normal[i, i] += w
            normal[j, j] += w
            normal[i, j] -= w
            normal[j, i] -= w
            right[i] -= w * phase[p]
            right[j] += w * phase[p]
    count = 0
    index = np.full(dates, -1, np.int64)
    for k in range(dates):
        if subset[k] == k:  # ground the first date of each subset
            normal[k, :] = 0
            normal[:, k] = 0
            normal[k, k] = 1
            right[k] = 0
            if k > 0:
                index[k] = count
                count += 1
    solution = np.linalg.solve(normal, right)
    if count > 0:
        # Offsets c that minimise |D (x + E c)|, D the differences over dt.
        design = np.zeros((dates - 1, count))
        slope = np.empty(dates - 1)
        for k in range(dates - 1):
            dt = years[k + 1] - years[k]
            slope[k] = (solution[k + 1] - solution[k]) / dt
            if index[subset[k + 1]] >= 0:
                design[k, index[subset[k + 1]]] += 1 / dt
            if index[subset[k]] >= 0:
                design[k, index[subset[k]]] -= 1 / dt
        offsets = np.linalg.solve(design.T @ design, -(design.T @ slope))
        for k in range(dates):
            if index[subset[k]] >= 0:
                solution[k] += offsets[index[subset[k]]]
    for k in range(dates):
        x[k] = solution[k] - solution[0]
    return dates - 1 - count


@njit(cache=True)
def _solve(phase, weight, first, second, years, bandwidth, out, rank, pairs, rms, coherence):  # type: ignore[no-untyped-def]
    count_pairs, pixels = phase.shape
    unknowns = years.size - 1
    band = np.zeros((unknowns, bandwidth + 1, CHUNK))
    right = np.zeros((unknowns, CHUNK))
    degree = np.zeros((unknowns, CHUNK))
    x = np.zeros(years.size)
    for start in range(0, pixels, CHUNK):
        width = min(CHUNK, pixels - start)
        band[:] = 0
        right[:] = 0
        for p in range(count_pairs):
            i, j = first[p] - 1, second[p] - 1  # the first date is grounded: unknown -1
            for c in range(width):
                w = weight[p, start + c]
                if w > 0:
                    wp = w * phase[p, start + c]
                    band[j, 0, c] += w
                    right[j, c] += wp
                    if i >= 0:
                        band[i, 0, c] += w
                        band[i, j - i, c] -= w
                        right[i, c] -= wp
        degree[:] = band[:, 0, :]
        # LDL^T with the pivots in band[:, 0] and the factors in band[:, 1:]
        connected = np.ones(CHUNK, np.bool_)
        for k in range(unknowns):
            for c in range(width):
                if band[k, 0, c] <= 1e-9 * degree[k, c] or degree[k, c] == 0:
                    connected[c] = False
                    band[k, 0, c] = 1.0
            reach = min(bandwidth, unknowns - 1 - k)
            for m in range(1, reach + 1):
                for c in range(width):
                    factor = band[k, m, c] / band[k, 0, c]
                    for n in range(m, reach + 1):
                        band[k + m, n - m, c] -= factor * band[k, n, c]
                    right[k + m, c] -= factor * right[k, c]
        for k in range(unknowns - 1, -1, -1):
            reach = min(bandwidth, unknowns - 1 - k)
            for c in range(width):
                value = right[k, c]
                for m in range(1, reach + 1):
                    value -= band[k, m, c] * right[k + m, c]
                right[k, c] = value / band[k, 0, c]
        for c in range(width):
            pixel = start + c
            x[0] = 0.0
            for k in range(unknowns):
                x[k + 1] = right[k, c]
            used = 0
            for p in range(count_pairs):
                if weight[p, pixel] > 0:
                    used += 1
            pairs[pixel] = used
            rank[pixel] = unknowns
            if used == 0:
                rank[pixel] = 0
                out[:, pixel] = np.nan
                rms[pixel] = np.nan
                coherence[pixel] = np.nan
                continue
            if not connected[c]:
                rank[pixel] = _minimum_norm(phase[:, pixel], first, second, weight[:, pixel], years, x)
            square = total = real = imag = 0.0
            for p in range(count_pairs):
                w = weight[p, pixel]
                if w > 0:
                    residual = phase[p, pixel] - (x[second[p]] - x[first[p]])
                    square += w * residual * residual
                    total += w
                    real += np.cos(residual)
                    imag += np.sin(residual)
            rms[pixel] = np.sqrt(square / total)
            coherence[pixel] = np.sqrt(real * real + imag * imag) / used
            for k in range(years.size):
                out[k, pixel] = x[k]


def invert_network(
    phase: NDArray[np.float32],
    weight: NDArray[np.float32],
    first: NDArray[np.integer],
    second: NDArray[np.integer],
    years: NDArray[np.floating],
) -> Series:
    """Weighted least-squares phase series of a block of pixels.

    Parameters
    ----------
    phase : array (pairs, pixels), rad, secondary less reference; NaN where a pair is missing
    weight : array (pairs, pixels), inverse variances; 0 leaves a pair out
    first, second : array (pairs,), index of each pair's earlier and later date
    years : array (dates,), increasing

    Raises
    ------
    ValueError
        If a pair's dates are out of order or the dates do not increase.
    """
    first, second = np.asarray(first, np.int64), np.asarray(second, np.int64)
    years = np.asarray(years, np.float64)
    if (first >= second).any() or (np.diff(years) <= 0).any():
        raise ValueError("pairs must run from an earlier to a later date, and dates must increase")
    weight = np.where(np.isfinite(phase) & (weight > 0), weight, 0).astype(np.float32)
    phase = np.where(weight > 0, phase, 0).astype(np.float32)
    pixels = phase.shape[1]
    bandwidth = int((second - first).max())
    series = Series(
        np.empty((years.size, pixels), np.float32),
        np.empty(pixels, np.int16),
        np.empty(pixels, np.int16),
        np.empty(pixels, np.float32),
        np.empty(pixels, np.float32),
    )
    _solve(phase, weight, first, second, years, min(bandwidth, years.size - 1), *series)
    return series
