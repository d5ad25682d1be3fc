"""How much each factor matters to a model: by the splits it makes, and by permutation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from scarpwatch.learning.algorithms.models import Model, fit_model, predict_scores, used_columns
from scarpwatch.learning.evaluation.cross_validation import Untrained
from scarpwatch.learning.evaluation.out_of_fold import GROUND, ranks_among
from scarpwatch.learning.metrics.roc import check_scores, delong


def gain_importance(model: Model, factor_of: Mapping[str, str]) -> pd.Series:
    """The algorithm's own importance (Gini, gain, or size of coefficients), summed over a factor's columns, adding to 1.

    It is measured on the training units, and that of trees favours factors with many distinct values; the
    study reports this one.

    Parameters
    ----------
    model
        A trained one, not one of a file.
    factor_of : mapping
        Column -> factor; factors whose columns were all dropped get 0.

    Returns
    -------
    Series
        Index ``factor``.
    """
    gain = pd.Series(0.0, index=pd.Index(list(dict.fromkeys(factor_of.values())), name="factor"))
    raw = model.algorithm.importance(model.inner)
    for column, value in zip(used_columns(model), raw, strict=True):
        gain[factor_of[column]] += value
    total = float(gain.sum())
    return gain / total if total > 0 else gain


def permutation_importance(
    model: Model,
    values: pd.DataFrame,
    truth: ArrayLike,
    factor_of: Mapping[str, str],
    *,
    rng: np.random.Generator,
    repeats: int = 10,
) -> pd.DataFrame:
    """Loss of AUC when the values of a factor are permuted among the given units. All columns of a factor are
    permuted together. Use held-out units: what is lost is then skill, not
    fit. Two collinear factors each lose little, since the other stands in.

    Returns
    -------
    DataFrame
        Index ``factor``; columns ``permutation`` (mean loss over the repeats) and
        ``permutation_std``.
    """
    labels, (scores,) = check_scores(truth, predict_scores(model, values))
    full = float(delong(labels, scores)[0][0])
    rows = {}
    for factor in dict.fromkeys(factor_of.values()):
        columns = [name for name, owner in factor_of.items() if owner == factor]
        order = np.concatenate([rng.permutation(len(values)) for _ in range(repeats)])
        shuffled = pd.concat([values] * repeats, ignore_index=True)
        shuffled[columns] = values[columns].to_numpy()[order]
        # One call for all repeats: a forest spends most of a small call on going through its trees.
        scores = predict_scores(model, shuffled).reshape(repeats, -1)
        losses = [full - float(delong(labels, score)[0][0]) for score in scores]
        rows[factor] = (np.mean(losses), np.std(losses))
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=["permutation", "permutation_std"]
    ).rename_axis("factor")


def rank_factors(importance: Mapping[str, pd.DataFrame], shap: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """All measures of all models in one table.

    Parameters
    ----------
    importance : mapping of algorithm to DataFrame
        ``factor``, ``gain``, ``permutation``, ``permutation_std``.
    shap : mapping of algorithm to DataFrame
        ``factor``, ``shap``; an algorithm may have none.

    Returns
    -------
    DataFrame
        ``algorithm``, ``factor`` and the measures, for each algorithm by falling gain.
    """
    rows = []
    for algorithm, table in importance.items():
        extra = shap.get(algorithm, pd.DataFrame({"factor": table["factor"], "shap": np.nan}))
        joined = table.merge(extra, on="factor", how="left").sort_values(
            "gain", ascending=False, kind="stable"
        )
        joined.insert(0, "algorithm", algorithm)
        rows.append(joined)
    return pd.concat(rows, ignore_index=True)


def study_layout(
    ranking: pd.DataFrame, printed: Mapping[str, float] | None = None, *, by: Sequence[str]
) -> pd.DataFrame:
    """Normalised gain to two decimals, as the study prints it: its Table 6 (static), Table 7 (with dynamic
    factors).

    Parameters
    ----------
    ranking : DataFrame
        Of :func:`rank_factors`.
    printed : mapping of factor to importance, optional
        What the study printed of its area, for a last column.
    by : the algorithms whose mean gain orders the factors

    Returns
    -------
    DataFrame
        ``factor``, one column per algorithm, and ``study``.
    """
    wide = ranking.pivot(index="factor", columns="algorithm", values="gain")[
        list(dict.fromkeys(ranking["algorithm"]))
    ]
    order = wide[list(by)].mean(axis=1).sort_values(ascending=False, kind="stable").index
    table = wide.loc[order].round(2).rename_axis(columns=None).reset_index()
    return table if printed is None else table.assign(study=table["factor"].map(printed))


def fold_importance(
    untrained: Untrained,
    values: pd.DataFrame,
    truth: ArrayLike,
    folds: ArrayLike,
    ground: pd.DataFrame,
    factor_of: Mapping[str, str],
    *,
    rng: np.random.Generator,
    repeats: int = 5,
) -> pd.DataFrame:
    """Loss of AUC over all folds when the values of a factor are permuted within each held-out fold.

    What a factor is worth on ground that is as far from the training units as the map's, where a factor by which a model
    knows places again is worth less than on a random split. Scores are pooled as ranks (`out_of_fold`).

    Parameters
    ----------
    untrained : gives a fresh, untrained pipeline
    values : DataFrame (samples, columns)
    truth, folds : arrays (samples,)
    ground : DataFrame (units, columns), the units of the map

    Returns
    -------
    DataFrame
        As `permutation_importance`; a fold without which one class is missing is passed over.
    """
    labels, number = np.asarray(truth).astype(np.int64), np.asarray(folds)
    factors = list(dict.fromkeys(factor_of.values()))
    among = ground.iloc[np.unique(np.linspace(0, len(ground) - 1, min(GROUND, len(ground))).astype(int))]
    whole, held_out = np.full(labels.size, np.nan), np.zeros(labels.size, bool)
    shuffled = {factor: np.full((repeats, labels.size), np.nan) for factor in factors}
    for fold in np.unique(number):
        held = number == fold
        if np.unique(labels[~held]).size < 2:
            continue
        model = fit_model(untrained(), values[~held], labels[~held], folds=number[~held])
        reference = predict_scores(model, among)
        whole[held], held_out[held] = ranks_among(predict_scores(model, values[held]), reference), True
        for factor in factors:
            columns = [name for name, owner in factor_of.items() if owner == factor]
            order = np.concatenate([rng.permutation(int(held.sum())) for _ in range(repeats)])
            changed = pd.concat([values[held]] * repeats, ignore_index=True)
            changed[columns] = values.loc[held, columns].to_numpy()[order]
            ranks = ranks_among(predict_scores(model, changed), reference)
            shuffled[factor][:, held] = ranks.reshape(repeats, -1)
    full = float(delong(labels[held_out], whole[held_out])[0][0])
    rows = {}
    for factor in factors:
        losses = [full - float(delong(labels[held_out], ranks[held_out])[0][0]) for ranks in shuffled[factor]]
        rows[factor] = (np.mean(losses), np.std(losses))
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=["permutation", "permutation_std"]
    ).rename_axis("factor")
