"""From index to probability: that a unit holds at least one landslide of the inventory, at the share of the area.

An index ranks units. It is learned from as many landslide-free units as landslide units, by models whose scores of the
units that trained them are too sure, and it says nothing of a unit's size, though a large unit holds a landslide more
often. A logistic regression of the samples' out-of-fold scores and of ln(area), with its intercept corrected for the share
of the landslide-free units that were drawn, puts that right.

References
----------
Platt (1999), Advances in Large Margin Classifiers: probabilities by a logistic regression of held-out scores.
King, Zeng (2001), Political Analysis 9: prior correction of the intercept for samples drawn by outcome. Weights do the same
and scatter by a third more in the highest tenth (simulated).
Steyerberg (2009), Clinical Prediction Models: calibration in the large and slope, on units that did not take part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit

from scarpwatch.errors import DataError
from scarpwatch.learning.map_layers import OF_PROBABILITY
from scarpwatch.learning.metrics.calibration import calibration_curve, equal_frequency_bins, reweighted_share
from scarpwatch.learning.metrics.count_scatter import fifths
from scarpwatch.learning.metrics.intervals import wilson_interval
from scarpwatch.learning.samples.designs import headline_of

Array = NDArray[np.float64]


SUREST = 0.001
"""Scores are drawn in by so much from 0 and 1, whose log-odds are infinite: a forest gives both."""

BINS = 10


class LogOdds(NamedTuple):
    """Log-odds of a landslide unit as a line of the log-odds of the score and of ln(area)."""

    intercept: float
    score: float
    ln_area: float

    def __call__(self, score: ArrayLike, area_m2: Array | None) -> Array:
        odds = self.intercept + self.score * score_odds(score)
        return np.asarray(expit(odds if area_m2 is None else odds + self.ln_area * np.log(area_m2)))


@dataclass(frozen=True)
class Probabilities:
    """Probabilities of all units, and how far they can be relied on.

    Attributes
    ----------
    units : DataFrame
        ``unit_id``, ``probability``; NaN without a score or, where others have one, without an area.
    table : DataFrame
        ``grouped_by`` ("probability", bins of equal numbers of samples, or "area_fifth"), ``group``, ``samples``,
        ``probability`` (mean), ``observed`` (share of landslide units), ``lower``, ``upper`` (Wilson): of held-out
        samples, each class weighted to its number on the ground.
    record : dict
    """

    units: pd.DataFrame
    table: pd.DataFrame
    record: dict[str, Any]


def score_odds(score: ArrayLike) -> Array:
    """Log-odds of a score, drawn in from 0 and 1."""
    return np.asarray(logit(np.clip(np.asarray(score, np.float64), SUREST, 1 - SUREST)))


def unit_probabilities(
    scores: pd.DataFrame, out_of_fold: pd.DataFrame, labels: pd.DataFrame, table: pd.DataFrame
) -> Probabilities:
    """Calibrate on out-of-fold scores; give every unit a probability.

    Samples keep the mean of their out-of-fold scores: the mapped model knows those that trained it by heart, and what it
    says of them would be taken for far more than it is worth on other ground.

    Parameters
    ----------
    scores : ``unit_id``, ``score`` of every unit by the mapped model
    out_of_fold : as `score_out_of_fold` gives it; the design whose AUC is that of the map is used
    labels : ``unit_id`` and ``label`` (1 landslide unit, 0 free of them, -1 neither), or ``landslides``
    table : ``unit_id`` and, where units have one, ``area_m2``

    Raises
    ------
    DataError
        If no sample of one class has an out-of-fold score.
    """
    units = scores.set_index("unit_id")
    area = None
    if "area_m2" in table:
        own = table.set_index("unit_id")["area_m2"].reindex(units.index).astype(np.float64)
        area = own.where(own > 0)
    held, design = _held_scores(out_of_fold, area)
    on_map = units["score"].notna() if area is None else units["score"].notna() & area.notna()
    label = labels.set_index("unit_id")
    free = (label["label"] if "label" in label else (label["landslides"] > 0).astype(int)) == 0
    drawn = held.drop_duplicates("unit_id")
    positives, negatives = int((drawn["landslide"] == 1).sum()), int((drawn["landslide"] == 0).sum())
    if not positives or not negatives:
        raise DataError(
            "the samples", "one class has no out-of-fold scores to calibrate by", "Use fewer samples.blocks."
        )
    ground = max(int((free.reindex(units.index, fill_value=False) & on_map).sum()), negatives)
    weight = ground / negatives
    line = fit_log_odds(held, weight)
    score = units["score"].copy()
    known = held.groupby("unit_id")["score"].mean()
    score.loc[known.index.intersection(score.index)] = known
    probability = np.full(len(units), np.nan)
    places = on_map.to_numpy()
    probability[places] = line(score[places], None if area is None else area[places].to_numpy())
    judged = _judge(held, weight)
    found = pd.DataFrame({"unit_id": units.index, "probability": probability})
    record = {
        "meaning": OF_PROBABILITY,
        "design": design,
        "prevalence": positives / (positives + ground),
        "landslide_units": positives,
        "free_units": ground,
        "free_samples": negatives,
        "coefficients": line._asdict(),
        "expected_landslide_units": float(np.nansum(probability)),
        **judged[0],
    }
    return Probabilities(found, judged[1], record)


def fit_log_odds(held: pd.DataFrame, weight: float) -> LogOdds:
    """Logistic regression of samples; the score has no coefficient below 0.

    Parameters
    ----------
    held : ``landslide``, ``score`` and, where known, ``area_m2``
    weight : how many landslide-free units each of them stands for
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler
    from threadpoolctl import threadpool_limits

    columns = {"score": score_odds(held["score"])}
    if "area_m2" in held:
        columns["ln_area"] = np.log(held["area_m2"].to_numpy())
    truth = held["landslide"].to_numpy()
    while True:
        given = {name: values for name, values in columns.items() if np.ptp(values) > 0}
        if not given:
            return LogOdds(float(logit(truth.mean()) - np.log(weight)), 0.0, 0.0)
        scaler = StandardScaler()
        values = scaler.fit_transform(np.column_stack(list(given.values())))
        with threadpool_limits(limits=1, user_api="blas"):
            model = LogisticRegression(C=1e6, max_iter=1000, tol=1e-8).fit(values, truth)
        slope = dict(zip(given, model.coef_[0] / scaler.scale_, strict=True))
        if slope.get("score", 0.0) >= 0:
            at_zero = float(model.intercept_[0] - (model.coef_[0] * scaler.mean_ / scaler.scale_).sum())
            of = (float(slope.get(name, 0.0)) for name in ("score", "ln_area"))
            return LogOdds(at_zero - float(np.log(weight)), *of)
        columns.pop("score")  # an index that is worse than chance says nothing


