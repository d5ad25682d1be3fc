"""Negative controls: the same evaluation where no skill can be had.

A figure means something only beside the one that the same code gives without information: permuted labels, a noise
factor, deformation permuted among the units that have it.

References
----------
Ojala & Garriga (2010), Journal of Machine Learning Research 11: permutation tests of classifiers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.learning.algorithms.models import fit_model, predict_scores
from scarpwatch.learning.evaluation.comparison import resampled_test
from scarpwatch.learning.evaluation.importance import gain_importance, permutation_importance
from scarpwatch.learning.metrics.roc import delong
from scarpwatch.learning.samples.folds import split_stratified

Make = Callable[..., Any]
"""Gives an untrained pipeline for a `seed`."""

NOISE = "noise"
"""Name of the control factor."""


def permuted_labels(
    make: Make, values: pd.DataFrame, truth: ArrayLike, training: NDArray[np.bool_], *, seeds: Sequence[int]
) -> list[float]:
    """Validation AUC with permuted labels, once per seed; 0.5 on average.

    Labels are permuted within each split, which keeps its numbers of both classes.

    Parameters
    ----------
    values : DataFrame (samples, columns)
    truth, training : arrays (samples,)
    """
    labels = np.asarray(truth).astype(bool)
    aucs = []
    for seed in seeds:
        rng = np.random.default_rng([seed, 1])
        shuffled = labels.copy()
        for part in (training, ~training):
            shuffled[part] = rng.permutation(labels[part])
        aucs.append(_held_out_auc(make(seed=seed), values, shuffled, training))
    return aucs


def noise_ranking(
    make: Make,
    values: pd.DataFrame,
    truth: ArrayLike,
    training: NDArray[np.bool_],
    factor_of: Mapping[str, str],
    *,
    seeds: Sequence[int],
) -> pd.DataFrame:
    """Importance with a noise factor among the others, on average over seeds.

    Each seed draws other noise and trains another model. A factor that ranks below the noise has shown no importance.

    Returns
    -------
    DataFrame
        ``factor`` (``noise`` among them), ``gain`` and ``permutation`` (means), ``gain_rank`` and
        ``permutation_rank`` (mean ranks, 1 is the highest), in the order of ``gain_rank``.
    """
    labels = np.asarray(truth).astype(bool)
    owners = {**factor_of, NOISE: NOISE}
    tables = []
    for seed in seeds:
        rng = np.random.default_rng([seed, 2])
        offered = values.assign(**{NOISE: rng.standard_normal(len(values))})
        model = fit_model(make(seed=seed), offered[training], labels[training])
        shuffled = permutation_importance(
            model, offered[~training], labels[~training], owners, rng=rng, repeats=5
        )
        table = gain_importance(model, owners).rename("gain").to_frame().join(shuffled["permutation"])
        for name in ("gain", "permutation"):
            table[f"{name}_rank"] = table[name].rank(ascending=False)
        tables.append(table)
    mean = pd.concat(tables).groupby(level=0, sort=False).mean()
    return mean.sort_values("gain_rank", kind="stable").rename_axis("factor").reset_index()


def below_noise(ranking: pd.DataFrame, rank: str) -> list[str]:
    """The factors that rank below the noise by ``gain_rank`` or ``permutation_rank``."""
    noise = float(ranking.loc[ranking["factor"] == NOISE, rank].iloc[0])
    return ranking.loc[ranking[rank] > noise, "factor"].tolist()


def shuffle_inside_gaps(
    values: pd.DataFrame, columns: Sequence[str], rng: np.random.Generator
) -> pd.DataFrame:
    """``values`` with rows of ``columns`` permuted among the units that lack the same of them.

    What is missing stays missing; what is measured no longer belongs to its unit.
    """
    moved = values[list(columns)].to_numpy(copy=True)
    pattern = np.unique(np.isnan(moved), axis=0, return_inverse=True)[1].ravel()
    for number in np.unique(pattern):
        rows = np.flatnonzero(pattern == number)
        moved[rows] = moved[rng.permutation(rows)]
    return values.assign(**{name: moved[:, index] for index, name in enumerate(columns)})


def missingness(
    make: Make,
    static: pd.DataFrame,
    coupled: pd.DataFrame,
    truth: ArrayLike,
    *,
    seeds: Sequence[int],
    train_share: float = 0.7,
    groups: ArrayLike | None = None,
) -> dict[str, Any]:
    """How much of the gain of coupled models comes from the missingness of deformation.

    Every seed draws a new random split and trains three models on it: static, coupled, and coupled with the values
    permuted. What the third gains comes from where deformation is missing (or from chance), since its values have no
    information.

    Parameters
    ----------
    static, coupled : DataFrames (samples, columns)
        ``coupled`` has the columns of ``static`` and those of deformation.
    groups : array (samples,), optional
        Samples of one group are copies and go to one side of every split.

    Returns
    -------
    dict
        ``missing_share`` of the samples without any deformation; ``gain`` of the coupled models,
        ``gain_of_gaps`` of those with permuted values and ``gain_of_values``, the difference of the two, each
        as ``resampled_test`` gives it; ``per_seed``, the three lists of differences.
    """
    labels = np.asarray(truth).astype(bool)
    moving = [name for name in coupled.columns if name not in static.columns]
    gains: dict[str, list[float]] = {"gain": [], "gain_of_gaps": [], "gain_of_values": []}
    for seed in seeds:
        rng = np.random.default_rng([seed, 3])
        training = split_stratified(labels, train_share=train_share, rng=rng, groups=groups) == "training"
        shuffled = shuffle_inside_gaps(coupled, moving, rng)
        plain, full, gaps = (
            _held_out_auc(make(seed=seed), offered, labels, training)
            for offered in (static, coupled, shuffled)
        )
        gains["gain"].append(full - plain)
        gains["gain_of_gaps"].append(gaps - plain)
        gains["gain_of_values"].append(full - gaps)
    ratio = (1 - train_share) / train_share
    tests = {name: resampled_test(values, test_to_train=ratio) for name, values in gains.items()}
    return {
        "missing_share": float(coupled[moving].isna().all(axis=1).mean()),
        **tests,
        "per_seed": gains,
    }


def _held_out_auc(
    model: Any, values: pd.DataFrame, labels: NDArray[np.bool_], training: NDArray[np.bool_]
) -> float:
    fit_model(model, values[training], labels[training])
    return float(delong(labels[~training], predict_scores(model, values[~training]))[0][0])
