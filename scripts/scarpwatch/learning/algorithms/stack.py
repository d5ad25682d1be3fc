"""Stack: logistic regression over the log-odds of several models, learned from held-out training units.

Weights are not negative, and without evidence each is one over the number of members, the mean of their log-odds. None
is below .001, so that units keep an order even where held-out units speak against all members.

References
----------
Wolpert, D. H. (1992). Stacked generalization. Neural Networks 5, 241-259.
Breiman, L. (1996). Stacked regressions. Machine Learning 24, 49-64: weights that are not negative.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.learning.algorithms import ensemble
from scarpwatch.learning.algorithms.ensemble import Ensemble, Line
from scarpwatch.learning.algorithms.protocol import Float, Labels, Scale, Watch

FILE = ensemble.FILE
SCALE: Scale = "log-odds"
TREES_TO_TUNE: int | None = None
GAP_CONTROL: int | None = None
GRID: Mapping[str, tuple[Any, ...]] = {}
EDGE = 1e-3
"""Scores nearer to 0 or 1 count as this near: all trees of a forest may agree, and their log-odds be infinite."""
LINE = Line(prior=lambda members: 1 / members, ridge=1.0, least=1e-3)


def _log_odds(_: Ensemble, scores: Float) -> Float:
    """Log-odds of units (rows) by each member (columns)."""
    inside = scores.clip(EDGE, 1 - EDGE)
    return np.asarray(np.log(inside / (1 - inside)), dtype=np.float64)


make = ensemble.make_ensemble


def fit(model: Any, values: pd.DataFrame, labels: Labels, watch: Watch | None) -> None:
    """Train, with random folds; there is nothing to watch."""
    fit_in_folds(model, values, labels, None)


def fit_in_folds(model: Any, values: pd.DataFrame, labels: Labels, folds: NDArray[Any] | None) -> None:
    """Train, holding out the folds of the samples."""
    ensemble.train(model, values, labels, folds, _log_odds, LINE)


def trees_kept(model: Any) -> int | None:
    """None: its members keep all."""
    return None


def columns(model: Any) -> list[str]:
    """Those that its members are offered."""
    return list(model.columns)


def scores(model: Any, values: pd.DataFrame) -> Float:
    """The logistic function of the weighted log-odds."""
    return ensemble.index(model, values, _log_odds)


def save(model: Any, path: Path) -> None:
    """Write it with its members' files."""
    ensemble.save_ensemble(model, path)


def load(path: Path) -> Any:
    """Read it with its members."""
    return ensemble.load_ensemble(path)


def importance(model: Any) -> Float:
    """Mean of the members' importance, each adding up to one, by their weights."""
    weights = model.slopes if model.slopes.sum() > 0 else np.ones(len(model.members))
    return ensemble.mean_importance(model, weights)


def contributions(model: Any, values: pd.DataFrame) -> tuple[Float, float]:
    """Sampled Shapley values of the log-odds."""
    return ensemble.explain(model, values, _log_odds)


def candidate(point: Mapping[str, Any]) -> dict[str, Any]:
    """The point as it is; its members have grids of their own."""
    return dict(point)
