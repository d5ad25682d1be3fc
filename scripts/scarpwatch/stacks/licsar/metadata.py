"""The small text files of a LiCSAR frame: `baselines` and `metadata.txt`.

``baselines`` has a line per date: the frame's prime date, the date, its perpendicular baseline to the prime (m)
and the days between. The old form has nine columns: a number, the two dates of a pair, its baseline and days,
the days of both to the prime, and the baselines of both to the prime. LiCSBAS writes one of nine columns with
random numbers below 1 m where it finds none; such are taken for what they are.

Sign. Neither LiCSAR nor LiCSBAS documents it. It is GAMMA's (the frames are made with GAMMA) and taken as
positive on the far-range side. If it were the other way, the estimated DEM error would have the other sign and
the corrected displacement would be the same.

``metadata.txt`` has lines ``key=value``: among them ``center_time``, ``heading`` and ``avg_incidence_angle``
(degrees, of the middle of the frame) and ``centre_range_m``.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from scarpwatch.errors import InputError
from scarpwatch.files.kinds import require_small_text
from scarpwatch.stacks.listing import date_of, seconds_of

MADE_UP_M = 1.0  # LiCSBAS's random baselines are smaller than this, and no orbit repeats as well


class Baselines(NamedTuple):
    """Perpendicular baselines (m) of dates to a prime date, by prime; and the lines not understood."""

    of_prime: dict[str, dict[datetime.date, float]]
    strange: int

    def between(self, reference: datetime.date, secondary: datetime.date) -> float:
        """The secondary's less the reference's; NaN where no prime has both."""
        for dates in self.of_prime.values():
            if reference in dates and secondary in dates:
                return dates[secondary] - dates[reference]
        return math.nan

    @property
    def made_up(self) -> bool:
        """Whether the numbers are LiCSBAS's random ones."""
        values = [abs(value) for dates in self.of_prime.values() for value in dates.values()]
        return len(values) > 3 and max(values) < MADE_UP_M


class FrameMetadata(NamedTuple):
    """What `metadata.txt` says of the frame; NaN where it does not say."""

    heading_deg: float = math.nan
    incidence_deg: float = math.nan
    centre_range: float = math.nan
    acquired: float = math.nan  # seconds of the day, UTC


def read_baselines(path: Path) -> Baselines:
    """Read `baselines` of either form; lines of neither are counted and left out."""
    of_prime: dict[str, dict[datetime.date, float]] = {}
    strange = 0
    for line in require_small_text(path).splitlines():
        cells = line.split()
        if not cells:
            continue
        try:
            prime, values = _understand(cells)
        except (ValueError, IndexError):
            strange += 1
            continue
        of_prime.setdefault(prime, {}).update(values)
    return Baselines(of_prime, strange)


def _understand(cells: Sequence[str]) -> tuple[str, dict[datetime.date, float]]:
    """Prime (empty where the form does not name it) and baselines to it; ValueError if it is no such line."""
    old = len(cells) == 9
    first, second = (date_of(cells[n]) for n in ((1, 2) if old else (0, 1)))
    if first is None or second is None or len(cells) not in (4, 9):
        raise ValueError("no line of baselines")
    numbers = (float(cells[7]), float(cells[8])) if old else (0.0, float(cells[2]))
    if not all(map(math.isfinite, numbers)):
        raise ValueError("no number")
    return "" if old else str(first), {first: numbers[0], second: numbers[1]}


def read_metadata(path: str | Path) -> FrameMetadata:
    """Read `metadata.txt`.

    Raises
    ------
    InputError
        If it cannot be read, or a value is not a number or no angle of Sentinel-1 in degrees.
    """
    text = require_small_text(path)
    values = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)

    def number(key: str, low: float, high: float) -> float:
        raw = values.get(key, "").strip()
        try:
            value = float(raw or "nan")
        except ValueError:
            value = math.inf
        if value < low or value > high:
            raise InputError(
                path,
                f"`{key}` is {raw}, where {low:g} to {high:g} can be",
                "Download it again; angles are in degrees.",
            )
        return value

    return FrameMetadata(
        number("heading", -360, 360),
        number("avg_incidence_angle", 15, 60),
        number("centre_range_m", 5e5, 2e6),
        seconds_of(values.get("center_time", "").strip()[:8]),
    )


def require_direction(path: str | Path, frame: str, heading_deg: float, what: str) -> None:
    """Refuse a heading that is not that of the frame's name, such as 106D_05248_131313, whose letter tells it.

    Parameters
    ----------
    frame : empty where it is not known
    heading_deg : clockwise from north; NaN where not known
    what : where the heading comes from, in words

    Raises
    ------
    InputError
    """
    if not frame or math.isnan(heading_deg):
        return
    flown = "ascending" if math.cos(math.radians(heading_deg)) > 0 else "descending"
    named = "ascending" if frame[3] == "A" else "descending"
    if flown != named:
        raise InputError(
            path,
            f"by {what} the satellite flew towards {heading_deg:.0f} degrees from north, so the track is {flown}, and the "
            f"frame {frame} is {named}",
            "Take all files of one frame.",
        )
