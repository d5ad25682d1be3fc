"""Plausibility of perpendicular baselines, of pairs and of dates.

Beside the rooms of the library, because readers doubt the files by it and the corrections what they were given.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, eye_array, hstack
from scipy.sparse.csgraph import maximum_flow

PairBaseline = tuple[str, str, float]

# Baselines of pairs belong to different places and times of the scene, come from orbits or were refined by fringes,
# and are rounded. Around triplets of 30 real pairs made by GAMMA they miss by at most 1.2 m.
TOLERANCE_M = 5.0
TOLERANCE_SHARE = 0.05  # of the largest baseline: along and across a scene a baseline changes by some percent
LARGEST_DOUBTED_SHARE = 0.1  # of the pairs; if more contradict the others, none can be believed
FEWEST_ALIKE = 3
# Scenes whose baselines differ by more than this are beyond the critical baseline of any spaceborne SAR.
LARGEST_SPREAD_M = 10_000.0
SMALLEST_SPREAD_M = 1.0
# Of the squares of the baselines about their median, what must not belong to a single date: it would tell the DEM error
# alone. Among 13 dates that scatter by 60 m one of 2 km has it.
LARGEST_SHARE_OF_ONE = 0.99


class PairDoubts(NamedTuple):
    """What is to be doubted about the baselines of pairs.

    Attributes
    ----------
    fault : why the baselines cannot be true; None where nothing speaks against them
    doubted : single pairs (reference, secondary) whose baseline the others contradict
    """

    fault: str | None
    doubted: list[tuple[str, str]]


def doubt_pairs(pairs: Sequence[PairBaseline]) -> PairDoubts:
    """Check the baselines of pairs for identity and by the loops that the pairs close.

    Baselines add up: around a triplet of pairs they close to what places and rounding allow. A few pairs that the
    others contradict are found by least absolute residuals, provided that the others tell which ones. What is beyond
    the critical baseline of any radar is doubted whatever the others say.

    Parameters
    ----------
    pairs : (reference, secondary, baseline of the secondary less that of the reference in m); NaN where not known
    """
    told = [pair for pair in pairs if np.isfinite(pair[2])]
    known = [pair for pair in told if abs(pair[2]) <= LARGEST_SPREAD_M]
    absurd = [(a, b) for a, b, value in told if abs(value) > LARGEST_SPREAD_M]
    if len(absurd) > max(1, int(LARGEST_DOUBTED_SHARE * len(told))):
        return PairDoubts(_absurd(told), [])
    fault = _alike(known)
    if fault or not known:
        return PairDoubts(fault, absurd)
    residuals = np.abs(_absolute_residuals(known))
    values = np.array([value for *_, value in known])
    tolerance = _tolerance(values)
    # An absurd baseline, being the largest, would allow all others to be wrong by hundreds of metres.
    tolerance = _tolerance(values[residuals <= tolerance])
    wrong = residuals > tolerance
    kept = [pair for pair, doubt in zip(known, wrong, strict=True) if not doubt]
    doubted = [(a, b) for (a, b, _), doubt in zip(known, wrong, strict=True) if doubt]
    allowed = max(1, int(LARGEST_DOUBTED_SHARE * len(known)))
    if len(doubted) > allowed or not all(_told_apart(kept, ends) for ends in doubted):
        return PairDoubts(_misclosure(known, tolerance), absurd)
    return PairDoubts(None, absurd + doubted)


def pair_notes(pairs: Sequence[PairBaseline]) -> list[str]:
    """What is to be told of the baselines of pairs before the run; parameters as `doubt_pairs`."""
    doubts = doubt_pairs(pairs)
    if doubts.fault:
        return [f"{doubts.fault}: the DEM error will not be estimated from them"]
    return [
        f"the perpendicular baseline of {a}_{b} contradicts those of the other pairs or cannot be, and will not be used"
        for a, b in doubts.doubted
    ]


def date_notes(baselines: Sequence[float | None], *, limit_m: float | None = None) -> list[str]:
    """What is to be told of the baselines of scenes before the run.

    Parameters
    ----------
    baselines : m, one per date; None or NaN where not known
    limit_m : ``network.max_baseline_m``
    """
    values = np.array([np.nan if value is None else value for value in baselines])
    known = values[np.isfinite(values)]
    fault = baselines_fault(known) if known.size >= FEWEST_ALIKE else None
    notes = [f"{fault}: the DEM error will not be estimated from them"] if fault else []
    if limit_m is not None and (fault or known.size < values.size):
        of_what = "baselines that cannot be true" if fault else "known baselines alone"
        notes.append(f"network.max_baseline_m ({limit_m:g} m) limits the pairs by {of_what}")
    return notes


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
            f"the perpendicular baselines differ by {spread / 1000:,.0f} km, far beyond the critical baseline: they "
            "may be in another unit"
        )
    about = baselines - np.median(baselines)
    alone = int(np.abs(about).argmax())
    if len(baselines) > FEWEST_ALIKE and about[alone] ** 2 > LARGEST_SHARE_OF_ONE * np.sum(about**2):
        rest = float(np.std(np.delete(baselines, alone)))
        return (
            f"the perpendicular baseline of one date is {abs(about[alone]):,.0f} m off those of the others, which "
            f"scatter by {rest:,.0f} m: it may stand for no value, and would decide alone"
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


def _tolerance(baselines: NDArray[np.float64]) -> float:
    return max(TOLERANCE_M, TOLERANCE_SHARE * float(np.abs(baselines).max(initial=0)))


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


def _absurd(told: Sequence[PairBaseline]) -> str:
    largest = max(abs(value) for *_, value in told)
    return (
        f"perpendicular baselines of pairs go up to {largest / 1000:,.0f} km, far beyond the critical baseline: they may be in "
        "another unit"
    )


def _absolute_residuals(known: Sequence[PairBaseline]) -> NDArray[np.float64]:
    """Residuals (m) of the fit with the least sum of absolute residuals."""
    index = {day: n for n, day in enumerate(sorted({day for a, b, _ in known for day in (a, b)}))}
    values = np.array([value for *_, value in known])
    rows = np.arange(len(known))
    first = np.array([index[a] for a, _, _ in known])
    second = np.array([index[b] for _, b, _ in known])
    signs = np.r_[-np.ones(len(known)), np.ones(len(known))]
    design = coo_array((signs, (np.r_[rows, rows], np.r_[first, second])), (len(known), len(index)))
    both = hstack([design, eye_array(len(known)), -eye_array(len(known))], format="csc")
    cost = np.r_[np.zeros(len(index)), np.ones(2 * len(known))]
    free: list[tuple[float | None, float | None]] = [(None, None)] * len(index)
    found = linprog(cost, A_eq=both, b_eq=values, bounds=free + [(0, None)] * (2 * len(known)))
    return np.asarray(values - design @ found.x[: len(index)])


def _told_apart(kept: Sequence[PairBaseline], ends: tuple[str, str]) -> bool:
    """Whether two ways of other pairs, without a pair in common, contradict a pair: else that one may be wrong."""
    index = {day: n for n, day in enumerate(sorted({*ends, *(day for a, b, _ in kept for day in (a, b))}))}
    first = [index[a] for a, _, _ in kept]
    second = [index[b] for _, b, _ in kept]
    once = np.ones(2 * len(kept), np.int32)
    graph = csr_array((once, (first + second, second + first)), (len(index), len(index)))
    graph.data[:] = 1
    return int(maximum_flow(graph, index[ends[0]], index[ends[1]]).flow_value) >= 2


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
        f"the perpendicular baselines of the pairs do not close: {large.size} of {misses.size} triplets miss by more "
        f"than {tolerance:.0f} m (median {np.median(large):.1f} m)"
    )
