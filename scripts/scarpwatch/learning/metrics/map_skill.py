"""The AUC that stands for the map, and what is said beside it, from the ``metrics.json`` of models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from scarpwatch.learning.metrics.roc import delong

NAMES = {
    "nndm": "AUC of the map",
    "random": "AUC over random folds",
    "blocks": "AUC over spatial blocks",
    "split": "validation AUC",
}
"""What the AUC is called, by the design of the folds; "split": the one split into training and validation units."""

SPLITS_DRAWN = 200
"""Random splits over which it is told how much the AUC of a single one swings."""


def map_skill(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """The AUC that stands for the map.

    Returns
    -------
    dict
        ``design`` ("nndm", "random" or "blocks"; "split" where no folds were scored), ``auc``, ``auc_interval``, and of
        folds ``auc_std`` over the repeats.
    """
    crossed = metrics.get("cross_validation") or {}
    design = crossed.get("headline")
    known = (crossed.get("designs") or {}).get(design) or {}
    if known.get("auc") is None or not np.isfinite(known["auc"]):
        held = metrics["validation"]
        return {"design": "split", "auc": held["auc"], "auc_interval": held.get("auc_interval")}
    return {"design": design, **{key: known[key] for key in ("auc", "auc_interval", "auc_std")}}


def design_skill(metrics: Mapping[str, Any], design: str) -> Mapping[str, Any]:
    """What is known of one design of folds; nothing where it was not scored."""
    return ((metrics.get("cross_validation") or {}).get("designs") or {}).get(design) or {}


def skill_name(skills: Sequence[Mapping[str, Any]]) -> str:
    """What the AUCs of several models are called."""
    return NAMES[skills[0]["design"] if skills else "split"]


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