def _held_scores(out_of_fold: pd.DataFrame, area: pd.Series | None) -> tuple[pd.DataFrame, str]:
    """The samples' scores in the design that stands for the map, with their areas."""
    design = headline_of(list(out_of_fold["design"].unique()))
    held = out_of_fold[(out_of_fold["design"] == design) & out_of_fold["score"].notna()]
    if area is not None:
        held = held.assign(area_m2=held["unit_id"].map(area))
        held = held[held["area_m2"].notna()]
    return held, design


def _judge(held: pd.DataFrame, weight: float) -> tuple[dict[str, Any], pd.DataFrame]:
    """Skill and reliability of samples whose fold took no part in the calibration, each once: the mean over repeats."""
    given = pd.Series(np.nan, index=held.index)
    for _, of in held.groupby("repeat"):
        for fold in of["fold"].unique():
            out, rest = of[of["fold"] == fold], of[of["fold"] != fold]
            if rest["landslide"].nunique() == 2:
                area = out["area_m2"].to_numpy() if "area_m2" in out else None
                given[out.index] = fit_log_odds(rest, weight)(out["score"], area)
    once = held.assign(given=given)[given.notna()].groupby("unit_id").first()
    probability = held.assign(given=given).groupby("unit_id")["given"].mean().loc[once.index].to_numpy()
    truth = once["landslide"].to_numpy().astype(bool)
    weights = np.where(truth, 1.0, weight)
    share = float(weights[truth].sum() / weights.sum())
    brier = float(np.average((truth - probability) ** 2, weights=weights))
    curve = calibration_curve(truth, probability, odds=1 / weight, bins=BINS)
    groups = {"probability": 1 + equal_frequency_bins(probability, BINS)}
    if "area_m2" in once:
        groups["area_fifth"] = fifths(once["area_m2"])
    rows = [
        reliability_table(group, truth, probability, weight).assign(grouped_by=name)
        for name, group in groups.items()
    ]
    table = pd.concat(rows, ignore_index=True)
    return (
        {
            "mean_probability": float(np.average(probability, weights=weights)),
            "observed_share": share,
            "brier": brier,
            "brier_skill": 1 - brier / (share * (1 - share)),
            "calibration": curve,
        },
        table[["grouped_by", *table.columns.drop("grouped_by")]],
    )


def reliability_table(
    groups: ArrayLike, truth: NDArray[np.bool_], probability: Array, weight: float, *, level: float = 0.95
) -> pd.DataFrame:
    """Mean probability and share of landslide units of groups of samples, on the ground that they stand for.

    Parameters
    ----------
    groups : int array (samples,)
    weight : how many units each landslide-free sample stands for
    """
    names, group = np.unique(np.asarray(groups), return_inverse=True)
    weights = np.where(truth, 1.0, weight)
    samples, positives = np.bincount(group), np.bincount(group, truth)
    bounds = np.array(
        [
            wilson_interval(int(hits), int(of), level=level)
            for hits, of in zip(positives, samples, strict=True)
        ]
    )
    return pd.DataFrame(
        {
            "group": names,
            "samples": samples,
            "probability": np.bincount(group, weights * probability) / np.bincount(group, weights),
            "observed": reweighted_share(positives / samples, 1 / weight),
            "lower": reweighted_share(bounds[:, 0], 1 / weight),
            "upper": reweighted_share(bounds[:, 1], 1 / weight),
        }
    )
