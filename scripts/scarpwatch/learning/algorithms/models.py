"""Models of all algorithms alike: making, training, scoring. What differs is in the algorithms' modules.

The number of threads changes neither scores nor importance, see each of them.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from threadpoolctl import threadpool_limits

from scarpwatch.errors import DataError
from scarpwatch.learning.algorithms.protocol import Algorithm, Settings, load_algorithm


@dataclass(frozen=True)
class Model:
    """A model with the algorithm that it is of.

    Attributes
    ----------
    algorithm : module of the algorithm
    inner : what its ``make`` or ``load`` gave; training changes it in place
    """

    algorithm: Algorithm
    inner: Any


def make_model(
    algorithm: str,
    *,
    seed: int,
    n_jobs: int = 1,
    trees: int = 300,
    balanced: bool = False,
    monotone: Mapping[str, int] | None = None,
    parameters: Mapping[str, Any] | None = None,
    members: Sequence[str] = (),
) -> Model:
    """An untrained model.

    The settings of the trees suit some 500 samples of a dozen factors: shallow trees with small steps, a share of
    rows and columns for each, and leaves of several units. They were chosen from that sample size; only
    the step was set with results in view, on eight simulated areas (seeds 1000 to 1007): at 9 / trees the
    boosters fitted training units closer (AUC 0.99 and not 0.98) and held-out ones less well (0.887 and not
    0.891); 3 / trees did no better (0.890) and left the figures of the tests' real points.

    Parameters
    ----------
    algorithm : name, or path of a Python file, see `load_algorithm`
    trees : number of trees. The boosters' step is 5 / trees (at most 0.3), so that more trees learn more
        finely rather than longer.
    balanced : give both classes the same weight, whatever their numbers
    monotone : column -> 1 where the index must not fall as the column rises, -1 where it must not rise;
        an algorithm that takes no such constraints passes over them
    parameters : those that replace the algorithm's own, as tuning chose them; of an ensemble, of each member by name
    members : of an ensemble, the algorithms that it is made of; others pass over them

    Raises
    ------
    ConfigError
        If the algorithm is unknown, or an ensemble has fewer than two members.
    """
    module = load_algorithm(algorithm)
    settings = Settings(
        seed=seed,
        n_jobs=n_jobs,
        trees=trees,
        balanced=balanced,
        monotone=monotone or {},
        parameters=parameters or {},
        members=members,
    )
    return Model(module, module.make(settings))


def fit_model(
    model: Model,
    values: pd.DataFrame,
    truth: ArrayLike,
    *,
    watch: tuple[pd.DataFrame, ArrayLike] | None = None,
    folds: ArrayLike | None = None,
) -> Model:
    """Train a model in place and return it.

    Parameters
    ----------
    values : DataFrame (units, columns)
        Encoded predictors of the training units, NaN where nothing was measured.
    truth : array (units,)
        1 with a landslide, 0 without.
    watch : (values, truth), optional
        Units that do not train, on which a booster watches its loss: it stops once that has not fallen for
        some trees, and keeps the trees up to the lowest.
    folds : array (units,), optional
        Fold of each training unit, for an algorithm that learns from held-out ones (see `Algorithm`).

    Raises
    ------
    DataError
        If only one class is there, or no column varies.
    """
    labels = np.asarray(truth).astype(np.int64)
    if np.unique(labels).size < 2:
        raise DataError("the training units", "only one class is there", "Use more samples or another split.")
    spread = values.max() - values.min()  # NaN without a single number
    if not (spread > 0).any():
        raise DataError("the training units", "no predictor varies among them", "Check the factor rasters.")
    watched = None if watch is None else (watch[0], np.asarray(watch[1]).astype(np.int64))
    # Linear algebra on one thread: sums of floats depend on their order.
    with warnings.catch_warnings(), threadpool_limits(limits=1, user_api="blas"):
        # A column without a single number is dropped by the first step, which also warns about it.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module="sklearn|numpy")
        in_folds = getattr(model.algorithm, "fit_in_folds", None)
        if folds is not None and in_folds is not None:
            in_folds(model.inner, values, labels, np.asarray(folds))
        else:
            model.algorithm.fit(model.inner, values, labels, watched)
    return model


def trees_kept(model: Model) -> int | None:
    """Trees of a booster that watched and stopped; None for anything else."""
    return model.algorithm.trees_kept(model.inner)


def used_columns(model: Model) -> list[str]:
    """The columns that a trained model reads (constant ones were dropped)."""
    return model.algorithm.columns(model.inner)


def predict_scores(model: Model, values: pd.DataFrame) -> NDArray[np.float64]:
    """Susceptibility index of each unit, 0 to 1.

    Parameters
    ----------
    model
        A trained one, or what ``load_model`` returned.
    values : DataFrame (units, columns)
        At least the columns the model was trained on.

    Returns
    -------
    array (units,), float64
        It ranks units. As the samples hold far more landslide units than the ground does, it is not
        the probability of a landslide.
    """
    return np.asarray(model.algorithm.scores(model.inner, values), dtype=np.float64)
