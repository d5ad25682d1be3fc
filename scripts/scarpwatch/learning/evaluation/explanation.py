"""Explanation of the prediction of each unit: Shapley values of the columns, added up per factor.

A Shapley value is the mean change of the output when a column becomes known, over all orders in which
columns can become known. Trees allow it to be computed exactly with their own shares of training units as
background (TreeSHAP with path-dependent perturbation); of logistic regression they are the linear terms, if its
columns are taken to be independent; of a model that only gives numbers they are sampled. The values of a unit and the
base add up to the model's output: its score or its log-odds, as the algorithm says (``SCALE``).

References
----------
Lundberg, S. M., et al. (2020). From local explanations to global understanding with explainable AI for
trees. Nature Machine Intelligence 2, 56-67.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from scarpwatch.errors import DataError
from scarpwatch.learning.algorithms.models import Model, predict_scores, used_columns

MOST_APART = 1e-3
"""Index by which base and contributions may miss that of a unit; boosters add up in single precision."""
DRIVERS = 3
"""How many factors are named per unit."""


def contributions(model: Model, values: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """Shapley value of every column a model reads, for every unit.

    Parameters
    ----------
    model
        A trained one, or what ``load_model`` returned.
    values : DataFrame (units, columns)
        At least the columns the model was trained on, NaN where nothing was measured.

    Returns
    -------
    contributions : DataFrame (units, used columns)
        On the scale of the algorithm; positive raises the susceptibility.
    base : float
        Output without any knowledge of the unit; base and contributions add up to the output.

    Raises
    ------
    DataError
        If they do not add up to it.
    """
    columns = used_columns(model)
    raw, base = model.algorithm.contributions(model.inner, values[columns])
    output = base + raw.sum(axis=1)
    scores = output if model.algorithm.SCALE == "score" else expit(output)
    if (
        len(values)
        and not (apart := float(np.abs(scores - predict_scores(model, values)).max())) < MOST_APART
    ):
        raise DataError(
            model.algorithm.__name__,
            f"base and contributions miss the index of a unit by {apart:.2g}",
            "Correct contributions or scores of the algorithm; both must give the same whenever they are called",
        )
    return pd.DataFrame(raw, index=values.index, columns=columns), base


def per_factor(columns: pd.DataFrame, factor_of: Mapping[str, str]) -> pd.DataFrame:
    """Contributions of the factors: those of their columns (sine and cosine, classes) added up.

    Parameters
    ----------
    columns : DataFrame (units, columns)
    factor_of : mapping
        Column -> factor; a factor none of whose columns is there gets 0.

    Returns
    -------
    DataFrame (units, factors)
    """
    factors = list(dict.fromkeys(factor_of.values()))
    summed = pd.DataFrame(0.0, index=columns.index, columns=factors)
    for name in columns:
        summed[factor_of[str(name)]] += columns[name]
    return summed


def shap_importance(factors: pd.DataFrame) -> pd.Series:
    """Mean absolute contribution of a factor over the given units, the shares adding up to 1.

    Parameters
    ----------
    factors : DataFrame (units, factors)
        Of :func:`per_factor`.
    """
    size = factors.abs().mean()
    total = float(size.sum())
    share = size / total if total > 0 else size
    return share.rename("shap").rename_axis("factor")


def name_drivers(factors: pd.DataFrame, *, count: int = DRIVERS) -> pd.DataFrame:
    """The factors with the largest contributions of each unit, whichever their sign.

    Parameters
    ----------
    factors : DataFrame (units, factors)
    count : int
        How many to name.

    Returns
    -------
    DataFrame (units)
        ``driver_1``, ``driver_1_effect``, ...: name of the factor and its contribution; a positive one
        raises the susceptibility. A factor without any contribution is not named ("" and NaN).
    """
    size = factors.abs().to_numpy()
    order = np.argsort(-size, axis=1, kind="stable")[:, :count]
    effect = np.take_along_axis(factors.to_numpy(), order, axis=1)
    names = np.asarray(factors.columns, dtype=object)[order]
    result: dict[str, NDArray[Any]] = {}
    for rank in range(count):
        there = rank < order.shape[1]
        value = effect[:, rank] if there else np.zeros(len(factors))
        result[f"driver_{rank + 1}"] = np.where(value != 0, names[:, rank] if there else "", "")
        result[f"driver_{rank + 1}_effect"] = np.where(value != 0, value, np.nan)
    return pd.DataFrame(result, index=factors.index)
