"""Steps of the motion model: sudden offsets at given times, and on which side of them an image lies.

An image of the very day of a step lies before or after it by the time of day. Where that is not known for both, or
they are too near to each other, nothing is assumed: the image gets an offset of its own in the fit, which is the same
as leaving it out. On the wrong side it would tilt the rate (-9.4 for -8.0 cm/yr, by a step of 3 cm).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from scarpwatch.dates import DAYS_PER_YEAR, parse_date, years_between
from scarpwatch.errors import ConfigError

# Dates that a step needs before and after it, and between it and the next: one for the level, two to judge it. The
# image of the very day counts as one after it here.
DATES_BESIDE_STEP = 3
# The images of a stack are taken at the same time of day to a few seconds, slices of one pass within minutes.
UNSURE_MINUTES = 10.0
_MINUTES_PER_DAY = 1440.0

StepValue = date | datetime | str


class PlacedStep(NamedTuple):
    """A step among the dates of a stack.

    Attributes
    ----------
    value : as it was given
    years : time since the first date (yr) from which on a date counts as after the step
    apart : the date whose image may lie on either side of it
    """

    value: StepValue
    years: float
    apart: date | None


def read_step(value: StepValue) -> tuple[date, float | None]:
    """Day of a step in UTC, and the minutes of the day where a time was given.

    A time without a zone is UTC.

    Raises
    ------
    ValueError
        If it is no date and no time of ISO 8601.
    """
    if isinstance(value, str):
        text = value.strip()
        value = date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    if not isinstance(value, datetime):
        return value, None
    moment = value.astimezone(UTC) if value.tzinfo else value
    return moment.date(), minutes_of(moment.time())


def minutes_of(clock: time | str | None) -> float | None:
    """Minutes since midnight of a time of day; None where there is none."""
    if clock is None:
        return None
    parsed = time.fromisoformat(clock) if isinstance(clock, str) else clock
    return 60 * parsed.hour + parsed.minute + parsed.second / 60


def place_steps(
    dates: Sequence[date], steps: Sequence[StepValue], acquired: time | str | None = None
) -> list[PlacedStep]:
    """The steps that the dates can tell from noise, in time order: with enough dates before, after and between them.

    An assessment of an earlier date does not know of what came later, so it leaves such steps out.

    Parameters
    ----------
    acquired : time of day (UTC) of the images; None where not known
    """
    passes = minutes_of(acquired)
    chosen: list[PlacedStep] = []
    first = min(dates)
    known = {value: read_step(value) for value in steps}
    for value in sorted(known, key=lambda value: (known[value][0], known[value][1] or 0.0)):
        day, minutes = known[value]
        years, apart = years_between(first, day), None
        near = _too_near(dates, day, minutes, passes)
        if near is not None:
            apart = near
            years = years_between(first, near)
        elif minutes is not None and (day not in dates or (passes is not None and passes < minutes)):
            years += minutes / _MINUTES_PER_DAY / DAYS_PER_YEAR  # an image of its day was taken before it
        start = chosen[-1].years if chosen else float("-inf")
        times = [years_between(first, other) for other in dates]
        before = sum(start <= at < years for at in times)
        after = sum(at >= years for at in times)
        if before >= DATES_BESIDE_STEP and after >= DATES_BESIDE_STEP:
            chosen.append(PlacedStep(value, years, apart))
    return chosen


def _too_near(dates: Sequence[date], day: date, minutes: float | None, passes: float | None) -> date | None:
    """The date whose image may lie on either side of a step: in doubt that of its day, else one of minutes apart.

    Around midnight the two may have different days.
    """
    if minutes is None or passes is None:
        return day if day in dates else None
    for other in (day, day - timedelta(days=1), day + timedelta(days=1)):
        if other in dates and abs((other - day).days * _MINUTES_PER_DAY + passes - minutes) < UNSURE_MINUTES:
            return other
    return None


def usable_steps(
    dates: Sequence[date], steps: Sequence[StepValue], acquired: time | str | None = None
) -> list[StepValue]:
    """The steps of :func:`place_steps` as they were given."""
    return [step.value for step in place_steps(dates, steps, acquired)]


def require_steps(
    dates: Sequence[date], steps: Sequence[StepValue], acquired: time | str | None = None
) -> None:
    """Refuse steps that the dates of the whole stack cannot resolve.

    Raises
    ------
    ConfigError
    """
    usable = usable_steps(dates, steps, acquired)
    left = sorted((value for value in steps if value not in usable), key=lambda value: read_step(value)[0])
    if left:
        text = left[0] if isinstance(left[0], str) else left[0].isoformat()
        raise ConfigError(
            f"velocity.steps: {text}",
            f"a step needs {DATES_BESIDE_STEP} dates of the stack before it, after it and up to the next step; "
            f"the stack runs from {min(dates).isoformat()} to {max(dates).isoformat()}",
            "Leave the step out, or correct its date.",
        )


def settled_steps(dates: Sequence[str], settings: Mapping[str, Any]) -> list[PlacedStep]:
    """The usable steps of the config.

    Parameters
    ----------
    dates : ``YYYYMMDD``, in time order
    settings : section ``velocity`` of the config, as plain values, and ``acquisition_time`` (UTC) where it is known
    """
    days = [parse_date(name) for name in dates]
    return place_steps(days, settings.get("steps", ()), settings.get("acquisition_time"))
