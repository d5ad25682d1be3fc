"""Predictors that give the label away: a landslide area or volume among the factors, for instance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.errors import DataError
from scarpwatch.learning.roc import check_scores, delong

LIMIT = 0.995
"""No factor of the ground tells landslide units from others this well by itself."""


def single_column_auc(values: ArrayLike, truth: ArrayLike) -> float:
    """The AUC that one column reaches by itself, whichever way round and wherever missing values are put.

    Missing values are tried below and above all others: a landslide's volume that only landslide units
    have gives the label away by being there.

    Parameters
    ----------
    values : array (units,)
        NaN where missing.
    truth : array (units,)

    Returns
    -------
    float
        0.5 to 1; 0.5 for a column that does not vary.

    Raises
    ------
    DataError
        If only one class is there.
    """
    column = np.asarray(values, dtype=np.float64)
    known = np.isfinite(column)
    ranks: NDArray[np.float64] = np.zeros(column.size)
    ranks[known] = np.unique(column[known], return_inverse=True)[1] + 1
    labels, tries = check_scores(truth, ranks, np.where(known, ranks, ranks.max() + 1))
    auc = delong(labels, *tries)[0]
    return float(np.maximum(auc, 1 - auc).max())


def find_label_columns(values: pd.DataFrame, truth: ArrayLike, *, limit: float = LIMIT) -> dict[str, float]:
    """Columns whose AUC by themselves lies above ``limit``, with that AUC.

    Parameters
    ----------
    values : DataFrame (units, columns)
        Numbers, NaN where missing.
    """
    found = {name: single_column_auc(values[name].to_numpy(), truth) for name in values.columns}
    return {str(name): auc for name, auc in found.items() if auc > limit}


def refuse_label_columns(
    values: pd.DataFrame,
    truth: ArrayLike,
    *,
    factor_of: Mapping[str, str] | None = None,
    where: Any = "the factor table",
    limit: float = LIMIT,
) -> None:
    """Stop where a column gives the label away.

    Parameters
    ----------
    values : DataFrame (units, columns)
        Predictors of training units: held-out ones must decide nothing, not even this.
    factor_of : mapping
        Column -> what people call the factor.
    where : path or str
        What the message names as the place of the fault.

    Raises
    ------
    DataError
        If a column's AUC by itself lies above ``limit``.
    """
    found = find_label_columns(values, truth, limit=limit)
    if found:
        named = {(factor_of or {}).get(column, column): auc for column, auc in found.items()}
        listed = ", ".join(f"{name} (AUC {auc:.3f})" for name, auc in named.items())
        raise DataError(
            where,
            f"by itself, {listed} tells landslide units from the others: it is the label, not a factor",
            "Leave it out (models.predictors_exclude, or the table's list of factors).",
        )
