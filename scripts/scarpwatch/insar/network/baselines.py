"""Perpendicular baselines of dates from those of pairs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def baselines_from_pairs(pairs: Sequence[tuple[str, str, float]]) -> dict[str, float]:
    """Least-squares baseline of each date relative to the first one.

    Parameters
    ----------
    pairs : (reference, secondary, baseline of the secondary less that of the reference in m); NaN where
        not known

    Returns
    -------
    dict
        Date to baseline (m), in the order of the dates; NaN for dates that no known baseline ties to the
        first.
    """
    dates = sorted({day for first, second, _ in pairs for day in (first, second)})
    index = {day: number for number, day in enumerate(dates)}
    known = [(index[a], index[b], value) for a, b, value in pairs if np.isfinite(value)]
    reached, grew = {0}, True
    while grew:
        size = len(reached)
        for a, b, _ in known:
            if a in reached or b in reached:
                reached |= {a, b}
        grew = len(reached) > size
    design = np.zeros((len(known), len(dates)))
    for row, (a, b, _) in enumerate(known):
        design[row, [a, b]] = -1, 1
    solved = np.linalg.lstsq(design[:, 1:], np.array([value for *_, value in known]), rcond=None)[0]
    values = np.concatenate([[0.0], solved]) if known else np.zeros(len(dates))
    return {day: float(values[n]) if n in reached else float("nan") for day, n in index.items()}
