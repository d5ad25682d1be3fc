"""Counts and rates of a classification, with intervals; the study's layout beside them.

Counts are integers and rates are computed from them in the standard way. ``normalised_fractions``
gives what the study printed instead, for comparison only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from scarpwatch.learning.metrics.calibration import calibration_curve
from scarpwatch.learning.metrics.intervals import wilson_interval
from scarpwatch.learning.metrics.roc import auc_interval, check_scores, delong, roc_curve

THRESHOLD = 0.5
"""A unit that scores at least this is called a landslide unit. Fixed, not tuned: with as many negatives
as positives it is the natural one, and a tuned threshold would have to be tuned on training units."""


def confusion_counts(truth: ArrayLike, score: ArrayLike, *, threshold: float = THRESHOLD) -> dict[str, int]:
    """Integer counts TP, TN, FP, FN of units that score at least ``threshold``."""
    labels, values = check_scores(truth, score)
    called = values[0] >= threshold
    return {
        "TP": int((labels & called).sum()),
        "TN": int((~labels & ~called).sum()),
        "FP": int((~labels & called).sum()),
        "FN": int((labels & ~called).sum()),
    }


def rates(counts: Mapping[str, int]) -> dict[str, float]:
    """Sensitivity, specificity, accuracy, precision, F1, MCC and Cohen's kappa of counts.

    NaN where the rate is not defined (precision where nothing was called a landslide, for instance).
    """
    tp, tn, fp, fn = (int(counts[name]) for name in ("TP", "TN", "FP", "FN"))
    total = tp + tn + fp + fn
    product = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)  # Python integers: no overflow
    accuracy = _ratio(tp + tn, total)
    chance = _ratio((tp + fp) * (tp + fn) + (tn + fn) * (tn + fp), total**2)
    return {
        "sensitivity": _ratio(tp, tp + fn),
        "specificity": _ratio(tn, tn + fp),
        "accuracy": accuracy,
        "precision": _ratio(tp, tp + fp),
        "f1": _ratio(2 * tp, 2 * tp + fp + fn),
        "mcc": _ratio(tp * tn - fp * fn, product**0.5),
        "kappa": _ratio(accuracy - chance, 1 - chance),
    }


def rate_intervals(counts: Mapping[str, int], *, level: float = 0.95) -> dict[str, tuple[float, float]]:
    """Wilson intervals of the rates that are proportions of units."""
    tp, tn, fp, fn = (int(counts[name]) for name in ("TP", "TN", "FP", "FN"))
    return {
        "sensitivity": wilson_interval(tp, tp + fn, level=level),
        "specificity": wilson_interval(tn, tn + fp, level=level),
        "accuracy": wilson_interval(tp + tn, tp + tn + fp + fn, level=level),
        "precision": wilson_interval(tp, tp + fp, level=level),
    }


def normalised_fractions(counts: Mapping[str, int]) -> dict[str, float]:
    """The layout of the study's Tables 4 and 5: TP + FP = 1 and TN + FN = 1.

    Its sensitivity, specificity and accuracy are computed from these fractions, so they are rates of
    counts only where as many units were called landslide units as not. For comparison with the study
    alone.
    """
    tp, fp = (_ratio(counts[name], counts["TP"] + counts["FP"]) for name in ("TP", "FP"))
    tn, fn = (_ratio(counts[name], counts["TN"] + counts["FN"]) for name in ("TN", "FN"))
    return {
        "TP": tp,
        "TN": tn,
        "FP": fp,
        "FN": fn,
        "sensitivity": _ratio(tp, tp + fn),
        "specificity": _ratio(tn, tn + fp),
        "accuracy": (tp + tn) / 2,
    }


def evaluate_scores(
    truth: ArrayLike, score: ArrayLike, *, threshold: float = THRESHOLD, level: float = 0.95
) -> dict[str, Any]:
    """Everything that is reported of one model on one set of units.

    Returns
    -------
    dict
        ``units``, ``positives``, ``negatives``, ``threshold``, ``counts``, ``rates``, ``intervals``
        (Wilson), ``study_layout``, ``auc``, ``auc_standard_error``, ``auc_interval`` (DeLong, logit),
        ``pr_auc`` (average precision), ``brier``, ``calibration`` (the score read as the probability among
        the samples), ``roc`` (``fpr``, ``tpr``).

    Raises
    ------
    DataError
        If only one class is there or a score is missing.
    """
    from sklearn.metrics import average_precision_score

    labels, values = check_scores(truth, score)
    counts = confusion_counts(labels, values[0], threshold=threshold)
    (auc,), covariance = delong(labels, values[0])
    variance = float(covariance[0, 0])
    positives, negatives = int(labels.sum()), int((~labels).sum())
    fpr, tpr, _ = roc_curve(labels, values[0])
    return {
        "units": labels.size,
        "positives": positives,
        "negatives": negatives,
        "threshold": threshold,
        "counts": counts,
        "rates": rates(counts),
        "intervals": rate_intervals(counts, level=level),
        "study_layout": normalised_fractions(counts),
        "auc": float(auc),
        "auc_standard_error": variance**0.5,
        "auc_interval": auc_interval(
            float(auc), variance, positives=positives, negatives=negatives, level=level
        ),
        "pr_auc": float(average_precision_score(labels, values[0])),
        "brier": float(np.mean((values[0] - labels) ** 2)),
        "calibration": calibration_curve(labels, values[0], level=level),
        "roc": {"fpr": fpr, "tpr": tpr},
    }


def _ratio(numerator: float, denominator: float) -> float:
    return float(numerator / denominator) if denominator else float("nan")
