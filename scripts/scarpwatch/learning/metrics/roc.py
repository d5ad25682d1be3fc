"""ROC curves and DeLong's inference on the area under them.

References
----------
DeLong, DeLong, Clarke-Pearson (1988), Biometrics 44: variance and covariance of correlated AUCs.
Obuchowski (1997), Biometrics 53: variance of an AUC where units come in clusters.
Sun & Xu (2014), IEEE Signal Processing Letters 21: the same from mid-ranks in O(n log n).
Pepe (2003), "The Statistical Evaluation of Medical Tests", section 5.2: interval on the logit scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scarpwatch.distributions import average_ranks, normal_above, normal_quantile
from scarpwatch.errors import DataError
from scarpwatch.learning.metrics.intervals import wilson_interval

Array = NDArray[np.float64]


@dataclass(frozen=True)
class AucDifference:
    """Two AUCs on the same units: ``difference`` is second minus first, with Wald interval and p."""

    first: float
    second: float
    difference: float
    standard_error: float
    lower: float
    upper: float
    p_value: float
    correlation: float


def check_scores(truth: ArrayLike, *scores: ArrayLike) -> tuple[NDArray[np.bool_], Array]:
    """Truth as booleans (units,) and scores as an array (models, units).

    Raises
    ------
    DataError
        If a score is NaN or only one class is there.
    """
    labels = np.asarray(truth).astype(bool)
    values = np.vstack([np.asarray(score, dtype=np.float64) for score in scores])
    if values.shape[1] != labels.size:
        raise ValueError(f"{labels.size} labels, {values.shape[1]} scores")
    if not np.isfinite(values).all():
        raise DataError("the scores", "some units have no score", "Score every sample.")
    if labels.all() or not labels.any():
        raise DataError(
            "the samples",
            "only one class is there, so no model can be judged",
            "Use more samples or another split.",
        )
    return labels, values


def roc_curve(truth: ArrayLike, score: ArrayLike) -> tuple[Array, Array, Array]:
    """False and true positive rate at every threshold that changes the curve's direction.

    Returns
    -------
    false_positive_rate, true_positive_rate, threshold : arrays (points,)
        From (0, 0) to (1, 1); units scoring at least the threshold are called landslide units. The
        first threshold is infinite.
    """
    from sklearn.metrics import roc_curve as curve

    labels, values = check_scores(truth, score)
    fpr, tpr, threshold = curve(labels, values[0], drop_intermediate=True)
    return fpr, tpr, threshold


def delong(truth: ArrayLike, *scores: ArrayLike) -> tuple[Array, Array]:
    """AUC of each model and their covariance (DeLong et al. 1988).

    Parameters
    ----------
    truth : array (units,)
        1 with a landslide, 0 without.
    scores : arrays (units,)
        One per model, on the same units.

    Returns
    -------
    auc : array (models,)
    covariance : array (models, models)
        NaN where a class has a single unit.
    """
    labels, values = check_scores(truth, *scores)
    positive, negative = values[:, labels], values[:, ~labels]
    m, n = positive.shape[1], negative.shape[1]
    overall = np.apply_along_axis(average_ranks, 1, np.hstack([positive, negative]))
    # Structural components: for each positive the share of negatives below it, and the reverse.
    of_positive = (overall[:, :m] - np.apply_along_axis(average_ranks, 1, positive)) / n
    of_negative = 1 - (overall[:, m:] - np.apply_along_axis(average_ranks, 1, negative)) / m
    auc = of_positive.mean(axis=1)
    if min(m, n) < 2:
        return auc, np.full((len(scores), len(scores)), np.nan)
    covariance = np.atleast_2d(np.cov(of_positive)) / m + np.atleast_2d(np.cov(of_negative)) / n
    return auc, covariance


def clustered_variance(truth: ArrayLike, score: ArrayLike, cluster: ArrayLike) -> float:
    """Variance of an AUC whose units are alike within clusters, and independent between them (Obuchowski 1997).

    Parameters
    ----------
    truth, score, cluster : arrays (units,)

    Returns
    -------
    float
        NaN with fewer than two clusters.
    """
    labels, values = check_scores(truth, score)
    number = np.unique(np.asarray(cluster), return_inverse=True)[1]
    count = int(number.max()) + 1
    if count < 2:
        return float("nan")
    positive, negative = values[0][labels], values[0][~labels]
    overall = average_ranks(np.concatenate([positive, negative]))
    of_positive = (overall[: positive.size] - average_ranks(positive)) / negative.size
    of_negative = 1 - (overall[positive.size :] - average_ranks(negative)) / positive.size
    auc = of_positive.mean()
    apart = np.bincount(number[labels], of_positive - auc, count) / positive.size
    apart += np.bincount(number[~labels], of_negative - auc, count) / negative.size
    return float(count / (count - 1) * (apart**2).sum())


def auc_interval(
    auc: float, variance: float, *, positives: int, negatives: int, level: float = 0.95
) -> tuple[float, float]:
    """Confidence interval of an AUC, Wald on the logit scale.

    On the AUC scale itself, Wald intervals cover too rarely near 1. Where the classes are separated
    completely, DeLong's variance is zero and says nothing; the Wilson interval of as many independent
    pairs as the smaller class has units stands in, which is wide and honest.
    """
    z = float(normal_quantile(0.5 + level / 2))
    if not np.isfinite(variance):
        return float("nan"), float("nan")
    if variance <= 0 or not 0 < auc < 1:
        pairs = min(positives, negatives)
        return wilson_interval(auc * pairs, pairs, level=level)
    logit = np.log(auc / (1 - auc))
    half = z * np.sqrt(variance) / (auc * (1 - auc))
    return float(1 / (1 + np.exp(-(logit - half)))), float(1 / (1 + np.exp(-(logit + half))))


def compare_auc(
    truth: ArrayLike, first: ArrayLike, second: ArrayLike, *, level: float = 0.95
) -> AucDifference:
    """Paired DeLong test of two models' scores on the same units.

    Two models that rank every unit alike differ by nothing: difference 0, p = 1.
    """
    auc, covariance = delong(truth, first, second)
    difference = float(auc[1] - auc[0])
    variance = float(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    scale = float(np.sqrt(covariance[0, 0] * covariance[1, 1]))
    correlation = float(covariance[0, 1] / scale) if scale > 0 else float("nan")
    if np.isnan(variance):
        error = p_value = float("nan")
    elif variance <= 1e-15:  # rounding of two equal variances
        error, p_value = 0.0, (1.0 if abs(difference) < 1e-12 else float("nan"))
    else:
        error = float(np.sqrt(variance))
        p_value = float(2 * normal_above(abs(difference) / error))
    half = float(normal_quantile(0.5 + level / 2)) * error
    return AucDifference(
        first=float(auc[0]),
        second=float(auc[1]),
        difference=difference,
        standard_error=error,
        lower=difference - half,
        upper=difference + half,
        p_value=p_value,
        correlation=correlation,
    )
