"""Regions of equal closure: ground behind a decorrelated belt that shares one unwrapping error.

Where an unwrapper goes wrong across a river or a strip of trees, everything behind it is off by the same multiple of 2 pi. All
its pixels then have the same integer closure residuals, and what noise does to single pixels averages out over them. A
region here is a connected set of pixels whose closures, averaged over 3 x 3 pixels (7 x 7 where a triplet has a gap), are
the same whole numbers in every triplet, and which lacks the same triplets.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scarpwatch.conventions import UNKNOWN
from scarpwatch.insar.closure.region_patterns import CLOSES, FAILS, UNSEEN, Patterns
from scarpwatch.insar.closure.union_find import join, root

SMALLEST = 16  # pixels; smaller regions are left to the repair pixel by pixel
MOST = 200  # regions, the largest ones; those that fail come first
LONGEST = 16  # pixels over which two regions are compared
MOST_BRIDGES = 60  # between two regions
_ALL_BRIDGES = 20_000
FAMILIAR = 32  # regions that are tried on pixels which no region around mends
ALIKE = 0.02  # of the triplets in which neighbours may differ in what is left over


@njit(cache=True)
def _connect(keys, state, differ, most, free):  # type: ignore[no-untyped-def]
    """Root of every pixel's region: of equal keys, or of fails that differ little among the pixels that are free."""
    rows, columns = keys.shape
    parent = np.arange(rows * columns).astype(np.int32)
    for i in range(rows):
        for j in range(columns):
            if state[i, j] == UNSEEN or not free[i, j]:
                continue
            for step in range(2):
                k, m = i - step, j - 1 + step
                if k < 0 or m < 0 or state[k, m] == UNSEEN or not free[k, m]:
                    continue
                alike = keys[k, m] == keys[i, j]
                if most > 0 and not alike:
                    alike = state[k, m] == state[i, j] == FAILS and differ[step, i, j] <= most
                if alike:
                    join(parent, i * columns + j, k * columns + m)
    for n in range(parent.size):
        parent[n] = root(parent, n)
    return parent


class Labels(NamedTuple):
    """Regions of pixels that close alike.

    Attributes
    ----------
    labels : array (rows, columns), int32: 0 for the largest part that closes, from 1 the other regions, first those
        that fail; -1 where nothing is seen or the region is small
    failing : how many of them fail; the others close, but may be off by what all pairs of a date share
    """

    labels: NDArray[np.int32]
    failing: int


def label_regions(patterns: Patterns, triplets: int) -> Labels:
    """Label the regions of a scene.

    Regions are of one pattern first. Of what is left over (gaps and noise, where triplets are many), pixels are
    joined that differ from their neighbours in few of the ``triplets``.
    """
    keys, state, differ = patterns
    roots = _connect(keys, state, differ, 0, np.ones(keys.shape, np.bool_))
    left = (np.bincount(roots, minlength=roots.size)[roots] < SMALLEST).reshape(keys.shape)
    again = _connect(keys, state, differ, int(ALIKE * triplets), left)
    np.copyto(roots, again, where=left.ravel())
    del again
    sizes = np.bincount(roots, minlength=roots.size)
    places = np.flatnonzero(sizes >= SMALLEST)  # a region goes by its first pixel
    order = places[np.argsort(-sizes[places], kind="stable")]
    kind = state.ravel()[order]
    failing, closing = order[kind == FAILS][:MOST], order[kind == CLOSES]
    regions = np.concatenate([failing, closing[1:]])[:MOST]
    number = np.full(roots.size, -1, np.int32)
    number[closing[:1]] = 0
    number[regions] = np.arange(1, len(regions) + 1)
    return Labels(number[roots].reshape(keys.shape), len(failing))


@njit(cache=True)
def _scan(labels, rows, columns, longest, found):  # type: ignore[no-untyped-def]
    """Pixels at either end of gaps between two labels (flat); counts the gaps where ``found`` is empty."""
    count = 0
    for axis in range(2):
        lines, length, step = (rows, columns, 1) if axis == 0 else (columns, rows, columns)
        for line in range(lines):
            start = line * columns if axis == 0 else line
            last = -1
            for x in range(length):
                here = labels[start + x * step]
                if here < 0:
                    continue
                if last >= 0 and x - last <= longest:
                    there = labels[start + last * step]
                    if there != here and (there > 0 or here > 0):
                        if found.size:
                            # One pixel further in, where that is the same region still.
                            before, after = max(last - 1, 0), min(x + 1, length - 1)
                            one = before if labels[start + before * step] == there else last
                            two = after if labels[start + after * step] == here else x
                            found[count, 0] = start + one * step
                            found[count, 1] = start + two * step
                        count += 1
                last = x
    return count


class Contact(NamedTuple):
    """Bridges from a region to another: indices of the pixels on this side and on the other, arrays (bridges,)."""

    other: int
    here: NDArray[np.int64]
    there: NDArray[np.int64]


