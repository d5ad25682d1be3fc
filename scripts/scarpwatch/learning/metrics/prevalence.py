"""From samples with many landslides to ground with few: prior-corrected scores and figures.

As many landslide-free units are drawn as there are landslide units, so a model learns odds that are far too
high for the area. With the share of landslide units among the training samples and on the ground
(prevalence), Bayes' rule puts the odds right. The order of the units, and with it the AUC, stays.

References
----------
King & Zeng (2001), Political Analysis 9: prior correction for samples drawn by outcome.
Saerens, Latinne, Decaestecker (2002), Neural Computation 14: the same for any classifier's outputs.
Mercaldo, Lau, Zhou (2007), Statistics in Medicine 26: interval of a precision at a given prevalence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit

from scarpwatch.distributions import normal_quantile
from scarpwatch.learning.metrics.calibration import calibration_curve, reweighted_share
from scarpwatch.learning.metrics.roc import check_scores


def odds_ratio(*, sample_share: float, prevalence: float) -> float:
    """Odds of a landslide on the ground over those among the samples.

    Raises
    ------
    ValueError
        If a share is not between 0 and 1.
    """
    for share in (sample_share, prevalence):
        if not 0 < share < 1:
            raise ValueError(f"a share of landslide units lies between 0 and 1, not at {share}")
    return prevalence / (1 - prevalence) / (sample_share / (1 - sample_share))


def correct_prior(score: ArrayLike, *, sample_share: float, prevalence: float) -> NDArray[np.float64]:
    """Scores as probabilities on ground with the given prevalence.

    Parameters
    ----------
    score : array (units,)
        Of a model trained where landslide units made up ``sample_share``.
    """
    return reweighted_share(score, odds_ratio(sample_share=sample_share, prevalence=prevalence))


def precision_at_prevalence(
    counts: Mapping[str, int], *, prevalence: float, level: float = 0.95
) -> tuple[float, float, float]:
    """Share of landslide units among those called so, on ground with the given prevalence, and its interval.

    Sensitivity and specificity are taken from the counts. The interval is on the logit scale; where a
    count of called units is zero, both rates are first drawn towards a half (Agresti and Coull), for the
    interval alone.

    Returns
    -------
    precision, lower, upper : float
        NaN where nothing was called a landslide unit or a class is absent.
    """
    tp, tn, fp, fn = (int(counts[name]) for name in ("TP", "TN", "FP", "FN"))
    positives, negatives = tp + fn, tn + fp
    if not positives or not negatives or not tp + fp:
        return float("nan"), float("nan"), float("nan")

    def share(hits: float, alarms: float) -> float:
        return prevalence * hits / (prevalence * hits + (1 - prevalence) * alarms)

    z = float(normal_quantile(0.5 + level / 2))
    extra = z**2 / 2 if min(tp, fp) == 0 else 0.0
    hits = (tp + extra) / (positives + 2 * extra)
    alarms = (fp + extra) / (negatives + 2 * extra)
    variance = (1 - hits) / (hits * (positives + 2 * extra)) + (1 - alarms) / (
        alarms * (negatives + 2 * extra)
    )
    centre, half = logit(share(hits, alarms)), z * np.sqrt(variance)
    precision = share(tp / positives, fp / negatives)
    lower, upper = min(float(expit(centre - half)), precision), max(float(expit(centre + half)), precision)
    return precision, lower, upper


def evaluate_at_prevalence(
    truth: ArrayLike,
    score: ArrayLike,
    counts: Mapping[str, int],
    *,
    sample_share: float,
    prevalence: float,
    level: float = 0.95,
) -> dict[str, Any]:
    """What changes when samples are made to stand for the ground.

    The landslide units judged stand for all of them and the landslide-free ones for the rest, so each class
    is weighted to its share on the ground.

    Parameters
    ----------
    truth, score : arrays (units,)
        Held-out samples, scores as the model gives them.
    counts : mapping
        Their confusion counts.
    sample_share : float
        Share of landslide units among the units the model was trained on.
    prevalence : float
        Share of landslide units on the ground.

    Returns
    -------
    dict
        ``prevalence``, ``sample_share``; ``precision`` and ``precision_interval`` of the same calls;
        ``brier`` of the prior-corrected scores, ``brier_of_prevalence``, that of giving every unit the
        prevalence, and ``brier_skill``, 1 - their ratio; ``calibration`` of the corrected scores.

    Raises
    ------
    DataError
        If only one class is there or a score is missing.
    """
    labels, values = check_scores(truth, score)
    corrected = correct_prior(values[0], sample_share=sample_share, prevalence=prevalence)
    precision, low, high = precision_at_prevalence(counts, prevalence=prevalence, level=level)
    brier = float(
        prevalence * np.mean((1 - corrected[labels]) ** 2)
        + (1 - prevalence) * np.mean(corrected[~labels] ** 2)
    )
    constant = prevalence * (1 - prevalence)
    odds = odds_ratio(sample_share=float(labels.mean()), prevalence=prevalence)
    return {
        "prevalence": prevalence,
        "sample_share": sample_share,
        "precision": precision,
        "precision_interval": (low, high),
        "brier": brier,
        "brier_of_prevalence": constant,
        "brier_skill": 1 - brier / constant,
        "calibration": calibration_curve(labels, corrected, odds=odds, level=level),
    }
