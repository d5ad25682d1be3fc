"""Weights of evidence, a reference of the field: a naive Bayes model of columns cut into classes.

The log-odds of a unit are those of the training units and the positive weight of the class in which it is of each
column. A gap has weight 0, as missing evidence has in this method, and by itself is no predictor. Columns count as
independent of each other given the landslides; where they are not, the index is too far from the middle (Agterberg and
Cheng 2002), and ranks all the same.

References
----------
Agterberg, F. P., Cheng, Q. (2002). Conditional independence test for weights-of-evidence modeling. Natural Resources
Research 11, 249-255.
Bonham-Carter, G. F., Agterberg, F. P., Wright, D. F. (1989). Weights of evidence modelling: a new approach to mapping
mineral potential. Geological Survey of Canada, Paper 89-9, 171-183.
Bonham-Carter, G. F. (1994). Geographic Information Systems for Geoscientists: Modelling with GIS. Pergamon.
Haldane, J. B. S. (1956). The estimation and significance of the logarithm of a ratio of frequencies. Annals of Human
Genetics 20, 309-311: the correction for empty classes.
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
    """Count and weigh; there is nothing to watch."""
    model.count(values, labels)
    model.table["log_odds"] = model.table["weight_plus"]
    model.base = 0.0 if model.balanced else float(np.log(model.landslides / (model.units - model.landslides)))


def importance(model: Evidence) -> Float:
    """Mean size of the weights of the training units."""
    return model.mean_size("weight_plus", 0.0)


def candidate(point: Mapping[str, Any]) -> dict[str, Any]:
    """The point as it is."""
    return dict(point)
