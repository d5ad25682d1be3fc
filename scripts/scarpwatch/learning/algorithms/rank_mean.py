"""Mean of the ranks that several models give a unit.

The rank of a unit by a member is the share of the member's scores of held-out training units that are below its own
(ties count half), so that a single unit has one, and models on different scales count alike. The index is a logistic
function of the mean rank, fitted to held-out training units: it ranks units as the mean rank does, and says as much as
the indices of the members.
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
LINE = Line(prior=lambda members: 0.0, ridge=0.01, least=1e-3)


def _mean_rank(model: Ensemble, scores: Float) -> Float:
    """Mean rank of units (rows), 0 to 1, as a column."""
    total = np.zeros(len(scores))
    for column, reference in zip(scores.T, model.reference.T, strict=True):
        below, up_to = (np.searchsorted(reference, column, side=side) for side in ("left", "right"))
        total += (below + up_to) / (2 * reference.size)
    return total[:, None] / scores.shape[1]


make = ensemble.make_ensemble


def fit(model: Any, values: pd.DataFrame, labels: Labels, watch: Watch | None) -> None:
    """Train, with random folds; there is nothing to watch."""
    fit_in_folds(model, values, labels, None)


def fit_in_folds(model: Any, values: pd.DataFrame, labels: Labels, folds: NDArray[Any] | None) -> None:
    """Train, holding out the folds of the samples."""
    ensemble.train(model, values, labels, folds, _mean_rank, LINE)


def trees_kept(model: Any) -> int | None:
    """None: its members keep all."""
    return None


def columns(model: Any) -> list[str]:
    """Those that its members are offered."""
    return list(model.columns)


def scores(model: Any, values: pd.DataFrame) -> Float:
    """The logistic function of the mean rank."""
    return ensemble.index(model, values, _mean_rank)


def save(model: Any, path: Path) -> None:
    """Write it with its members' files."""
    ensemble.save_ensemble(model, path)


def load(path: Path) -> Any:
    """Read it with its members."""
    return ensemble.load_ensemble(path)


def importance(model: Any) -> Float:
    """Mean of the members' importance, each adding up to one."""
    return ensemble.mean_importance(model, np.ones(len(model.members)))


def contributions(model: Any, values: pd.DataFrame) -> tuple[Float, float]:
    """Sampled Shapley values of the log-odds."""
    return ensemble.explain(model, values, _mean_rank)


def candidate(point: Mapping[str, Any]) -> dict[str, Any]:
    """The point as it is; its members have grids of their own."""
    return dict(point)
