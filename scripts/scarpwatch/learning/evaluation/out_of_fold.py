"""Out-of-fold scores of the samples in every design and repeat, and the AUC over all folds together.

Models that were trained on different samples put their scores on different levels: one that saw fewer landslides scores
lower, and the fold that it judges is the one that holds more of them, so that an AUC over the scores of all folds falls
below that of every fold. A score is therefore told as its rank among those that the same model gives to the units of
the map, and ranks of all folds are pooled: a map is read by rank too.

References
----------
Parker, Guenter, Bedo (2007), BMC Bioinformatics 8: bias of the pooled AUC of cross-validation.
Airola, Pahikkala, Waegeman, De Baets, Salakoski (2011), Computational Statistics & Data Analysis 55: the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.distributions import average_ranks
from scarpwatch.learning.algorithms.models import fit_model, predict_scores
from scarpwatch.learning.evaluation.cross_validation import Untrained, summarise
from scarpwatch.learning.metrics.roc import auc_interval, clustered_variance, delong
from scarpwatch.learning.samples.designs import BLOCKS, headline_of
from scarpwatch.learning.samples.matched_folds import bridged_distances

GROUND = 2000
"""Most units of the map among which a score is ranked."""


SPLITS_DRAWN = 200
"""Random splits over which it is told how much the AUC of a single one swings."""

MOST_INNER_FOLDS = 20
"""Folds that an algorithm which learns from held-out units is given at most."""


def score_out_of_fold(
    untrained: Untrained,
    values: pd.DataFrame,
    truth: ArrayLike,
    folds: pd.DataFrame,
    ground: pd.DataFrame,
    *,
    xy: NDArray[np.float64] | None = None,
    choose: Callable[[NDArray[np.bool_]], Untrained] | None = None,
) -> pd.DataFrame:
    """Score every sample by models that were trained on the other folds.

    Parameters
    ----------
    untrained : callable
        Gives a fresh, untrained pipeline.
    values : DataFrame (samples, columns), by ``unit_id``
    truth : array (samples,)
    folds : DataFrame
        ``design``, ``repeat``, ``unit_id``, ``fold`` of every sample in every design and repeat (`lay_folds`), and
        ``buffer_m`` where samples that are nearer to a held-out one do not train.
    ground : DataFrame (units, columns)
        The units of the map; of many, `GROUND` at even steps.
    xy : array (samples, 2), optional
        Coordinates in m, which a buffer needs.
    choose : callable, optional
        As `cross_validate` takes it.

    Returns
    -------
    DataFrame
        ``design``, ``repeat``, ``fold``, ``unit_id``, ``landslide``, ``score``, and ``rank``, the share of the ground
        with a lower score by the same model, 0 to 1. Both are NaN where only one class was left to train on.
    """
    labels = np.asarray(truth).astype(np.int64)
    among = ground.iloc[np.unique(np.linspace(0, len(ground) - 1, min(GROUND, len(ground))).astype(int))]
    parts = []
    for (design, repeat), rows in folds.groupby(["design", "repeat"], sort=False):
        number = rows.set_index("unit_id")["fold"].reindex(values.index).to_numpy()
        buffer = float(rows["buffer_m"].iloc[0]) if "buffer_m" in rows else 0.0
        # A fold for each sample is none that an ensemble could hold out to learn from.
        inner = number if np.unique(number).size <= MOST_INNER_FOLDS else number % MOST_INNER_FOLDS
        score, rank = np.full((2, len(values)), np.nan)
        for fold in np.unique(number):
            held = number == fold
            trains = ~held
            if xy is not None and buffer > 0:
                trains &= bridged_distances(xy[held], xy) > buffer
            if np.unique(labels[trains]).size < 2:
                continue
            fresh = untrained if choose is None else choose(trains)
            model = fit_model(fresh(), values[trains], labels[trains], folds=inner[trains])
            score[held] = predict_scores(model, values[held])
            rank[held] = ranks_among(score[held], predict_scores(model, among))
        columns = {"fold": number, "unit_id": values.index, "landslide": labels, "score": score, "rank": rank}
        parts.append(pd.DataFrame({"design": design, "repeat": repeat, **columns}))
    return pd.concat(parts, ignore_index=True)


def ranks_among(score: NDArray[np.float64], ground: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the ground with a lower score, interpolated between its scores so that the order of ``score`` stays.

    Scores are 0 to 1; those of units that tie share the middle of their ranks.
    """
    known, place = np.unique(ground, return_index=True)
    share = (average_ranks(ground)[place] - 0.5) / ground.size
    return np.interp(score, np.r_[-1e-9, known, 1 + 1e-9], np.r_[0.0, share, 1.0])


