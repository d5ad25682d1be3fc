"""Ties: the phase of every pair at the reference, also where the pair is decorrelated there.

The pairs of a network are unwrapped each up to a constant of its own, which is taken at the reference window. A pair
without phase there (snow, lost coherence), or whose phase there is no more than noise, is tied

1. through triplets, whose two other pairs are tied: the closure over the pixels that the three have in common is its
   constant, exact but for the noise of the closure;
2. through the ground around the reference that lies nearest and has the pair, less the motion that the tied pairs
   have there at a steady rate: that takes the atmospheric delay to be the same at both places.

A pair that neither ties is not used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.insar.closure.triplets import find_triplets
from scarpwatch.insar.interferograms.pair_stack import PairStack, read_pair_phase
from scarpwatch.insar.reference.window import Reference

FIRM_SHARE = 0.25  # of the window that a pair must have to be tied by it
FIRM_RAD = 1.5  # scatter over the window beyond which its phase is noise; uniform noise has 2.3
COMMON = 25  # pixels that the three pairs of a triplet must share
CLOSED_SHARE = 0.8  # of these that must close to the same cycle
REACH = 0.25  # of the scene's diagonal: how far the ground around the reference may lie
AROUND = 49  # pixels of that ground that are taken
WINDOW, TRIPLETS, AROUND_IT, LOOSE = "window", "triplets", "surroundings", "noisy window"


class Tie(NamedTuple):
    """Phase of a pair at the reference (rad), and what gave it; NaN and an empty word where nothing does."""

    phase: float
    by: str


def tie_pairs(stack: PairStack, reference: Reference) -> list[Tie]:
    """Tie every pair of a stack to the reference, in the order of its pairs.

    Whole rasters are read only for pairs that the window does not tie, a few at a time.

    A pair whose phase in the window is noise is tied otherwise where that is possible, and by the window where it is
    not.
    """
    ties: dict[int, Tie] = {}
    loose: dict[int, float] = {}
    for number, path in enumerate(stack.unwrapped):
        phase = read_pair_phase(path, Window.from_slices(*reference.window))
        known = phase[np.isfinite(phase)]
        if known.size and known.size >= FIRM_SHARE * phase.size and _spread(known) <= FIRM_RAD:
            ties[number] = Tie(float(np.median(known)), WINDOW)
        elif known.size:
            loose[number] = float(np.median(known))
    waiting = [number for number in range(len(stack.pairs)) if number not in ties]
    if not waiting:
        return [ties[number] for number in range(len(stack.pairs))]
    triplets = find_triplets(stack.pairs)
    around: dict[int, tuple[float, float]] | None = None
    while waiting:
        found = {}
        for number in waiting:
            phase_there = _by_triplets(stack, number, triplets, ties)
            if phase_there is not None:
                found[number] = Tie(phase_there, TRIPLETS)
        if not found:
            if around is None:
                around = _by_surroundings(stack, reference, ties, waiting)
            left = {number: around[number] for number in waiting if number in around}
            if not left:
                break
            nearest = min(left, key=lambda one: (left[one][1], stack.pairs[one].days, one))
            found[nearest] = Tie(left[nearest][0], AROUND_IT)
        ties |= found
        waiting = [number for number in waiting if number not in ties]
    for number in waiting:
        ties[number] = Tie(loose[number], LOOSE) if number in loose else Tie(float("nan"), "")
    return [ties[number] for number in range(len(stack.pairs))]


def _spread(values: NDArray[np.floating]) -> float:
    return 1.4826 * float(np.median(np.abs(values - np.median(values))))


def _by_triplets(
    stack: PairStack, pair: int, triplets: list[tuple[int, int, int]], ties: Mapping[int, Tie]
) -> float | None:
    """Constant of a pair from the triplets whose others are tied; None where none closes or they disagree."""
    found = []
    for triplet in triplets:
        if pair not in triplet or any(other not in ties for other in triplet if other != pair):
            continue
        closure = np.zeros(stack.grid.shape, np.float32)
        for other, sign in zip(triplet, (1, 1, -1), strict=True):
            level = ties[other].phase if other != pair else 0.0
            closure = closure + sign * (read_pair_phase(stack.unwrapped[other]) - np.float32(level))
        known = closure[np.isfinite(closure)]
        if known.size < COMMON:
            continue
        level = float(np.median(known))
        if np.mean(np.abs(known - level) < np.pi) >= CLOSED_SHARE:
            found.append(level if pair != triplet[2] else -level)
    if not found or max(found) - min(found) > np.pi:
        return None
    return float(np.median(found))


def _by_surroundings(
    stack: PairStack, reference: Reference, ties: Mapping[int, Tie], waiting: list[int]
) -> dict[int, tuple[float, float]]:
    """Constant of pairs from the nearest ground that has them, and how far that is on average (pixels)."""
    shape = stack.grid.shape
    rate, squares, count = (np.zeros(shape) for _ in range(3))
    for number, tie in ties.items():
        phase = read_pair_phase(stack.unwrapped[number]) - np.float32(tie.phase)
        years = stack.pairs[number].days / DAYS_PER_YEAR
        known = np.isfinite(phase)
        rate += np.where(known, phase * years, 0)
        squares += known * years**2
        count += known
    held = 2 * count >= max(len(ties), 1)
    rate = np.where(held, rate, np.nan) / np.where(squares > 0, squares, np.nan)
    row, column = np.mgrid[: shape[0], : shape[1]]
    distance = np.hypot(row - reference.row, column - reference.column)
    rate[distance > REACH * np.hypot(*shape)] = np.nan
    found = {}
    for number in waiting:
        phase = read_pair_phase(stack.unwrapped[number])
        level = phase - rate * (stack.pairs[number].days / DAYS_PER_YEAR)
        places = np.flatnonzero(np.isfinite(level))
        if places.size < COMMON:
            continue
        near = places[np.argsort(distance.ravel()[places], kind="stable")[:AROUND]]
        values = level.ravel()[near]
        if _spread(values) <= FIRM_RAD:
            found[number] = float(np.median(values)), float(distance.ravel()[near].mean())
    return found
