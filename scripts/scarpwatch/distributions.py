"""Quantiles and probabilities of the usual distributions, and ranks, without ``scipy.stats``.

``scipy.stats`` has them too, with the same digits, but takes about .6 CPU s to load, which two steps of three would
spend: here they come from ``scipy.special``, which is what it calls itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Array = NDArray[np.float64]


def normal_below(value: ArrayLike) -> Any:
    """Probability that a standard normal variable is at most this."""
    return special.ndtr(value)


def normal_above(value: ArrayLike) -> Any:
    """Probability that a standard normal variable exceeds this."""
    return special.ndtr(np.negative(value))


def normal_quantile(probability: ArrayLike) -> Any:
    """What a standard normal variable is at most with this probability."""
    return special.ndtri(probability)


def student_above(value: ArrayLike, freedom: ArrayLike) -> Any:
    """Probability that Student's t with so many degrees of freedom exceeds this."""
    return special.stdtr(freedom, np.negative(value))


def student_quantile(probability: ArrayLike, freedom: ArrayLike) -> Any:
    """What Student's t with so many degrees of freedom is at most with this probability."""
    return special.stdtrit(freedom, probability)


def student_log_density(value: ArrayLike, freedom: float) -> Array:
    """Logarithm of the density of Student's t with so many (finitely many) degrees of freedom."""
    x = np.asarray(value, np.float64)
    constant = np.log(special.poch(0.5 * freedom, 0.5)) - 0.5 * (np.log(freedom) + np.log(np.pi))
    return np.asarray(constant - (freedom + 1) / 2 * np.log1p(x * x / freedom))


def f_quantile(probability: ArrayLike, above: float, below: float) -> Any:
    """What a ratio of variances with ``above`` and ``below`` degrees of freedom is at most with this probability."""
    return special.fdtri(above, below, probability)


def f_log_density(value: ArrayLike, above: float, below: float) -> Array:
    """Logarithm of the density of a ratio of variances with ``above`` and ``below`` degrees of freedom, of values > 0."""
    x, n, m = np.asarray(value, np.float64), float(above), float(below)
    constant = m / 2 * np.log(m) + n / 2 * np.log(n)
    spread = (n + m) / 2 * np.log(m + n * x) + special.betaln(n / 2, m / 2)
    return np.asarray(constant + special.xlogy(n / 2 - 1, x) - spread)


def chi_square_above(value: ArrayLike, freedom: ArrayLike) -> Any:
    """Probability that chi-square with so many degrees of freedom exceeds this, for values of at least 0."""
    return special.chdtrc(freedom, value)


def chi_square_quantile(probability: ArrayLike, freedom: ArrayLike) -> Any:
    """What chi-square with so many degrees of freedom is at most with this probability."""
    return 2 * special.gammaincinv(np.divide(freedom, 2), probability)


def gamma_quantile(probability: ArrayLike, shape: ArrayLike, *, scale: ArrayLike) -> Any:
    """What a gamma variable of this shape and scale is at most with this probability."""
    return special.gammaincinv(shape, probability) * scale


def average_ranks(values: ArrayLike) -> Array:
    """Ranks from 1 up; equal values share the mean of theirs.

    Parameters
    ----------
    values : array (n,), without NaN

    Returns
    -------
    array (n,)
    """
    _, place, count = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[place]