def skill_of_designs(scored: pd.DataFrame) -> dict[str, Any]:
    """AUC in every design: over all folds of a repeat together, and of each fold.

    Parameters
    ----------
    scored : as `score_out_of_fold` gives it

    Returns
    -------
    dict
        ``headline`` (name of the design that stands for the map), ``designs``: for each ``auc`` (mean over the repeats),
        ``auc_interval``, ``auc_std`` (over the repeats), ``repeats``, each with ``repeat``, ``auc``, ``auc_interval``,
        ``folds`` (``fold``, ``units``, ``positives``, ``auc``, NaN where one class is held out).

    Notes
    -----
    The variance behind an interval is DeLong's or, where that is larger, that of blocks of samples which are alike within
    and independent between them (`clustered_variance`; the first repeat of "blocks"). A mean over the repeats has the
    mean of their variances, as they share all samples, and what the scatter over so many adds.
    """
    blocks = scored[(scored["design"] == BLOCKS) & (scored["repeat"] == 0)].set_index("unit_id")["fold"]
    designs = {}
    for design, rows in scored.groupby("design", sort=False):
        repeats = [
            {"repeat": int(repeat), **_pooled(part, blocks)} for repeat, part in rows.groupby("repeat")
        ]
        designs[str(design)] = {**_mean_of(repeats), "repeats": repeats}
    return {"headline": headline_of(designs), "designs": designs}


def describe_cross_validation(scored: pd.DataFrame, held: NDArray[np.bool_], seed: int) -> dict[str, Any]:
    """Skill in all designs; of the first repeat of blocks ``auc_mean``, ``auc_std`` and ``folds``, one by one; and the
    swing of a single split that holds out as many samples as ``held``, from the scores of the headline."""
    skill = skill_of_designs(scored)
    blocks = skill["designs"].get(BLOCKS)
    first = scored[(scored["design"] == skill["headline"]) & (scored["repeat"] == 0)]
    swing = split_swing(first["landslide"], first["rank"], held=held, seed=seed)
    return {**summarise(blocks["repeats"][0]["folds"] if blocks else ()), **skill, "split_swing": swing}


def split_swing(truth: ArrayLike, score: ArrayLike, *, held: ArrayLike, seed: int) -> dict[str, float]:
    """How much the AUC of a single split swings with the units that chance holds out.

    Parameters
    ----------
    truth, score : arrays (samples,)
        1 with a landslide; scores (or ranks) of all samples by models that did not see them.
    held : bool array (samples,)
        Those that one split holds out: as many of each class are drawn.

    Returns
    -------
    dict
        ``lower`` and ``upper`` (5 and 95 % of the AUCs over `SPLITS_DRAWN` draws). As all draws share the scores, models
        that other units train add to it.
    """
    labels, values = np.asarray(truth).astype(bool), np.asarray(score, dtype=np.float64)
    known, rng = np.isfinite(values), np.random.default_rng(seed)
    classes = [np.flatnonzero((labels == value) & known) for value in (True, False)]
    counts = [int((np.asarray(held).astype(bool) & (labels == value)).sum()) for value in (True, False)]
    if not all(0 < count <= rows.size for count, rows in zip(counts, classes, strict=True)):
        return {"lower": float("nan"), "upper": float("nan")}
    aucs = []
    for _ in range(SPLITS_DRAWN):
        rows = np.concatenate(
            [rng.choice(own, count, replace=False) for own, count in zip(classes, counts, strict=True)]
        )
        aucs.append(delong(labels[rows], values[rows])[0][0])
    low, high = np.quantile(aucs, [0.05, 0.95])
    return {"lower": float(low), "upper": float(high)}


def _pooled(rows: pd.DataFrame, blocks: pd.Series) -> dict[str, Any]:
    """AUC of one repeat over the ranks of all folds, and of each fold alone; ``blocks`` of the units, if there are any."""
    nan = float("nan")
    known = rows[rows["score"].notna()]
    truth = known["landslide"].to_numpy()
    positives, negatives = int(truth.sum()), int((truth == 0).sum())
    auc = variance = nan
    if positives and negatives:
        (auc,), covariance = delong(truth, known["rank"].to_numpy())
        variance = float(covariance[0, 0])
        if len(blocks):
            block = blocks.loc[known["unit_id"]].to_numpy()
            variance = float(np.nanmax([variance, clustered_variance(truth, known["rank"], block)]))
    interval = auc_interval(float(auc), variance, positives=positives, negatives=negatives)
    folds = []
    for fold, held in rows.groupby("fold"):
        of_fold, labels = nan, held["landslide"].to_numpy()
        if held["score"].notna().all() and 0 < labels.sum() < labels.size:
            of_fold = float(delong(labels, held["score"].to_numpy())[0][0])
        folds.append(
            {"fold": int(fold), "units": labels.size, "positives": int(labels.sum()), "auc": of_fold}
        )
    return {"auc": float(auc), "auc_interval": interval, "variance": variance, "folds": folds}


def _mean_of(repeats: list[dict[str, Any]]) -> dict[str, Any]:
    """Mean of the pooled AUCs with its interval, and their scatter; takes the variances out of the repeats."""
    variances = [one.pop("variance") for one in repeats]
    aucs = np.array([one["auc"] for one in repeats])
    scatter = float(aucs.std(ddof=1)) if aucs.size > 1 else float("nan")
    variance = float(np.mean(variances)) + (scatter**2 / aucs.size if aucs.size > 1 else 0.0)
    held = repeats[0]["folds"]
    positives = sum(fold["positives"] for fold in held)
    negatives = sum(fold["units"] for fold in held) - positives
    auc = float(aucs.mean())
    interval = auc_interval(auc, variance, positives=positives, negatives=negatives)
    return {"auc": auc, "auc_interval": interval, "auc_std": scatter}
