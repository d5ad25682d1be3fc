"""The skill of a model in an area that did not train it, beside that of a model which is trained there.

Both are judged on the same samples and blocks: by the mean over spatial blocks of the AUC within a block. An AUC over the
whole area would also count differences between blocks, which the mean over blocks of a cross-validation does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.learning.algorithms.models import make_model
from scarpwatch.learning.evaluation.cross_validation import Untrained, cross_validate
from scarpwatch.learning.metrics.roc import auc_interval, delong
from scarpwatch.learning.metrics.skill import auc_record
from scarpwatch.learning.metrics.unit_size import size_skill
from scarpwatch.learning.samples.coverage import has_data
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.learning.samples.folds import random_folds
from scarpwatch.learning.transfer.record import Kept
from scarpwatch.learning.transfer.verdicts import verdict

DISTINCT = 0.9
"""Share of different rows among samples from which on equal ones are the same place."""


def judge_model(
    kept: Kept,
    algorithm: str,
    *,
    labels: pd.DataFrame,
    table: pd.DataFrame,
    scores: pd.DataFrame,
    values: pd.DataFrame,
    samples: pd.DataFrame | None,
    n_jobs: int = 1,
) -> dict[str, Any]:
    """All that is known of the skill of one applied model here.

    Parameters
    ----------
    kept : what is known of it
    algorithm : name, or path of a Python file; the model that is trained here is made as the applied one was
    labels, table, scores : see `skill_here`
    values : DataFrame (units, columns of the model), by ``unit_id``
    samples : see `draw_reference`; None where there are too few landslides

    Returns
    -------
    dict
        ``here``, ``compared`` (or None) and ``verdict``.
    """
    here = skill_here(labels, table, scores)
    compared = None
    if samples is not None:
        score = scores.set_index("unit_id")["score"]
        judged = samples[samples["unit_id"].map(score).notna()]
        recipe = {**kept.recipe, "n_jobs": n_jobs}
        compared = compare_with_trained(
            judged["unit_id"].map(score),
            partial(make_model, algorithm, **recipe),
            values.loc[judged["unit_id"]],
            judged["landslide"],
            judged["fold"],
        )
    return {"here": here, "compared": compared, "verdict": verdict(here, compared)}


def set_known_apart(
    labels: pd.DataFrame, values: pd.DataFrame, trained: pd.DataFrame
) -> tuple[pd.DataFrame, int]:
    """Labels in which units that the other area has trained or validated with are neither landslide units nor free.

    Where two areas overlap, such units would let a model judge what it knows by heart. They are known by their values,
    all of which are those of a sample of the other area.

    Parameters
    ----------
    labels : see `skill_here`
    values : DataFrame (units, columns of the model), by ``unit_id``
    trained : DataFrame (samples of the other area, columns)

    Returns
    -------
    labels : with a column ``label`` if there are any
    count : number of units set apart; 0 where samples of the other area have the same values among each other, of
        which equal ones say nothing
    """
    there = pd.util.hash_pandas_object(trained, index=False)
    here = pd.util.hash_pandas_object(values[list(trained.columns)], index=False)
    known = here.index[here.isin(there).to_numpy()] if there.nunique() > DISTINCT * len(there) else []
    apart = labels["unit_id"].isin(known)
    if not apart.any():
        return labels, 0
    label = labels["label"] if "label" in labels else (labels["landslides"] > 0).astype(int)
    return labels.assign(label=label.where(~apart, -1)), int(apart.sum())


def skill_here(labels: pd.DataFrame, table: pd.DataFrame, scores: pd.DataFrame) -> dict[str, Any]:
    """AUC of a model over all units that it scored; nothing of the area trained it, so that all can judge it.

    Parameters
    ----------
    labels : ``unit_id``, ``landslides`` and optionally ``label`` (-1: neither)
    table : ``unit_id`` and, where known, ``area_m2``
    scores : ``unit_id``, ``score``

    Returns
    -------
    dict
        As `auc_record`; and ``unit_size``, see `size_skill`, None where areas are not known or one class is missing.
    """
    units = _labelled(labels).merge(scores, on="unit_id").merge(table, on="unit_id", how="left")
    units = units[units["score"].notna()]
    truth = units["truth"].to_numpy(dtype=bool)
    record = auc_record(truth, units["score"].to_numpy(dtype=np.float64))
    known = "area_m2" in units and 0 < truth.sum() < truth.size
    size = size_skill(truth, units["score"], units["area_m2"]) if known else None
    return {**record, "unit_size": size}


def _labelled(labels: pd.DataFrame) -> pd.DataFrame:
    """``unit_id`` and ``truth`` of the units that are known to hold a landslide or none."""
    label = labels["label"] if "label" in labels else (labels["landslides"] > 0).astype(int)
    told = pd.DataFrame({"unit_id": labels["unit_id"], "truth": label})
    return told[(told["truth"] >= 0) & labels["landslides"].notna()]


def draw_reference(
    labels: pd.DataFrame,
    factors: pd.DataFrame,
    settings: Mapping[str, Any],
    *,
    min_landslides: int,
    seed: int,
) -> pd.DataFrame:
    """The samples on which an applied model and one that is trained here are compared, with their folds.

    Parameters
    ----------
    settings : section ``samples`` of the config

    Raises
    ------
    DataError
        If there are too few landslides.
    """
    known = factors.loc[has_data(factors, settings["min_coverage"]), "unit_id"]
    truth = _labelled(labels).set_index("unit_id")["truth"].reindex(known)
    free = int((truth == 0).sum())
    samples = draw_samples(
        labels,
        factors,
        rng=np.random.default_rng(seed),
        train_share=settings["train_share"],
        # A ready table may be a sample already, with fewer landslide-free units than landslide units.
        negatives_per_positive=min(
            settings["negatives_per_positive"], free / max(int((truth == 1).sum()), 1)
        ),
        strategy=settings["negatives"],
        buffer_m=settings["buffer_m"],
        folds=settings["blocks"],
        min_landslides=min_landslides,
        copies_together=settings["copies_together"],
        min_coverage=settings["min_coverage"],
    )
    if samples["fold"].nunique() < 2:  # units without places
        truth, group = samples["landslide"].to_numpy(bool), samples["group"].to_numpy()
        rng = np.random.default_rng(seed)
        return samples.assign(fold=random_folds(truth, folds=settings["blocks"], rng=rng, groups=group))
    return samples


def compare_with_trained(
    score: ArrayLike, untrained: Untrained, values: pd.DataFrame, truth: ArrayLike, folds: ArrayLike
) -> dict[str, Any]:
    """An applied model and one that is trained on the other folds, on the same units.

    Parameters
    ----------
    score : array (samples,), of the applied model
    untrained : gives a fresh model
    values : DataFrame (samples, columns)
    truth, folds : arrays (samples,)

    Returns
    -------
    dict
        ``applied`` and ``trained``, means over folds of the AUC within a fold; ``applied_interval`` (95 %, folds taken
        as independent; DeLong's variance within each); ``folds``, those that have both classes.
    """
    labels, number, given = np.asarray(truth), np.asarray(folds), np.asarray(score, dtype=np.float64)
    trained = cross_validate(untrained, values, labels, number)
    used = [row["fold"] for row in trained["folds"] if np.isfinite(row["auc"])]
    applied, interval = _mean_auc(labels, given, number, used)
    return {
        "applied": applied,
        "applied_interval": interval,
        "trained": trained["auc_mean"],
        "folds": len(used),
    }


def _mean_auc(
    truth: NDArray[Any], score: NDArray[np.float64], folds: NDArray[Any], used: list[int]
) -> tuple[float, tuple[float, float]]:
    """Mean over folds of the AUC within a fold, and its interval."""
    aucs, variances = [], []
    for fold in used:
        (auc,), covariance = delong(truth[folds == fold], score[folds == fold])
        aucs.append(float(auc))
        variances.append(float(covariance[0, 0]))
    if not aucs:
        return float("nan"), (float("nan"), float("nan"))
    among = np.isin(folds, used)
    positives = int(truth[among].sum())
    mean, variance = float(np.mean(aucs)), float(np.nansum(variances)) / len(aucs) ** 2
    return mean, auc_interval(mean, variance, positives=positives, negatives=int(among.sum()) - positives)


def skill_there(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of the skill of a model in its own area, from its ``metrics.json``."""
    validation = metrics["validation"]
    return {
        "auc": validation["auc"],
        "auc_interval": validation["auc_interval"],
        "spatial_auc": (metrics.get("cross_validation") or {}).get("auc_mean"),
    }


def transfer_table(models: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The skill of applied models as a table, a row for each.

    Parameters
    ----------
    models : ``algorithm``, ``there``, ``outside_share`` and what `judge_model` gives

    Returns
    -------
    DataFrame
        ``algorithm``; of the other area ``validation_auc_there`` and ``spatial_auc_there``; of this one ``units``,
        ``landslide_units``, ``auc_here`` with ``lower`` and ``upper`` (all units), ``blocks_auc_applied`` with
        ``blocks_lower`` and ``blocks_upper``, ``blocks_auc_trained``, ``outside_share``, ``verdict``.
    """
    rows = []
    for model in models:
        here, compared = model["here"], model["compared"] or {}
        low, high = here["auc_interval"]
        blocks_low, blocks_high = compared.get("applied_interval", (np.nan, np.nan))
        rows.append(
            {
                "algorithm": model["algorithm"],
                "validation_auc_there": model["there"]["auc"],
                "spatial_auc_there": model["there"]["spatial_auc"],
                "units": here["units"],
                "landslide_units": here["positives"],
                "auc_here": here["auc"],
                "lower": low,
                "upper": high,
                "blocks_auc_applied": compared.get("applied"),
                "blocks_lower": blocks_low,
                "blocks_upper": blocks_high,
                "blocks_auc_trained": compared.get("trained"),
                "outside_share": model["outside_share"],
                "verdict": model["verdict"],
            }
        )
    return pd.DataFrame(rows)
