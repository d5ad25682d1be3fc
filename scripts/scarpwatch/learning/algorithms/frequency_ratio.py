"""Frequency ratio, a reference of the field: the sum of the ratios of the classes in which a unit is.

The ratio of a class is its share of the landslides over its share of the units: 1 where landslides are as frequent as
everywhere, and 1 for a gap, which tells nothing. The sum has no upper end; the index is a rising logistic function of
it, fitted to the training units by logistic regression of the label on the sum alone. It keeps the order of the sums,
and holds units within 0 and 1 that lie beyond the training units, which a stretch of the sums between their extremes
would not. What adds up are log-odds.

References
----------
Lee, S., Talib, J. A. (2005). Probabilistic landslide susceptibility and factor effect analysis. Environmental Geology
47, 982-990.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from scarpwatch.learning.algorithms.parts.evidence import (
    NUMBERS_OF_CLASSES,
    Evidence,
    read_evidence,
    write_evidence,
)
from scarpwatch.learning.algorithms.protocol import Float, Labels, Scale, Settings, Watch

FILE = "classes.csv"
SCALE: Scale = "log-odds"
TREES_TO_TUNE: int | None = None
GAP_CONTROL: int | None = None
GRID: Mapping[str, tuple[Any, ...]] = {"classes": NUMBERS_OF_CLASSES}

trees_kept = Evidence.trees_kept
columns = Evidence.columns
scores = Evidence.scores
save = write_evidence
load = read_evidence
contributions = Evidence.contributions


def make(settings: Settings) -> Evidence:
    """A model without a table; neither seed, trees, threads nor constraints matter to it."""
    return Evidence(**settings.parameters, balanced=settings.balanced)


def fit(model: Evidence, values: pd.DataFrame, labels: Labels, watch: Watch | None) -> None:
    """Count, and fit the logistic function of the sums; there is nothing to watch."""
    model.count(values, labels)
    model.table["log_odds"] = model.table["frequency_ratio"] - 1
    sums = np.zeros(len(values))  # of what the ratios have beyond 1
    for term in model.terms(values):
        sums += term
    slope, model.base = _line(sums, labels, model.balanced)
    model.table["log_odds"] *= slope


def importance(model: Evidence) -> Float:
    """Mean distance of the ratios from 1 among the training units."""
    return model.mean_size("frequency_ratio", 1.0)


def candidate(point: Mapping[str, Any]) -> dict[str, Any]:
    """The point as it is."""
    return dict(point)


def _line(sums: Float, labels: Labels, balanced: bool) -> tuple[float, float]:
    """Slope and base of the log-odds over the sums. The slope is not negative: the sums of the units with a landslide
    are on average above those of all units, by the variance of the ratios."""
    from sklearn.linear_model import LogisticRegression

    spread = float(sums.std()) or 1.0
    # A ridge as small as that of logistic regression: sums that part the classes wholly have no finite slope.
    line = LogisticRegression(C=1.0, class_weight="balanced" if balanced else None)
    line.fit(sums[:, None] / spread, labels)
    return float(line.coef_[0, 0]) / spread, float(line.intercept_[0])
