"""Segmentations of a raster: connected regions, homogeneity of aspect, agreement of two segmentations."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray


def connected_regions(labels: NDArray[np.integer]) -> NDArray[np.int32]:
    """Split every label into pieces whose cells share sides.

    Parameters
    ----------
    labels : integer array (rows, columns)
        0 (or less) = outside.

    Returns
    -------
    int32 array (rows, columns)
        0 outside, else 1, 2, ... in the order of the first cell, row by row.
    """
    return _connected(np.ascontiguousarray(labels))


def circular_variance(
    labels: NDArray[np.integer], aspect: NDArray[np.floating]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Circular variance of aspect per label: 1 - length of the mean unit vector.

    Parameters
    ----------
    labels : integer array (rows, columns), 0 = outside
    aspect : array (rows, columns), degrees, NaN on flats (which do not count)

    Returns
    -------
    variance : float64 array (n + 1,), by label, 0 to 1; NaN where a label has no cell with an aspect
    mean : float64 array (n + 1,), mean direction in degrees; NaN likewise
    count : int64 array (n + 1,), cells of the label, flats included
    """
    count, with_aspect, sine, cosine = aspect_sums(labels, aspect)
    with np.errstate(invalid="ignore"):
        variance = 1.0 - np.hypot(sine, cosine) / with_aspect
    mean = np.where(with_aspect > 0, np.degrees(np.arctan2(sine, cosine)) % 360.0, np.nan)
    return variance, mean, count


def aspect_sums(
    labels: NDArray[np.integer], aspect: NDArray[np.floating]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Cells, cells with an aspect, and sums of the aspect's sine and cosine per label, arrays (n + 1,).

    Parameters
    ----------
    labels : integer array (rows, columns), 0 = outside
    aspect : array (rows, columns), degrees, NaN on flats (which do not count in the sums)
    """
    return _aspect_sums(labels, aspect, int(labels.max()) + 1)


def internal_variance(labels: NDArray[np.integer], aspect: NDArray[np.floating]) -> float:
    """V of Alvioli et al. (2016): mean circular variance of aspect, weighted by area; lower is better."""
    variance, _, count = circular_variance(labels, aspect)
    variance, weight = variance[1:], count[1:].astype(float)
    known = np.isfinite(variance) & (weight > 0)
    return float((variance[known] * weight[known]).sum() / weight[known].sum())


def spatial_autocorrelation(labels: NDArray[np.integer], aspect: NDArray[np.floating]) -> float:
    """I of Alvioli et al. (2016): similarity of neighbouring units; lower is better.

    Moran's index of the units' mean aspect with neighbours (units that share a side) weighted 1. The
    difference from the overall mean direction is taken on the circle.
    """
    _, mean, count = circular_variance(labels, aspect)
    used = (count > 0) & np.isfinite(mean)
    used[0] = False
    angle = np.radians(mean)
    overall = np.arctan2(np.sin(angle[used]).sum(), np.cos(angle[used]).sum())
    deviation = (angle - overall + np.pi) % (2 * np.pi) - np.pi
    first, second, _ = shared_sides(labels)
    pair = used[first] & used[second]
    first, second = first[pair], second[pair]
    total = float((deviation[used] ** 2).sum())
    if first.size == 0 or total == 0:
        return 0.0
    return float(used.sum() * (deviation[first] * deviation[second]).sum() / (first.size * total))


def shared_sides(
    labels: NDArray[np.integer],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of touching labels (first < second) and the number of cell sides they share."""
    pairs = []
    for one, other in ((labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])):
        touch = (one != other) & (one > 0) & (other > 0)
        low, high = np.minimum(one[touch], other[touch]), np.maximum(one[touch], other[touch])
        pairs.append(low.astype(np.int64) << 32 | high.astype(np.int64))
    code, sides = np.unique(np.concatenate(pairs), return_counts=True)
    return code >> 32, code & 0xFFFFFFFF, sides


def boundary_f(one: NDArray[np.integer], other: NDArray[np.integer], *, tolerance: float = 3.0) -> float:
    """F measure of the boundaries of two segmentations (Martin et al. 2004, without 1:1 matching).

    Parameters
    ----------
    tolerance : float
        Cells within which a boundary cell of one finds a boundary cell of the other.

    Returns
    -------
    float
        Harmonic mean of the two shares of boundary cells found; 0 if a segmentation has no boundary.
    """
    from scipy.ndimage import distance_transform_edt

    edges = [_boundary(one), _boundary(other)]
    if not edges[0].any() or not edges[1].any():
        return 0.0
    shares = [
        float((distance_transform_edt(~target)[edge] <= tolerance).mean())
        for edge, target in (edges, edges[::-1])
    ]
    return 2 * shares[0] * shares[1] / sum(shares) if sum(shares) else 0.0


def _boundary(labels: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Cells whose right or lower neighbour has another label."""
    edge = np.zeros(labels.shape, bool)
    edge[:, :-1] |= labels[:, :-1] != labels[:, 1:]
    edge[:-1] |= labels[:-1] != labels[1:]
    return edge


@numba.njit(cache=True)
def _aspect_sums(labels, aspect, size):  # type: ignore[no-untyped-def]
    count, known = np.zeros(size, np.int64), np.zeros(size, np.int64)
    sine, cosine = np.zeros(size), np.zeros(size)
    for row in range(labels.shape[0]):
        for column in range(labels.shape[1]):
            label, angle = labels[row, column], np.radians(np.float64(aspect[row, column]))
            count[label] += 1
            if np.isfinite(angle):
                known[label] += 1
                sine[label] += np.sin(angle)
                cosine[label] += np.cos(angle)
    return count, known, sine, cosine


@numba.njit(cache=True)
def _connected(labels):  # type: ignore[no-untyped-def]
    """Flood each piece in turn from its first cell."""
    rows, columns = labels.shape
    result = np.zeros((rows, columns), np.int32)
    stack = np.empty(rows * columns, np.int32)
    number = 0
    for start in range(rows * columns):
        row, column = start // columns, start % columns
        label = labels[row, column]
        if label <= 0 or result[row, column] != 0:
            continue
        number += 1
        result[row, column] = number
        stack[0] = start
        size = 1
        while size > 0:
            size -= 1
            row, column = stack[size] // columns, stack[size] % columns
            for k in range(4):
                r = row + (k == 1) - (k == 0)
                c = column + (k == 3) - (k == 2)
                if r < 0 or c < 0 or r >= rows or c >= columns:
                    continue
                if result[r, c] == 0 and labels[r, c] == label:
                    result[r, c] = number
                    stack[size] = r * columns + c
                    size += 1
    return result
