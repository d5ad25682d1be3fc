"""What deformation adds: static against coupled models, on the fixed split, on parts of it and on other splits.

References
----------
DeLong, DeLong, Clarke-Pearson (1988), Biometrics 44: paired test of two AUCs on the same units.
Nadeau & Bengio (2003), Machine Learning 52: variance over splits that share training units.
Bouckaert & Frank (2004), PAKDD: the same for repeated cross-validation.
Brenning (2012), IGARSS: spatial cross-validation with k-means blocks, repeated.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.distributions import student_above, student_quantile
from scarpwatch.learning.evaluation.cross_validation import Untrained, cross_validate
from scarpwatch.learning.metrics.roc import compare_auc
from scarpwatch.learning.samples.folds import random_folds, spatial_folds

BEYOND_CHANCE, WITHIN_CHANCE, NO_DIFFERENCE = "beyond_chance", "within_chance", "no_difference"
UNTESTABLE, ONE_CLASS = "untestable", "one_class"
"""Verdicts on a difference of AUCs; the last: all units of the part have the same label."""

NEGLIGIBLE = 0.0005
"""A difference of AUCs that rounds to 0.000."""


def compare_models(
    truth: ArrayLike, static: ArrayLike, coupled: ArrayLike, *, level: float = 0.95
) -> dict[str, Any]:
    """AUC of the coupled model minus that of the static model on the same held-out units.

    Returns
    -------
    dict
        ``units``, ``positives``, ``static_auc``, ``coupled_auc``, ``difference``, ``lower``, ``upper``,
        ``p_value`` (paired DeLong test), ``correlation`` of the two AUCs, and ``verdict`` (see
        :func:`judge`).
    """
    test = compare_auc(truth, static, coupled, level=level)
    labels = np.asarray(truth).astype(bool)
    return {
        "units": labels.size,
        "positives": int(labels.sum()),
        "static_auc": test.first,
        "coupled_auc": test.second,
        "difference": test.difference,
        "lower": test.lower,
        "upper": test.upper,
        "p_value": test.p_value,
        "correlation": test.correlation,
        "verdict": judge(test.difference, test.p_value, alpha=1 - level),
    }


def compare_part(
    truth: ArrayLike, static: ArrayLike, coupled: ArrayLike, part: NDArray[np.bool_], *, level: float = 0.95
) -> dict[str, Any]:
    """The same test on some of the held-out units alone; only their numbers where one class is left.

    Among units that all have a deformation measurement, missing values cannot leak the label.
    """
    labels = np.asarray(truth).astype(bool)[part]
    if labels.size == 0 or labels.all() or not labels.any():
        return {"units": labels.size, "positives": int(labels.sum()), "verdict": ONE_CLASS}
    return compare_models(labels, np.asarray(static)[part], np.asarray(coupled)[part], level=level)


def repeat_comparison(
    untrained: Untrained,
    static: pd.DataFrame,
    coupled: pd.DataFrame,
    truth: ArrayLike,
    *,
    folds: int,
    repeats: int,
    seed: int,
    xy: NDArray[np.float64] | None = None,
    groups: ArrayLike | None = None,
    level: float = 0.95,
) -> dict[str, Any]:
    """Difference of the AUCs over the folds of repeated cross-validation, both models on the same folds.

    Parameters
    ----------
    untrained : callable
        Gives a fresh, untrained pipeline.
    static, coupled : DataFrames (samples, columns)
    truth : array (samples,)
    folds, repeats : int
        Folds of each repetition, and how many repetitions.
    xy : array (samples, 2), optional
        Coordinates in m: folds are then spatial blocks, else random with equal shares of both classes.
    groups : array (samples,), optional
        Samples of one group are copies and go to one fold.

    Returns
    -------
    dict
        ``static_auc`` and ``coupled_auc`` (means over the folds), and what ``resampled_test`` gives.
    """
    labels = np.asarray(truth).astype(bool)
    pairs = []
    for repeat in range(repeats):
        rng = np.random.default_rng([seed, repeat])
        fold = (
            random_folds(labels, folds=folds, rng=rng, groups=groups)
            if xy is None
            else spatial_folds(xy, folds=folds, rng=rng, groups=groups)
        )
        first, second = (
            [row["auc"] for row in cross_validate(untrained, values, labels, fold)["folds"]]
            for values in (static, coupled)
        )
        pairs += list(zip(first, second, strict=True))
    aucs = np.array([pair for pair in pairs if np.isfinite(pair).all()]).reshape(-1, 2)
    means = aucs.mean(axis=0) if len(aucs) else (float("nan"), float("nan"))
    return {
        "static_auc": float(means[0]),
        "coupled_auc": float(means[1]),
        **resampled_test(aucs[:, 1] - aucs[:, 0], test_to_train=1 / (folds - 1), level=level),
    }


def resampled_test(
    differences: Iterable[float], *, test_to_train: float, level: float = 0.95
) -> dict[str, Any]:
    """Corrected resampled t-test of differences over splits.

    Splits share training units, so their differences are not independent, and the plain t-test finds far
    too many. Nadeau and Bengio replace 1/J in the variance of the mean of J splits by 1/J + n2/n1.

    Parameters
    ----------
    differences : sequence of float
    test_to_train : float
        Held-out units over training units of a split, n2/n1.

    Returns
    -------
    dict
        ``splits``, ``difference`` (mean), ``standard_deviation`` over the splits, ``share_positive``,
        ``lower``, ``upper``, ``p_value``, ``verdict``. NaN with fewer than two splits.
    """
    values = np.asarray(list(differences), dtype=np.float64)
    nan = float("nan")
    record: dict[str, Any] = {"splits": int(values.size), "difference": nan, "standard_deviation": nan}
    if values.size:
        record["difference"] = float(values.mean())
        record["share_positive"] = float((values > 0).mean())
    if values.size < 2:
        return {**record, "lower": nan, "upper": nan, "p_value": nan, "verdict": UNTESTABLE}
    mean, spread = float(values.mean()), float(values.std(ddof=1))
    error = spread * np.sqrt(1 / values.size + test_to_train)
    half = float(student_quantile(0.5 + level / 2, values.size - 1)) * error
    p_value = float(2 * student_above(abs(mean) / error, values.size - 1)) if error > 0 else float(mean == 0)
    record |= {"standard_deviation": spread, "lower": mean - half, "upper": mean + half, "p_value": p_value}
    return {**record, "verdict": judge(mean, p_value, alpha=1 - level)}


def judge(difference: float, p_value: float, *, alpha: float) -> str:
    """What a test says of a difference of AUCs, as a code.

    Returns
    -------
    str
        ``untestable`` (NaN as p), ``no_difference`` (below ``NEGLIGIBLE``), ``beyond_chance`` (p below alpha) or
        ``within_chance``.
    """
    if np.isnan(p_value):
        return UNTESTABLE
    if abs(difference) < NEGLIGIBLE:
        return NO_DIFFERENCE
    return BEYOND_CHANCE if p_value < alpha else WITHIN_CHANCE
