"""Cross-validation: every fold is scored by a model that was trained on the others.

The figure reported is the mean of the AUCs of the folds, never the AUC of pooled scores: models that were
trained on different units put their scores on different levels.

References
----------
Brenning (2012), IGARSS: spatial cross-validation with k-means blocks, repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.learning.algorithms.models import fit_model, predict_scores
from scarpwatch.learning.metrics.roc import delong
from scarpwatch.learning.samples.folds import random_folds, spatial_folds, split_stratified

Untrained = Callable[[], Any]
"""Gives a fresh, untrained pipeline at every call."""


def cross_validate(
    untrained: Untrained,
    values: pd.DataFrame,
    truth: ArrayLike,
    folds: ArrayLike,
    *,
    choose: Callable[[NDArray[np.bool_]], Untrained] | None = None,
) -> dict[str, Any]:
    """AUC on each fold of a model trained on the others.

    Parameters
    ----------
    untrained : callable
        Gives a fresh, untrained pipeline.
    values : DataFrame (samples, columns)
    truth, folds : arrays (samples,)
    choose : callable, optional
        Gives ``untrained`` for the samples that train (a bool array), where tuning has to be done anew
        without the fold that is held out.

    Returns
    -------
    dict
        ``auc_mean`` and ``auc_std`` over the folds, and ``folds``, each with ``fold``, ``units``,
        ``positives``, ``auc``. A fold in which only one class occurs has no AUC and does not count.
    """
    labels, number = np.asarray(truth), np.asarray(folds)
    rows = []
    for fold in np.unique(number):
        held = number == fold
        auc = float("nan")
        if 0 < labels[held].sum() < held.sum() and np.unique(labels[~held]).size == 2:
            fresh = untrained if choose is None else choose(~held)
            model = fit_model(fresh(), values[~held], labels[~held])
            auc = float(delong(labels[held], predict_scores(model, values[held]))[0][0])
        rows.append(
            {"fold": int(fold), "units": int(held.sum()), "positives": int(labels[held].sum()), "auc": auc}
        )
    known = np.array([row["auc"] for row in rows if np.isfinite(row["auc"])])
    return {
        "auc_mean": float(known.mean()) if known.size else float("nan"),
        "auc_std": float(known.std(ddof=1)) if known.size > 1 else float("nan"),
        "folds": rows,
    }


def repeat_cross_validation(
    untrained: Untrained,
    values: pd.DataFrame,
    truth: ArrayLike,
    *,
    kind: Literal["random", "spatial"],
    seed: int,
    xy: NDArray[np.float64] | None = None,
    groups: ArrayLike | None = None,
    folds: int = 5,
    repetitions: int = 100,
) -> dict[str, Any]:
    """Cross-validation with new folds in every repetition.

    Parameters
    ----------
    untrained : callable
        Gives a fresh, untrained pipeline.
    values : DataFrame (samples, columns)
    truth : array (samples,)
    kind : {"random", "spatial"}
        Random folds with the same share of both classes, or k-means blocks of the coordinates, started
        from other places each time.
    seed : int
        With the number of the repetition it settles the folds, so two models are given the same ones.
    xy : array (samples, 2), needed for spatial folds
        Coordinates in m.
    groups : array (samples,), optional
        Samples of one group are copies and go to one fold.

    Returns
    -------
    dict
        ``kind``, ``folds``, ``repetitions``; ``auc_mean`` and ``auc_std`` over all folds of all
        repetitions; ``repetition_std``, the standard deviation of the repetitions' means;
        ``without_auc``, how many folds held one class only; ``means``, one AUC per repetition.

    Raises
    ------
    DataError
        If the samples are too few for the folds.
    """
    labels = np.asarray(truth).astype(bool)
    if kind == "spatial" and xy is None:
        raise ValueError("spatial folds need coordinates")
    means, every, missing = [], [], 0
    for repetition in range(repetitions):
        rng = np.random.default_rng([seed, repetition])
        if kind == "random" or xy is None:
            fold = random_folds(labels, folds=folds, rng=rng, groups=groups)
        else:
            fold = spatial_folds(xy, folds=folds, rng=rng, groups=groups)
        result = cross_validate(untrained, values, labels, fold)
        aucs = [row["auc"] for row in result["folds"]]
        every += [auc for auc in aucs if np.isfinite(auc)]
        missing += sum(not np.isfinite(auc) for auc in aucs)
        means.append(result["auc_mean"])
    known = np.array(means)[np.isfinite(means)]
    return {
        "kind": kind,
        "folds": folds,
        "repetitions": repetitions,
        "auc_mean": float(np.mean(every)) if every else float("nan"),
        "auc_std": float(np.std(every, ddof=1)) if len(every) > 1 else float("nan"),
        "repetition_std": float(known.std(ddof=1)) if known.size > 1 else float("nan"),
        "without_auc": missing,
        "means": means,
    }


def repeat_holdout(
    untrained: Untrained,
    values: pd.DataFrame,
    truth: ArrayLike,
    *,
    seed: int,
    train_share: float = 0.7,
    groups: ArrayLike | None = None,
    repetitions: int = 100,
) -> dict[str, Any]:
    """Hold-out as in the study, with a new random split in every repetition.

    Parameters
    ----------
    untrained, values, truth, groups, seed
        As in ``repeat_cross_validation``.
    train_share : float
        Share of both classes that trains.

    Returns
    -------
    dict
        ``train_share``, ``repetitions``, ``auc_mean`` and ``auc_std`` over the repetitions, ``means``.
    """
    labels = np.asarray(truth).astype(bool)
    means = []
    for repetition in range(repetitions):
        rng = np.random.default_rng([seed, repetition])
        held = split_stratified(labels, train_share=train_share, rng=rng, groups=groups) == "validation"
        model = fit_model(untrained(), values[~held], labels[~held])
        means.append(float(delong(labels[held], predict_scores(model, values[held]))[0][0]))
    return {
        "train_share": train_share,
        "repetitions": repetitions,
        "auc_mean": float(np.mean(means)),
        "auc_std": float(np.std(means, ddof=1)) if repetitions > 1 else float("nan"),
        "means": means,
    }
