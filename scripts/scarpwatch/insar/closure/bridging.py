"""Bridging: the 2 pi ambiguity between connected components of one pair, from the phase across the gaps between them.

Within a connected component the phase is unwrapped; between components a multiple of 2 pi is ambiguous. Where a
gap is narrow the phase will not change by half a cycle across it, and the offset that brings both ends
together is the likely one (the bridging of Yunjun et al. 2019). Components are joined one by one to that
which holds the reference window, over the narrowest gap first.

That is a guess: where the ground moves fast, an unwrapper that joins components by itself can know better. So
a component is moved only if fewer triplets fail for it over its pixels (:func:`agreed_moves`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_erosion, find_objects
from scipy.spatial import KDTree

SMALLEST = 16  # pixels; smaller components are not joined
MOST = 60  # components, the largest ones
END = 4  # half width of the window at either end of a bridge whose median is taken
AGREEMENT = 0.8  # share of the bridges over a gap that must give the same cycles


def _borders(components: NDArray[np.uint16], labels: NDArray[np.integer]) -> dict[int, NDArray[np.int64]]:
    """Row and column of the border pixels of each component."""
    boxes = find_objects(components.astype(np.int32))
    borders = {}
    for label in labels:
        rows, columns = boxes[label - 1]
        inside = components[rows, columns] == label
        edge = inside & ~binary_erosion(inside)
        borders[int(label)] = np.argwhere(edge) + np.array([rows.start, columns.start])
    return borders


def _level(phase: NDArray[np.float32], own: NDArray[np.bool_], place: NDArray[np.int64]) -> float:
    """Median phase of a component around a place on its border."""
    window = tuple(slice(max(0, int(centre) - END), int(centre) + END + 1) for centre in place)
    return float(np.median(phase[window][own[window]]))


def bridge_components(
    phase: NDArray[np.float32],
    components: NDArray[np.uint16],
    reference: tuple[slice, slice],
    *,
    longest: float,
) -> dict[int, int]:
    """Cycles to add to each component of a pair.

    Parameters
    ----------
    phase : array (rows, columns), rad, unwrapped; NaN where there is none
    components : array of the same shape; 0 where no component holds the pixel
    reference : rows and columns of the reference window; the component that fills most of it stays as it is
    longest : widest gap that is bridged (pixels)

    Returns
    -------
    mapping of component to cycles, only those with a bridge; cycles may be 0
    """
    usable = np.where(np.isfinite(phase), components, 0)
    sizes = np.bincount(usable.ravel())
    sizes[0] = 0
    labels = np.argsort(-sizes, kind="stable")[:MOST]
    labels = labels[sizes[labels] >= SMALLEST]
    if len(labels) < 2:
        return {}
    held = np.bincount(usable[reference].ravel(), minlength=sizes.size)
    held[0] = 0
    base = int(np.argmax(held)) if held.any() else int(labels[0])
    borders = _borders(usable, np.union1d(labels, [base]))
    trees = {label: KDTree(places) for label, places in borders.items()}
    cycles: dict[int, int] = {base: 0}
    waiting = [int(label) for label in labels if label != base]
    nearest: dict[int, tuple[float, int]] = {label: (np.inf, base) for label in waiting}
    joined = [base]
    while waiting:
        for label in waiting if joined else ():
            distance, _ = trees[joined[-1]].query(borders[label], distance_upper_bound=longest + 1e-6)
            nearest[label] = min(nearest[label], (float(distance.min()), joined[-1]))
        label = min(waiting, key=lambda one: (nearest[one], one))
        gap, onto = nearest[label]
        if gap > longest:
            break
        waiting.remove(label)
        offset = _offset(phase, usable, label, onto, borders[label], trees[onto], gap)
        joined = []
        if offset is not None:
            cycles[label] = cycles[onto] + offset
            joined = [label]
    return {label: value for label, value in cycles.items() if label != base}


def _offset(
    phase: NDArray[np.float32],
    components: NDArray[np.uint16],
    label: int,
    onto: int,
    border: NDArray[np.int64],
    tree: KDTree,
    gap: float,
) -> int | None:
    """Ambiguity (cycles) of a component against another; None where its bridges disagree."""
    distance, partner = tree.query(border, distance_upper_bound=gap + 2)
    near = np.flatnonzero(np.isfinite(distance))
    near = near[:: max(1, len(near) // 15)]
    mine, other = components == label, components == onto
    found = [
        (_level(phase, other, tree.data[partner[n]].astype(np.int64)) - _level(phase, mine, border[n]))
        / (2 * np.pi)
        for n in near
    ]
    turns = np.rint(found).astype(int)
    values, counts = np.unique(turns, return_counts=True)
    best = int(np.argmax(counts))
    return int(values[best]) if counts[best] >= AGREEMENT * len(turns) else None


Component = tuple[int, int]  # number of the pair, label of the component


class Witness(NamedTuple):
    """A triplet over the pixels of a component that bridging would shift.

    Attributes
    ----------
    turns : array (pixels,): closure before any move, cycles
    signs : of its three pairs in the closure
    labels : per pair, array (pixels,): number of its component in the list of those to be moved, -1 if none
    """

    turns: NDArray[np.float32]
    signs: tuple[int, int, int]
    labels: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


def agreed_moves(
    wanted: Mapping[Component, int], witnesses: Mapping[Component, Sequence[Witness]]
) -> dict[Component, int]:
    """Those shifts of components after which fewer triplets have an integer closure residual.

    Starting from all moves or from none, whichever leaves fewer triplets failing, moves are made or taken
    back one by one as long as that lowers the number for the component by a tenth at least.

    Parameters
    ----------
    wanted : cycles of each component, not 0
    witnesses : triplets that hold the component's pair, over its pixels
    """
    names = list(wanted)
    cycles = np.array([*wanted.values(), 0], np.float32)  # the last is for pixels of no such component

    def failing(name: Component, made: NDArray[np.bool_]) -> int:
        moved = cycles * made
        total = 0
        for witness in witnesses[name]:
            turns = witness.turns.copy()
            for sign, labels in zip(witness.signs, witness.labels, strict=True):
                turns += sign * moved[labels]
            total += int(np.count_nonzero(np.rint(turns)))
        return total

    starts = [np.full(len(cycles), value) for value in (False, True)]
    made = min(starts, key=lambda start: sum(failing(name, start) for name in names))
    for _ in range(5):
        before = made.copy()
        for number, name in enumerate(names):
            flipped = made.copy()
            flipped[number] = not made[number]
            if failing(name, flipped) < 0.9 * failing(name, made):
                made = flipped
        if (made == before).all():
            break
    return {name: wanted[name] for name, is_made in zip(names, made, strict=False) if is_made}
