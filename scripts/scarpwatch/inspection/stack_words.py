"""What is known of many dates or products, in a few words: one value, or how many there are of each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

import numpy as np

from scarpwatch.stacks.readers import Facts

_MOST = 5  # kinds or gaps that are listed


def calendar(dates: Sequence[date]) -> list[tuple[str, str]]:
    """How many dates there are, and how far apart."""
    facts = [("dates", f"{len(dates)}, {min(dates)} to {max(dates)}")] if dates else []
    steps = [((second - first).days, first, second) for first, second in pairwise(sorted(dates))]
    if not steps:
        return facts
    usual = float(np.median([days for days, _, _ in steps]))
    low, high = min(steps)[0], max(steps)[0]
    long = sorted((step for step in steps if step[0] > 1.5 * usual), reverse=True)
    listed = "; ".join(f"{days} days from {first} to {second}" for days, first, second in long[:_MOST])
    more = f"; and {len(long) - _MOST} more" if len(long) > _MOST else ""
    return [
        *facts,
        ("days between dates", f"usually {usual:g}, {low} to {high}" if low < high else f"always {low}"),
        ("gaps", f"{listed}{more}" if long else "none longer than one and a half times that"),
    ]


def headers(facts: Sequence[Facts]) -> list[tuple[str, str]]:
    """What the headers of all products say; nothing if none could be read."""
    if not facts:
        return []
    systems = [known.grid.crs.to_string() if known.grid.crs else "radar geometry" for known in facts]
    cells = [
        f"{known.grid.cell_size[0]:.7g} x {known.grid.cell_size[1]:.7g} "
        f"{'deg' if known.grid.crs.is_geographic else 'm'}"
        for known in facts
        if known.grid.crs
    ]
    headings = [f"{known.heading_deg:.1f} degrees" for known in facts if math.isfinite(known.heading_deg)]
    return [
        ("size", sizes(known.grid.shape for known in facts)),
        ("CRS", tally(systems)),
        *([("pixel", tally(cells))] if cells else []),
        ("wavelength", tally(f"{100 * known.wavelength_m:.4f} cm" for known in facts)),
        ("sensor", tally(known.sensor or "not said" for known in facts)),
        ("track", tally(known.track or "not said" for known in facts)),
        ("heading", tally(headings) if headings else "not said"),
        ("perpendicular baselines", baselines([known.perpendicular_baseline_m for known in facts])),
    ]


def sizes(shapes: Iterable[tuple[int, int]]) -> str:
    """Rows and columns."""
    return tally(f"{rows} x {columns} cells" for rows, columns in shapes)


def tally(values: Iterable[str]) -> str:
    """The one value that all have, or each with its number."""
    every = list(values)
    kinds = list(dict.fromkeys(every))
    if len(kinds) == 1:
        return kinds[0]
    more = f", and {len(kinds) - _MOST} others" if len(kinds) > _MOST else ""
    return ", ".join(f"{kind} ({every.count(kind)})" for kind in kinds[:_MOST]) + more


def baselines(values: Sequence[float | None]) -> str:
    """How many are known, and from where to where they go."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    if not known:
        return "none known: the DEM error is not estimated"
    return f"known of {len(known)} of {len(values)}, {min(known):.1f} to {max(known):.1f} m"
