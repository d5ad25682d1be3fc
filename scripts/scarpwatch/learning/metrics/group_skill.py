"""Skill within classes of the ground: the rocks, or the regions, where a model does well and where it fails."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from scarpwatch.learning.metrics.roc import auc_interval, delong

FEWEST = 10
"""With fewer units of either kind an AUC says nothing: its interval spans a third of the scale or more."""


def skill_by_group(
    scored: pd.DataFrame, groups: pd.Series, *, value: str = "rank", fewest: int = FEWEST
) -> pd.DataFrame:
    """AUC within each class of the units.

    Parameters
    ----------
    scored : DataFrame
        Out-of-fold scores of one design: ``repeat``, ``unit_id``, ``landslide`` and the column ``value``, by which units
        are ordered.
    groups : Series by unit_id
        Class of each unit; missing where it is not known.
    fewest : units with, and as many without landslides, that an AUC needs

    Returns
    -------
    DataFrame
        By class name, those without a class last: ``group``, ``units``, ``positives``, ``auc`` (mean over the
        repeats), ``auc_lower``, ``auc_upper`` (95 %), ``told`` why there is none.
    """
    known = scored[scored[value].notna()]
    named = known.assign(group=known["unit_id"].map(groups).astype("string").fillna("not known"))
    order = sorted(set(named["group"]) - {"not known"}) + ["not known"] * bool(
        (named["group"] == "not known").any()
    )
    rows = []
    for group in order:
        part = named[named["group"] == group]
        units = part.drop_duplicates("unit_id")
        positives = int((units["landslide"] == 1).sum())
        negatives = len(units) - positives
        row = {"group": group, "units": len(units), "positives": positives}
        if min(positives, negatives) < fewest:
            told = f"fewer than {fewest} units with or without landslides"
            rows.append({**row, "auc": np.nan, "auc_lower": np.nan, "auc_upper": np.nan, "told": told})
            continue
        aucs, variances = [], []
        for _, repeat in part.groupby("repeat"):
            (auc,), covariance = delong(repeat["landslide"] == 1, repeat[value])
            aucs.append(float(auc))
            variances.append(float(covariance[0, 0]))
        auc = float(np.mean(aucs))
        # Repeats share all units: their mean is hardly surer than one of them.
        low, high = auc_interval(auc, float(np.mean(variances)), positives=positives, negatives=negatives)
        rows.append({**row, "auc": auc, "auc_lower": low, "auc_upper": high, "told": ""})
    columns = ["group", "units", "positives", "auc", "auc_lower", "auc_upper", "told"]
    return pd.DataFrame(rows, columns=columns)


def skill_of_groups(scored: pd.DataFrame, groupings: Mapping[str, pd.Series]) -> pd.DataFrame:
    """`skill_by_group` for several factors: ``factor`` before its columns; no rows without a factor.

    Parameters
    ----------
    groupings : factor -> class of each unit, by unit_id
    """
    parts = [skill_by_group(scored, groups).assign(factor=name) for name, groups in groupings.items()]
    whole = (
        pd.concat(parts, ignore_index=True)
        if parts
        else skill_by_group(scored, pd.Series(dtype="string"))[:0]
    )
    return whole.reindex(columns=["factor", *whole.columns.drop("factor", errors="ignore")])
