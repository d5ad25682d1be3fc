"""The AUC that stands for the map, and what is said beside it, from the ``metrics.json`` of models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

NAMES = {
    "nndm": "AUC of the map",
    "random": "AUC over random folds",
    "blocks": "AUC over spatial blocks",
    "split": "validation AUC",
}
"""What the AUC is called, by the design of the folds; "split": the one split into training and validation units."""


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
