"""Whether the map ranks landslides: beyond chance, beyond the size of its units, and on the ground that is searched first.

All figures are of one model, the main one, and of units that did not train it. The AUC is that of the folds which stand
for the map (`map_skill`); what the index adds to the area of units, and what deformation adds to the index, are taken
from the same folds. The share of landslides in the first tenth of the ground is that of the prediction rate, in which
units that trained are no ground to search.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scarpwatch.distributions import normal_quantile
from scarpwatch.figures.report.verdict.limits import CHANCE, TENTH
from scarpwatch.learning.metrics.intervals import wilson_interval
from scarpwatch.learning.metrics.map_skill import map_skill
from scarpwatch.learning.metrics.roc import compare_auc
from scarpwatch.learning.metrics.unit_size import size_scores, size_skill

RANKS = "ranks"
SIZE_ONLY = "no better than the size of units"
SIZE_PERHAPS = "not shown to be better than the size of units"
NO_GROUND = "finds no more than its share of the ground"
CHANCE_ONLY = "not shown to be better than chance"
PLACELESS = "not known on new ground"
Z = float(normal_quantile(0.975))


def ranking_figures(
    metrics: Mapping[str, Any], scored: pd.DataFrame | None, area_m2: pd.Series | None
) -> dict[str, Any]:
    """What is known of the main model's ranking.

    Parameters
    ----------
    metrics : what ``metrics.json`` of the model holds
    scored : ``out_of_fold.parquet`` of the model; None where no folds were scored
    area_m2 : area of units by ``unit_id``; None where it is not known

    Returns
    -------
    dict
        ``design`` of the folds, ``auc`` and ``auc_interval``; ``area_auc`` of the area alone on the same units,
        ``over_area_interval`` of the AUC of the index less that, ``gain_over_area`` with ``gain_interval`` (AUC of area
        and index together less that of area alone) and ``like_area_auc`` (over pairs of units of like area), None where
        areas are not known or cannot be judged;
        ``top_tenth``, the share of held-out ``landslides`` (or landslide ``units``, as ``top_tenth_of`` says) in the tenth
        of the ground with the highest index, with ``top_tenth_interval`` by the number of landslide units held out.
    """
    skill = map_skill(metrics)
    figures: dict[str, Any] = {name: skill[name] for name in ("design", "auc", "auc_interval")}
    figures |= dict.fromkeys(
        ("area_auc", "over_area_interval", "gain_over_area", "gain_interval", "like_area_auc")
    )
    if scored is not None and area_m2 is not None and skill["design"] != "split":
        figures |= _beside_area(scored[scored["design"] == skill["design"]], area_m2)
    prediction = (metrics.get("rate_curves") or {}).get("prediction")
    if prediction is not None:
        counted = prediction.get("landslides") or prediction
        share, held = counted["in_top_tenth"], prediction["landslide_units"]
        figures |= {
            "top_tenth": share,
            "top_tenth_interval": wilson_interval(share * held, held),
            "top_tenth_of": "landslides" if prediction.get("landslides") else "landslide units",
            "held_out_landslide_units": held,
        }
    return figures


def judge_ranking(figures: Mapping[str, Any]) -> str:
    """The verdict on a ranking.

    A map ranks if three things hold. The interval of its AUC lies above chance. Its index tells more than the area of
    units does: its AUC is the higher one beyond chance, and so is what it adds to the area. And the tenth of the ground that it
    puts first holds more than a tenth of the landslides. Without coordinates the folds are not apart from
    what trains, so that nothing is known of new ground, however good they are.
    """
    low = (figures["auc_interval"] or (None,))[0]
    if low is None or not np.isfinite(low) or low <= CHANCE:
        return CHANCE_ONLY
    gain = figures["gain_interval"]
    if gain is not None and (figures["gain_over_area"] <= 0 or figures["auc"] <= figures["area_auc"]):
        return SIZE_ONLY
    if gain is not None and min(gain[0], figures["over_area_interval"][0]) <= 0:
        return SIZE_PERHAPS
    tenth = figures.get("top_tenth")
    if tenth is not None and tenth <= TENTH:
        return NO_GROUND
    return PLACELESS if figures["design"] in ("random", "split") else RANKS


def coupling_gain(static: pd.DataFrame, coupled: pd.DataFrame, design: str) -> dict[str, Any] | None:
    """What moves adds to the AUC: coupled less static model, on the same units in the same folds.

    Parameters
    ----------
    static, coupled : ``out_of_fold.parquet`` of both models
    design : of the folds that stand for the map

    Returns
    -------
    dict or None
        ``static_auc``, ``coupled_auc``, ``difference``, ``interval``; None where no folds are there.
    """
    keys = ["repeat", "unit_id"]
    parts = [part[part["design"] == design].set_index(keys) for part in (static, coupled)]
    beside = parts[1][["rank"]].rename(columns={"rank": "rank_coupled"})
    both = parts[0].join(beside, how="inner").dropna(subset=["rank", "rank_coupled"])
    tests = [
        compare_auc(rows["landslide"], rows["rank"], rows["rank_coupled"])
        for _, rows in both.groupby("repeat")
        if rows["landslide"].nunique() == 2
    ]
    if not tests:
        return None
    difference, interval = _mean([(test.difference, test.standard_error**2) for test in tests])
    return {
        "static_auc": float(np.mean([test.first for test in tests])),
        "coupled_auc": float(np.mean([test.second for test in tests])),
        "difference": difference,
        "interval": interval,
    }


def _beside_area(scored: pd.DataFrame, area_m2: pd.Series) -> dict[str, Any]:
    """Skill apart from the area of units, mean over the repeats of the folds."""
    gains, sizes, above = [], [], []
    for _, rows in scored[scored["rank"].notna()].groupby("repeat"):
        truth, area = rows["landslide"].to_numpy(), area_m2.reindex(rows["unit_id"]).to_numpy(np.float64)
        if rows["landslide"].nunique() < 2 or not np.isfinite(area).all():
            continue
        sizes.append(size_skill(truth, rows["rank"], area))
        test = compare_auc(truth, area, rows["rank"])
        above.append((test.difference, test.standard_error**2))
        judged = size_scores(truth, rows["rank"], area)
        if judged is not None:
            test = compare_auc(truth, *judged)
            gains.append((test.difference, test.standard_error**2))
    if not sizes:
        return {}
    found: dict[str, Any] = {
        "area_auc": float(np.mean([size["area_auc"] for size in sizes])),
        "over_area_interval": _mean(above)[1],
        "like_area_auc": float(np.mean([size["matched_auc"] for size in sizes])),
    }
    if gains:
        found["gain_over_area"], found["gain_interval"] = _mean(gains)
    return found


def _mean(parts: list[tuple[float, float]]) -> tuple[float, tuple[float, float]]:
    """Mean of estimates with their variances over repeats that share all units, and its 95 % interval."""
    values = np.array([value for value, _ in parts])
    variance = float(np.mean([own for _, own in parts]))
    if values.size > 1:
        variance += float(values.var(ddof=1)) / values.size
    mean, half = float(values.mean()), Z * variance**0.5
    return mean, (mean - half, mean + half)
