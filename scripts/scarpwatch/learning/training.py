"""From samples and factors to a trained model with its scores and an honest account of its skill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.errors import DataError
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores, used_columns
from scarpwatch.learning.algorithms.tuning import Tuned, tune
from scarpwatch.learning.evaluation.cross_validation import Untrained, cross_validate
from scarpwatch.learning.evaluation.importance import gain_importance, permutation_importance
from scarpwatch.learning.metrics.skill import assess_skill
from scarpwatch.learning.predictors.features import Predictors, encode_factors, monotone_columns
from scarpwatch.learning.predictors.leakage import find_leaks, refuse_leaks

TREES_TO_TUNE = 100
"""A forest tries candidates with at most this many trees: which of them is best shows with few."""

MIN_POSITIVES = 10
"""With fewer landslide units no interval of a figure is narrow enough to mean anything."""


SAME_RANKS = 0.98
"""Rank correlation with the area of the units from which on a factor says the same."""


@dataclass(frozen=True)
class TrainedModel:
    """A model and what is known about it.

    Attributes
    ----------
    model : sklearn Pipeline
    factor_of : mapping
        Column the model was offered -> factor.
    scores : DataFrame
        ``unit_id``, ``score`` of every unit of the factor table; NaN where none of the predictors has a
        value, but for samples.
    metrics : dict
        What ``metrics.json`` holds.
    importance : DataFrame
        ``factor``, ``gain``, ``permutation``, ``permutation_std``; largest gain first.
    """

    model: Any
    factor_of: dict[str, str]
    scores: pd.DataFrame
    metrics: dict[str, Any]
    importance: pd.DataFrame


def train_and_evaluate(
    table: pd.DataFrame,
    samples: pd.DataFrame,
    *,
    algorithm: str,
    dynamic: bool,
    seed: int,
    trees: int = 300,
    exclude: Sequence[str] = (),
    accepted: Sequence[str] = (),
    flat_below_deg: float = 5.0,
    balanced: bool = False,
    monotone: Mapping[str, str] | None = None,
    tuning: Mapping[str, Any] | None = None,
    n_jobs: int = 1,
) -> TrainedModel:
    """Train on the training units, judge on the held-out ones, score every unit.

    The spatial-block cross-validation trains one more model per fold on all samples of the other
    folds, whatever their split. Where there is tuning, it is done on the training units alone, and for
    each of these models anew on what trains it.

    Parameters
    ----------
    table : DataFrame
        Joined factor table of every unit.
    samples : DataFrame
        ``unit_id``, ``landslide``, ``split``, ``fold`` and, where units may be copies, their ``group``.
    dynamic : bool
        Whether the deformation factors are predictors (a coupled model).
    accepted : sequence of str
        Factors that are used though they look as if they were made from the landslides.
    flat_below_deg : float
        Skill is told for all held-out units, and for those of at least this slope.
    balanced : bool
        Weight both classes to the same sum.
    monotone : mapping, optional
        Factor -> "increasing" or "decreasing".
    tuning : mapping, optional
        ``candidates``, ``folds`` and ``early_stopping`` of :func:`scarpwatch.learning.algorithms.tuning.tune`; fewer
        than two candidates: no tuning.

    Raises
    ------
    DataError
        If a sample is not in the factor table or is listed twice, there are fewer than ten landslide units,
        a split has one class only, or a predictor gives the label away.
    """
    predictors = encode_factors(table, dynamic=dynamic, exclude=exclude)
    samples = samples.sort_values("unit_id", ignore_index=True)
    values = sample_values(predictors, samples)
    truth = samples["landslide"].to_numpy()
    training = (samples["split"] == "training").to_numpy()
    # Held-out units must decide nothing here; `check_factors` looks at all units before.
    leaks = find_leaks(values[training], truth[training], factor_of=predictors.factor_of)
    refuse_leaks(leaks, accepted=accepted)

    constraints = monotone_columns(predictors.factor_of, monotone or {})
    fixed: dict[str, Any] = {"seed": seed, "n_jobs": n_jobs, "balanced": balanced, "monotone": constraints}
    xy = _places(table, samples)
    groups = samples["group"].to_numpy() if "group" in samples else None

    def tuned_on(part: NDArray[np.bool_]) -> Tuned:
        if tuning is None or tuning["candidates"] < 2:
            return Tuned({}, {})
        few = min(trees, TREES_TO_TUNE) if algorithm == "rf" else trees
        return tune(
            lambda parameters: make_model(algorithm, trees=few, parameters=parameters, **fixed),
            algorithm,
            values[part],
            truth[part],
            xy=None if xy is None else xy[part],
            groups=None if groups is None else groups[part],
            seed=seed,
            **tuning,
        )

    def with_parameters(tuned: Tuned) -> Untrained:
        return lambda: make_model(algorithm, trees=trees, parameters=tuned.parameters, **fixed)

    tuned = tuned_on(training)
    untrained = with_parameters(tuned)
    model = fit_model(untrained(), values[training], truth[training])
    scores = pd.DataFrame(
        {"unit_id": predictors.values.index, "score": predict_scores(model, predictors.values)}
    )
    # Of a unit without any value a model says what it says of all of them: nothing about the unit.
    nothing = predictors.values.isna().all(axis=1).to_numpy()
    scores.loc[nothing & ~scores["unit_id"].isin(samples["unit_id"]), "score"] = np.nan
    shuffled = permutation_importance(
        model,
        values[~training],
        truth[~training],
        predictors.factor_of,
        rng=np.random.default_rng(seed),
    )
    importance = (
        gain_importance(model, predictors.factor_of)
        .rename("gain")
        .to_frame()
        .join(shuffled)
        .sort_values("gain", ascending=False, kind="stable")
        .reset_index()
    )
    used = used_columns(model)
    metrics = {
        "algorithm": algorithm,
        "coupled": dynamic,
        "seed": seed,
        "predictors": predictors.factors,
        "columns": used,
        "dropped_columns": [name for name in predictors.values.columns if name not in used],
        "area_predictors": area_predictors(predictors, table),
        "missing_share": values.isna().mean().to_dict(),
        "tuning": tuned.record or None,
        **assess_skill(samples, table, scores, flat_below_deg=flat_below_deg, balanced=balanced),
        "cross_validation": cross_validate(
            untrained,
            values,
            truth,
            samples["fold"].to_numpy(),
            choose=lambda part: with_parameters(tuned_on(part)),
        ),
    }
    return TrainedModel(
        model=model,
        factor_of=dict(predictors.factor_of),
        scores=scores,
        metrics=metrics,
        importance=importance,
    )


def area_predictors(predictors: Predictors, table: pd.DataFrame) -> list[str]:
    """The factors that say how large a unit is, whatever they are called: those with the same ranks as its area.

    Parameters
    ----------
    table : DataFrame
        ``unit_id``, and ``area_m2`` where units have one.
    """
    if "area_m2" not in table.columns:
        return []
    area = table.set_index("unit_id")["area_m2"].reindex(predictors.values.index)
    alike = predictors.values.corrwith(area, method="spearman").abs() > SAME_RANKS
    return list(dict.fromkeys(predictors.factor_of[name] for name in predictors.values.columns[alike]))


def _places(table: pd.DataFrame, samples: pd.DataFrame) -> NDArray[np.float64] | None:
    """Coordinates of the samples, m; None if the table has none."""
    if not {"x", "y"} <= set(table.columns):
        return None
    xy = table.set_index("unit_id").loc[samples["unit_id"], ["x", "y"]].to_numpy(dtype=np.float64)
    return xy if np.isfinite(xy).all() else None


def sample_values(predictors: Predictors, samples: pd.DataFrame) -> pd.DataFrame:
    """Encoded predictors of the samples, in their order.

    Raises
    ------
    DataError
        If a sample is listed twice or has no row in the factor table, or fewer than ten of them, or all,
        are landslide units.
    """
    units = samples["unit_id"]
    if units.duplicated().any():
        both = samples.groupby("unit_id")["split"].nunique().max() > 1
        raise DataError(
            "the samples",
            "a unit is listed more than once" + (", for training and for validation" if both else ""),
            "Draw the samples again.",
        )
    positives = int(samples["landslide"].sum())
    if positives < MIN_POSITIVES or positives == len(samples):
        raise DataError(
            "the samples",
            f"{positives} of {len(samples)} units have a landslide; at least {MIN_POSITIVES} with and some"
            " without are needed",
            "Add landslides, or use smaller units.",
        )
    missing = ~units.isin(predictors.values.index)
    if missing.any():
        raise DataError(
            "the samples",
            f"{int(missing.sum())} units are not in the factor table (unit {units[missing].iloc[0]}, ...)",
            "Draw the samples again from the present units.",
        )
    return predictors.values.loc[units.to_numpy()]
