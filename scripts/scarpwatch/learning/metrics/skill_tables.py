"""Tables of skill: counts and standard rates with intervals, and the layout of the study's Tables 4 and 5."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from scarpwatch.learning.metrics.map_skill import design_skill, map_skill
from scarpwatch.learning.metrics.rate_curves import MEASURES

STUDY = "Liang et al. (2026), as printed"
"""Source of the printed rows: EGUsphere-2026-218, for another area (Conghua, Guangzhou, 361 landslides)."""

LAYOUT = ("TP", "TN", "FP", "FN", "sensitivity", "specificity", "accuracy", "auc")

STUDY_NAMES = {"xgboost": "XGBoost", "lightgbm": "LGBM", "rf": "RF"}
"""What the study calls the algorithms of its printed rows."""

PRINTED: dict[str, dict[tuple[str, str], tuple[float, ...]]] = {
    "training": {  # its Table 4
        ("xgboost", "static"): (0.869, 0.849, 0.131, 0.151, 0.852, 0.866, 0.859, 0.934),
        ("lightgbm", "static"): (0.843, 0.842, 0.157, 0.158, 0.842, 0.843, 0.843, 0.915),
        ("rf", "static"): (0.817, 0.837, 0.183, 0.163, 0.834, 0.820, 0.827, 0.897),
        ("xgboost", "coupled"): (0.903, 0.909, 0.097, 0.091, 0.908, 0.903, 0.906, 0.955),
        ("lightgbm", "coupled"): (0.878, 0.889, 0.122, 0.111, 0.887, 0.879, 0.883, 0.943),
        ("rf", "coupled"): (0.864, 0.878, 0.136, 0.122, 0.876, 0.866, 0.871, 0.932),
    },
    "validation": {  # its Table 5
        ("xgboost", "static"): (0.797, 0.810, 0.203, 0.190, 0.808, 0.799, 0.803, 0.882),
        ("lightgbm", "static"): (0.766, 0.786, 0.234, 0.214, 0.781, 0.770, 0.776, 0.841),
        ("rf", "static"): (0.727, 0.759, 0.273, 0.241, 0.751, 0.736, 0.743, 0.791),
        ("xgboost", "coupled"): (0.869, 0.864, 0.131, 0.136, 0.865, 0.868, 0.867, 0.933),
        ("lightgbm", "coupled"): (0.794, 0.807, 0.206, 0.193, 0.804, 0.796, 0.800, 0.866),
        ("rf", "coupled"): (0.766, 0.786, 0.234, 0.214, 0.781, 0.770, 0.776, 0.821),
    },
}
"""The study's figures. It normalises by what was predicted (TP + FP = 1, TN + FN = 1) and computes the other
rates from those fractions, so they are rates of counts only if as many units were predicted with as without
landslides."""


def rates_table(records: Iterable[Mapping[str, Any]], split: str) -> pd.DataFrame:
    """Integer counts and standard rates with 95 % intervals, one row per model.

    Parameters
    ----------
    records : what ``metrics.json`` of the models hold
    split : {"training", "validation"}

    Returns
    -------
    DataFrame
        ``algorithm``, ``factors`` ("static" or "coupled"), ``units``, ``landslide_units``, ``threshold``, the
        counts, each rate with ``_lower`` and ``_upper`` where it is a proportion, ``auc`` with its interval,
        ``pr_auc``, ``brier``, ``ece``, ``ece_by_chance``. For validation also what holds at the area's
        prevalence, without flats, over spatial blocks, and of the prediction rate by landslide units, by landslides
        and by landslide area; a figure that a model does
        not have is missing.
    """
    rows = []
    for record in records:
        part = record[split]
        row = {
            **_model(record),
            "units": part["units"],
            "landslide_units": part["positives"],
            "threshold": part["threshold"],
            **part["counts"],
        }
        for name, value in part["rates"].items():
            row[name] = value
            if name in part["intervals"]:
                row[f"{name}_lower"], row[f"{name}_upper"] = part["intervals"][name]
        row["auc"] = part["auc"]
        row["auc_lower"], row["auc_upper"] = part["auc_interval"]
        row |= {"pr_auc": part["pr_auc"], "brier": part["brier"]}
        row |= {name: part["calibration"][name] for name in ("ece", "ece_by_chance")}
        if split == "validation":
            row |= _beyond_the_samples(record)
        rows.append(row)
    return pd.DataFrame(rows)


def study_layout_table(
    records: Iterable[Mapping[str, Any]], split: str, *, printed: bool = False
) -> pd.DataFrame:
    """The study's Table 4 (training) or 5 (validation): this run's models in its layout, then its own rows.

    Parameters
    ----------
    printed : whether the study's own rows are there, for comparison only, see ``PRINTED``

    Returns
    -------
    DataFrame
        ``source`` ("this run" or the study), ``algorithm``, ``factors``, then ``LAYOUT``.
    """
    rows = [
        {"source": "this run", **_model(record), **record[split]["study_layout"], "auc": record[split]["auc"]}
        for record in records
    ]
    rows += [
        {
            "source": STUDY,
            "algorithm": algorithm,
            "factors": factors,
            **dict(zip(LAYOUT, values, strict=True)),
        }
        for (algorithm, factors), values in PRINTED[split].items()
        if printed
    ]
    return pd.DataFrame(rows)


def curves_table(records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Success and prediction rates in steps of a hundredth of the area, one block per model and curve.

    Returns
    -------
    DataFrame
        ``algorithm``, ``factors``, ``curve`` ("success" or "prediction"), ``area_share``, and the shares found:
        ``landslide_unit_share``, ``landslide_share``, ``landslide_area_share`` (missing where that is not known).
    """
    blocks = []
    for record in records:
        for name, curve in record["rate_curves"].items():
            block = pd.DataFrame({"area_share": curve["area_share"]})
            block["landslide_unit_share"] = curve["landslide_share"]
            for measure, column in zip(MEASURES, ("landslide_share", "landslide_area_share"), strict=True):
                known = curve[measure]
                block[column] = np.nan if known is None else known["landslide_share"]
            blocks.append(block.assign(**_model(record), curve=name))
    columns = ["algorithm", "factors", "curve"]
    table = pd.concat(blocks, ignore_index=True)
    return table[[*columns, *table.columns.difference(columns, sort=False)]]


