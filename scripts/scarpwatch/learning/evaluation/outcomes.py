"""What a model says of each sample that it was not trained on, and whether it is right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from scarpwatch.factors.factor import FactorColumns
from scarpwatch.learning.metrics.autocorrelation import morans_i

OUTCOMES = ("TP", "FN", "FP", "TN")
BINS = 20
"""Bins of the index, of equal width."""


def unit_outcomes(
    scored: pd.DataFrame, places: pd.DataFrame | None = None, *, threshold: float = 0.5
) -> pd.DataFrame:
    """Outcome of every sample unit at a threshold.

    Parameters
    ----------
    scored : DataFrame
        Out-of-fold scores of one design: ``repeat``, ``unit_id``, ``landslide``, ``score``.
    places : DataFrame, optional
        ``unit_id``, ``x``, ``y`` (m).
    threshold : units of at least this index are called landslide units

    Returns
    -------
    DataFrame
        By ``unit_id``: ``x``, ``y`` where known; ``landslide``; ``score``, the mean over the repeats; ``residual``,
        the landslide (1 or 0) less the score; ``outcome`` (TP, FN, FP, TN; empty without a score); ``wrong_share`` of the
        repeats in which the unit is on the wrong side.
    """
    rows = scored.assign(called=(scored["score"] >= threshold).where(scored["score"].notna()))
    rows["wrong"] = (
        (rows["called"].astype(float) != rows["landslide"]).where(rows["score"].notna()).astype(float)
    )
    units = rows.groupby("unit_id", sort=True).agg(
        landslide=("landslide", "first"), score=("score", "mean"), wrong_share=("wrong", "mean")
    )
    units["residual"] = units["landslide"] - units["score"]
    called = units["score"] >= threshold
    names = np.where(units["landslide"] == 1, np.where(called, "TP", "FN"), np.where(called, "FP", "TN"))
    units["outcome"] = np.where(units["score"].notna(), names, "")
    table = units[["landslide", "score", "residual", "outcome", "wrong_share"]].reset_index()
    if places is None or not {"x", "y"} <= set(places.columns):
        return table
    where = places.set_index("unit_id")[["x", "y"]].reindex(table["unit_id"]).reset_index(drop=True)
    table.insert(1, "x", where["x"])
    table.insert(2, "y", where["y"])
    return table


def count_outcomes(outcomes: pd.DataFrame) -> dict[str, int]:
    """Number of units of each outcome."""
    found = outcomes["outcome"].value_counts()
    return {name: int(found.get(name, 0)) for name in OUTCOMES}


def spread_by_index(score: pd.Series, spread: pd.Series) -> pd.DataFrame:
    """Standard deviation of the index against the index, as LAND-SE (Rossi and Reichenbach 2016) shows it.

    Parameters
    ----------
    score, spread : Series (units,)
        Index, and its standard deviation over models of other samples.

    Returns
    -------
    DataFrame
        One row per bin of the index that holds units: ``lower``, ``upper``, ``units``, and of the standard deviation
        ``median``, ``q05``, ``q95``.
    """
    known = score.notna() & spread.notna()
    edges = np.linspace(0, 1, BINS + 1)
    place = np.clip(np.digitize(score[known], edges) - 1, 0, BINS - 1)
    rows = []
    for number in np.unique(place):
        held = spread[known].to_numpy()[place == number]
        low, middle, high = np.quantile(held, [0.05, 0.5, 0.95])
        rows.append((edges[number], edges[number + 1], held.size, middle, low, high))
    return pd.DataFrame(rows, columns=["lower", "upper", "units", "median", "q05", "q95"])


def describe_errors(outcomes: pd.DataFrame, *, threshold: float, rng: np.random.Generator) -> dict[str, Any]:
    """Numbers of outcomes, and whether what the model misses lies together.

    Parameters
    ----------
    outcomes : as `unit_outcomes` gives them
    rng : of the permutations of Moran's I

    Returns
    -------
    dict
        ``threshold``; ``units``, samples with a score; ``counts`` of each outcome; ``unsettled_share`` of the units, whose
        side changes from repeat to repeat; ``morans_i`` of the residuals (`MoransI`; NaN without places).
    """
    known = outcomes[outcomes["outcome"] != ""]
    xy = known[["x", "y"]].to_numpy() if "x" in known else np.full((len(known), 2), np.nan)
    changing = (known["wrong_share"] > 0) & (known["wrong_share"] < 1)
    return {
        "threshold": threshold,
        "units": len(known),
        "counts": count_outcomes(known),
        "unsettled_share": float(changing.mean()) if len(known) else float("nan"),
        "morans_i": morans_i(known["residual"], xy, rng=rng).as_dict(),
    }


def groups_of(table: pd.DataFrame, factors: Sequence[FactorColumns]) -> dict[str, pd.Series]:
    """Class of every unit by ``unit_id``, for each factor that has classes; of shares the largest class."""
    units = table.set_index("unit_id")
    return {
        factor.name: units[factor.main_column]
        for factor in factors
        if factor.kind == "classes" and factor.main_column in units
    }
