"""How much of the rate in phase ramp and stratified delay is atmospheric, and how much is motion.

Offset, ramp and height term are fitted to every date. What of a term goes up and down from date to date is
atmosphere or orbit for certain, and it has no say in the rate. What of it is linear in time goes into the rate, and
there a slope that moves as a whole looks like a ramp. The scatter of a term from date to date says how large its
rate may be by chance; the size of the scene says how likely it is that motion makes a plane of it: on one slope it
may well, over many kilometres hardly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, softmax

from scarpwatch.decisions import decide
from scarpwatch.distributions import student_log_density
from scarpwatch.insar.corrections.ramps import RampFit, fit_ramps
from scarpwatch.insar.series.sample import Sample

TERMS = ("row ramp", "column ramp", "height term")
SMALL_KM, LARGE_KM = 1.5, 5.0
# Odds that motion is in a term, before its rate is looked at: 4 to 1 on one slope, 1 to 19 over many kilometres.
PRIOR_SMALL, PRIOR_LARGE = 0.8, 0.05
# What motion gives to a term, as a standard deviation over the scene: slow as slopes are, or, rarely, as fast as ground
# over pumped aquifers or mines. Probability and size (m/yr).
SLOW, FAST = (0.98, 0.005), (0.02, 0.05)
STEP_YEARS = 2.0  # a step of the motion model (m) is taken to be as large as so many years of motion
LEAST_RELIEF_M = (
    10.0  # standard deviation of the height; below, a stratified delay of 30 mm/km is less than 0.3 mm
)
WHOLE, NONE = 0.9, 0.1  # shares from which on, in words, a rate is taken out whole, or not


class TermRates(NamedTuple):
    """Rate of the row ramp, the column ramp and the height term, each as a standard deviation over the scene.

    Attributes
    ----------
    size_km : square root of the area that the fitted pixels span; infinite where it is not known
    relief : standard deviation of the height, m
    rate, sigma : arrays (terms,), m/yr; what chance may make of the term's scatter from date to date
    share : array (terms,), the part of the rate that is taken out
    """

    size_km: float
    relief: float
    rate: NDArray[np.float64]
    sigma: NDArray[np.float64]
    share: NDArray[np.float64]


def prior_of_motion(size_km: float) -> float:
    """Probability that motion is in a term of a scene of this size, before its rate is looked at."""
    large = np.clip(np.log(size_km / SMALL_KM) / np.log(LARGE_KM / SMALL_KM), 0, 1)
    return float(expit(logit(PRIOR_SMALL) * (1 - large) + logit(PRIOR_LARGE) * large))


def share_of_atmosphere(
    rate: NDArray[np.float64],
    sigma: NDArray[np.float64],
    freedom: int,
    prior: float,
    years: float = 1.0,
) -> NDArray[np.float64]:
    """Expected part of a rate that is not motion.

    Either there is no motion in it, and rate over sigma follows Student's distribution; or there is, and the two add
    up: their sum has the variance sigma^2 + m^2, m being the size of slow or of fast motion, and the atmosphere has
    sigma^2 of it. The result is the mean over these cases, weighed by their probabilities after the rate is known.

    Parameters
    ----------
    rate, sigma : arrays of the same shape, m/yr, or m of so many ``years``
    freedom : degrees of freedom that sigma is known with
    prior : probability of motion
    """
    sigma = np.maximum(sigma, 1e-12)
    cases = [(1 - prior, 0.0), *((prior * chance, size * years) for chance, size in (SLOW, FAST))]
    logs, parts = [], []
    for chance, size in cases:
        both = np.hypot(sigma, size)
        logs.append(np.log(chance) + student_log_density(rate / both, freedom) - np.log(both))
        parts.append((sigma / both) ** 2)
    return np.asarray(np.sum(softmax(logs, axis=0) * parts, axis=0))


def _steps(motion: NDArray[np.float64]) -> list[int]:
    """Columns of the motion model that go from 0 to 1 and stay there."""
    jumps = np.diff(motion, axis=0)
    once = (motion[0] == 0) & (motion[-1] == 1) & np.isin(jumps, (0, 1)).all(axis=0)
    return [int(column) for column in np.flatnonzero(once & (jumps.sum(axis=0) == 1)) if column > 1]


def part_motion(
    coefficients: NDArray[np.float64],
    motion: NDArray[np.float64],
    spreads: Sequence[float] | NDArray[np.float64],
    size_km: float,
) -> tuple[NDArray[np.float64], TermRates]:
    """Leave out of the terms of the dates what of their rates and steps is expected to be motion.

    Parameters
    ----------
    coefficients : array (dates, 4), m: offset, row ramp, column ramp, height term, relative to the first date
    motion : array (dates, terms), the motion model; its second column is time in years. Cycles that may yet be left
        out of it are better not in it.
    spreads : standard deviation over the scene of what one unit of each of the three terms makes
    size_km : of the scene, see :class:`TermRates`

    Returns
    -------
    The coefficients without that part, and what was decided about the rates.
    """
    spread = np.asarray(spreads, np.float64)
    solver = np.linalg.pinv(motion)
    fitted = solver @ coefficients[:, 1:]
    freedom = max(1, len(motion) - int(np.linalg.matrix_rank(motion)))
    scatter = np.sqrt(np.sum((coefficients[:, 1:] - motion @ fitted) ** 2, axis=0) / freedom)
    prior = prior_of_motion(size_km)

    def judge(column: int, years: float) -> TermRates:
        found, sigma = fitted[column] * spread, scatter * np.linalg.norm(solver[column]) * spread
        share = share_of_atmosphere(found, sigma, freedom, prior, years)
        return TermRates(size_km, 1000 * float(spread[2]), found, sigma, share)

    judged = {1: judge(1, 1.0)} | {column: judge(column, STEP_YEARS) for column in _steps(motion)}
    taken = coefficients.copy()
    for column, rates in judged.items():
        change = motion[:, column] - motion[0, column]
        taken[:, 1:] -= np.outer(change, (1 - rates.share) * fitted[column])
    return taken, judged[1]


def fit_earned_ramps(
    values: NDArray[np.floating],
    sample: Sample,
    height: NDArray[np.floating],
    design: NDArray[np.float64],
    least: NDArray[np.float64],
    *,
    cell: tuple[float, float],
    aspect: float,
    baselines: NDArray[np.float64] | None,
    judged: bool,
) -> tuple[RampFit, TermRates | None]:
    """Ramp and height term of every date, without what of their rates is expected to be motion.

    Parameters
    ----------
    values : array (dates, pixels), m
    sample : where the pixels are
    height : array (rows, columns), m
    design : array (dates, terms), the motion model
    least : the same without the cycles that may yet be left out, and with the baselines where they are used
    cell : height and width of a pixel on the ground, m
    aspect, baselines : as for :func:`~scarpwatch.insar.corrections.ramps.fit_ramps`
    judged : False takes all terms out whole
    """
    shape = (height.shape[0], height.shape[1])
    ground, (y, x) = sample.of(height), sample.place(shape)
    relief = float(np.std(ground))
    if judged and relief < LEAST_RELIEF_M:
        ground = np.full_like(ground, np.median(ground))
    ramps = fit_ramps(values, ground, (y, x), design, aspect=aspect, baselines=baselines)
    if not judged:
        return ramps, None
    extent = [
        (np.ptp(place) + 1) * side for place, side in ((sample.rows, cell[0]), (sample.columns, cell[1]))
    ]
    size_km = float(np.sqrt(extent[0] * extent[1])) / 1000
    if not np.isfinite(size_km):
        size_km = np.inf
    taken, rates = part_motion(
        ramps.coefficients, least, [float(np.std(y)), float(np.std(x)), relief / 1000], size_km
    )
    return ramps._replace(coefficients=taken), rates


def rates_record(rates: TermRates | None) -> dict[str, Any] | None:
    """The rates of the terms that were taken out, for corrections.json; None where they were not judged."""
    if rates is None:
        return None
    terms = {
        name: {
            "rate_mm_yr": round(1000 * float(rate), 3),
            "sigma_mm_yr": round(1000 * float(sigma), 3),
            "share_taken_out": round(float(share), 3),
        }
        for name, rate, sigma, share in zip(TERMS, rates.rate, rates.sigma, rates.share, strict=True)
    }
    if rates.relief < LEAST_RELIEF_M:
        del terms[TERMS[2]]
    size = round(rates.size_km, 3) if np.isfinite(rates.size_km) else None
    return {"scene_km": size, "relief_m": round(rates.relief, 2), "terms": terms}


def ramp_decision(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How phase ramp and stratified delay were removed; nothing where the config does not ask for them.

    Parameters
    ----------
    summary : of the correction chain
    """
    if "ramp_and_height" not in summary["applied"]:
        few = [text for text in summary["left_out"] if text.startswith("ramp_and_height: ")]
        return [
            decide("ramp_and_height", "left out", text.removeprefix("ramp_and_height: "), notable=True)
            for text in few
        ]
    record = summary["ramp_and_height_rates"]
    if record is None:
        return [decide("ramp_and_height", "taken out whole", "the config asks for them always")]
    terms = record["terms"]
    flat = TERMS[2] not in terms
    whole = [name for name, term in terms.items() if term["share_taken_out"] >= WHOLE]
    without = [name for name, term in terms.items() if term["share_taken_out"] <= NONE]
    parts = [f"{', '.join(whole)} taken out whole"] if whole else []
    parts += [f"{', '.join(without)} without the rate"] if without else []
    parts += [
        f"{name} with {100 * term['share_taken_out']:.0f} % of the rate"
        for name, term in terms.items()
        if name not in whole + without
    ]
    parts += ["height term left out"] if flat else []
    rates = ", ".join(
        f"{name} {term['rate_mm_yr']:+.1f} ± {term['sigma_mm_yr']:.1f} mm/yr" for name, term in terms.items()
    )
    size = "of unknown size" if record["scene_km"] is None else f"of {record['scene_km']:.1f} km"
    reason = f"the scene is {size}; rates of the terms, as standard deviations over it: {rates}"
    if flat:
        reason += (
            f"; the height has a standard deviation of {record['relief_m']:.1f} m over it, too little to tell"
        )
    return [decide("ramp_and_height", "; ".join(parts), reason, notable=flat or len(whole) < len(terms))]
