"""Gradient boosting by LightGBM, in its deterministic mode. It takes NaN as it is.

References
----------
Ke, G., et al. (2017). LightGBM: a highly efficient gradient boosting decision tree. NeurIPS 30.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scarpwatch.learning.algorithms.parts.pipeline import (
    PATIENCE,
    base_last,
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

FILE = "model.txt"
SCALE: Scale = "log-odds"
TREES_TO_TUNE: int | None = None
GAP_CONTROL: int | None = 0
GRID: Mapping[str, tuple[Any, ...]] = {
    "max_depth": (2, 3, 4, 6),
    "min_child_samples": (5, 15, 30),
    "reg_lambda": (0.1, 1.0, 10.0),
    "subsample": (0.5, 0.7, 1.0),
    "colsample_bytree": (0.4, 0.7, 1.0),
    "learning_rate": (0.01, 0.03, 0.1),
}


def make(settings: Settings) -> Any:
    """A pipeline with shallow trees and small steps: 5 / trees, so that more trees learn more finely, not longer."""
    from lightgbm import LGBMClassifier

    classifier = LGBMClassifier(
        n_estimators=settings.trees,
        learning_rate=min(0.3, 5 / settings.trees),
        num_leaves=8,
        max_depth=4,
        min_child_samples=15,
        subsample=0.7,
        subsample_freq=1,
        colsample_bytree=0.7,
        reg_lambda=1.0,
        importance_type="gain",
        class_weight="balanced" if settings.balanced else None,
        random_state=settings.seed,
        n_jobs=settings.n_jobs,
        deterministic=True,
        force_row_wise=True,
        verbosity=-1,
    )
    model = make_pipeline([("classifier", classifier)], settings.parameters)
    if settings.monotone:
        classifier.set_params(monotone_constraints=dict(settings.monotone))
    return model


def fit(model: Any, values: pd.DataFrame, labels: Labels, watch: Watch | None) -> None:
    """Train; with units to watch, stop once their loss has not fallen for `PATIENCE` trees."""
    limit_threads(model, labels.size)
    constrain(model, "monotone_constraints", tuple, values)
    options: dict[str, Any] = {}
    if watch is not None:
        from lightgbm import early_stopping

        options = {
            "classifier__eval_X": watched_values(model, values, watch[0]),
            "classifier__eval_y": watch[1],
            "classifier__eval_metric": "binary_logloss",
            "classifier__callbacks": [early_stopping(PATIENCE, verbose=False)],
        }
    model.fit(values, labels, **options)


def trees_kept(model: Any) -> int | None:
    """Trees up to the lowest loss."""
    return int(classifier_of(model).best_iteration_) or None


def columns(model: Any) -> list[str]:
    """Of the pipeline, or of a file's booster."""
    return pipeline_columns(model) if is_pipeline(model) else [str(name) for name in model.feature_name()]


def scores(model: Any, values: pd.DataFrame) -> Float:
    """Probabilities."""
    if is_pipeline(model):
        return positive_class(model, values)
    raw = model.predict(values[columns(model)].to_numpy(), num_threads=1)
    return np.asarray(raw, dtype=np.float64)


def save(model: Any, path: Path) -> None:
    """Write it in the library's text format."""
    text = classifier_of(model).booster_.model_to_string()
    # The file notes how many threads trained it, which is no property of the model.
    text = re.sub(r"\[num_threads: -?\d+\]", "[num_threads: 1]", text)
    path.write_text(text, encoding="utf-8")


def load(path: Path) -> Any:
    """Read a booster. The library itself ends the whole process on a file that was cut off."""
    from lightgbm import Booster

    text = path.read_text(encoding="utf-8")
    sizes = re.search(r"^tree_sizes=([\d ]+)$", text, re.MULTILINE)
    begin, end = text.find("\nTree=0\n") + 1, text.find("end of trees\n")
    if sizes is None or begin == 0 or end - begin != sum(map(int, sizes[1].split())):
        raise ValueError("trees lack")
    if not re.search(r"\nend of parameters\n\s*pandas_categorical:.*\n$", text):
        raise ValueError("its end lacks")
    return Booster(model_str=text)


def importance(model: Any) -> Float:
    """Total gain."""
    return np.asarray(classifier_of(model).feature_importances_, dtype=np.float64)


def contributions(model: Any, values: pd.DataFrame) -> tuple[Float, float]:
    """Shapley values of the log-odds (TreeSHAP, path-dependent; see `rf`)."""
    booster = classifier_of(model).booster_ if is_pipeline(model) else model
    return base_last(booster.predict(values.to_numpy(), pred_contrib=True, num_threads=1))


def candidate(point: Mapping[str, Any]) -> dict[str, Any]:
    """Trees grow leaf by leaf: without their number, depth would say nothing."""
    return {**point, "num_leaves": min(31, 2 ** point["max_depth"])}
