"""Designs of cross-validation: which sample is held out with which others, several times over.

"nndm" judges at the distances that the map bridges (`match_distances`), "blocks" in whole blocks, as on the ground of a
new valley (`spatial_folds`), and "random" stands where the units have no places.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.decisions import decide
from scarpwatch.learning.samples.coverage import has_data
from scarpwatch.learning.samples.folds import random_folds, spatial_folds
from scarpwatch.learning.samples.matched_folds import bridged_distances, fold_distances, match_distances

MATCHED, BLOCKS, RANDOM = "nndm", "blocks", "random"
HEADLINES = (MATCHED, RANDOM)
"""Designs whose AUC is that of the map, the first that there is."""

FARTHER = 1.5
"""Folds whose median distance is as many times that of the map, or more, judge on ground that is farther than the
map's; those with the reverse on nearer ground."""

_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_STREAM = 17  # of the seed, so that folds take nothing from the random numbers of the draw


def lay_folds(
    samples: pd.DataFrame, factors: pd.DataFrame, *, folds: int, repeats: int, seed: int
) -> pd.DataFrame:
    """The fold of every sample in every design and repeat.

    The first repeat of "blocks" is the column ``fold`` of the samples.

    Parameters
    ----------
    samples : as `draw_samples` gives them
    factors : ``unit_id`` and, unless there are none, ``x``, ``y`` (m) of every unit
    folds, repeats : folds of each repeat, and how many repeats

    Returns
    -------
    DataFrame
        ``design``, ``repeat`` (0 ..), ``unit_id``, ``fold`` (0 ..), ``distance_m`` to the nearest sample of another
        fold (NaN without places); sorted by the first three as designs are listed.

    Raises
    ------
    DataError
        If the samples are too few for the folds.
    """
    samples = samples.sort_values("unit_id", ignore_index=True)
    truth, groups = samples["landslide"].to_numpy() == 1, samples["group"].to_numpy()
    xy, ground = sample_places(samples, factors), ground_places(factors)
    parts = []
    for repeat in range(repeats):
        rng = np.random.default_rng([seed, _STREAM, repeat])
        if xy is None or ground is None:
            found = {RANDOM: random_folds(truth, folds=folds, rng=rng, groups=_rows(groups))}
        else:
            matched = match_distances(xy, truth, ground, folds=folds, rng=rng, groups=_rows(groups))
            blocks = samples["fold"].to_numpy()
            if repeat:
                blocks = spatial_folds(xy, folds=folds, rng=rng, groups=_rows(groups))
            found = {MATCHED: matched, BLOCKS: blocks}
        for place, (design, fold) in enumerate(found.items()):
            distance = np.full(len(samples), np.nan) if xy is None else fold_distances(xy, fold)
            columns = {"unit_id": samples["unit_id"], "fold": fold, "distance_m": distance}
            parts.append((place, repeat, pd.DataFrame({"design": design, "repeat": repeat, **columns})))
    parts.sort(key=lambda part: part[:2])
    return pd.concat([table for *_, table in parts], ignore_index=True)


def describe_folds(folds: pd.DataFrame, samples: pd.DataFrame, factors: pd.DataFrame) -> dict[str, Any]:
    """How far the map reaches from the samples, how far each design does, and which one is the headline.

    Returns
    -------
    dict
        ``headline``; ``bridged_m`` (quantiles of the distance from a unit of the map to the nearest sample; None
        without places); ``designs``: for each ``repeats``, ``folds``, ``distance_m`` (quantiles) and ``judges``:
        "farther", "nearer" or "like" the map, None without places.
    """
    xy, ground = sample_places(samples, factors), ground_places(factors)
    bridged = None if xy is None or ground is None else _quantiles(bridged_distances(xy, ground))
    designs = {}
    for design, rows in folds.groupby("design", sort=False):
        distance = None if bridged is None else _quantiles(rows["distance_m"].to_numpy())
        designs[str(design)] = {
            "repeats": int(rows["repeat"].nunique()),
            "folds": int(rows["fold"].nunique()),
            "distance_m": distance,
            "judges": None if distance is None or bridged is None else _judges(distance, bridged),
        }
    return {"headline": headline_of(designs), "bridged_m": bridged, "designs": designs}


def headline_of(designs: Any) -> str:
    """The design whose AUC stands for the map, of those that there are."""
    return next((name for name in HEADLINES if name in designs), next(iter(designs)))


def decide_folds(record: dict[str, Any]) -> dict[str, Any]:
    """Which folds the skill of the map is told from, as a decision of the run."""
    designs, bridged = record["designs"], record["bridged_m"]
    if bridged is None:
        reason = "the units have no coordinates, so neighbours may stand on both sides: the AUC is optimistic"
        return decide("folds", "random folds", reason, notable=True)
    told = "; ".join(
        f"{name} {one['distance_m']['50']:,.0f} m"
        + {"farther": " (pessimistic for the map)", "nearer": " (optimistic for the map)", "like": ""}[
            one["judges"]
        ]
        for name, one in designs.items()
    )
    reason = (
        f"the map bridges {bridged['50']:,.0f} m to the nearest sample (median; 95 % of the units at most "
        f"{bridged['95']:,.0f} m); from held-out samples to those that train: {told}"
    )
    odd = designs[record["headline"]]["judges"] != "like"
    return decide("folds", "nearest-neighbour distance matching", reason, notable=odd)


def sample_places(samples: pd.DataFrame, factors: pd.DataFrame) -> NDArray[np.float64] | None:
    """``x`` and ``y`` of the samples (samples, 2), m, in their order; None without places."""
    if not {"x", "y"} <= set(factors.columns):
        return None
    return factors.set_index("unit_id").loc[samples["unit_id"], ["x", "y"]].to_numpy(dtype=np.float64)


def ground_places(factors: pd.DataFrame) -> NDArray[np.float64] | None:
    """``x`` and ``y`` (units, 2), m, of the units that have any value, which are those that a map scores."""
    if not {"x", "y"} <= set(factors.columns):
        return None
    known = factors.loc[has_data(factors, 0.0)].sort_values("unit_id")
    return known[["x", "y"]].to_numpy(dtype=np.float64)


def _rows(groups: NDArray[Any]) -> NDArray[np.intp]:
    """Groups as numbers from 0."""
    return np.unique(groups, return_inverse=True)[1]


def _quantiles(distance: NDArray[np.float64]) -> dict[str, float]:
    """Quantiles in m by their percentage."""
    return {f"{100 * q:.0f}": float(np.quantile(distance, q)) for q in _QUANTILES}


def _judges(distance: dict[str, float], bridged: dict[str, float]) -> str:
    """Whether folds judge on ground farther from, nearer to or as far from what trains as the map's."""
    if distance["50"] > FARTHER * bridged["50"]:
        return "farther"
    return "nearer" if bridged["50"] > FARTHER * distance["50"] else "like"
