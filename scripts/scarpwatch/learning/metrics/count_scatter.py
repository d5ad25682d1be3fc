"""Counts of landslides against what a model expects of them: observed over expected, and how they scatter.

References
----------
Cameron, Trivedi (2013), Regression Analysis of Count Data, 2nd ed.: Poisson and negative binomial (NB2), their deviance and
the test of one against the other, whose statistic is half a chi-squared of one degree of freedom.
"""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar
from scipy.special import gammaln, xlogy

from scarpwatch.distributions import chi_square_above, normal_quantile
from scarpwatch.errors import DataError

LOG_DISPERSION = (-12.0, 5.0)
"""Logarithms of the dispersions that are tried: from what no count tells from Poisson to counts of a few units only."""

ALPHA = 0.01
"""Chance of a Poisson scatter from which on counts are called negative binomial."""


class Scatter(TypedDict):
    """How counts scatter around what was expected.

    Attributes
    ----------
    distribution : "poisson" or "negative_binomial"
    dispersion : of the negative binomial, whose variance is mean + dispersion * mean^2; 0 for Poisson
    pearson : sum of (count - mean)^2 / mean over the units, 1 for Poisson
    likelihood_ratio, p_value : negative binomial against Poisson
    """

    distribution: str
    dispersion: float
    pearson: float
    likelihood_ratio: float
    p_value: float


def count_scatter(counts: ArrayLike, expected: ArrayLike) -> Scatter:
    """Whether counts scatter as Poisson's do around their expectation, or more.

    Parameters
    ----------
    counts, expected : arrays (units,)
        Expected by models that did not see the unit; positive.

    Raises
    ------
    DataError
        If an expectation is not positive.
    """
    number, mean = _checked(counts, expected)
    poisson = float(np.sum(xlogy(number, mean) - mean - gammaln(number + 1)))
    found = minimize_scalar(
        lambda log: -_negative_binomial(number, mean, np.exp(log)), bounds=LOG_DISPERSION, method="bounded"
    )
    ratio = max(0.0, 2 * (-float(found.fun) - poisson))
    p_value = 0.5 * float(chi_square_above(ratio, 1))
    more = p_value < ALPHA
    return {
        "distribution": "negative_binomial" if more else "poisson",
        "dispersion": float(np.exp(found.x)) if more else 0.0,
        "pearson": float(np.mean((number - mean) ** 2 / mean)),
        "likelihood_ratio": ratio,
        "p_value": p_value,
    }


def poisson_deviance(counts: ArrayLike, expected: ArrayLike) -> float:
    """Mean deviance of counts from their expectation: 0 where each is expected exactly."""
    number, mean = _checked(counts, expected)
    return float(2 * np.mean(xlogy(number, number / mean) - (number - mean)))


def observed_over_expected(
    groups: ArrayLike,
    counts: ArrayLike,
    expected: ArrayLike,
    area_m2: ArrayLike,
    *,
    dispersion: float = 0.0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Landslides observed in groups of units over those expected there.

    Parameters
    ----------
    groups : int array (units,)
    dispersion : of :func:`count_scatter`, which the intervals take into account; neighbours count as independent

    Returns
    -------
    DataFrame, a row per group in ascending order
        ``group``, ``units``, ``area_km2``, ``observed``, ``expected``, ``ratio``, and ``lower`` and ``upper``, between
        which the ratio lies by chance where what is expected is right.
    """
    number, mean = _checked(counts, expected)
    names, group = np.unique(np.asarray(groups), return_inverse=True)
    observed, total = np.bincount(group, number), np.bincount(group, mean)
    spread = np.sqrt(np.bincount(group, mean + dispersion * mean**2)) / total
    half = float(normal_quantile(0.5 + level / 2)) * spread
    return pd.DataFrame(
        {
            "group": names,
            "units": np.bincount(group),
            "area_km2": np.bincount(group, np.asarray(area_m2, dtype=np.float64)) / 1e6,
            "observed": observed.astype(np.int64),
            "expected": total,
            "ratio": observed / total,
            "lower": np.maximum(0.0, 1 - half),
            "upper": 1 + half,
        }
    )


def fifths(values: ArrayLike) -> NDArray[np.int64]:
    """Fifth of the units that each belongs to, 1 for the lowest values; units of one value are never parted."""
    number = np.asarray(values, dtype=np.float64)
    borders = np.quantile(number, [0.2, 0.4, 0.6, 0.8])
    return np.asarray(1 + np.searchsorted(borders, number, side="left"), np.int64)


def _negative_binomial(number: NDArray[np.float64], mean: NDArray[np.float64], dispersion: float) -> float:
    size = 1 / dispersion
    terms: Any = (
        gammaln(number + size)
        - gammaln(size)
        - gammaln(number + 1)
        - size * np.log1p(dispersion * mean)
        + xlogy(number, mean / (size + mean))
    )
    return float(np.sum(terms))


def _checked(counts: ArrayLike, expected: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    number, mean = (np.asarray(values, dtype=np.float64) for values in (counts, expected))
    if not (mean > 0).all() or not (number >= 0).all():
        raise DataError(
            "the units",
            "some have no number of landslides, or none is expected in them",
            "Check labels.parquet, and area_m2 of the factor table.",
        )
    return number, mean
