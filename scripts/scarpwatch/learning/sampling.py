"""Samples: landslide units, landslide-free units drawn beside them, hold-out split and spatial folds."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.errors import ConfigError, DataError
from scarpwatch.learning.folds import spatial_folds, split_stratified

STRATEGIES = ("random", "outside_buffer")


def draw_samples(
    labels: pd.DataFrame,
    factors: pd.DataFrame,
    *,
    rng: np.random.Generator,
    train_share: float = 0.7,
    negatives_per_positive: float = 1.0,
    strategy: str = "random",
    buffer_m: float = 0.0,
    folds: int = 5,
    min_landslides: int = 30,
) -> pd.DataFrame:
    """Draw the samples of all models, once.

    Every unit with a landslide is a positive. The result depends on the tables' content and on ``rng``
    alone, not on the order of their rows.

    Parameters
    ----------
    labels : DataFrame
        ``unit_id`` and ``landslides`` (count in the unit), for every unit.
    factors : DataFrame
        ``unit_id``, ``x``, ``y`` (centroid, m); only units listed here can be drawn.
    train_share : float
        Share of positives and of negatives that the models are trained on.
    strategy : {"random", "outside_buffer"}
        Negatives from all landslide-free units, or from those whose centroid is farther than
        ``buffer_m`` from the centroid of every landslide unit.
    folds : int
        Number of spatial blocks for cross-validation.
    min_landslides : int
        Fewest positive units to accept.

    Returns
    -------
    DataFrame
        ``unit_id``, ``landslide`` (0 or 1), ``split`` ("training" or "validation"), ``fold``
        (0 .. folds-1), in ascending ``unit_id``.

    Raises
    ------
    ConfigError
        If the strategy is unknown.
    DataError
        If there are too few positives or negatives, only one class, or units without coordinates.
    """
    if strategy not in STRATEGIES:
        raise ConfigError(
            "samples.negatives", f"'{strategy}' is unknown", f"Choose among {', '.join(STRATEGIES)}."
        )
    units = (
        labels[["unit_id", "landslides"]]
        .merge(factors[["unit_id", "x", "y"]], on="unit_id", how="inner", validate="one_to_one")
        .sort_values("unit_id", ignore_index=True)
    )
    xy = units[["x", "y"]].to_numpy(dtype=np.float64)
    if not np.isfinite(xy).all():
        raise DataError(
            "the factor table",
            f"{int((~np.isfinite(xy).all(axis=1)).sum())} units have no centroid coordinates",
            "Spatial folds need x and y of every unit.",
        )
    is_positive = units["landslides"].to_numpy() > 0
    positives = np.flatnonzero(is_positive)
    if positives.size < max(min_landslides, 2):
        raise DataError(
            "the inventory",
            f"{positives.size} units have a landslide, at least {max(min_landslides, 2)} are needed",
            "Add landslides, use smaller units, or lower inventory.min_landslides.",
        )
    candidates = np.flatnonzero(~is_positive)
    if strategy == "outside_buffer":
        candidates = candidates[_distance_to(xy[candidates], xy[positives]) > buffer_m]
    wanted = max(2, round(negatives_per_positive * positives.size))
    if candidates.size < wanted:
        rule = f" farther than {buffer_m:g} m from them" if strategy == "outside_buffer" else ""
        raise DataError(
            "the unit table",
            f"{wanted} landslide-free units{rule} are needed, {candidates.size} are there",
            "Use smaller units, a smaller samples.buffer_m or a lower samples.negatives_per_positive.",
        )
    negatives = rng.choice(candidates, size=wanted, replace=False)
    chosen = np.sort(np.concatenate([positives, negatives]))
    truth = is_positive[chosen]
    return pd.DataFrame(
        {
            "unit_id": units["unit_id"].to_numpy()[chosen],
            "landslide": truth.astype(np.int8),
            "split": split_stratified(truth, train_share=train_share, rng=rng),
            "fold": spatial_folds(xy[chosen], folds=folds, rng=rng),
        }
    )


def _distance_to(xy: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of every point to the nearest of ``others``."""
    from scipy.spatial import cKDTree

    return np.asarray(cKDTree(others).query(xy)[0])
