"""Simulated areas with factors, landslides and what no factor tells, all of them alike in neighbouring units.

The truth of a map is known there: the AUC of a model over all units of the area that did not train it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

from scarpwatch.learning.algorithms.models import Model, fit_model, predict_scores
from scarpwatch.learning.evaluation.out_of_fold import score_out_of_fold, skill_of_designs
from scarpwatch.learning.metrics.roc import delong
from scarpwatch.learning.samples.designs import lay_folds
from scarpwatch.learning.samples.folds import spatial_folds

SITUATIONS = ("all over", "clumped", "one side")
SPACING = 100.0
"""Mean distance of neighbouring units, m."""

RANGES = {"slope": 2, "relief": 3, "curvature": 5, "ndvi": 8, "rain": 12}
"""Standard deviation of the smoothing of each factor, units."""

EFFECTS = {"slope": 1.2, "relief": 0.8, "ndvi": 0.6}
"""Log-odds per standard deviation."""


def _field(rng: np.random.Generator, side: int, sigma: float) -> NDArray[np.float64]:
    field = gaussian_filter(rng.normal(size=(side, side)), sigma, mode="reflect").ravel()
    return (field - field.mean()) / field.std()


def spatial_area(seed: int, side: int = 60) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Factor table and truth of ``side`` x ``side`` units, about a third of which have a landslide."""
    rng = np.random.default_rng(seed)
    factors = {name: _field(rng, side, sigma) for name, sigma in RANGES.items()}
    log_odds = sum(effect * factors[name] for name, effect in EFFECTS.items()) + _field(rng, side, 4) - 1
    y, x = (np.mgrid[:side, :side].reshape(2, -1) * SPACING) + rng.uniform(-30, 30, (2, side * side))
    table = pd.DataFrame({"unit_id": np.arange(1, side * side + 1), "x": x, "y": y, **factors})
    table["region"] = np.floor(x / (side * SPACING / 6)).astype(int) + 10 * np.floor(
        y / (side * SPACING / 6)
    ).astype(int)
    return table, (rng.random(side * side) < 1 / (1 + np.exp(-log_odds))).astype(np.int64)


def spatial_samples(
    table: pd.DataFrame, truth: NDArray[np.int64], situation: str, seed: int, *, each: int = 150
) -> pd.DataFrame:
    """Up to ``each`` units with and as many without landslides: from all the area, six clumps, or a third of it."""
    rng = np.random.default_rng([seed, 1])
    xy = table[["x", "y"]].to_numpy()
    extent = xy.max()
    near = np.ones(len(xy), dtype=bool)
    if situation == "clumped":
        near = cKDTree(rng.uniform(0.1, 0.9, (6, 2)) * extent).query(xy)[0] < 0.1 * extent
    elif situation == "one side":
        near = xy[:, 0] < 0.35 * extent
    rows = np.sort(
        np.concatenate([rng.permutation(np.flatnonzero(near & (truth == value)))[:each] for value in (0, 1)])
    )
    unit = table["unit_id"].to_numpy()[rows]
    fold = spatial_folds(xy[rows], folds=5, rng=rng)
    return pd.DataFrame({"unit_id": unit, "landslide": truth[rows], "group": unit, "fold": fold})


def skill_and_truth(
    untrained: Callable[[], Model],
    situation: str,
    seed: int,
    *,
    repeats: int = 1,
    permute: bool = False,
    **options: Any,
) -> tuple[dict[str, float], float]:
    """AUC of every design of folds, "random" ones among them, and that on the rest of the area.

    With ``permute`` the labels of the samples are dealt out anew: there is no skill to be had.
    """
    table, truth = spatial_area(seed)
    samples = spatial_samples(table, truth, situation, seed)
    if permute:
        samples["landslide"] = np.random.default_rng([seed, 2]).permutation(samples["landslide"])
    folds = lay_folds(samples, table, folds=5, repeats=repeats, seed=seed, **options)
    chance = folds[folds["design"] == "nndm"].assign(design="random")
    rng = np.random.default_rng([seed, 3])
    for repeat in range(repeats):
        chance.loc[chance["repeat"] == repeat, "fold"] = rng.permutation(np.arange(len(samples)) % 5)
    folds = pd.concat([folds, chance], ignore_index=True)
    values = table.set_index("unit_id")[list(RANGES)]
    known = values.loc[samples["unit_id"]]
    xy = table.set_index("unit_id").loc[samples["unit_id"], ["x", "y"]].to_numpy()
    scored = score_out_of_fold(untrained, known, samples["landslide"], folds, values, xy=xy)
    model = fit_model(untrained(), known, samples["landslide"])
    rest = ~table["unit_id"].isin(samples["unit_id"]).to_numpy()
    of_rest = float(delong(truth[rest], predict_scores(model, values[rest]))[0][0])
    designs = skill_of_designs(scored)["designs"]
    return {name: design["auc"] for name, design in designs.items()}, of_rest
