"""What is decided about the motion model and the DEM error, and its words for log, records and report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scarpwatch.dates import date_name, parse_date, years_between
from scarpwatch.decisions import KEY, decide
from scarpwatch.files.json_files import decode, encode
from scarpwatch.insar.corrections.chain_fit import baseline_fault, without_cycles
from scarpwatch.insar.corrections.earned_terms import CycleChoice, choose_cycles
from scarpwatch.insar.motion.model import (
    CYCLES,
    LARGEST_INFLATION,
    MOTION_MODEL,
    cycles_left_out,
    cycles_to_judge,
    motion_attributes,
    motion_design,
)
from scarpwatch.insar.motion.steps import DATES_BESIDE_STEP, read_step, settled_steps
from scarpwatch.insar.series.file import SeriesFile
from scarpwatch.insar.series.sample import read_sample, rows_that_fit, sample_pixels

ACQUISITION_TIME = "ACQUISITION_TIME_UTC"  # tag of geometry layers, and attribute of a series made elsewhere
SAMPLE = 600  # pixels that the cycles of a series made elsewhere are judged by, as many as those of our own


class DecidedMotion(NamedTuple):
    """The motion model of a series.

    Attributes
    ----------
    design : array (dates, terms)
    baselines : array (dates,), m, where a DEM error was taken out with them; else None
    attributes : what is to be kept of the decision with the rate
    """

    design: NDArray[np.float64]
    baselines: NDArray[np.float64] | None
    attributes: dict[str, str]


def decided_motion(
    series: SeriesFile, settings: Mapping[str, Any], trusted: NDArray[np.bool_]
) -> DecidedMotion:
    """The motion model that was decided for a series; for one that was made elsewhere it is decided here.

    Parameters
    ----------
    settings : section ``velocity`` of the config, as plain values
    trusted : array (rows, columns), pixels that may judge
    """
    known = series.attributes.get("baselines_m")
    baselines = None if known is None else np.array(decode(known), dtype=float)
    if MOTION_MODEL in series.attributes:
        motion = decode(series.attributes[MOTION_MODEL])
        return DecidedMotion(motion_design(series.dates, motion), baselines, {})
    settings = with_time(settings, series.attributes.get(ACQUISITION_TIME))
    design, cycles = motion_design(series.dates, settings), cycles_to_judge(series.dates, settings)
    decisions = []
    if baselines is not None:
        fault = baseline_fault(baselines, without_cycles(design, cycles, cycles))
        if fault:
            # As a term of the fit they would take motion for a DEM error that is out of the series already.
            baselines = None
            decisions.append(decide("dem_error", "no further term of the rate's fit", fault, notable=True))
    sample = sample_pixels(trusted, SAMPLE)
    shape = (trusted.shape[0], trusted.shape[1])
    values = read_sample(series.displacement, sample, shape, rows_that_fit(shape, len(series.dates)))
    values = values[:, np.isfinite(values).all(axis=0)]
    choices = choose_cycles(values, design, cycles, baselines=baselines)
    dropped = cycles_dropped(series.dates, settings, choices)
    decisions += cycle_decisions(series.dates, settings, choices) + step_decisions(series.dates, settings)
    kept = {**motion_attributes(settings, dropped), KEY: encode(decisions)}
    motion = decode(kept[MOTION_MODEL])
    return DecidedMotion(motion_design(series.dates, motion), baselines, kept)


def with_time(settings: Mapping[str, Any], told: str | None) -> dict[str, Any]:
    """The settings of the motion model with the time of day of the images: the config's, else what the products tell.

    Parameters
    ----------
    told : tag or attribute ``ACQUISITION_TIME``, HH:MM:SS in UTC; None or empty where the products do not tell
    """
    own = {"acquisition_time": told} if told else {}
    return {**own, **settings}


def cycles_dropped(
    dates: Sequence[str], settings: Mapping[str, Any], choices: Sequence[CycleChoice]
) -> list[str]:
    """The cycles that the config asks for and the motion model does without; parameters as `cycle_decisions`."""
    return [*cycles_left_out(dates, settings), *(choice.name for choice in choices if not choice.kept)]


def cycle_decisions(
    dates: Sequence[str], settings: Mapping[str, Any], choices: Sequence[CycleChoice]
) -> list[dict[str, Any]]:
    """Which cycles of the config are fitted, and why the others are not.

    Parameters
    ----------
    dates : ``YYYYMMDD``, in time order
    settings : section ``velocity`` of the config, as plain values
    choices : how those were judged that the dates can tell from the rate
    """
    judged = {choice.name: choice for choice in choices}
    untold = cycles_left_out(dates, settings)
    decisions = []
    for name in CYCLES:
        if name in untold:
            reason = (
                f"the {len(dates)} dates from {dates[0]} to {dates[-1]} cannot separate it from the rate, whose sigma it would "
                f"raise more than {LARGEST_INFLATION:.0f} times; seasonal motion is aliased into the rate"
            )
            decisions.append(decide("cycles", f"no {name} cycle", reason, notable=True))
        elif name in judged:
            choice = judged[name]
            taken = f"{name} cycle kept" if choice.kept else f"no {name} cycle"
            decisions.append(decide("cycles", taken, choice.reason, notable=not choice.kept))
        elif settings[name]:
            decisions.append(decide("cycles", f"{name} cycle kept", "the config asks for it always"))
    return decisions


def step_decisions(dates: Sequence[str], settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """On which side of a step the image of its day lies, and which steps an earlier assessment does without.

    Parameters
    ----------
    dates : ``YYYYMMDD``, in time order
    settings : section ``velocity`` of the config, as plain values, and ``acquisition_time`` (UTC) where it is known
    """
    placed = {step.value: step for step in settled_steps(dates, settings)}
    passes = settings.get("acquisition_time")
    first = parse_date(dates[0])
    decisions = []
    for value in settings.get("steps", ()):
        day, minutes = read_step(value)
        step = placed.get(value)
        if step is None:
            reason = f"fewer than {DATES_BESIDE_STEP} of the {len(dates)} dates lie before it, after it or up to the next"
            decisions.append(decide("steps", f"no step of {value}", reason, notable=True))
        elif step.apart is not None:
            unknown = "of the step" if minutes is None else "of the image"
            reason = (
                f"the time {unknown} is not known, so it may lie before or after the step"
                if minutes is None or passes is None
                else f"it was taken at {passes}, too near to the step"
            )
            decisions.append(
                decide("steps", f"the image of {step.apart} is left out of the fit", reason, notable=True)
            )
        elif date_name(day) in dates:
            side = "before" if step.years > years_between(first, day) else "after"
            reason = f"it was taken at {passes}, and the step is of {value} (UTC)"
            decisions.append(decide("steps", f"the image of {day} lies {side} the step", reason))
    return decisions


def dem_error_decision(
    summary: Mapping[str, Any], doubted: Sequence[tuple[str, str]] = ()
) -> list[dict[str, Any]]:
    """Whether the DEM error was taken out, and why not; nothing where the config does not ask for it.

    Parameters
    ----------
    summary : of the correction chain
    doubted : pairs whose baselines were not used
    """
    reasons = [
        text.removeprefix("dem_error: ") for text in summary["left_out"] if text.startswith("dem_error: ")
    ]
    if reasons:
        return [decide("dem_error", "left out", reasons[0], notable=True)]
    if "dem_error" not in summary["applied"]:
        return []
    found = (
        f"what was found has a standard deviation of {summary['dem_error_std_m']:.1f} m over the scene, with a sigma of "
        f"{summary['dem_error_sigma_m']:.1f} m"
    )
    if doubted:
        listed = ", ".join("_".join(ends) for ends in doubted[:5])
        more = f" and {len(doubted) - 5} more" if len(doubted) > 5 else ""
        found += f"; the baselines of {listed}{more} contradict the others and were not used"
    return [decide("dem_error", "taken out", found, notable=bool(doubted))]
