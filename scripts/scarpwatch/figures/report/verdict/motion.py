"""Whether the deformation says anything: how many cells move by more than noise alone would let them seem to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.distributions import normal_above, student_above
from scarpwatch.figures.report.verdict.limits import (
    FAR_SHARE,
    FAR_SIGMAS,
    FAR_TIMES_NOISE,
    FREE_DATES,
    SIGMAS,
    TIMES_NOISE,
)
from scarpwatch.insar.series.variance_pool import widening

MOVES = "moves"
NOTHING = "nothing beyond noise"
TOO_FEW = "too few scenes"
NOT_JUDGED = "uncertainty not known"

Array = NDArray[np.floating]


def motion_figures(
    rate: Array, sigma: Array, ground: NDArray[np.bool_], quality: Mapping[str, Any], cell_km2: float
) -> dict[str, Any]:
    """What is known of the rates of the map, with the uncertainty of the offset of the whole map in that of each cell.

    Parameters
    ----------
    rate, sigma : arrays (rows, columns), cm/yr, NaN where not measured
    ground : array (rows, columns), cells of the area
    quality : what ``quality.json`` holds
    cell_km2 : area of a cell, km2

    Returns
    -------
    dict
        ``measured_share`` of the ground; ``dates`` and ``free_dates`` (scenes less the terms of the motion model; None of
        a rate that was made elsewhere); ``offset_sigma`` (cm/yr; None where it is not known); of the measured cells
        ``beyond_share`` and ``far_share``, those whose rate exceeds two and four standard deviations, beside
        ``noise_share`` and ``noise_far_share``, which noise alone would give; ``beyond_km2``, and ``lowest`` and
        ``highest`` (cm/yr), between which the rates beyond two lie but for .2 % at either end. All shares are None
        where no standard deviation is known.
    """
    known = np.isfinite(rate) & ground
    offset = quality.get("reference_offset_sigma_cm_per_year")
    dates, free = quality.get("dates"), free_dates(quality)
    figures: dict[str, Any] = {
        "measured_share": float(known.sum() / ground.sum()) if ground.any() else 0.0,
        "dates": dates,
        "free_dates": free,
        "offset_sigma": offset,
    }
    # A standard deviation of 0 is none: any rate would lie infinitely far beyond it.
    judged = known & (sigma > 0)
    names = ("beyond_share", "far_share", "noise_share", "noise_far_share", "beyond_km2", "lowest", "highest")
    figures |= dict.fromkeys(names)
    if not judged.any():
        return figures
    size = np.abs(rate[judged]) / np.hypot(sigma[judged], offset or 0.0)
    beyond = size > SIGMAS
    figures |= {
        "beyond_share": float(beyond.mean()),
        "far_share": float((size > FAR_SIGMAS).mean()),
        "noise_share": noise_share(SIGMAS, free),
        "noise_far_share": noise_share(FAR_SIGMAS, free),
        "beyond_km2": float(beyond.sum()) * cell_km2,
    }
    if beyond.any():
        low, high = np.quantile(rate[judged][beyond], [0.002, 0.998])
        figures |= {"lowest": float(low), "highest": float(high)}
    return figures


def free_dates(quality: Mapping[str, Any]) -> int | None:
    """Scenes less the terms of the motion model; None where the rate was not fitted here."""
    motion = quality.get("motion_model")
    if motion is None or quality.get("dates") is None:
        return None
    cycles = 2 * sum(bool(motion.get(name)) for name in ("annual", "semiannual"))
    steps = sum(len(motion.get(name) or ()) for name in ("steps", "apart"))
    return int(quality["dates"]) - 2 - cycles - steps


def noise_share(sigmas: float, free: int | None) -> float:
    """Share of cells that noise alone puts beyond so many standard deviations.

    A standard deviation from few scenes is widened so that it holds 68.3 % of the errors; further out it holds fewer than
    that of many scenes does, as Student's t says.

    Parameters
    ----------
    free : degrees of freedom; None for many
    """
    if free is None:
        return float(2 * normal_above(sigmas))
    return float(2 * student_above(sigmas * float(widening(max(free, 1))), max(free, 1)))


def judge_motion(figures: Mapping[str, Any]) -> str:
    """The verdict on a deformation.

    With too few scenes nothing is decided, whatever the rates. Otherwise ground moves if the cells beyond two standard
    deviations are clearly more than noise alone gives, or if those far beyond are.
    """
    free = figures["free_dates"]
    if free is not None and free < FREE_DATES:
        return TOO_FEW
    if figures["beyond_share"] is None or figures["offset_sigma"] is None:
        return NOT_JUDGED
    many = figures["beyond_share"] >= TIMES_NOISE * figures["noise_share"]
    far = figures["far_share"] >= max(FAR_SHARE, FAR_TIMES_NOISE * figures["noise_far_share"])
    return MOVES if many or far else NOTHING
