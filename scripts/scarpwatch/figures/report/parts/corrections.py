"""The report on the corrections: what each found and took out, and how well its terms are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from scarpwatch.figures.report.basis.result_tables import MISSING, Table, number

NAMES = {
    "delays": "Known tropospheric delays",
    "ramp_and_height": "Ramp and height term of every date",
    "dem_error": "DEM error",
}
COLUMNS = (
    "Correction, in this order",
    "Spread before (mm)",
    "Spread after (mm)",
    "Terms found (rms)",
    "Their standard deviation (rms)",
)


def _named(text: str) -> str:
    """``dem_error: why`` with the name that people know."""
    step, _, why = text.partition(": ")
    return f"{NAMES.get(step, step)}: {why}"


def _rms(values: Any) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


def _terms(step: str, corrections: Mapping[str, Any]) -> tuple[str, str]:
    """What a step found and its formal standard deviation, in words."""
    if step == "ramp_and_height":
        found, sigma = (
            np.array(corrections[f"ramp_and_height{kind}_mm"], float)[1:] for kind in ("", "_sigma")
        )
        texts = [
            f"ramp {number(_rms(terms[:, 1:3]), 1)} mm across the scene, "
            f"height {number(_rms(terms[:, 3]), 1)} mm/km"
            for terms in (found, sigma)
        ]
        return texts[0], texts[1]
    if step == "dem_error":
        return (
            f"{number(corrections['dem_error_std_m'], 1)} m",
            f"{number(corrections['dem_error_sigma_m'], 1)} m",
        )
    return MISSING, MISSING


def _rates(corrections: Mapping[str, Any]) -> list[str]:
    """What of the rates of the ramp and height terms was taken out, where that was judged."""
    judged = corrections.get("ramp_and_height_rates")
    if not judged:
        return []
    terms = ", ".join(
        f"{name} {number(term['rate_mm_yr'], 1)} ± {number(term['sigma_mm_yr'], 1)} mm/yr, of which "
        f"{100 * term['share_taken_out']:.0f} % were taken out"
        for name, term in judged["terms"].items()
    )
    notes = [f"Rates of the terms of the dates, as standard deviations over the scene: {terms}."]
    if "height term" not in judged["terms"]:
        notes.append(
            f"No height term: the height has a standard deviation of {number(judged['relief_m'], 1)} m."
        )
    return notes


def corrections_table(corrections: Mapping[str, Any]) -> Table:
    """One row per correction that was applied.

    Parameters
    ----------
    corrections : mapping
        Contents of ``corrections.json``.
    """
    rows, before = [], float(np.mean(np.array(corrections["spread_before_mm"][1:], float)))
    for step in corrections["applied"]:
        after = float(np.mean(np.array(corrections[f"spread_after_{step}_mm"][1:], float)))
        rows.append((NAMES[step], number(before, 1), number(after, 1), *_terms(step, corrections)))
        before = after
    notes = [
        "Spread: standard deviation over the trusted pixels, mean of all dates but the first, to which they are "
        "relative; motion is part of it. Terms of a date are relative to the first date too."
    ]
    notes += _rates(corrections)
    notes += [f"Left out: {_named(text)}." for text in corrections["left_out"]]
    return Table("Corrections of the displacement series", COLUMNS, tuple(rows), tuple(notes))
