"""Logistic regression, of scikit-learn.

Trees have to beat it: on held-out spatial blocks its skill often equals theirs. Gaps are filled with the median of the
training units, without a column that says where they were, so that missingness is no predictor; columns are then
standardised. It takes no monotone constraints.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from scarpwatch.learning.algorithms.parts.pipeline import classifier_of, make_pipeline, pipeline_columns
from scarpwatch.learning.algorithms.parts.skops_files import load_pipeline, save_pipeline
from scarpwatch.learning.algorithms.protocol import Float, Labels, Scale, Settings, Watch

FILE = "model.skops"
SCALE: Scale = "log-odds"
TREES_TO_TUNE: int | None = None
GAP_CONTROL: int | None = None
GRID: Mapping[str, tuple[Any, ...]] = {"C": (0.001, 0.01, 0.1, 1.0, 10.0)}
TRUSTED_TYPES = ("numpy.dtype",)
RIDGE = 1.0
"""Weight of the squared standardised coefficients in the loss (1 / C). Small beside hundreds of units; it
stabilises coefficients of collinear columns, such as class shares that add up to one."""


@dataclass(frozen=True)
class LogisticModel:
    """A trained logistic regression, one entry per column.

    Attributes
    ----------
    columns : names of the columns it reads
    median : value that stands in for a gap: the median of the training units
    mean, scale : mean and standard deviation of the training units, gaps filled
    coefficient : log-odds per standard deviation
    intercept : log-odds of a unit that has the mean of every column
    """

    columns: tuple[str, ...]
    median: tuple[float, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    coefficient: tuple[float, ...]
    intercept: float

    def predict(self, values: pd.DataFrame) -> NDArray[np.float64]:
        """Susceptibility index of each unit, 0 to 1.

        Parameters
        ----------
        values : DataFrame (units, columns)
            At least ``columns``; NaN where nothing was measured.
        """
        log_odds = np.full(len(values), self.intercept)
        # Column by column: a matrix product may add up in another order on other numbers of threads.
        for term in self.terms(values):
            log_odds += term
        return np.asarray(expit(log_odds), dtype=np.float64)

    def terms(self, values: pd.DataFrame) -> Iterator[NDArray[np.float64]]:
        """What each column adds to the log-odds of each unit, column by column; they add up to it with the intercept.

        As the columns are taken to be independent and centred, these are their Shapley values.
        """
        parts = zip(self.columns, self.median, self.mean, self.scale, self.coefficient, strict=True)
        for name, median, mean, scale, coefficient in parts:
            column = values[name].to_numpy(dtype=np.float64)
            yield coefficient * (np.where(np.isnan(column), median, column) - mean) / scale


def make(settings: Settings) -> Any:
    """A pipeline of median, standardisation and regression; neither trees nor threads nor constraints matter to it."""
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    classifier = LogisticRegression(
        C=1 / RIDGE,
        max_iter=1000,
        random_state=settings.seed,
        class_weight="balanced" if settings.balanced else None,
    )
    steps = [
        ("imputer", SimpleImputer(strategy="median").set_output(transform="pandas")),
        ("scaler", StandardScaler().set_output(transform="pandas")),
        ("classifier", classifier),
    ]
    return make_pipeline(steps, settings.parameters)


def fit(model: Any, values: pd.DataFrame, labels: Labels, watch: Watch | None) -> None:
    """Train; there is nothing to watch."""
    model.fit(values, labels)


def trees_kept(model: Any) -> int | None:
    """None: it has no trees."""
    return None


columns = pipeline_columns


def scores(model: Any, values: pd.DataFrame) -> Float:
    """The logistic function of the log-odds."""
    return coefficients_of(model).predict(values)


def save(model: Any, path: Path) -> None:
    """Write it as skops."""
    save_pipeline(model, path, n_jobs=None)


def load(path: Path) -> Any:
    """Read it from skops."""
    from sklearn.linear_model import LogisticRegression

    return load_pipeline(path, LogisticRegression, trusted=TRUSTED_TYPES)


def importance(model: Any) -> Float:
    """Size of the standardised coefficients."""
    return np.abs(np.asarray(classifier_of(model).coef_[0], dtype=np.float64))


def contributions(model: Any, values: pd.DataFrame) -> tuple[Float, float]:
    """Linear terms of the log-odds; the base is that of a unit with the mean of every column."""
    learned = coefficients_of(model)
    return np.stack(list(learned.terms(values)), axis=1), learned.intercept


def candidate(point: Mapping[str, Any]) -> dict[str, Any]:
    """The point as it is."""
    return dict(point)


def coefficients_of(pipeline: Any) -> LogisticModel:
    """What a trained pipeline has learned."""
    steps = pipeline.named_steps
    return LogisticModel(
        columns=tuple(str(name) for name in steps["varies"].get_feature_names_out()),
        median=tuple(steps["imputer"].statistics_.tolist()),
        mean=tuple(steps["scaler"].mean_.tolist()),
        scale=tuple(steps["scaler"].scale_.tolist()),
        coefficient=tuple(steps["classifier"].coef_[0].tolist()),
        intercept=float(steps["classifier"].intercept_[0]),
    )
