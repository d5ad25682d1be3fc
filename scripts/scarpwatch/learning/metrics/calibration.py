"""Calibration: do units that score 0.7 have a landslide in 7 of 10 cases?

References
----------
Naeini, Cooper, Hauskrecht (2015), AAAI 29: the expected calibration error (ECE).
Nixon et al. (2019), CVPR workshops: bins of equal numbers of units, for which the ECE is more stable.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scarpwatch.learning.metrics.intervals import wilson_interval
from scarpwatch.learning.metrics.roc import check_scores

BINS = 10
UNITS_PER_BIN = 10
"""With few units there are fewer bins: shares of three or four units say nothing."""


def equal_frequency_bins(score: NDArray[np.float64], bins: int) -> NDArray[np.int64]:
    """Bin of every unit, 0 for the lowest scores; units of one score are never parted.

    Parameters
    ----------
    score : array (units,)
    bins : int
        Bins wanted; fewer come out where many units share a score, or where there would be fewer than ten
        units in each.
    """
    bins = max(1, min(bins, score.size // UNITS_PER_BIN))
    borders = np.unique(np.quantile(score, np.arange(1, bins) / bins))
    return np.unique(np.searchsorted(borders, score, side="left"), return_inverse=True)[1]


def calibration_curve(
    truth: ArrayLike, score: ArrayLike, *, bins: int = BINS, odds: float = 1.0, level: float = 0.95
) -> dict[str, Any]:
    """Mean score against share of landslide units, in bins of equal numbers of units.

    Parameters
    ----------
    truth, score : arrays (units,)
        The score read as a probability, 0 to 1.
    odds : float
        How many units each landslide unit stands for, against one for a landslide-free unit: 1 for the
        samples as they are, less where landslides were sampled more densely than they occur.

    Returns
    -------
    dict
        ``mean_score``, ``observed`` (share of landslide units), ``lower`` and ``upper`` (Wilson),
        ``units``, each a list over the bins; ``ece``, the mean of |observed - mean score| over the units
        (weighted as ``odds`` says); ``ece_by_chance``, what a perfectly calibrated model would show on
        average with as many units, since shares of few units scatter (None where ``odds`` is not 1).

    Raises
    ------
    DataError
        If only one class is there or a score is missing.
    """
    labels, values = check_scores(truth, score)
    weight = np.where(labels, odds, 1.0)
    number = equal_frequency_bins(values[0], bins)
    mass = np.bincount(number, weight)
    units = np.bincount(number)
    positives = np.bincount(number, labels)
    mean = np.bincount(number, weight * values[0]) / mass
    bounds = [wilson_interval(int(k), int(n), level=level) for k, n in zip(positives, units, strict=True)]
    # A share of the samples becomes a share of what they stand for through its odds, bounds included.
    observed = reweighted_share(positives / units, odds)
    certain = np.clip(values[0], 0, 1)
    spread = np.sqrt(np.bincount(number, certain * (1 - certain))) / units
    by_chance = float((units * np.sqrt(2 / np.pi) * spread).sum() / units.sum())
    return {
        "mean_score": mean.tolist(),
        "observed": observed.tolist(),
        "lower": reweighted_share(np.array([low for low, _ in bounds]), odds).tolist(),
        "upper": reweighted_share(np.array([high for _, high in bounds]), odds).tolist(),
        "units": units.tolist(),
        "ece": float((mass * np.abs(observed - mean)).sum() / mass.sum()),
        "ece_by_chance": by_chance if odds == 1.0 else None,
    }


def reweighted_share(share: ArrayLike, odds: float) -> NDArray[np.float64]:
    """A share of positives when each of them counts ``odds`` times."""
    part = np.asarray(share, dtype=np.float64)
    return np.asarray(odds * part / (odds * part + (1 - part)))
