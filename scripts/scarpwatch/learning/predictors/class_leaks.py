"""Target leakage through classes and missing values, as evidence for `scarpwatch.learning.predictors.leakage`."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.distributions import normal_quantile

PURE_SHARE = 0.30
"""A range, a value, or missing values that hold this share of the landslide units and no other unit."""

HONEST_AUC = 0.85
"""Columns up to this strength are not refused for a range that chance may have left without a landslide-free unit."""


def pure_class_share(classes: ArrayLike, truth: ArrayLike) -> tuple[float, int, float]:
    """The share of the landslide units in classes that hold no other unit, how many such classes, and what to expect.

    Small classes are pure by chance. The expectation is for classes whose odds of a landslide are those of the upper
    landslide units on a column of AUC `HONEST_AUC`, plus three standard deviations.

    Parameters
    ----------
    classes : array (units,)
        Number of the class, negative where missing.
    truth : array (units,)
    """
    code, labels = np.asarray(classes), np.asarray(truth).astype(bool)
    size = np.bincount(code[code >= 0])
    held = np.bincount(code[(code >= 0) & labels], minlength=size.size)
    pure = (held == size) & (size > 0)
    distance = np.sqrt(2) * normal_quantile(
        HONEST_AUC
    )  # between the means of the two kinds of units, in their sd
    odds = labels.sum() / max((~labels).sum(), 1) * np.exp(distance * (distance + 1) - distance**2 / 2)
    chance = (odds / (1 + odds)) ** size
    expected = (size * chance).sum() + 3 * np.sqrt((size**2 * chance * (1 - chance)).sum())
    return float(held[pure].sum() / labels.sum()), int(pure.sum()), float(expected / labels.sum())


def class_evidence(columns: pd.DataFrame, labels: NDArray[np.bool_]) -> str:
    """Evidence of a factor of classes, one indicator each; empty if there is none, or it is no such factor."""
    values = columns.to_numpy(np.float64)
    known = np.isfinite(values).all(axis=1)
    if (
        values.shape[1] < 2
        or not np.isin(values[known], (0, 1)).all()
        or (values[known].sum(axis=1) > 1).any()
    ):
        return ""
    code = np.where(known & (np.nansum(values, axis=1) == 1), np.nan_to_num(values).argmax(axis=1), -1)
    share, many, expected = pure_class_share(code, labels)
    if many < 2 or share < PURE_SHARE or share <= expected:
        return ""
    return f"{share:.0%} of the landslide units are in {many} classes that hold none of the {int((~labels).sum())} others"


def gap_evidence(column: NDArray[np.float64], labels: NDArray[np.bool_]) -> str:
    """Evidence of a column that is missing in free units alone, as what was looked up for the landslides is."""
    missing = ~np.isfinite(column)
    share = missing[~labels].mean()
    if missing[labels].any() or share < PURE_SHARE:
        return ""
    return f"every landslide unit has a value, and {share:.0%} of the others have none"
