"""From samples and factors to a trained model with its scores and its skill."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.factors.factor import FactorColumns
from scarpwatch.learning.algorithms.models import (
    Model,
    fit_model,
    make_model,
    predict_scores,
    used_columns,
)
from scarpwatch.learning.algorithms.protocol import algorithm_name, load_algorithm
from scarpwatch.learning.evaluation.cross_validation import Untrained
from scarpwatch.learning.evaluation.importance import gain_importance, permutation_importance
from scarpwatch.learning.evaluation.out_of_fold import describe_cross_validation, score_out_of_fold
from scarpwatch.learning.metrics.skill import assess_skill
from scarpwatch.learning.predictors.features import Predictors, encode_factors, monotone_columns
from scarpwatch.learning.predictors.leakage import find_leaks, refuse_leaks
from scarpwatch.learning.predictors.sample_values import DrawnUnits, draw_values
from scarpwatch.learning.samples.designs import BLOCKS
from scarpwatch.learning.tuning import Tuned, grid_size, join_tuned, settle_candidates, tune

log = logging.getLogger(__name__)

SAME_RANKS = 0.98
"""Rank correlation with the area of the units from which on a factor is collinear with it."""


@dataclass(frozen=True)
class TrainedModel:
    """A model and what is known about it.

    Attributes
    ----------
    model
    predictors : encoded, of every unit
    drawn : the samples with what the model was offered of them
    recipe : how it was made, as `make_model` takes it: ``seed``, ``trees``, ``balanced``, ``monotone``, ``parameters``,
        ``members``
    scores : DataFrame
        ``unit_id``, ``score`` of every unit of the factor table; NaN where none of the predictors has a
        value, but for samples.
    metrics : dict
        What ``metrics.json`` holds.
    importance : DataFrame
        ``factor``, ``gain``, ``permutation``, ``permutation_std``; largest gain first.
    out_of_fold : DataFrame
        What `score_out_of_fold` gives: the scores of the samples by models that did not see their fold.
    """

    model: Model
    predictors: Predictors
    drawn: DrawnUnits
    recipe: Mapping[str, Any]
    scores: pd.DataFrame
    metrics: dict[str, Any]
    importance: pd.DataFrame
    out_of_fold: pd.DataFrame


def train_and_evaluate(
    table: pd.DataFrame,
    samples: pd.DataFrame,
    factors: Sequence[FactorColumns],
    *,
    algorithm: str,
    dynamic: bool,
    seed: int,
    trees: int = 300,
    exclude: Sequence[str] = (),
    accepted: Sequence[str] = (),
    labels: pd.DataFrame | None = None,
    designs: pd.DataFrame | None = None,
    flat_below_deg: float = 5.0,
    balanced: bool = False,
    monotone: Mapping[str, str] | None = None,
    tuning: Mapping[str, Any] | None = None,
    members: Sequence[str] = (),
    slope: str | None = "slope",
    n_jobs: int = 1,
) -> TrainedModel:
    """Train on the training units, judge on the held-out ones, score every unit.

    The cross-validation trains one more model for each fold of each design and repeat on all samples of the other
    folds, whatever their split. Where there is tuning, it is done on the training units alone, and for
    each of these models anew on what trains it.

    Parameters
    ----------
    table : factors of every unit, joined
    samples : ``unit_id``, ``landslide``, ``split``, ``fold`` and, where units may be copies, their ``group``
    factors : those of the run, in the order in which the models see them
    algorithm : name, or path of a Python file, see `load_algorithm`
    dynamic : whether the deformation factors are predictors (a coupled model)
    accepted : factors that are used despite signs of target leakage
    labels : landslides of every unit, for rates that count landslides, see `assess_skill`
    designs : folds of the cross-validation, as `lay_folds` gives them; None: the samples' own ``fold`` once, as "blocks"
    flat_below_deg : skill is told for all held-out units, and for those of at least this slope
    balanced : weight both classes to the same sum
    monotone : factor -> "increasing" or "decreasing"
    tuning : ``candidates`` (or "auto"), ``folds``, ``early_stopping``, ``max_units`` of `tune`, ``from_units``, the
        training units from which on "auto" tunes, and ``repeats``, those of ``designs`` that are scored where there is
        tuning; fewer than two candidates: no tuning
    members : of an ensemble, the algorithms that it is made of; each is tuned as it would be for itself
    slope : column of the slope, see `steep_units`

    Raises
    ------
    ConfigError
        If the algorithm is unknown.
    DataError
        If a sample is not in the factor table or is listed twice, there are fewer than ten landslide units,
        a split has one class only, or a predictor leaks the label.
    """
    predictors = encode_factors(table, factors, dynamic=dynamic, exclude=exclude)
    drawn = draw_values(table, predictors, samples)
    known = drawn.values[drawn.training], drawn.truth[drawn.training]
    # Held-out units must decide nothing here; `check_factors` looks at all units before.
    refuse_leaks(find_leaks(*known, factor_of=predictors.factor_of), accepted=accepted)
    signs = monotone_columns(predictors.factor_of, monotone or {})
    settled = _settle([*members] or [algorithm], tuning, drawn)
    recipe = _Recipe(algorithm, seed, trees, n_jobs, balanced, signs, settled, members)
    designs = _designs(drawn, designs, tuning, settled)
    tuned = _tune(recipe, drawn, tuning, designs)
    folds = drawn.samples["fold"].to_numpy()
    model = fit_model(_untrained(recipe, tuned)(), *known, folds=folds[drawn.training])
    scores = score_units(model, predictors.values, drawn.samples["unit_id"])
    scored = _score_out_of_fold(recipe, tuned, drawn, designs, predictors.values)
    metrics = {
        "algorithm": algorithm_name(algorithm),
        "coupled": dynamic,
        "seed": seed,
        **_describe_predictors(predictors, table, drawn.values, used_columns(model)),
        "tuning": tuned.record or None,
        **assess_skill(
            drawn.samples,
            table,
            scores,
            labels=labels,
            flat_below_deg=flat_below_deg,
            balanced=balanced,
            slope=slope,
        ),
        "cross_validation": describe_cross_validation(scored, ~drawn.training, seed),
    }
    ranking = _rank_factors(model, drawn, predictors.factor_of, seed)
    made = {
        "seed": seed,
        "trees": trees,
        "balanced": balanced,
        "monotone": signs,
        "parameters": tuned.parameters,
        "members": [algorithm_name(member) for member in members],
    }
    return TrainedModel(model, predictors, drawn, made, scores, metrics, ranking, scored)


@dataclass(frozen=True)
class _Recipe:
    """How all models of one training are made, but for the parameters that tuning finds."""

    algorithm: str
    seed: int
    trees: int
    n_jobs: int
    balanced: bool
    monotone: Mapping[str, int]
    tuning: Mapping[str, Any] | None
    members: Sequence[str]


def _make(recipe: _Recipe, trees: int, parameters: Mapping[str, Any]) -> Model:
    return make_model(
        recipe.algorithm,
        seed=recipe.seed,
        n_jobs=recipe.n_jobs,
        trees=trees,
        balanced=recipe.balanced,
        monotone=recipe.monotone,
        parameters=parameters,
        members=recipe.members,
    )


def _untrained(recipe: _Recipe, tuned: Tuned) -> Untrained:
    return partial(_make, recipe, recipe.trees, tuned.parameters)


def _settle(
    algorithms: Sequence[str], tuning: Mapping[str, Any] | None, drawn: DrawnUnits
) -> dict[str, Any] | None:
    """The arguments of `tune`; None where nothing is tuned."""
    if tuning is None or not any(map(grid_size, algorithms)):
        return None
    settled = dict(tuning)
    start, _ = settled.pop("from_units", 0), settled.pop("repeats", None)
    settled["candidates"] = settle_candidates(settled["candidates"], int(drawn.training.sum()), start)
    return settled if settled["candidates"] > 1 else None


def _designs(
    drawn: DrawnUnits,
    designs: pd.DataFrame | None,
    asked: Mapping[str, Any] | None,
    settled: Mapping[str, Any] | None,
) -> pd.DataFrame:
    """Folds of the cross-validation; where a search is done in each of them, of as many repeats as it is asked for."""
    if designs is None:
        designs = drawn.samples[["unit_id", "fold"]].assign(design=BLOCKS, repeat=0)
    most = None if asked is None or settled is None else asked.get("repeats")
    return designs if most is None else designs[designs["repeat"] < most]


def _tune(
    recipe: _Recipe, drawn: DrawnUnits, asked: Mapping[str, Any] | None, designs: pd.DataFrame
) -> Tuned:
    """What tuning chooses on the training units, with its budget told before and its choice after."""
    units = int(drawn.training.sum())
    blocks = len(designs[["design", "repeat", "fold"]].drop_duplicates())
    if recipe.tuning is None:
        grids = any(map(grid_size, recipe.members or [recipe.algorithm]))
        if asked is None or asked["candidates"] != "auto" or not grids:
            return Tuned({}, {})
        log.info(f"not tuned: {units:,} training units, fewer than {asked['from_units']:,}")
        return Tuned({}, {"candidates": 0, "trainings": 0, "units": units, "from_units": asked["from_units"]})
    count, folds = _candidates(recipe), recipe.tuning["folds"]
    most = min(units, recipe.tuning.get("max_units") or units)
    log.info(
        f"tuning: at most {count} candidates x {folds} folds = {count * folds} trainings on {most:,} of {units:,} "
        f"training units, and as many for each of {blocks} folds of the cross-validation"
    )
    tuned = _tune_on(recipe, drawn, drawn.training)
    if tuned.record["trainings"]:
        kept = "the untuned settings stay" if tuned.record["untuned"] else f"chosen: {tuned.parameters}"
        if "auc" in tuned.record:
            gain = tuned.record["auc"] - tuned.record["auc_untuned"]
            kept += f"; AUC of the inner folds {tuned.record['auc']:.3f}, {gain:+.3f}"
        log.info(f"tuning: {kept}")
    return replace(tuned, record={**tuned.record, "blocks": blocks})


def _candidates(recipe: _Recipe) -> int:
    """Settings that the budget has room for: of an ensemble, those of its members together."""
    most = (recipe.tuning or {})["candidates"]
    return sum(min(most, 1 + grid_size(each)) for each in recipe.members or [recipe.algorithm])


def _tune_on(recipe: _Recipe, drawn: DrawnUnits, part: NDArray[np.bool_]) -> Tuned:
    """What tuning chooses on a part of the samples; nothing where none is asked for."""
    if recipe.tuning is None:
        return Tuned({}, {})
    if recipe.members:
        alone = {each: replace(recipe, algorithm=each, members=()) for each in recipe.members}
        parts = {algorithm_name(each): _tune_on(one, drawn, part) for each, one in alone.items()}
        return join_tuned(parts)
    few = min(recipe.trees, load_algorithm(recipe.algorithm).TREES_TO_TUNE or recipe.trees)
    return tune(
        partial(_make, recipe, few),
        recipe.algorithm,
        drawn.values[part],
        drawn.truth[part],
        xy=None if drawn.xy is None else drawn.xy[part],
        groups=None if drawn.groups is None else drawn.groups[part],
        seed=recipe.seed,
        **recipe.tuning,
    )


def _score_out_of_fold(
    recipe: _Recipe, tuned: Tuned, drawn: DrawnUnits, designs: pd.DataFrame, units: pd.DataFrame
) -> pd.DataFrame:
    """Over the folds of all designs, tuned anew without the fold that is held out."""
    return score_out_of_fold(
        _untrained(recipe, tuned),
        drawn.values,
        drawn.truth,
        designs,
        units[units.notna().any(axis=1)],
        xy=drawn.xy,
        choose=lambda part: _untrained(recipe, _tune_on(recipe, drawn, part)),
    )


def score_units(model: Model, values: pd.DataFrame, always: ArrayLike = ()) -> pd.DataFrame:
    """Score units.

    Parameters
    ----------
    values : DataFrame (units, columns), by ``unit_id``
    always : units that get a score whatever is known of them, as samples do

    Returns
    -------
    DataFrame
        ``unit_id``, ``score``; NaN where none of the columns has a value.
    """
    scores = pd.DataFrame({"unit_id": values.index, "score": predict_scores(model, values)})
    # Of a unit without any value a model says what it says of all of them: nothing about the unit.
    nothing = values.isna().all(axis=1).to_numpy()
    scores.loc[nothing & ~scores["unit_id"].isin(np.asarray(always)), "score"] = np.nan
    return scores


def _describe_predictors(
    predictors: Predictors, table: pd.DataFrame, values: pd.DataFrame, used: Sequence[str]
) -> dict[str, Any]:
    return {
        "predictors": predictors.factors,
        "columns": used,
        "dropped_columns": [name for name in predictors.values.columns if name not in used],
        "area_predictors": area_predictors(predictors, table),
        "missing_share": values.isna().mean().to_dict(),
    }


def _rank_factors(model: Model, drawn: DrawnUnits, factor_of: Mapping[str, str], seed: int) -> pd.DataFrame:
    """Gain among the training units and loss by permutation among the held-out ones, largest gain first."""
    held = ~drawn.training
    shuffled = permutation_importance(
        model, drawn.values[held], drawn.truth[held], factor_of, rng=np.random.default_rng(seed)
    )
    table = gain_importance(model, factor_of).rename("gain").to_frame().join(shuffled)
    return table.sort_values("gain", ascending=False, kind="stable").reset_index()


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