def _model(record: Mapping[str, Any]) -> dict[str, str]:
    return {"algorithm": record["algorithm"], "factors": "coupled" if record["coupled"] else "static"}


def _beyond_the_samples(record: Mapping[str, Any]) -> dict[str, Any]:
    """Held-out figures that need more than the validation samples as they were drawn."""
    held = record["validation"]
    population = held.get("population") or {}
    steep = held.get("without_flats") or {}
    size = held.get("unit_size") or {}
    low, high = population.get("precision_interval") or (None, None)
    return {
        "prevalence": population.get("prevalence"),
        "precision_at_prevalence": population.get("precision"),
        "precision_at_prevalence_lower": low,
        "precision_at_prevalence_upper": high,
        "brier_skill_at_prevalence": population.get("brier_skill"),
        "ece_at_prevalence": (population.get("calibration") or {}).get("ece"),
        "auc_without_flats": steep.get("auc"),
        "auc_units_of_like_area": size.get("matched_auc"),
        "gain_over_area": size.get("gain"),
        "auc_spatial_blocks": (record.get("cross_validation") or {}).get("auc_mean"),
        **_over_folds(record),
        "prediction_rate_auc": record["rate_curves"]["prediction"]["auc"],
        "landslide_units_in_top_tenth": record["rate_curves"]["prediction"]["in_top_tenth"],
        "landslide_units_in_top_fifth": record["rate_curves"]["prediction"]["in_top_fifth"],
        **_by_landslides(record["rate_curves"]["prediction"]),
    }


def _over_folds(record: Mapping[str, Any]) -> dict[str, Any]:
    """AUC of the map with its interval and scatter over repeats, and that over blocks, all folds together."""
    row: dict[str, Any] = {"auc_design": map_skill(record)["design"]}
    for name, part in (("map", map_skill(record)), ("blocks", design_skill(record, "blocks"))):
        low, high = part.get("auc_interval") or (None, None)
        row |= {f"auc_{name}": part.get("auc"), f"auc_{name}_lower": low, f"auc_{name}_upper": high}
        row[f"auc_{name}_std"] = part.get("auc_std")
    return row


def _by_landslides(prediction: Mapping[str, Any]) -> dict[str, Any]:
    """The prediction rate by landslides and by landslide area."""
    row = {}
    for measure in MEASURES:
        curve = prediction[measure] or {}
        row[f"prediction_rate_auc_by_{measure}"] = curve.get("auc")
        row[f"{measure}_in_top_tenth"] = curve.get("in_top_tenth")
        row[f"{measure}_in_top_fifth"] = curve.get("in_top_fifth")
    return row
