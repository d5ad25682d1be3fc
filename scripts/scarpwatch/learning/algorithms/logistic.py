"""Logistic regression, the baseline beside the trees.

It stands in the tables because trees have to beat it: on held-out spatial blocks its skill often equals theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

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
        terms = zip(self.columns, self.median, self.mean, self.scale, self.coefficient, strict=True)
        # Column by column: a matrix product may add up in another order on other numbers of threads.
        for name, median, mean, scale, coefficient in terms:
            column = values[name].to_numpy(dtype=np.float64)
            log_odds += coefficient * (np.where(np.isnan(column), median, column) - mean) / scale
        return np.asarray(expit(log_odds), dtype=np.float64)


def logistic_steps(*, seed: int, class_weight: str | None = None) -> list[tuple[str, Any]]:
    """Steps of the pipeline behind the one that drops constant columns.

    Gaps are filled with the median of the training units, without a column that says where they were: missingness is
    no predictor of the baseline. Columns are then standardised.
    """
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    classifier = LogisticRegression(C=1 / RIDGE, max_iter=1000, random_state=seed, class_weight=class_weight)
    return [
        ("imputer", SimpleImputer(strategy="median").set_output(transform="pandas")),
        ("scaler", StandardScaler().set_output(transform="pandas")),
        ("classifier", classifier),
    ]


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
