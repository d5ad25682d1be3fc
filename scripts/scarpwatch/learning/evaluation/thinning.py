"""How far a model hangs on landslides that an inventory may lack: trained again without some of them.

Inventories are made from roads and from images, so landslides far from roads or under forest are missing more often than
others (Steger et al. 2017). Nothing in the inventory tells how many. What can be told is how the map would change if more
of them were missing: as much, and in the same direction, it may be off already.

References
----------
Steger, Brenning, Bell, Glade (2017), Landslides 14: the influence of incomplete inventories.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.distributions import average_ranks
from scarpwatch.learning.algorithms.models import fit_model, predict_scores
from scarpwatch.learning.metrics.roc import delong

TOP = 1 / 3
"""Landslides in this share of all with the highest values of the factor are those that may be missing."""

WAYS = ("highest", "anywhere")
"""Landslides are taken out among those with the highest values, and as many anywhere, for comparison."""


def thin_landslides(
    untrained: Callable[[int], Any],
    values: pd.DataFrame,
    truth: ArrayLike,
    of_samples: ArrayLike,
    held_out: tuple[pd.DataFrame, ArrayLike],
    ground: pd.DataFrame,
    of_ground: ArrayLike,
    *,
    breaks: Sequence[float],
    area: ArrayLike | None = None,
    share: float,
    seeds: Sequence[int],
) -> pd.DataFrame:
    """Train without a share of the landslide units with the highest values of a factor, and without as many others.

    As many landslide-free units are left out at random, so that the ratio of the classes, and with it the level of the index,
    stays.

    Parameters
    ----------
    untrained : seed -> a fresh, untrained pipeline; the full model and the thinned ones of a seed have the same
    values : DataFrame (training units, columns)
    truth : array (training units,)
    of_samples : array (training units,)
        The factor, such as the distance to the nearest road; units where it is NaN are never among the highest.
    held_out : (values, truth) of units that no model here trains on; those free of landslides judge
    ground : DataFrame (units, columns), the units of the map
    of_ground : array (units,), the factor on it
    breaks : class limits of the index
    area : array (units,), optional; without it units count alike
    share : of the landslide units among the highest, how many are taken out

    Returns
    -------
    DataFrame
        One row per seed and way (`WAYS`): ``seed``, ``way``, ``left_out`` (landslide units), ``rank_correlation``
        (Spearman) of the index with that of the full model, ``class_changed_share`` of the ground, ``index_change_highest``
        and ``index_change_elsewhere``, the mean change of the index on ground in the top third of the factor and on the rest,
        and ``auc_left_out`` of the landslide units that were left out against the held-out free units.

    Raises
    ------
    ValueError
        If fewer than two landslide units would be left out, or fewer than two would be left.
    """
    labels, factor = np.asarray(truth).astype(bool), np.asarray(of_samples, np.float64)
    slid = np.flatnonzero(labels & np.isfinite(factor))
    highest = slid[np.argsort(-factor[slid], kind="stable")[: round(TOP * slid.size)]]
    limit = float(factor[highest].min()) if highest.size else float("nan")
    count = round(share * highest.size)
    if count < 2 or labels.sum() - count < 2:
        raise ValueError(
            f"{count} of {int(labels.sum())} landslide units would be left out: too few to tell anything"
        )
    free = np.flatnonzero(~labels)
    top_ground = np.asarray(of_ground, np.float64) >= limit
    weight = np.ones(len(ground)) if area is None else np.asarray(area, np.float64)
    others = held_out[0][np.asarray(held_out[1]) == 0]
    rows = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        full = predict_scores(fit_model(untrained(seed), values, labels), ground)
        fewer = rng.choice(free, min(count, free.size - 2), replace=False)
        for way, pool in zip(WAYS, (highest, np.flatnonzero(labels)), strict=True):
            left = rng.choice(pool, count, replace=False)
            kept = np.setdiff1d(np.arange(labels.size), np.concatenate([left, fewer]))
            model = fit_model(untrained(seed), values.iloc[kept], labels[kept])
            score = predict_scores(model, ground)
            told = _apart(full, score, top_ground, weight, breaks)
            judged = predict_scores(model, pd.concat([values.iloc[left], others]))
            auc = float("nan")
            if len(others):
                auc = float(delong(np.r_[np.ones(count), np.zeros(len(others))], judged)[0][0])
            rows.append({"seed": seed, "way": way, "left_out": count, **told, "auc_left_out": auc})
    return pd.DataFrame(rows)


def _apart(
    full: NDArray[np.float64],
    score: NDArray[np.float64],
    top: NDArray[np.bool_],
    weight: NDArray[np.float64],
    breaks: Sequence[float],
) -> dict[str, float]:
    """How far two maps are apart."""
    changed = np.digitize(full, breaks) != np.digitize(score, breaks)
    change = score - full
    means = {
        name: float(np.average(change[part], weights=weight[part])) if part.any() else float("nan")
        for name, part in (("index_change_highest", top), ("index_change_elsewhere", ~top))
    }
    return {
        "rank_correlation": float(np.corrcoef(average_ranks(full), average_ranks(score))[0, 1]),
        "class_changed_share": float(np.average(changed, weights=weight)),
        **means,
    }


def thinning_words(table: pd.DataFrame) -> str:
    """What thinning did, in a sentence: means over the seeds, beside those of as many landslides taken out anywhere."""
    mean = table.groupby("way")[
        ["rank_correlation", "class_changed_share", "index_change_highest", "auc_left_out"]
    ].mean()
    first, other = (mean.loc[way] for way in WAYS)
    return (
        f"without {int(table['left_out'].iloc[0])} landslide units of the highest values the index there changes by "
        f"{first['index_change_highest']:+.3f} (taken out anywhere {other['index_change_highest']:+.3f}), "
        f"{100 * first['class_changed_share']:.0f} % of the ground ({100 * other['class_changed_share']:.0f} %) changes "
        f"class, rank correlation {first['rank_correlation']:.3f} ({other['rank_correlation']:.3f}), AUC of what was left "
        f"out {first['auc_left_out']:.3f} ({other['auc_left_out']:.3f})"
    )
