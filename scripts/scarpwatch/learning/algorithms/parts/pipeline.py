"""What the algorithms of scikit-learn's kind share: a pipeline that drops useless columns, and its constraints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ROWS_PER_THREAD = 5000
"""Training units that occupy one thread of a booster. With fewer, threads mostly wait for each other: on
busy cores, LightGBM took 50 times as long on two threads as on one for 500 units."""

PATIENCE = 30
"""Trees without a lower loss after which a booster that watches stops."""


def make_pipeline(steps: Sequence[tuple[str, Any]], parameters: Mapping[str, Any]) -> Any:
    """An untrained sklearn Pipeline: columns that do not vary among the training units are dropped, then the steps,
    the last of which is ``classifier`` and gets the parameters."""
    from sklearn.feature_selection import VarianceThreshold
    from sklearn.pipeline import Pipeline

    varies = VarianceThreshold().set_output(transform="pandas")
    model = Pipeline([("varies", varies), *steps])
    classifier_of(model).set_params(**parameters)
    return model


def filled_steps(classifier: Any) -> list[tuple[str, Any]]:
    """Steps for a classifier that takes no gaps and compares columns: gaps are filled with the median of the training
    units, without a column that says where they were, and columns standardised."""
    from sklearn.impute import SimpleImputer
    from sklearn.preprocessing import StandardScaler

    return [
        ("imputer", SimpleImputer(strategy="median")),
        ("scaler", StandardScaler()),
        ("classifier", classifier),
    ]


def medians(model: Any) -> dict[str, float]:
    """Of each column, what fills its gaps in a trained pipeline with such steps."""
    return dict(zip(pipeline_columns(model), model.named_steps["imputer"].statistics_.tolist(), strict=True))


def is_pipeline(model: Any) -> bool:
    """Whether a model is a pipeline, and not what a booster's file gave."""
    return hasattr(model, "named_steps")


def classifier_of(model: Any) -> Any:
    """The last step of a pipeline."""
    return model.named_steps["classifier"]


def pipeline_columns(model: Any) -> list[str]:
    """The columns that a trained pipeline reads (constant ones were dropped)."""
    return [str(name) for name in model.named_steps["varies"].get_feature_names_out()]


def constrain(
    model: Any, name: str, kind: type[list[int]] | type[tuple[int, ...]], values: pd.DataFrame
) -> None:
    """Put signs in the place of constraints by column, now that the training units settle which columns there are.

    Parameters
    ----------
    name : of the classifier's parameter, which holds nothing or a mapping of column to sign
    kind : of sequence that the classifier takes
    """
    classifier = classifier_of(model)
    signs = classifier.get_params(deep=False).get(name)
    if isinstance(signs, dict):
        used = model.named_steps["varies"].fit(values).get_feature_names_out()
        classifier.set_params(**{name: kind(int(signs.get(column, 0)) for column in used)})


def limit_threads(model: Any, rows: int) -> None:
    """Keep a booster on as many threads as so many training units occupy."""
    classifier = classifier_of(model)
    classifier.set_params(n_jobs=max(1, min(classifier.n_jobs, rows // ROWS_PER_THREAD)))


def watched_values(model: Any, values: pd.DataFrame, watched: pd.DataFrame) -> pd.DataFrame:
    """Those columns of units to watch that vary among the training units."""
    seen: pd.DataFrame = model.named_steps["varies"].fit(values).transform(watched)
    return seen


def class_ratio(labels: NDArray[np.int64]) -> float:
    """Training units without a landslide for each one with."""
    return float((labels == 0).sum() / (labels == 1).sum())


def positive_class(model: Any, values: pd.DataFrame) -> NDArray[np.float64]:
    """The index of units by a trained pipeline."""
    return np.asarray(model.predict_proba(values)[:, 1], dtype=np.float64)


def base_last(raw: NDArray[np.floating]) -> tuple[NDArray[np.float64], float]:
    """Contributions and base of a booster, which gives the base as a last column."""
    values = np.asarray(raw, dtype=np.float64)
    return values[:, :-1], float(values[0, -1]) if len(values) else float("nan")
