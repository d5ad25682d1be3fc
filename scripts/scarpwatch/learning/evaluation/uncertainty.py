"""Model uncertainty: how much the score of a unit depends on the training sample and the seed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.learning.algorithms.models import fit_model, predict_scores

FOLDS = 5
"""Random folds, where the samples have no spatial ones."""


def score_spread(
    untrained: Callable[[int], Any],
    training: pd.DataFrame,
    truth: ArrayLike,
    folds: ArrayLike,
    values: pd.DataFrame,
    *,
    seeds: list[int],
) -> tuple[NDArray[np.float64], int]:
    """Standard deviation of the score of every unit over models that each miss a fold of the training units.

    It measures the model uncertainty. It is no error of the score: what all models have in common, such
    as gaps in the inventory, does not show.

    Parameters
    ----------
    untrained : callable
        Seed -> a fresh, untrained pipeline.
    training : DataFrame (training units, columns)
    truth, folds : arrays (training units,)
        With a single fold, random ones are drawn anew for each seed.
    values : DataFrame (units, columns)
        Units to score.
    seeds : list of int
        Each with every fold.

    Returns
    -------
    spread : array (units,)
        NaN with fewer than two models.
    models : int
        How many were trained; a fold without which one class is missing is passed over.
    """
    labels, given = np.asarray(truth), np.asarray(folds)
    mean, squares, count = np.zeros(len(values)), np.zeros(len(values)), 0
    for seed in seeds:
        fold = given
        if np.unique(given).size < 2:
            fold = np.random.default_rng(seed).permutation(labels.size) % FOLDS
        for held in np.unique(fold):
            rest = fold != held
            if np.unique(labels[rest]).size < 2:
                continue
            model = fit_model(untrained(seed), training[rest], labels[rest], folds=fold[rest])
            score = predict_scores(model, values)
            count += 1
            step = score - mean  # Welford's update: one pass, no list of scores
            mean += step / count
            squares += step * (score - mean)
    if count < 2:
        return np.full(len(values), np.nan), count
    return np.sqrt(squares / (count - 1)), count
