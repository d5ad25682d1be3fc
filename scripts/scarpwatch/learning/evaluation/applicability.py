"""Area of applicability of a model.

Two views: whether each factor lies within the range of the training units, and how far a unit lies from the
nearest training unit in the space of all factors, weighted by their importance to the model.

References
----------
Meyer, H., Pebesma, E. (2021). Predicting into unknown space? Estimating the area of applicability of spatial
prediction models. Methods in Ecology and Evolution 12, 1620-1633.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

MARGIN = 0.1

PAIRS_FROM = 2000
"""Training units from which the mean distance is taken; of more, evenly spaced ones are."""


def outside_range(values: pd.DataFrame, training: pd.DataFrame, factor_of: Mapping[str, str]) -> pd.DataFrame:
    """Which factors of which units lie outside the range of the training units.

    A factor lies outside if one of its columns exceeds the range by more than a tenth of it (`MARGIN`): trees give
    the same just beyond their range as at its end, and a share of 1.0 is not foreign where 0.95 is known. A value that is missing lies outside only if no
    training unit lacked it: a model that was trained with missing values handles them.

    Parameters
    ----------
    values, training : DataFrames (units, columns)
    factor_of : mapping
        Column -> factor.

    Returns
    -------
    DataFrame (units, factors), bool
    """
    factors = list(dict.fromkeys(factor_of.values()))
    outside = pd.DataFrame(False, index=values.index, columns=factors)
    for column, factor in factor_of.items():
        known, column_values = training[column], values[column]
        margin = MARGIN * (known.max() - known.min())
        beyond = (column_values < known.min() - margin) | (column_values > known.max() + margin)
        if known.notna().all():
            beyond |= column_values.isna()
        outside[factor] |= beyond
    return outside


def dissimilarity(
    values: pd.DataFrame, training: pd.DataFrame, weights: Mapping[str, float], folds: ArrayLike
) -> tuple[NDArray[np.float64], float]:
    """Dissimilarity index of every unit, and the value above which it is outside the area of applicability.

    Columns are standardised by the training units and weighted; a missing value counts as the training
    mean. The index is the distance to the nearest training unit over the mean distance between training
    units. The limit is the largest index that a training unit has against those of the other folds, without
    outliers (upper quartile plus 1.5 interquartile ranges).

    Parameters
    ----------
    values, training : DataFrames (units, columns)
    weights : mapping
        Column -> importance to the model; columns without one, or with none among the training units to
        standardise by, do not count.
    folds : array (training units,)
        Fold of each training unit; with a single one, each unit is a fold of its own.

    Returns
    -------
    index : array (units,)
    limit : float
        NaN, with an index of NaN, if no column counts.
    """
    from scipy.spatial import cKDTree
    from scipy.spatial.distance import pdist

    centre, spread = training.mean(), training.std(ddof=0)
    columns = [name for name in training if spread[name] > 0 and weights.get(str(name), 0.0) > 0]
    if not columns:
        return np.full(len(values), np.nan), float("nan")
    scale = np.array([weights[name] for name in columns])

    def place(table: pd.DataFrame) -> NDArray[np.float64]:
        standard = (table[columns] - centre[columns]) / spread[columns]
        return np.asarray(standard.fillna(0.0).to_numpy() * scale)

    known = place(training)
    step = -(-len(known) // PAIRS_FROM)
    mean_distance = float(pdist(known[::step]).mean())
    index = cKDTree(known).query(place(values))[0] / mean_distance
    own = np.empty(len(known))
    group = np.asarray(folds)
    if np.unique(group).size < 2:
        own[:] = cKDTree(known).query(known, k=2)[0][:, 1]
    else:
        for fold in np.unique(group):
            held = group == fold
            own[held] = cKDTree(known[~held]).query(known[held])[0]
    own /= mean_distance
    lower, upper = np.quantile(own, [0.25, 0.75])
    return index, float(own[own <= upper + 1.5 * (upper - lower)].max())


def applicability_table(outside: pd.DataFrame, index: NDArray[np.float64], limit: float) -> pd.DataFrame:
    """Both views as columns, one row per unit.

    Returns
    -------
    DataFrame
        ``outside_range`` (the factors, separated by commas), ``dissimilarity``, and ``applicable``: 0
        where a factor is outside its range or the dissimilarity exceeds the limit, else 1.
    """
    names = np.asarray(outside.columns, dtype=object)
    marked = outside.to_numpy()
    text = [", ".join(names[row]) for row in marked]
    beyond = np.nan_to_num(index, nan=0.0) > (limit if np.isfinite(limit) else np.inf)
    return pd.DataFrame(
        {
            "outside_range": text,
            "dissimilarity": index,
            "applicable": (~(marked.any(axis=1) | beyond)).astype(np.int8),
        },
        index=outside.index,
    )
