"""Choosing parameters of an algorithm on training units alone, within a budget of trainings.

Candidates are drawn at random from a small grid (Bergstra and Bengio 2012, JMLR 13) and judged by the mean AUC of
inner folds, spatial ones where there are coordinates. The untuned settings are always among them, and another
candidate is taken only if it beats them by more than the standard error of the difference over the inner folds:
the best of many is otherwise often the luckiest. scikit-learn's ``GridSearchCV`` runs the search, with that rule.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator
from sklearn.model_selection import GridSearchCV

from scarpwatch.errors import DataError
from scarpwatch.learning.algorithms.models import Model, fit_model, predict_scores, trees_kept
from scarpwatch.learning.algorithms.protocol import load_algorithm
from scarpwatch.learning.metrics.roc import delong
from scarpwatch.learning.samples.folds import random_folds, spatial_folds

FEWEST_TREES = 10
AUTOMATIC = 10
"""Candidates where the number is left to the program."""

Make = Callable[[Mapping[str, Any]], Model]
"""Gives an untrained model with the given parameters."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Tuned:
    """What tuning chose.

    Attributes
    ----------
    parameters : parameters that replace the untuned ones; empty if those were best
    record : what is written about it: ``candidates``, ``trainings``, ``units`` (those that it was done on),
        ``inner_folds`` (their number), ``folds`` ("spatial" or "random"), the inner ``auc`` of the choice and
        ``auc_untuned``, ``parameters``, and ``untuned``: whether the untuned settings stayed, but for the trees of
        boosters that stopped early
    """

    parameters: dict[str, Any]
    record: dict[str, Any]


def settle_candidates(candidates: int | Literal["auto"], units: int, from_units: int) -> int:
    """How many settings are tried: the number that is asked for, or `AUTOMATIC` from so many training units on.

    Fewer than two mean no tuning.
    """
    if candidates == "auto":
        return AUTOMATIC if units >= from_units else 0
    return candidates


def grid_size(algorithm: str) -> int:
    """Points of the grid of an algorithm, 0 if it has none; the untuned settings are none of them."""
    grid = load_algorithm(algorithm).GRID
    return int(np.prod([len(values) for values in grid.values()])) if grid else 0


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
    total = grid_size(algorithm)
    if not total:
        return [{}]
    chosen = rng.permutation(total)[: max(0, count - 1)]
    places = np.stack(np.unravel_index(chosen, sizes), axis=1)
    points = [
        {name: values[place] for (name, values), place in zip(grid.items(), row, strict=True)}
        for row in places
    ]
    return [{}, *(module.candidate(point) for point in points)]


