"""Cross-validation: every fold is scored by a model that was trained on the others.

The figure is the mean of the AUCs of the folds, never the AUC of pooled scores: models that were trained on different
units put their scores on different levels. `out_of_fold` pools folds by ranks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.learning.algorithms.models import fit_model, predict_scores
from scarpwatch.learning.metrics.roc import delong

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
            model = fit_model(fresh(), values[~held], labels[~held], folds=number[~held])
            auc = float(delong(labels[held], predict_scores(model, values[held]))[0][0])
        rows.append(
            {"fold": int(fold), "units": int(held.sum()), "positives": int(labels[held].sum()), "auc": auc}
        )
    return summarise(rows)


def summarise(folds: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """``auc_mean`` and ``auc_std`` over ``folds`` that have an AUC, and the folds themselves."""
    known = np.array([fold["auc"] for fold in folds if np.isfinite(fold["auc"])])
    return {
        "auc_mean": float(known.mean()) if known.size else float("nan"),
        "auc_std": float(known.std(ddof=1)) if known.size > 1 else float("nan"),
        "folds": list(folds),
    }
