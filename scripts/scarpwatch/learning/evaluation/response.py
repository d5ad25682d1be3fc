"""How the index of a model follows a factor: accumulated local effects, and contributions beside them.

Accumulated local effects (ALE) add up what small steps of a factor change in the index of units that are there. Unlike
partial dependence they ask the model for no units that cannot be (steep ground without relief), so collinear factors do
not share their effects.

References
----------
Apley, Zhu (2020), Journal of the Royal Statistical Society B 82: accumulated local effects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.factors.factor import FactorColumns
from scarpwatch.learning.algorithms.models import Model, predict_scores, used_columns
from scarpwatch.learning.evaluation.explanation import contributions

BINS, SECTORS = 20, 8
UNITS = 500
"""Units at even steps that effects are taken over; more of them change little and cost as much again."""
FEWEST = 5
"""Units that a bin holds at least, or it is joined to the next."""

COLUMNS = ["factor", "kind", "label", "lower", "upper", "units", "ale", "shap", "shap_lower", "shap_upper"]

Array = NDArray[np.float64]


def response_table(
    model: Model,
    values: pd.DataFrame,
    factors: Sequence[FactorColumns],
    columns_of: Mapping[str, Sequence[str]],
    part_of: Mapping[str, str],
) -> pd.DataFrame:
    """Effects of factors on the index, bin by bin.

    Parameters
    ----------
    values : DataFrame (units, columns)
        What the model sees of every unit; of many `UNITS` at even steps are taken.
    factors : those to tell of, in their order
    columns_of : factor -> its columns among ``values``
    part_of : column -> what it holds of its factor (the name of a class)

    Returns
    -------
    DataFrame
        ``factor``; ``kind`` (``number``, ``direction``, ``class``); ``label`` of a class, or ``missing``; ``lower`` and
        ``upper`` of the bin (degrees for directions); ``units`` in it, of those taken; ``ale`` in the middle of the bin,
        in units of the index, 0 in the mean over the units (NaN for classes and missing values); and of the contributions
        (`contributions`) of the whole factor ``shap``, their mean, with ``shap_lower`` and ``shap_upper``, their 10 and
        90 %.
    """
    few = values.iloc[np.unique(np.linspace(0, len(values) - 1, min(UNITS, len(values))).astype(int))]
    shap, _ = contributions(model, few)
    parts = []
    for factor in factors:
        columns = [name for name in columns_of[factor.name] if name in used_columns(model)]
        if not columns:
            continue
        effect = shap[columns].sum(axis=1).to_numpy()
        if factor.kind == "classes":
            table = _of_classes(few[columns], effect, part_of)
        elif factor.kind == "circular" and len(columns) == 2:
            table = _of_direction(model, few, columns, effect)
        else:
            table = _of_number(model, few, columns[0], effect)
        parts.append(table.assign(factor=factor.name))
    return (
        pd.concat(parts, ignore_index=True).reindex(columns=COLUMNS)
        if parts
        else pd.DataFrame(columns=COLUMNS)
    )


def _of_number(model: Model, values: pd.DataFrame, column: str, effect: Array) -> pd.DataFrame:
    """Bins of about equal numbers of units."""
    value = values[column].to_numpy(np.float64)
    known = np.isfinite(value)
    edges = _edges(value[known])
    place = np.clip(np.searchsorted(edges, value, side="left") - 1, 0, len(edges) - 2)
    steps = np.full(value.size, np.nan)
    ends = [values[known].assign(**{column: edges[place[known] + side]}) for side in (0, 1)]
    low, high = (predict_scores(model, each) for each in ends)
    steps[known] = high - low
    table = _bins(edges, place, known, effect)
    middle = _accumulate(_means(steps, place, known, len(edges) - 1), table["units"].to_numpy())
    return pd.concat(
        [table.assign(kind="number", ale=middle), _missing(~known, effect, "number")], ignore_index=True
    )


def _of_direction(model: Model, values: pd.DataFrame, columns: Sequence[str], effect: Array) -> pd.DataFrame:
    """Sectors, the first around north; what a whole turn leaves over is taken back evenly."""
    sine, cosine = (values[name].to_numpy(np.float64) for name in columns)
    known, length = np.isfinite(sine) & np.isfinite(cosine), np.hypot(sine, cosine)
    width = 360 / SECTORS
    angle = (np.rad2deg(np.arctan2(sine, cosine)) + width / 2) % 360
    place = np.where(known, np.minimum(angle // width, SECTORS - 1), 0).astype(np.int64)
    edges = np.asarray(np.arange(SECTORS + 1) * width - width / 2, np.float64)
    steps = np.full(sine.size, np.nan)
    ends = []
    for side in (0, 1):
        turned, r = np.deg2rad(edges[place[known] + side]), length[known]
        ends.append(values[known].assign(**{columns[0]: r * np.sin(turned), columns[1]: r * np.cos(turned)}))
    low, high = (predict_scores(model, each) for each in ends)
    steps[known] = high - low
    mean = _means(steps, place, known, SECTORS)
    table = _bins(edges, place, known, effect)
    middle = _accumulate(mean - mean.mean(), table["units"].to_numpy())
    return pd.concat(
        [table.assign(kind="direction", ale=middle), _missing(~known, effect, "direction")], ignore_index=True
    )


def _of_classes(shares: pd.DataFrame, effect: Array, part_of: Mapping[str, str]) -> pd.DataFrame:
    """Contributions of units by their largest class."""
    known = shares.notna().any(axis=1).to_numpy()
    largest = shares.fillna(-1.0).to_numpy().argmax(axis=1)
    held = known & (shares.fillna(0.0).to_numpy().max(axis=1) > 0)  # none of the classes that the model knows
    rows = []
    for number, column in enumerate(shares.columns):
        rows.append(
            {"label": part_of.get(str(column), str(column)), **_told(effect[held & (largest == number)])}
        )
    other = known & ~held
    rows += [{"label": "other", **_told(effect[other])}] if other.any() else []
    table = pd.DataFrame(rows).assign(kind="class")
    return pd.concat([table, _missing(~known, effect, "class")], ignore_index=True)


def _edges(value: Array) -> Array:
    """Edges of bins of about equal numbers of values, none with fewer than `FEWEST` where there are as many."""
    count = max(1, min(BINS, value.size // FEWEST))
    edges = np.unique(np.quantile(value, np.linspace(0, 1, count + 1), method="inverted_cdf"))
    return edges if edges.size > 1 else np.array([edges[0], edges[0]])


def _means(steps: Array, place: NDArray[np.int64], known: NDArray[np.bool_], bins: int) -> Array:
    """Mean step of each bin; 0 where it holds no unit, so that the curve runs level there."""
    count = np.bincount(place[known], minlength=bins)
    total = np.bincount(place[known], weights=steps[known], minlength=bins)
    return np.asarray(np.divide(total, count, out=np.zeros(bins), where=count > 0))


def _accumulate(mean_steps: Array, units: NDArray[np.int64]) -> Array:
    """The curve in the middle of each bin, with a mean of 0 over the units."""
    middle = np.cumsum(mean_steps) - mean_steps / 2
    return np.asarray(middle - np.average(middle, weights=units))


def _bins(edges: Array, place: NDArray[np.int64], known: NDArray[np.bool_], effect: Array) -> pd.DataFrame:
    rows = [
        {"lower": edges[number], "upper": edges[number + 1], **_told(effect[known & (place == number)])}
        for number in range(len(edges) - 1)
    ]
    return pd.DataFrame(rows)


def _missing(missing: NDArray[np.bool_], effect: Array, kind: str) -> pd.DataFrame:
    """Contributions of units without a value; nothing where all have one."""
    rows = [{"label": "missing", "kind": kind, **_told(effect[missing])}] if missing.any() else []
    return pd.DataFrame(rows)


def _told(effect: Array) -> dict[str, Any]:
    nan = float("nan")
    low, high = np.quantile(effect, [0.1, 0.9]) if effect.size else (nan, nan)
    mean = float(effect.mean()) if effect.size else nan
    return {"units": effect.size, "shap": mean, "shap_lower": low, "shap_upper": high}
