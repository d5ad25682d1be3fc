"""Choosing parameters of an algorithm on training units alone, within a budget of trainings.

Candidates are drawn at random from a small grid (Bergstra and Bengio 2012, JMLR 13) and judged by the mean AUC of
inner folds, spatial ones where there are coordinates. The untuned settings are always among them, and another
candidate is taken only if it beats them by more than the standard error of the difference over the inner folds:
the best of many is otherwise often the luckiest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.errors import DataError
from scarpwatch.learning.algorithms.models import Model, fit_model, predict_scores, trees_kept
from scarpwatch.learning.algorithms.protocol import load_algorithm
from scarpwatch.learning.metrics.roc import delong
from scarpwatch.learning.samples.folds import random_folds, spatial_folds

FEWEST_TREES = 10


@dataclass(frozen=True)
class Tuned:
    """What tuning chose.

    Attributes
    ----------
    parameters : parameters that replace the untuned ones; empty if those were best
    record : what is written about it: ``candidates``, ``trainings``, ``folds`` ("spatial" or "random"), the
        inner ``auc`` of the choice and ``auc_untuned``
    """

    parameters: dict[str, Any]
    record: dict[str, Any]


def draw_candidates(algorithm: str, count: int, rng: np.random.Generator) -> list[dict[str, Any]]:
    """The untuned settings, as an empty mapping, and ``count - 1`` different points of the grid, or all.

    Raises
    ------
    ConfigError
        If the algorithm is unknown.
    """
    module = load_algorithm(algorithm)
    grid = module.GRID
    sizes = [len(values) for values in grid.values()]
    total = int(np.prod(sizes))
    chosen = rng.permutation(total)[: max(0, count - 1)]
    places = np.stack(np.unravel_index(chosen, sizes), axis=1)
    points = [
        {name: values[place] for (name, values), place in zip(grid.items(), row, strict=True)}
        for row in places
    ]
    return [{}, *(module.candidate(point) for point in points)]


def tune(
    make: Callable[[Mapping[str, Any]], Model],
    algorithm: str,
    values: pd.DataFrame,
    truth: ArrayLike,
    *,
    seed: int,
    xy: NDArray[np.float64] | None = None,
    groups: ArrayLike | None = None,
    candidates: int = 10,
    folds: int = 3,
    early_stopping: bool = True,
) -> Tuned:
    """Choose parameters by inner cross-validation.

    Parameters
    ----------
    make : callable
        Gives an untrained model with the given parameters.
    algorithm : str
    values : DataFrame (units, columns)
        Training units only.
    truth : array (units,)
    xy : array (units, 2), optional
        Coordinates in m; without them, inner folds are random.
    groups : array (units,), optional
        Units of one group are copies and go to one inner fold.
    candidates : int
        Settings to try, the untuned ones among them. ``candidates * folds`` models are trained.
    folds : int
    early_stopping : bool
        Boosters watch the inner held-out fold and stop; the median number of trees that they kept is chosen
        with the parameters. AUCs of the inner folds are then a little too high, all candidates' alike.

    Returns
    -------
    Tuned
        The untuned settings if nothing is better, or too few units are there for inner folds.
    """
    labels = np.asarray(truth).astype(bool)
    rng = np.random.default_rng(seed)
    inner = _inner_folds(labels, xy, groups, folds, rng)
    if len(inner) < 2:
        return Tuned({}, {"candidates": 0, "trainings": 0})
    tried = draw_candidates(algorithm, candidates, rng)
    judged = [_judge(make, parameters, values, labels, inner, early_stopping) for parameters in tried]
    aucs = np.array([row for row, _ in judged])
    best = _choose(aucs)
    parameters, trees = dict(tried[best]), judged[best][1]
    if trees:
        parameters["n_estimators"] = max(FEWEST_TREES, int(np.median(trees)))
    record = {
        "candidates": len(tried),
        "trainings": aucs.size,
        "folds": "random" if xy is None else "spatial",
        "auc": float(aucs[best].mean()),
        "auc_untuned": float(aucs[0].mean()),
        "parameters": parameters,
    }
    return Tuned(parameters, record)


def _inner_folds(
    labels: NDArray[np.bool_],
    xy: NDArray[np.float64] | None,
    groups: ArrayLike | None,
    folds: int,
    rng: np.random.Generator,
) -> list[NDArray[np.bool_]]:
    """Units of each inner fold that has both classes inside and outside; none where there are too few units."""
    try:
        fold = (
            random_folds(labels, folds=folds, rng=rng, groups=groups)
            if xy is None
            else spatial_folds(xy, folds=folds, rng=rng, groups=groups)
        )
    except DataError:
        return []
    return [
        held
        for held in (fold == number for number in range(folds))
        if 0 < labels[held].sum() < held.sum() and 0 < labels[~held].sum() < (~held).sum()
    ]


def _judge(
    make: Callable[[Mapping[str, Any]], Model],
    parameters: Mapping[str, Any],
    values: pd.DataFrame,
    labels: NDArray[np.bool_],
    inner: list[NDArray[np.bool_]],
    early_stopping: bool,
) -> tuple[list[float], list[int]]:
    """AUC of a candidate on each inner fold, and the trees that boosters kept which stopped early."""
    aucs, trees = [], []
    for held in inner:
        watch = (values[held], labels[held]) if early_stopping else None
        model = fit_model(make(parameters), values[~held], labels[~held], watch=watch)
        aucs.append(float(delong(labels[held], predict_scores(model, values[held]))[0][0]))
        kept = trees_kept(model) if early_stopping else None
        trees += [kept] if kept is not None else []
    return aucs, trees


def _choose(aucs: NDArray[np.float64]) -> int:
    """Row of the best candidate; 0, the untuned settings, unless it is better by more than a standard error."""
    best = int(np.argmax(aucs.mean(axis=1)))
    gain = aucs[best] - aucs[0]
    error = float(gain.std(ddof=1)) / np.sqrt(gain.size)
    return best if gain.mean() > error else 0
