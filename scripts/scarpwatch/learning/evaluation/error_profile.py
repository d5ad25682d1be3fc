"""Skill against prediction distance: the AUC of held-out samples by how far the nearest sample that trained lies.

References
----------
Brenning (2023), "Spatial machine-learning model diagnostics: a model-agnostic distance-based approach", International
Journal of Geographical Information Science 37: error profiles, as in his package sperrorest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.learning.metrics.roc import auc_interval, delong

BINS = 6
"""Most bins of distance, of equal numbers of scores."""

FEWEST_IN_A_BIN = 100
"""Scores that a bin has at least."""

COLUMNS = (
    "algorithm", "factors", "from_m", "to_m", "distance_m", "scores", "samples", "landslide_share", "auc", "lower",
    "upper", "map_share",
)  # fmt: skip


def error_profile(
    models: Sequence[tuple[Mapping[str, Any], pd.DataFrame]], folds: pd.DataFrame, reach: Mapping[str, Any]
) -> pd.DataFrame:
    """AUC in bins of the distance to the nearest sample that trained, over all designs and repeats together.

    The bins are the same for all models. A last one without scores holds what the map bridges beyond all folds.

    Parameters
    ----------
    models : of each its ``algorithm`` and whether it is ``coupled``, and its scores by `score_out_of_fold`
    folds : as `lay_folds` gives them
    reach : as `describe_folds` gives it

    Returns
    -------
    DataFrame
        ``algorithm``, ``factors`` ("static" or "coupled"), ``from_m``, ``to_m``, ``distance_m`` (median in the bin),
        ``scores`` and of how many ``samples``, ``landslide_share`` (0 to 1), ``auc`` of their ranks with ``lower`` and
        ``upper``, ``map_share`` (share of the units of the map in the bin, 0 to 1). Without places no row.

    Notes
    -----
    DeLong's variance is multiplied by the number of scores for each sample, as designs and repeats share the samples.
    """
    known = folds[np.isfinite(folds["distance_m"])]
    if known.empty or reach.get("percentiles_m") is None:
        return pd.DataFrame(columns=list(COLUMNS))
    edges = _edges(known["distance_m"].to_numpy())
    share = map_shares(edges, np.asarray(reach["percentiles_m"]["map"]))
    rows = []
    for model, scored in models:
        named = {"algorithm": model["algorithm"], "factors": "coupled" if model["coupled"] else "static"}
        joined = scored.merge(known, on=["design", "repeat", "unit_id"], validate="one_to_one")
        joined = joined[joined["rank"].notna()]
        place = np.clip(np.searchsorted(edges, joined["distance_m"], side="right") - 1, 0, edges.size - 2)
        for number in range(edges.size - 1):
            part = {"from_m": edges[number], "to_m": edges[number + 1], "map_share": share[number]}
            rows.append({**named, **part, **_bin(joined[place == number])})
        beyond = {"from_m": edges[-1], "to_m": np.inf, "map_share": share[-1]}
        rows.append({**named, **beyond, **_bin(joined.iloc[:0])})
    return pd.DataFrame(rows)[list(COLUMNS)]


def map_shares(edges: NDArray[np.float64], percentiles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the map in every bin and beyond the last, from the percentiles (0 to 100) of its distances.

    Ground that is nearer than the first edge counts in the first bin.
    """
    below = np.interp(edges, percentiles, np.linspace(0, 1, percentiles.size), left=0.0, right=1.0)
    below[0] = 0.0
    return np.diff(np.r_[below, 1.0])


def _edges(distance: NDArray[np.float64]) -> NDArray[np.float64]:
    bins = int(np.clip(distance.size // FEWEST_IN_A_BIN, 1, BINS))
    edges = np.unique(np.quantile(distance, np.linspace(0, 1, bins + 1)))
    return edges if edges.size > 1 else np.array([edges[0], edges[0] + 1.0])


def _bin(rows: pd.DataFrame) -> dict[str, Any]:
    """AUC of the rows of one bin with its interval."""
    truth = rows["landslide"].to_numpy()
    samples, positives = int(rows["unit_id"].nunique()), int(truth.sum())
    nan = float("nan")
    found: dict[str, Any] = {"distance_m": nan, "scores": truth.size, "samples": samples}
    found |= {"landslide_share": nan, "auc": nan, "lower": nan, "upper": nan}
    if truth.size:
        found["distance_m"] = float(rows["distance_m"].median())
        found["landslide_share"] = positives / truth.size
    if 0 < positives < truth.size:
        (auc,), covariance = delong(truth, rows["rank"].to_numpy())
        each = truth.size / samples
        low, high = auc_interval(
            float(auc),
            float(covariance[0, 0]) * each,
            positives=max(1, round(positives / each)),
            negatives=max(1, round((truth.size - positives) / each)),
        )
        found |= {"auc": float(auc), "lower": low, "upper": high}
    return found