def tune(
    make: Make,
    algorithm: str,
    values: pd.DataFrame,
    truth: ArrayLike,
    *,
    seed: int,
    xy: NDArray[np.float64] | None = None,
    groups: ArrayLike | None = None,
    candidates: int = AUTOMATIC,
    folds: int = 3,
    early_stopping: bool = True,
    max_units: int | None = None,
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
    max_units : int, optional
        With more units, so many are drawn, with the same share of both classes, and the search is done on them.

    Returns
    -------
    Tuned
        The untuned settings if nothing is better, or too few units are there for inner folds.
    """
    labels = np.asarray(truth).astype(bool)
    drawn = _draw_units(labels, max_units, seed)
    values, labels = values.iloc[drawn], labels[drawn]
    places = None if xy is None else xy[drawn]
    alike = None if groups is None else np.asarray(groups)[drawn]
    rng = np.random.default_rng(seed)
    inner = _inner_folds(labels, places, alike, folds, rng)
    if len(inner) < 2:
        log.info("not tuned: the training units cannot be cut into two inner folds with both classes")
        return Tuned({}, {"candidates": 0, "trainings": 0})
    tried = draw_candidates(algorithm, candidates, rng)
    aucs, trees, best = _search(_Trial(make, values, labels, {}, early_stopping), tried, inner)
    parameters = dict(tried[best])
    kept = trees[best][trees[best] > 0]
    if kept.size:
        parameters["n_estimators"] = max(FEWEST_TREES, int(np.median(kept)))
    record = {
        "candidates": len(tried),
        "trainings": aucs.size,
        "units": labels.size,
        "inner_folds": len(inner),
        "folds": "random" if xy is None else "spatial",
        "auc": float(aucs[best].mean()),
        "auc_untuned": float(aucs[0].mean()),
        "untuned": best == 0,
        "parameters": parameters,
    }
    return Tuned(parameters, record)


def join_tuned(members: Mapping[str, Tuned]) -> Tuned:
    """What tuning chose for an ensemble: parameters of each of its members by name, and their ``members`` records."""
    parameters = {name: tuned.parameters for name, tuned in members.items() if tuned.parameters}
    records = {name: tuned.record for name, tuned in members.items()}
    any_one: Mapping[str, Any] = next(iter(records.values()))
    total = {key: sum(record[key] for record in records.values()) for key in ("candidates", "trainings")}
    if not total["trainings"]:
        return Tuned({}, total)
    record = {
        **total,
        **{key: any_one[key] for key in ("units", "inner_folds", "folds")},
        "untuned": all(record["untuned"] for record in records.values()),
        "parameters": parameters,
        "members": records,
    }
    return Tuned(parameters, record)


def _draw_units(labels: NDArray[np.bool_], most: int | None, seed: int) -> NDArray[np.int64]:
    """Places of the units that the search is done on, in their order: all, or as many of each class as its share."""
    if most is None or labels.size <= most:
        return np.arange(labels.size)
    rng = np.random.default_rng([seed, labels.size])
    parts = [np.flatnonzero(labels == value) for value in (True, False)]
    drawn = [rng.permutation(part)[: round(most * part.size / labels.size)] for part in parts]
    return np.sort(np.concatenate(drawn))


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


class _Trial(BaseEstimator):  # type: ignore[misc]
    """A model with the parameters of a candidate, as scikit-learn's search takes it. The search is given numbers of
    rows, so that what does not train is known too: it is the inner fold that is held out, which boosters watch."""

    def __init__(
        self,
        make: Make,
        values: pd.DataFrame,
        labels: NDArray[np.bool_],
        parameters: Mapping[str, Any],
        early_stopping: bool,
    ) -> None:
        self.make = make
        self.values = values
        self.labels = labels
        self.parameters = parameters
        self.early_stopping = early_stopping

    def __sklearn_clone__(self) -> Self:
        return type(self)(**self.get_params(deep=False))  # without a copy of the table for each training

    def fit(self, rows: NDArray[np.int64], _: Any = None) -> Self:
        """Train on some rows; on all of them nothing is trained, since the whole model takes more trees."""
        held = np.setdiff1d(np.arange(self.labels.size), rows)
        if held.size:
            watch = (self.values.iloc[held], self.labels[held]) if self.early_stopping else None
            made = self.make(self.parameters)
            self.model_ = fit_model(made, self.values.iloc[rows[:, 0]], self.labels[rows[:, 0]], watch=watch)
        return self

    def judge(self, rows: NDArray[np.int64], _: Any = None) -> dict[str, float]:
        """AUC on some rows, and the trees of a booster that stopped early; 0 of anything else."""
        held = rows[:, 0]
        auc = delong(self.labels[held], predict_scores(self.model_, self.values.iloc[held]))[0][0]
        kept = trees_kept(self.model_) if self.early_stopping else None
        return {"auc": float(auc), "trees": float(kept or 0)}


def _search(
    trial: _Trial, tried: list[dict[str, Any]], inner: list[NDArray[np.bool_]]
) -> tuple[NDArray[np.float64], NDArray[np.float64], int]:
    """AUC and trees of every candidate on each inner fold (candidates, folds), and the row of the chosen one."""
    search = GridSearchCV(
        trial,
        {"parameters": tried},
        scoring=_Trial.judge,
        cv=[(np.flatnonzero(~held), np.flatnonzero(held)) for held in inner],
        refit=partial(_choose, folds=len(inner)),
        error_score="raise",
    ).fit(np.arange(trial.labels.size).reshape(-1, 1))
    results = search.cv_results_
    return _by_fold(results, "auc", len(inner)), _by_fold(results, "trees", len(inner)), search.best_index_


def _by_fold(results: Mapping[str, Any], score: str, folds: int) -> NDArray[np.float64]:
    return np.stack([results[f"split{number}_test_{score}"] for number in range(folds)], axis=1)


def _choose(results: Mapping[str, Any], folds: int) -> int:
    """Row of the best candidate; 0, the untuned settings, unless it is better by more than a standard error."""
    aucs = _by_fold(results, "auc", folds)
    best = int(np.argmax(aucs.mean(axis=1)))
    gain = aucs[best] - aucs[0]
    error = float(gain.std(ddof=1)) / np.sqrt(gain.size)
    return best if gain.mean() > error else 0
