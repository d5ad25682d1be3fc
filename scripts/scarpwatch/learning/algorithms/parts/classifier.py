"""An algorithm made of any classifier of scikit-learn: all that a module needs but ``make`` and its own ``GRID``.

Such a module imports these names, and its ``make`` returns :func:`classifier_model`. Gaps are filled with the median of
the training units, and columns standardised; the index is the classifier's probability, and contributions to it are
sampled Shapley values. Constraints are not taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.errors import ConfigError, InputError
from scarpwatch.learning.algorithms.parts.pipeline import (
    classifier_of,
    filled_steps,
    make_pipeline,
    medians,
    pipeline_columns,
    positive_class,
)
from scarpwatch.learning.algorithms.parts.shapley import sampled_contributions
from scarpwatch.learning.algorithms.parts.skops_files import load_pipeline, save_pipeline, untrusted_types

__all__ = [
    "FILE",
    "GAP_CONTROL",
    "GRID",
    "SCALE",
    "TREES_TO_TUNE",
    "candidate",
    "classifier_model",
    "columns",
    "contributions",
    "fit",
    "importance",
    "load",
    "save",
    "scores",
    "trees_kept",
]

Float = NDArray[np.float64]

FILE = "model.skops"
SCALE: Literal["score", "log-odds"] = "score"
TREES_TO_TUNE: int | None = None
GAP_CONTROL: int | None = None
GRID: Mapping[str, tuple[Any, ...]] = {}
TRUSTED_TYPES = ("sklearn.tree._tree.Tree", "numpy.dtype")
UNITS_OF_IMPORTANCE = 200
"""Most training units whose contributions make the importance."""


@dataclass
class ClassifierModel:
    """A pipeline of median, standardisation and classifier.

    Attributes
    ----------
    pipeline : trained by ``fit``, or of a file
    balanced : whether both classes weigh the same
    units : some of the training units; None before training and of a file
    """

    pipeline: Any
    balanced: bool = False
    units: pd.DataFrame | None = None


def classifier_model(classifier: Any, settings: Any) -> ClassifierModel:
    """An untrained model.

    Parameters
    ----------
    classifier : of scikit-learn, with ``predict_proba``; its ``random_state`` becomes the seed where it is None
    settings : those that ``make`` is given

    Raises
    ------
    ConfigError
        If both classes are to weigh the same, and the classifier takes no weights.
    """
    from sklearn.utils.validation import has_fit_parameter

    if settings.balanced and not has_fit_parameter(classifier, "sample_weight"):
        raise ConfigError(
            "models.class_weights",
            f"{type(classifier).__name__} takes no weights",
            "Give none, or leave the algorithm out.",
        )
    if "random_state" in (known := classifier.get_params(deep=False)) and known["random_state"] is None:
        classifier.set_params(random_state=settings.seed)
    return ClassifierModel(make_pipeline(filled_steps(classifier), settings.parameters), settings.balanced)


def fit(model: ClassifierModel, values: pd.DataFrame, labels: NDArray[np.int64], watch: Any) -> None:
    """Train; there is nothing to watch."""
    from sklearn.utils.class_weight import compute_sample_weight

    weights = (
        {"classifier__sample_weight": compute_sample_weight("balanced", labels)} if model.balanced else {}
    )
    model.pipeline.fit(values, labels, **weights)
    chosen = np.unique(np.linspace(0, len(values) - 1, UNITS_OF_IMPORTANCE).round().astype(np.int64))
    model.units = values.iloc[chosen][columns(model)]


def trees_kept(model: ClassifierModel) -> int | None:
    """None: it watches nothing."""
    return None


def columns(model: ClassifierModel) -> list[str]:
    """Those that vary among the training units."""
    return pipeline_columns(model.pipeline)


def scores(model: ClassifierModel, values: pd.DataFrame) -> Float:
    """The classifier's probability of a landslide."""
    return positive_class(model.pipeline, values)


def save(model: ClassifierModel, path: Path) -> None:
    """Write the pipeline as skops, without the units that are kept for the importance.

    Raises
    ------
    InputError
        If the classifier holds what could not be read again without trusting the file.
    """
    save_pipeline(model.pipeline, path, n_jobs=None)
    if foreign := untrusted_types(path, TRUSTED_TYPES):
        raise InputError(
            path,
            f"a file of {type(classifier_of(model.pipeline)).__name__} would hold types that are not trusted "
            f"({', '.join(foreign)})",
            "Choose other settings of it, or give the algorithm a save and a load of its own.",
        )


def load(path: Path) -> ClassifierModel:
    """Read it from skops."""
    from sklearn.base import ClassifierMixin

    return ClassifierModel(load_pipeline(path, ClassifierMixin, trusted=TRUSTED_TYPES))


def importance(model: ClassifierModel) -> Float:
    """Mean size of the contributions to some of the training units, evenly spaced among them."""
    assert model.units is not None
    size: Float = np.abs(contributions(model, model.units)[0]).mean(axis=0)
    return size


def contributions(model: ClassifierModel, values: pd.DataFrame) -> tuple[Float, float]:
    """Sampled Shapley values of the score; the base is that of a unit with the median of every column."""
    behind = model.pipeline[1:]

    def output(units: pd.DataFrame) -> Float:
        return np.asarray(behind.predict_proba(units)[:, 1], dtype=np.float64)

    return sampled_contributions(output, values, medians(model.pipeline))


def candidate(point: Mapping[str, Any]) -> dict[str, Any]:
    """The point as it is."""
    return dict(point)
