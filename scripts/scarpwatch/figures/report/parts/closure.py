"""The report on unwrapping errors and the phase bias: a table and sentences from the record of the closure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scarpwatch.figures.report.basis.result_tables import MISSING, Table, number

NAMES = (
    ("nonzero_share", "Triplets with an integer closure residual, before the repair"),
    ("nonzero_share_after_repair", "Triplets with an integer closure residual, after it"),
    ("repaired_share", "Phases repaired by whole cycles"),
    ("flagged_share", "Phases in doubt and left out"),
    ("rank_lost_share", "Pixels that lose the connection to a date by what is left out"),
)


def _percent(value: float | None) -> str:
    if value is None:
        return MISSING
    return "0 %" if value == 0 else f"{number(100 * value, 4 if value < 1e-4 else 2)} %"


def closure_table(closure: Mapping[str, Any]) -> Table:
    """Unwrapping errors before and after the repair, and the size of the phase bias."""
    rows = [("Triplets of pairs", str(closure["triplets"]))]
    rows += [(label, _percent(closure[key])) for key, label in NAMES]
    rows.append(("Regions with a closure residual as a whole", str(closure["regions"])))
    rows.append(("Components shifted by whole cycles", str(closure["components_moved"])))
    bias = closure["phase_bias"]
    if bias["measured_share"] > 0:
        rows += [
            (
                f"Area where pairs of 1 step are biased against {bias['lag']} steps (3 σ)",
                _percent(bias["significant_share"]),
            ),
            ("Area expected by chance", _percent(bias["nominal_share"])),
            ("Median bias there (cm/yr)", number(bias["median_significant_cm_per_year"], 2, sign=True)),
            ("Median standard error of the bias (cm/yr)", number(bias["median_sigma_cm_per_year"], 2)),
        ]
    note = "Shares of all triplets, phases (one of a pixel and a pair) or pixels that were measured."
    return Table("Closure of triplets", ("Quantity", "Value"), tuple(rows), (note,))


def closure_sentences(closure: Mapping[str, Any]) -> list[str]:
    """Whether short pairs are biased, and what the reader must do about it."""
    bias = closure["phase_bias"]
    if bias["verdict"] == "unknown":
        return ["Phase bias: Too few chains of triplets to test the bias of short pairs."]
    if bias["verdict"] == "within_noise":
        return [
            f"Phase bias: No phase bias beyond noise: {100 * bias['significant_share']:.2f} % of the area exceeds "
            f"{bias['sigma_factor']:.0f} sigma."
        ]
    return [
        f"Phase bias: Pairs of {bias['shortest_days']:.0f} days are biased against longer ones over "
        f"{100 * bias['significant_share']:.1f} % of the area, by {bias['median_significant_cm_per_year']:+.2f} cm/yr in "
        "the median. Add longer pairs (more neighbours for each scene, pairs of a year; of ready interferograms, longer "
        "ones in the folder) and leave the shortest out, or mask by this map."
    ]
