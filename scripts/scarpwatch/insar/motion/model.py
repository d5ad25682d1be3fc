"""The motion model: how a pixel is taken to move between the first and the last date."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.dates import DAYS_PER_YEAR, date_name, parse_date, years_between
from scarpwatch.errors import DataError
from scarpwatch.files.json_files import encode
from scarpwatch.insar.motion.steps import settled_steps

# A cycle that would raise the rate's standard deviation by more than this cannot be told from the rate. With
# regular dates an annual cycle raises it 7.6 times over half a year, 1.5 times over one, 1.1 times over two.
LARGEST_INFLATION = 2.0
FEWEST_DATES = 3  # an offset, a rate, and one to judge them by
CYCLES = {"annual": 1.0, "semiannual": 2.0}  # per year
_SAME_YEARS = 1e-4  # an hour, of times that belong to one date
MOTION_MODEL = "motion_model"  # attribute of a series file


def temporal_design(
    years: NDArray[np.floating],
    *,
    annual: bool,
    semiannual: bool,
    steps: Sequence[float] = (),
    apart: Sequence[float] = (),
) -> NDArray[np.float64]:
    """Design matrix of the motion model: offset, rate, seasonal terms and steps.

    Parameters
    ----------
    years : array (dates,), time since the first date (yr)
    steps : times of sudden offsets (yr since the first date), from
        :func:`~scarpwatch.insar.motion.steps.place_steps`
    apart : times of dates (yr since the first date) that get an offset of their own, because the side of a step on
        which they lie is not known

    Returns
    -------
    array (dates, terms): 1, t, sine and cosine of each period, 0 before and 1 from each step on, and 1 on each date
    apart
    """
    columns = [np.ones_like(years), years]
    for wanted, frequency in ((annual, 1.0), (semiannual, 2.0)):
        if wanted:
            angle = 2 * np.pi * frequency * years
            columns += [np.sin(angle), np.cos(angle)]
    columns += [np.asarray(years >= step, np.float64) for step in steps]
    columns += [np.asarray(np.abs(years - alone) < _SAME_YEARS, np.float64) for alone in apart]
    return np.stack(columns, axis=1).astype(np.float64)


def rate_inflation(design: NDArray[np.float64], extra: NDArray[np.float64], *, rate: int = 1) -> float:
    """By how much further terms raise the standard deviation of the rate, for white noise.

    Holds for any design: dates that are missing are rows left out, disconnected subsets of dates are one offset
    column each, and the further terms may be cycles, steps, baselines or several of them at once. By the theorem of
    Frisch, Waugh and Lovell the standard deviation goes with one over the length of what the other terms leave of
    the rate's column, so terms that are combinations of each other do no harm here.

    Parameters
    ----------
    design : array (dates, terms), the terms beside which the others are judged
    extra : array (dates, further terms) or (dates,)
    rate : which column of the design is the rate

    Returns
    -------
    Ratio of the two standard deviations, at least 1; infinity where the further terms hide the rate altogether;
    NaN where the design does not tell the rate even without them.
    """
    column = design[:, rate]
    others = np.delete(design, rate, axis=1)
    alone = _length_left(column, others)
    if alone == 0:
        return float("nan")
    beside = _length_left(column, np.column_stack([others, extra]))
    return max(1.0, alone / beside) if beside > 0 else float("inf")


def _length_left(column: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """Length of what the other columns leave of one; zero where they explain it to the rounding of numbers."""
    lengths = np.linalg.norm(others, axis=0)
    scaled = others[:, lengths > 0] / lengths[lengths > 0]
    basis, values, _ = np.linalg.svd(scaled, full_matrices=False)
    basis = basis[:, values > 1e-9 * values.max(initial=0)]
    left = float(np.linalg.norm(column - basis @ (basis.T @ column)))
    return left if left > 1e-8 * float(np.linalg.norm(column)) else 0.0


def usable_cycles(
    years: NDArray[np.floating], wanted: Sequence[str], steps: Sequence[float] = ()
) -> list[str]:
    """The cycles that the dates can tell from the rate; the others would turn noise into rates.

    Judged by how much a cycle raises the standard deviation of the rate for white noise, beside the steps.

    Parameters
    ----------
    years : array (dates,), time since the first date (yr)
    wanted : names out of ``CYCLES``
    steps : times of the steps that are fitted as well (yr since the first date)
    """
    plain = temporal_design(years, annual=False, semiannual=False, steps=steps)
    chosen: list[str] = []
    for name in CYCLES:
        if name in wanted and years.size > plain.shape[1] + 2 * len(chosen) + 2:
            terms = [*chosen, name]
            more = temporal_design(
                years, annual="annual" in terms, semiannual="semiannual" in terms, steps=steps
            )
            full = np.linalg.matrix_rank(more) == more.shape[1]
            if full and rate_inflation(plain, more[:, 2 : 2 + 2 * len(terms)]) <= LARGEST_INFLATION:
                chosen.append(name)
    return chosen


def _days(dates: Sequence[str]) -> list[date]:
    return [parse_date(name) for name in dates]


def _years(dates: Sequence[str]) -> NDArray[np.float64]:
    days = _days(dates)
    return np.array([(day - days[0]).days for day in days]) / DAYS_PER_YEAR


def motion_steps(dates: Sequence[str], settings: Mapping[str, Any]) -> list[float]:
    """Times (yr since the first date) of the steps that the config asks for and the dates can resolve.

    Parameters
    ----------
    dates : ``YYYYMMDD``, in time order
    settings : section ``velocity`` of the config, as plain values, and ``acquisition_time`` (UTC) where it is known
    """
    return [step.years for step in settled_steps(dates, settings)]


def motion_terms(dates: Sequence[str], settings: Mapping[str, Any]) -> dict[str, Any]:
    """The terms of the motion model, as :func:`temporal_design` takes them; parameters as `motion_steps`."""
    steps, cycles = settled_steps(dates, settings), motion_cycles(dates, settings)
    days = _days(dates)
    apart = sorted({step.apart for step in steps if step.apart is not None})
    return {
        "annual": "annual" in cycles,
        "semiannual": "semiannual" in cycles,
        "steps": [step.years for step in steps],
        "apart": [years_between(days[0], day) for day in apart],
    }


def motion_cycles(dates: Sequence[str], settings: Mapping[str, Any]) -> list[str]:
    """The cycles that the config asks for and the dates can tell from the rate; parameters as `motion_steps`."""
    wanted = [name for name in CYCLES if settings[name]]
    return usable_cycles(_years(dates), wanted, motion_steps(dates, settings))


def cycles_left_out(dates: Sequence[str], settings: Mapping[str, Any]) -> list[str]:
    """The cycles that the config asks for and the dates cannot tell from the rate; parameters as `motion_steps`."""
    used = motion_cycles(dates, settings)
    return [name for name in CYCLES if settings[name] and name not in used]


def cycles_to_judge(dates: Sequence[str], settings: Mapping[str, Any]) -> dict[str, list[int]]:
    """The cycles that have to earn their place, and their columns of `motion_design`; parameters as `motion_steps`."""
    used = motion_cycles(dates, settings)
    columns = {name: [2 + 2 * place, 3 + 2 * place] for place, name in enumerate(used)}
    return {name: own for name, own in columns.items() if settings[name] != "always"}


def motion_design(dates: Sequence[str], settings: Mapping[str, Any]) -> NDArray[np.float64]:
    """Design matrix of the motion model that the config asks for, without cycles that the dates cannot resolve.

    Parameters as :func:`motion_steps`.
    """
    return temporal_design(_years(dates), **motion_terms(dates, settings))


def motion_attributes(settings: Mapping[str, Any], left_out: Collection[str]) -> dict[str, str]:
    """What a series file keeps of the motion model that was decided: that of the config without these cycles."""
    cycles = {name: bool(settings[name]) and name not in left_out for name in CYCLES}
    return {
        MOTION_MODEL: encode({**settings, **cycles}),
        "cycles_left_out": encode([name for name in CYCLES if settings[name] and name in left_out]),
    }


def require_stack(dates: Sequence[date], *, where: str) -> None:
    """Refuse a stack from which no rate can be had, before anything is computed.

    Raises
    ------
    DataError
        If it has fewer than three dates: offset and rate would leave nothing to judge them by.
    """
    if len(dates) < FEWEST_DATES:
        raise DataError(
            where,
            f"the stack has {len(dates)} dates, and a rate with its uncertainty takes at least {FEWEST_DATES}",
            "Add scenes or pairs of other dates (a useful rate takes fifteen or more), or leave `sar` out for static "
            "models.",
        )


def model_notes(dates: Sequence[date], settings: Mapping[str, Any], *, dem_error: bool) -> list[str]:
    """What the dates of a stack do not allow of what the config asks for, to be told before anything is computed.

    Parameters
    ----------
    dates : of the whole stack, in time order
    settings : as for :func:`motion_steps`
    dem_error : whether the config asks for the DEM error
    """
    names = [date_name(day) for day in dates]
    span = f"{len(names)} dates over {(dates[-1] - dates[0]).days} days"
    notes = [
        f"velocity.{name}: {span} cannot separate the cycle from the rate, so it is left out"
        for name in cycles_left_out(names, settings)
    ]
    if (
        dem_error
        and len(names)
        <= motion_design(names, settings).shape[1] - 2 * len(cycles_to_judge(names, settings)) + 1
    ):
        notes.append(
            f"corrections.dem_error: {span} do not determine it besides the motion, so it is left out"
        )
    return notes


def require_dates(design: NDArray[np.float64], where: str) -> None:
    """Refuse a series too short for the motion model.

    Raises
    ------
    DataError
        If there are no more dates than terms, so that nothing would be left to judge the fit by.
    """
    dates, terms = design.shape
    if dates <= terms:
        raise DataError(
            where,
            f"{dates} dates do not determine a motion model of {terms} terms",
            "Add scenes, or switch velocity.annual, velocity.semiannual, velocity.steps or "
            "corrections.dem_error off.",
        )
