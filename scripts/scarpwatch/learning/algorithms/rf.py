"""Random forest, of scikit-learn. It takes NaN as it is, and adds up its trees on one thread.

References
----------
Breiman, L. (2001). Random forests. Machine Learning 45, 5-32.
Lundberg, S. M., et al. (2020). From local explanations to global understanding with explainable AI for trees. Nature
Machine Intelligence 2, 56-67: the contributions, exact Shapley values with the trees' own shares of training units as
background (TreeSHAP, path-dependent).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scarpwatch.learning.algorithms.parts.pipeline import (
    classifier_of,
    constrain,
    make_pipeline,
    pipeline_columns,
    positive_class,
)
from scarpwatch.learning.algorithms.parts.skops_files import load_pipeline, save_pipeline
from scarpwatch.learning.algorithms.protocol import Float, Labels, Scale, Settings, Watch

FILE = "model.skops"
SCALE: Scale = "score"
TREES_TO_TUNE: int | None = 100  # which candidate is best shows with few
GAP_CONTROL: int | None = 1
GRID: Mapping[str, tuple[Any, ...]] = {
    "min_samples_leaf": (1, 3, 5, 10, 20),
    "max_features": ("sqrt", 0.5, 1.0),
    "max_depth": (None, 4, 8),
}
TRUSTED_TYPES = ("sklearn.tree._tree.Tree", "numpy.dtype")


def make(settings: Settings) -> Any:
    """A pipeline with a forest whose leaves hold three units or more."""
    from sklearn.ensemble import RandomForestClassifier

    classifier = RandomForestClassifier(
        n_estimators=settings.trees,
        min_samples_leaf=3,
        max_features="sqrt",
        class_weight="balanced" if settings.balanced else None,
        random_state=settings.seed,
        n_jobs=settings.n_jobs,
        monotonic_cst=dict(settings.monotone) or None,
    )
    return make_pipeline([("classifier", classifier)], settings.parameters)


def fit(model: Any, values: pd.DataFrame, labels: Labels, watch: Watch | None) -> None:
    """Train; a forest has nothing to watch."""
    constrain(model, "monotonic_cst", list, values)
    model.fit(values, labels)


def trees_kept(model: Any) -> int | None:
    """None: a forest keeps all."""
    return None


columns = pipeline_columns


def scores(model: Any, values: pd.DataFrame) -> Float:
    """Mean vote of the trees, on one thread: threads finish in any order, and sums of floats depend on the order."""
    classifier = classifier_of(model)
    threads = classifier.n_jobs
    try:
        classifier.set_params(n_jobs=1)
        return positive_class(model, values)
    finally:
        classifier.set_params(n_jobs=threads)


def save(model: Any, path: Path) -> None:
    """Write it as skops."""
    save_pipeline(model, path, n_jobs=1)


def load(path: Path) -> Any:
    """Read it from skops."""
    from sklearn.ensemble import RandomForestClassifier

    return load_pipeline(path, RandomForestClassifier, trusted=TRUSTED_TYPES)


def importance(model: Any) -> Float:
    """Gini importance."""
    return np.asarray(classifier_of(model).feature_importances_, dtype=np.float64)


def contributions(model: Any, values: pd.DataFrame) -> tuple[Float, float]:
    """Shapley values of the score."""
    import shap

    explainer = shap.TreeExplainer(classifier_of(model), feature_perturbation="tree_path_dependent")
    # Trees compare in single precision; a rounded threshold must send a unit the same way here.
    raw = explainer.shap_values(values.to_numpy(np.float32), check_additivity=False)[:, :, 1]
    return np.asarray(raw, dtype=np.float64), float(explainer.expected_value[1])


def candidate(point: Mapping[str, Any]) -> dict[str, Any]:
    """The point as it is."""
    return dict(point)
