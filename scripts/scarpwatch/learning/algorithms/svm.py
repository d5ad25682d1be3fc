"""Support vector machine with a radial kernel, of scikit-learn.

It works on distances between units, so that gaps are filled with the median of the training units and columns
standardised, as for logistic regression. What it gives is a distance to its border; the index is a logistic function of
that (Platt 1999), fitted to distances of units that were held out of training in seeded folds. It takes no monotone
constraints. Training costs the square of the number of units and more.

References
----------
Cortes, C., Vapnik, V. (1995). Support-vector networks. Machine Learning 20, 273-297.
Platt, J. (1999). Probabilistic outputs for support vector machines and comparisons to regularized likelihood methods.
Advances in Large Margin Classifiers, 61-74.
Lin, H.-T., Lin, C.-J., Weng, R. C. (2007). A note on Platt's probabilistic outputs for support vector machines. Machine
Learning 68, 267-276.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from scarpwatch.learning.algorithms.parts.pipeline import (
    classifier_of,
    filled_steps,
    make_pipeline,
    medians,
    pipeline_columns,
)
from scarpwatch.learning.algorithms.parts.shapley import sampled_contributions
from scarpwatch.learning.algorithms.parts.skops_files import load_pipeline, save_pipeline
from scarpwatch.learning.algorithms.protocol import Float, Labels, Scale, Settings, Watch

FILE = "model.skops"
SCALE: Scale = "log-odds"
TREES_TO_TUNE: int | None = None
GAP_CONTROL: int | None = None
GRID: Mapping[str, tuple[Any, ...]] = {
    "C": (0.1, 1.0, 10.0, 100.0),
    "gamma": ("scale", 0.003, 0.01, 0.03, 0.1),
}
TRUSTED_TYPES = ("numpy.dtype",)
FOLDS = 5
"""In how many parts training units are held out to calibrate the index."""
LEAST_SLOPE = 1e-3
"""Log-odds per distance, where held-out units are ranked no better than by chance: the index does not turn round."""
UNITS_OF_IMPORTANCE = 500
"""Most support vectors whose contributions make the importance."""


def make(settings: Settings) -> Any:
    """A pipeline of median, standardisation and machine; neither trees nor threads nor constraints matter to it."""
    from sklearn.svm import SVC

    classifier = SVC(
        C=1.0,
        gamma="scale",
        class_weight="balanced" if settings.balanced else None,
        random_state=settings.seed,
    )
    return make_pipeline(filled_steps(classifier), settings.parameters)


def fit(model: Any, values: pd.DataFrame, labels: Labels, watch: Watch | None) -> None:
    """Train, and fit the logistic function; there is nothing to watch."""
    held_out = _held_out_distances(model, values, labels)
    model.fit(values, labels)
    balanced = classifier_of(model).class_weight is not None
    distances = model.decision_function(values) if held_out is None else held_out
    classifier_of(model).platt_ = _platt(distances, labels, balanced=balanced)


def trees_kept(model: Any) -> int | None:
    """None: it has no trees."""
    return None


columns = pipeline_columns


def scores(model: Any, values: pd.DataFrame) -> Float:
    """The logistic function of the log-odds."""
    return np.asarray(expit(_log_odds(model, model[:-1].transform(values))), dtype=np.float64)


def save(model: Any, path: Path) -> None:
    """Write it as skops."""
    save_pipeline(model, path, n_jobs=None)


def load(path: Path) -> Any:
    """Read it from skops."""
    from sklearn.svm import SVC

    return load_pipeline(path, SVC, trusted=TRUSTED_TYPES)


def importance(model: Any) -> Float:
    """Mean size of the contributions to the support vectors, the training units that make the border."""
    vectors = classifier_of(model).support_vectors_
    # Evenly spaced: those of one class stand behind those of the other.
    chosen = np.unique(np.linspace(0, len(vectors) - 1, UNITS_OF_IMPORTANCE).round().astype(np.int64))
    scaler = model.named_steps["scaler"]
    units = pd.DataFrame(scaler.inverse_transform(vectors[chosen]), columns=columns(model))
    size: Float = np.abs(contributions(model, units)[0]).mean(axis=0)
    return size


def contributions(model: Any, values: pd.DataFrame) -> tuple[Float, float]:
    """Sampled Shapley values of the log-odds; the base is that of a unit with the median of every column."""
    inner = model[1:-1]
    return sampled_contributions(
        lambda units: _log_odds(model, inner.transform(units)),
        values,
        medians(model),
        seed=classifier_of(model).random_state,
    )


def candidate(point: Mapping[str, Any]) -> dict[str, Any]:
    """The point as it is."""
    return dict(point)


def _log_odds(model: Any, standardised: Float) -> Float:
    classifier = classifier_of(model)
    slope, offset = classifier.platt_
    return np.asarray(slope * classifier.decision_function(standardised) + offset, dtype=np.float64)


def _held_out_distances(model: Any, values: pd.DataFrame, labels: Labels) -> Float | None:
    """Distance of each training unit to the border of a machine that others trained; None where a class has one unit."""
    from sklearn.base import clone
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = min(FOLDS, int(np.bincount(labels).min()))
    if folds < 2:
        return None
    split = StratifiedKFold(folds, shuffle=True, random_state=classifier_of(model).random_state)
    found = cross_val_predict(clone(model), values, labels, cv=split, method="decision_function")
    return np.asarray(found, dtype=np.float64)


def _platt(distances: Float, labels: Labels, *, balanced: bool) -> Float:
    """Slope and offset of the log-odds over the distance.

    As Platt has it, a unit counts a little as one of the other class, so that no gap between the classes makes the
    slope infinite.
    """
    from sklearn.linear_model import LogisticRegression

    counts = np.bincount(labels)
    own = ((counts + 1) / (counts + 2))[labels]
    shares = np.concatenate([own, 1 - own])
    classes = np.concatenate([labels, 1 - labels])
    if balanced:
        shares *= np.tile((labels.size / (2 * counts))[labels], 2)
    fitted = LogisticRegression(C=np.inf, max_iter=1000, tol=1e-8)
    fitted.fit(np.tile(distances, 2)[:, None], classes, sample_weight=shares)
    slope, offset = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    if slope < LEAST_SLOPE:
        slope, offset = (
            LEAST_SLOPE,
            float(logit(np.average(classes, weights=shares))) - LEAST_SLOPE * distances.mean(),
        )
    return np.array([slope, offset])