def find_contacts(labels: NDArray[np.int32]) -> list[list[Contact]]:
    """The contacts of every label, along rows and columns over at most ``LONGEST`` pixels without one."""
    flat = np.ascontiguousarray(labels).ravel()
    rows, columns = labels.shape
    nothing = np.empty((0, 2), np.int64)
    bridges = np.empty((max(1, _scan(flat, rows, columns, LONGEST, nothing)), 2), np.int64)
    bridges = bridges[: _scan(flat, rows, columns, LONGEST, bridges)]
    ends = flat[bridges].astype(np.int64)
    turned = ends[:, 0] > ends[:, 1]
    bridges[turned] = bridges[turned][:, ::-1]
    ends.sort(axis=1)
    names, which = np.unique(ends, axis=0, return_inverse=True)
    most = max(8, min(MOST_BRIDGES, _ALL_BRIDGES // max(1, len(names))))
    contacts: list[list[Contact]] = [[] for _ in range(int(labels.max(initial=0)) + 1)]
    order = np.argsort(which.ravel(), kind="stable")
    last = np.cumsum(np.bincount(which.ravel(), minlength=len(names)))
    for (low, high), end, count in zip(names, last, np.diff(last, prepend=0), strict=True):
        own = order[end - count : end]
        kept = bridges[own[np.linspace(0, count - 1, min(most, count)).astype(int)]]
        contacts[low].append(Contact(int(high), kept[:, 0], kept[:, 1]))
        contacts[high].append(Contact(int(low), kept[:, 1], kept[:, 0]))
    return contacts


@njit(cache=True)
def _look_around(labels, longest, near):  # type: ignore[no-untyped-def]
    rows, columns = labels.shape
    for direction in range(4):
        lines, length = (rows, columns) if direction < 2 else (columns, rows)
        for line in range(lines):
            last = -1
            for n in range(length):
                x = n if direction % 2 == 0 else length - 1 - n
                i, j = (line, x) if direction < 2 else (x, line)
                if labels[i, j] >= 0:
                    last = n
                elif last >= 0 and n - last <= longest:
                    y = last if direction % 2 == 0 else length - 1 - last
                    near[direction, i, j] = labels[line, y] if direction < 2 else labels[y, line]


def labels_around(labels: NDArray[np.int32]) -> NDArray[np.int16]:
    """The nearest label in each of the four directions of every pixel that has none; array (4, rows, columns)."""
    near = np.full((4, *labels.shape), -1, np.int16)
    _look_around(labels, LONGEST, near)
    return near


@njit(cache=True)
def _failing(whole, triplets, cycles, flagged):  # type: ignore[no-untyped-def]
    """How many of a pixel's triplets fail after the cycles of a region."""
    failing = 0
    for t in range(triplets.shape[0]):
        if whole[t] != UNKNOWN:
            ab, bc, ac = triplets[t, 0], triplets[t, 1], triplets[t, 2]
            if flagged[ab] or flagged[bc] or flagged[ac]:
                failing += whole[t] != 0
            else:
                failing += whole[t] + cycles[ab] + cycles[bc] - cycles[ac] != 0
    return failing


@njit(cache=True)
def _assign(phase, triplets, labels, near, cycles, flagged, assigned):  # type: ignore[no-untyped-def]
    turn = 1 / (2 * np.pi)
    whole = np.zeros(triplets.shape[0], np.int64)
    for i in range(labels.shape[0]):
        for j in range(labels.shape[1]):
            assigned[i, j] = max(labels[i, j], 0)
            if labels[i, j] >= 0:
                continue
            before = 0
            for t in range(triplets.shape[0]):
                ab, bc, ac = triplets[t, 0], triplets[t, 1], triplets[t, 2]
                turns = (phase[ab, i, j] + phase[bc, i, j] - phase[ac, i, j]) * turn
                whole[t] = UNKNOWN if turns != turns else np.rint(turns)
                before += whole[t] != 0 and whole[t] != UNKNOWN
            least = before
            for direction in range(4):
                region = near[direction, i, j]
                if region > 0 and least > 0:
                    failing = _failing(whole, triplets, cycles[region], flagged[region])
                    if failing < least:
                        least = failing
                        assigned[i, j] = region
            if 4 * least <= before:
                continue
            for region in range(1, min(cycles.shape[0], FAMILIAR + 1)):
                failing = _failing(whole, triplets, cycles[region], flagged[region])
                if failing < least and 4 * failing <= before:
                    least = failing
                    assigned[i, j] = region


def assign_regions(
    phase: NDArray[np.float32],
    triplets: NDArray[np.int64],
    labels: NDArray[np.int32],
    near: NDArray[np.int16],
    cycles: NDArray[np.int8],
    flagged: NDArray[np.bool_],
) -> NDArray[np.int32]:
    """The region of every pixel, also of those in a belt: of the regions around, that after which the fewest fail.

    Where that still leaves more than a quarter failing, the largest regions of the scene are tried as well.

    Parameters
    ----------
    phase : array (pairs, rows, columns), rad
    labels, near : of :func:`label_regions` and :func:`labels_around`
    cycles, flagged : arrays (regions + 1, pairs): cycles to add, pairs that are in doubt; none of label 0

    Returns
    -------
    array (rows, columns), int32, 0 where no region does better than none
    """
    assigned = np.zeros(labels.shape, np.int32)
    own, around = np.ascontiguousarray(labels), np.ascontiguousarray(near)
    _assign(np.ascontiguousarray(phase), triplets, own, around, cycles, flagged, assigned)
    return assigned
