"""The report on network, reference and quality mask: tables and sentences from the records of their rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.factors.rate_classes import stable_share, stable_words
from scarpwatch.figures.report.basis.result_tables import MISSING, Table, number
from scarpwatch.insar.network.pairs import Pair, dates_cut_off
from scarpwatch.insar.network.table import LOW

CRITERION_NAMES = {
    "no_data": "Nothing measured",
    "layover_shadow": "Layover or shadow",
    "rank": "Disconnected subsets of scenes (rank)",
    "pairs": "Number of pairs",
    "dates": "Number of scenes",
    "temporal_coherence": "Temporal coherence",
    "residual_rms": "Residual RMS of the pairs",
    "nonzero_closure": "Share of triplets with an integer closure residual",
    "phase_bias": "Phase bias of the rate",
}


def mask_table(quality: Mapping[str, Any]) -> Table:
    """What each criterion of the quality mask removes."""
    rows = [
        (
            CRITERION_NAMES.get(row["name"], row["name"].replace("_", " ")),
            row["limit"] or "not applied",
            f"{number(100 * row['share'], 2)} %" if row["limit"] else MISSING,
            f"{number(100 * row['only_share'], 2)} %" if row["limit"] else MISSING,
        )
        for row in quality["criteria"]
    ]
    removed = f"{number(100 * (1 - quality['measured_share']), 2)} %"
    rows.append(("Removed by any", "", removed, ""))
    note = (
        "Shares of the stack's pixels over the ground of interest. A pixel may fail several criteria; the last column counts "
        "those that fail one alone. Each criterion is a band of quality_mask.tif."
    )
    columns = ("Criterion", "Removed if", "Removes", "Removes alone")
    return Table("Quality mask: what each criterion removes", columns, tuple(rows), (note,))


def view_text(quality: Mapping[str, Any] | None, inputs: Mapping[str, Any] | None = None) -> str:
    """Sensor, direction of flight and side that it looks to; empty where the heading is not known.

    Parameters
    ----------
    inputs : contents of ``validation.json``, which tell of all satellites of a stack where geometry tells of one
    """
    view = (quality or {}).get("view")
    if not view or view["heading_deg"] is None:
        return ""
    heading = (view["heading_deg"] + 180) % 360 - 180
    passing = "ascending, from the west" if abs(heading) < 90 else "descending, from the east"
    sensor = ((inputs or {}).get("sar") or {}).get("sensor") or view["sensor"]
    sensor = f"{sensor}, " if sensor else ""
    return f"{sensor}{passing} (heading {number(heading, 1)}°)"


def rate_sentences(rate: NDArray[np.float64] | None, limits: Sequence[float]) -> list[str]:
    """Between what rates the map lies, and how much of it is measured and stable.

    Parameters
    ----------
    rate : array (rows, columns), cm/yr, NaN where not measured
    limits : of the classes of the rate, cm/yr
    """
    if rate is None or not np.isfinite(rate).any():
        return []
    known = rate[np.isfinite(rate)]
    low, high = (number(float(value), 1, sign=True) for value in np.quantile(known, [0.002, 0.998]))
    words = stable_words(limits)
    slow = f", and {number(100 * stable_share(known, limits), 0)} % of that moves by {words}" if words else ""
    return [
        f"Rates lie between {low} and {high} cm/yr (0.2 % of the cells lie beyond either end; what of them is noise, the "
        f"verdict tells); {number(100 * known.size / rate.size, 0)} % of the map has a measurement{slow}."
    ]


def reference_sentences(quality: Mapping[str, Any]) -> list[str]:
    """What the reader must know of the reference: none, unless it may move."""
    reference = quality.get("reference") or {}
    if reference.get("settled", True):
        return []
    return [
        f"The reference was chosen from {reference['scenes']} scenes, which are fewer than the configuration "
        "asks for: a scene that arrives may move it, and rates of two assessments then differ by an offset. Give the "
        "place of the reference in the configuration to hold it."
    ]


def origin_sentences(quality: Mapping[str, Any]) -> list[str]:
    """Where a deformation comes from that was made elsewhere, and what that leaves out here."""
    if "origin" not in quality:
        return []
    sentences = [
        f"The deformation was made elsewhere and read as it is ({quality['origin']}): pairs, unwrapping, inversion and "
        "corrections are that program's, and so is the reference."
    ]
    if quality["dates"] > 2:
        return [
            *sentences,
            "Rate, uncertainty and cumulative deformation were estimated here from its series.",
        ]
    return [
        *sentences,
        "Rate and uncertainty are its own too; the cumulative deformation is the rate times the period, not a "
        "measurement of its own.",
    ]


def network_sentences(network: pd.DataFrame) -> list[str]:
    """How many pairs were dropped or kept for the sake of a date, and the dates that are cut off."""
    sentences = []
    used, reason = network["used"].to_numpy(dtype=bool), network["reason"].to_numpy(dtype=str)
    low = np.array([text.startswith(LOW) for text in reason], bool)
    if (~used & low).any():
        kept = int((used & low).sum())
        text = f"{int((~used & low).sum())} of {len(network)} pairs were dropped for their low mean coherence"
        more = (
            f"; {kept} as poor {'was' if kept == 1 else 'were'} kept because dates would be cut off otherwise"
        )
        sentences.append(text + (more if kept else "") + ".")
    for cause in sorted({*reason[~used & ~low]}):
        count = int((~used & (reason == cause)).sum())
        sentences.append(
            f"{count} of {len(network)} pairs {'is' if count == 1 else 'are'} left out: {cause}."
        )
    named = network["reference"] + "_" + network["secondary"]
    pairs = [Pair.parse(name) for name in named]
    dates = sorted({day for pair in pairs for day in pair})
    cut_off = dates_cut_off(dates, [pair for pair, use in zip(pairs, used, strict=True) if use])
    if cut_off:
        listed = "; ".join(", ".join(day.isoformat() for day in subset) for subset in cut_off)
        sentences.append(
            f"The pairs do not connect all scenes: no pair connects {listed} to the others. Displacement between "
            f"these subsets is not measured; the rate is fitted with an offset for each of them."
        )
    return sentences
