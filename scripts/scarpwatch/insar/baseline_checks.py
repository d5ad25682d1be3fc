"""Whether perpendicular baselines can be true, of pairs and of dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from scarpwatch.insar.baselines import baselines_from_pairs

PairBaseline = tuple[str, str, float]

# Baselines of pairs belong to different places and times of the scene, come from orbits or were refined by fringes,
# and are rounded. Around triplets of 30 real pairs made by GAMMA they miss by at most 1.2 m.
TOLERANCE_M = 5.0
TOLERANCE_SHARE = 0.05  # of the largest baseline: along and across a scene a baseline changes by some percent
LARGEST_DOUBTED_SHARE = 0.1  # of the pairs; if more contradict the others, none can be believed
FEWEST_ALIKE = 3
# Scenes whose baselines differ by more than this have no common spectrum, in any band that flies.
LARGEST_SPREAD_M = 10_000.0
SMALLEST_SPREAD_M = 1.0


class TiedBaselines(NamedTuple):
    """Baselines of the dates, and what is to be doubted about those of the pairs.

    Attributes
    ----------
    of_date : date to baseline (m) relative to the first one; NaN for dates that no known baseline ties to it
    fault : why the baselines cannot be true; None where nothing speaks against them
    doubted : pairs (reference, secondary) whose baseline the others contradict, and which were not used
    """

    of_date: dict[str, float]
    fault: str | None
    doubted: list[tuple[str, str]]


def tie_baselines(pairs: Sequence[PairBaseline]) -> TiedBaselines:
    """Baselines of the dates, with those of the pairs checked for identity and by the loops that they close.

    Baselines add up: around a triplet of pairs they close to what places and rounding allow. A few pairs that the
    others contradict are found by least absolute residuals and left out, provided that the others tell which ones.

    Parameters
    ----------
    pairs : as :func:`baselines_from_pairs` takes them
    """
    known = _known(pairs)
    fault = _alike(known)
    if fault:
        return TiedBaselines(baselines_from_pairs(pairs), fault, [])
    tied = baselines_from_pairs(pairs)
    tolerance = max(TOLERANCE_M, TOLERANCE_SHARE * max((abs(value) for *_, value in known), default=0.0))
    # Least squares share what a loop misses among its pairs; where little is shared nothing can be large.
    if not known or np.abs(_residuals(known, tied)).max() <= tolerance / 4:
        return TiedBaselines(tied, None, [])
    wrong = np.abs(_absolute_residuals(known)) > tolerance
    if not wrong.any():
        return TiedBaselines(tied, None, [])
    kept = [pair for pair, doubt in zip(known, wrong, strict=True) if not doubt]
    left_out = [(a, b) for (a, b, _), doubt in zip(known, wrong, strict=True) if doubt]
    allowed = max(1, int(LARGEST_DOUBTED_SHARE * len(known)))
    if len(left_out) > allowed or not all(_told_apart(kept, ends) for ends in left_out):
        return TiedBaselines(tied, _misclosure(known, tolerance), [])
    dropped = set(left_out)
    again = [(a, b, float("nan") if (a, b) in dropped else value) for a, b, value in pairs]
    return TiedBaselines(baselines_from_pairs(again), None, left_out)


def baselines_fault(baselines: NDArray[np.float64]) -> str | None:
    """Why baselines of dates tell nothing or cannot be true, whatever the motion; None where they do and can.

    Parameters
    ----------
    baselines : array (dates,), m, relative to the first date; NaN where not known
    """
    unknown = int((~np.isfinite(baselines)).sum())
    if unknown >= len(baselines) - 1:  # the first date counts as 0, whatever is known
        return "the perpendicular baselines are not known"
    if unknown:
        return f"the perpendicular baselines of {unknown} of {len(baselines)} dates are not known"
    spread = float(np.ptp(baselines))
    if spread <= SMALLEST_SPREAD_M:
        return "the perpendicular baselines differ by less than 1 m"
    if spread > LARGEST_SPREAD_M:
        return (
            f"the perpendicular baselines differ by {spread / 1000:,.0f} km, at which no two scenes interfere: they "
            "may be in another unit"
        )
    alike = int(np.unique(np.round(baselines, 3), return_counts=True)[1].max())
    # Whole metres meet by chance; values with decimals hardly do.
    whole = np.allclose(baselines, np.round(baselines), atol=1e-3)
    if alike >= FEWEST_ALIKE and alike > (1 / 3 if whole else 0.1) * len(baselines):
        return (
            f"{alike} of {len(baselines)} dates have the same perpendicular baseline to the millimetre: they may have "
            "been filled in where they were not known"
        )
    return None


def _known(pairs: Sequence[PairBaseline]) -> list[PairBaseline]:
    return [pair for pair in pairs if np.isfinite(pair[2])]


def _incidence(pairs: Sequence[PairBaseline], index: dict[str, int]) -> NDArray[np.float64]:
    design = np.zeros((len(pairs), len(index)))
    for row, (a, b, _) in enumerate(pairs):
        design[row, [index[a], index[b]]] = -1, 1
    return design


def _parts(nodes: int, edges: Sequence[tuple[int, int]]) -> tuple[int, NDArray[np.int32]]:
    first, second = np.array(edges, int).reshape(-1, 2).T
    graph = coo_array((np.ones(len(first)), (first, second)), (nodes, nodes))
    return connected_components(graph, directed=False)


def _alike(known: Sequence[PairBaseline]) -> str | None:
    """Whether most pairs have one and the same baseline, but for its sign."""
    if len(known) < FEWEST_ALIKE:
        return None
    values, counts = np.unique(np.abs(np.round([value for *_, value in known], 3)), return_counts=True)
    most = int(counts.argmax())
    if counts[most] <= len(known) / 2 or counts[most] < FEWEST_ALIKE:
        return None
    share = f"all {len(known)}" if counts[most] == len(known) else f"{counts[most]} of {len(known)}"
    return f"{share} pairs have the same perpendicular baseline of {values[most]:g} m, which cannot be"


def _residuals(known: Sequence[PairBaseline], tied: dict[str, float]) -> NDArray[np.float64]:
    """What the baselines of pairs differ by from those of the dates (m); 0 where no date is tied."""
    return np.nan_to_num(np.array([value - (tied[b] - tied[a]) for a, b, value in known]))


def _absolute_residuals(known: Sequence[PairBaseline]) -> NDArray[np.float64]:
    """Residuals (m) of the fit with the least sum of absolute residuals."""
    index = {day: n for n, day in enumerate(sorted({day for a, b, _ in known for day in (a, b)}))}
    design, values = _incidence(known, index), np.array([value for *_, value in known])
    both = np.hstack([design, np.eye(len(known)), -np.eye(len(known))])
    cost = np.r_[np.zeros(len(index)), np.ones(2 * len(known))]
    free: list[tuple[float | None, float | None]] = [(None, None)] * len(index)
    found = linprog(cost, A_eq=both, b_eq=values, bounds=free + [(0, None)] * (2 * len(known)))
    return np.asarray(values - design @ found.x[: len(index)])


def _told_apart(kept: Sequence[PairBaseline], ends: tuple[str, str]) -> bool:
    """Whether two ways of other pairs, without a pair in common, contradict a pair: else that one may be wrong."""
    index = {day: n for n, day in enumerate(sorted({*ends, *(day for a, b, _ in kept for day in (a, b))}))}
    edges = [(index[a], index[b]) for a, b, _ in kept]
    a, b = (index[day] for day in ends)
    for left_out in range(len(edges)):
        _, part = _parts(len(index), edges[:left_out] + edges[left_out + 1 :])
        if part[a] != part[b]:
            return False
    return True


def _misclosure(known: Sequence[PairBaseline], tolerance: float) -> str:
    of_pair = {(a, b): value for a, b, value in known}
    later: dict[str, list[str]] = {}
    for a, b in of_pair:
        later.setdefault(a, []).append(b)
    misses = np.array(
        [
            abs(of_pair[a, b] + of_pair[b, c] - of_pair[a, c])
            for a, b in of_pair
            for c in later.get(b, ())
            if (a, c) in of_pair
        ]
    )
    large = misses[misses > tolerance]
    if not large.size:
        return (
            f"the perpendicular baselines of the pairs contradict each other by more than {tolerance:.0f} m"
        )
    return (
        f"the perpendicular baselines of the pairs do not add up: {large.size} of {misses.size} triplets miss by more "
        f"than {tolerance:.0f} m (median {np.median(large):.1f} m)"
    )
