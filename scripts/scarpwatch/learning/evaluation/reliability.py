"""Reliability of the score of every unit: explanation (SHAP), model uncertainty, area of applicability."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from scarpwatch.learning.evaluation.applicability import applicability_table, dissimilarity, outside_range
from scarpwatch.learning.evaluation.explanation import (
    contributions,
    name_drivers,
    per_factor,
    shap_importance,
)
from scarpwatch.learning.evaluation.uncertainty import score_spread
from scarpwatch.learning.predictors.sample_values import DrawnUnits


def explain_units(
    model: Any,
    values: pd.DataFrame,
    drawn: DrawnUnits,
    score: pd.Series,
    factor_of: Mapping[str, str],
    *,
    untrained: Callable[[int], Any],
    seeds: Sequence[int],
    explain_units: int,
) -> tuple[pd.DataFrame, pd.Series, dict[str, Any]]:
    """Drivers, model uncertainty and area of applicability of every unit.

    Parameters
    ----------
    model : trained pipeline, or what ``load_model`` returned
    values : DataFrame (units, columns), as the model was trained on
    drawn : the samples, with the same columns
    score : by unit; NaN where there is none
    factor_of : column -> factor
    untrained : seed -> a fresh pipeline, tuned as the model
    seeds : of the models for the spread, each with every fold
    explain_units : units with drivers, those with the highest scores

    Returns
    -------
    units : DataFrame by unit
        ``score_std``, the columns of `applicability_table` and of `name_drivers`.
    importance : share of each factor in the contributions to the held-out units
    record : dict
        ``base`` of the contributions, ``explained_units``, ``models_for_spread``, ``median_score_std``,
        ``dissimilarity_limit``, and shares of units outside: ``outside_share``, ``outside_by_factor``,
        ``dissimilar_share``.
    """
    known, folds = drawn.values[drawn.training], drawn.samples["fold"].to_numpy()[drawn.training]
    validation, base = contributions(model, drawn.values[~drawn.training])
    ranked = score.dropna().sort_values(ascending=False, kind="stable").index
    highest = ranked[:explain_units].sort_values()
    drivers = name_drivers(per_factor(contributions(model, values.loc[highest])[0], factor_of))

    index, limit = dissimilarity(values, known, validation.abs().mean().to_dict(), folds)
    outside = outside_range(values, known, factor_of)
    units = applicability_table(outside, index, limit)
    truth = drawn.truth[drawn.training]
    spread, trained = score_spread(untrained, known, truth, folds, values, seeds=list(seeds))
    units.insert(0, "score_std", spread)
    record = {
        "base": base,
        "explained_units": len(highest),
        "models_for_spread": trained,
        "median_score_std": float(np.nanmedian(spread)) if trained > 1 else None,
        "dissimilarity_limit": limit,
        "outside_share": float((units["applicable"] == 0).mean()),
        "outside_by_factor": outside.mean().to_dict(),
        "dissimilar_share": float((index > limit).mean()),
    }
    return units.join(drivers), shap_importance(per_factor(validation, factor_of)), record
