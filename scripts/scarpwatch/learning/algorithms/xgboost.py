"""Gradient boosting by XGBoost; its histogram sums are exact in double precision at these sizes, so that the number of
threads changes nothing. It takes NaN as it is.

References
----------
Chen, T., Guestrin, C. (2016). XGBoost: a scalable tree boosting system. KDD 2016.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scarpwatch.learning.algorithms.parts.pipeline import (
    PATIENCE,
    base_last,
    class_ratio,
    classifier_of,
    constrain,
    is_pipeline,
    limit_threads,
    make_pipeline,
    pipeline_columns,
    positive_class,
    watched_values,
)
from scarpwatch.learning.algorithms.protocol import Float, Labels, Scale, Settings, Watch

FILE = "model.json"
SCALE: Scale = "log-odds"
TREES_TO_TUNE: int | None = None
GAP_CONTROL: int | None = 1
GRID: Mapping[str, tuple[Any, ...]] = {
    "max_depth": (2, 3, 4, 6),
    "min_child_weight": (1, 3, 10),
    "reg_lambda": (0.1, 1.0, 10.0),
    "subsample": (0.5, 0.7, 1.0),
    "colsample_bytree": (0.4, 0.7, 1.0),
    "learning_rate": (0.01, 0.03, 0.1),
}


def make(settings: Settings) -> Any:
    """A pipeline with shallow trees and small steps: 5 / trees, so that more trees learn more finely, not longer."""
    from xgboost import XGBClassifier

    classifier = XGBClassifier(
        n_estimators=settings.trees,
        learning_rate=min(0.3, 5 / settings.trees),
        max_depth=3,
        min_child_weight=3,
        subsample=0.7,
        colsample_bytree=0.7,
        reg_lambda=1.0,
        tree_method="hist",
        importance_type="total_gain",
        # The library wants the ratio of the classes, which the training units tell: see `fit`.
        scale_pos_weight="balanced" if settings.balanced else None,
        random_state=settings.seed,
        n_jobs=settings.n_jobs,
        verbosity=0,
    )
    model = make_pipeline([("classifier", classifier)], settings.parameters)
    if settings.monotone:
        classifier.set_params(monotone_constraints=dict(settings.monotone))
    return model


def fit(model: Any, values: pd.DataFrame, labels: Labels, watch: Watch | None) -> None:
    """Train; with units to watch, stop once their loss has not fallen for `PATIENCE` trees."""
    classifier = classifier_of(model)
    limit_threads(model, labels.size)
    if classifier.scale_pos_weight == "balanced":
        classifier.set_params(scale_pos_weight=class_ratio(labels))
    constrain(model, "monotone_constraints", tuple, values)
    options: dict[str, Any] = {}
    if watch is not None:
        seen = watched_values(model, values, watch[0])
        classifier.set_params(early_stopping_rounds=PATIENCE, eval_metric="logloss")
        options = {"classifier__eval_set": [(seen, watch[1])], "classifier__verbose": False}
    model.fit(values, labels, **options)


def trees_kept(model: Any) -> int | None:
    """Trees up to the lowest loss."""
    classifier = classifier_of(model)
    return int(classifier.best_iteration) + 1 if classifier.early_stopping_rounds else None


def columns(model: Any) -> list[str]:
    """Of the pipeline, or of a file's booster."""
    return pipeline_columns(model) if is_pipeline(model) else [str(name) for name in model.feature_names]


def scores(model: Any, values: pd.DataFrame) -> Float:
    """Probabilities."""
    if is_pipeline(model):
        return positive_class(model, values)
    return np.asarray(model.inplace_predict(values[columns(model)].to_numpy()), dtype=np.float64)


def save(model: Any, path: Path) -> None:
    """Write it in the library's JSON format."""
    # Its own way of writing says nothing of a full disk when it closes the file.
    path.write_bytes(classifier_of(model).get_booster().save_raw("json"))


def load(path: Path) -> Any:
    """Read a booster."""
    import xgboost

    booster = xgboost.Booster()
    booster.load_model(path)
    return booster


def importance(model: Any) -> Float:
    """Total gain."""
    return np.asarray(classifier_of(model).feature_importances_, dtype=np.float64)


def contributions(model: Any, values: pd.DataFrame) -> tuple[Float, float]:
    """Shapley values of the log-odds (TreeSHAP, path-dependent; see `rf`)."""
    import xgboost

    booster = classifier_of(model).get_booster() if is_pipeline(model) else model
    table = xgboost.DMatrix(values.to_numpy(), feature_names=booster.feature_names, nthread=1)
    return base_last(booster.predict(table, pred_contribs=True, strict_shape=False))


def candidate(point: Mapping[str, Any]) -> dict[str, Any]:
    """The point as it is."""
    return dict(point)
