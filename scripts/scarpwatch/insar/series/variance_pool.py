"""Variances of pixels with few degrees of freedom, shrunk towards what is usual in the scene (Smyth 2004).

The residuals of a pixel by itself tell its variance badly where dates are few: with one or two degrees of freedom they
are nearly zero at some pixel by chance, and a sigma made from them claims what nobody knows. The pixels of a scene have
similar variances. If a pixel's true variance follows a scaled inverse chi-square distribution about a usual one, the
ratio of estimated and usual variance has an F distribution, whose second number of degrees of freedom says how alike
the pixels are: it is what the usual variance counts for beside the pixel's own residuals. Where pixels differ much or
dates are many, it hardly counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scarpwatch.distributions import f_log_density, f_quantile, normal_below, student_quantile

_FREEDOMS = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0, 128.0, 512.0)
_WITHIN = float(normal_below(1.0))
_APART = 0.99


def usual_variance(
    variances: Sequence[NDArray[np.floating]], freedom: int
) -> tuple[NDArray[np.float64], float]:
    """Usual variance of each class of pixels, and the degrees of freedom that it counts for in all of them.

    Parameters
    ----------
    variances : per class, array (pixels,), each estimated with so many degrees of freedom

    Returns
    -------
    array (classes,), in the unit of the variances, and the number that makes them most likely
    """
    medians = np.array([float(np.median(part)) for part in variances])
    if freedom < 1 or not (medians > 0).all():
        return medians, 0.0
    best, chosen = -np.inf, (medians, 0.0)
    for prior in _FREEDOMS:
        usual = medians / f_quantile(0.5, freedom, prior)
        likelihood = 0.0
        for part, middle in zip(variances, usual, strict=True):
            ratio = np.maximum(part / middle, 1e-12)
            likelihood += float(np.sum(f_log_density(ratio, freedom, prior)) - part.size * np.log(middle))
        if likelihood > best:
            best, chosen = likelihood, (usual, prior)
    return chosen


def pooled_variance(
    variance: NDArray[np.floating], freedom: int, usual: NDArray[np.floating] | float, prior: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean of a pixel's own variance and the usual one, each weighed with its degrees of freedom.

    A pixel whose own variance is so much larger than the usual one that only one pixel in a hundred would be like it
    by chance is no usual pixel, and keeps its own.

    Returns
    -------
    arrays (pixels,): the variance, and the degrees of freedom behind it
    """
    own = np.asarray(variance, np.float64)
    if prior <= 0:
        return own, np.full(own.shape, float(freedom))
    apart = own > np.asarray(usual) * _apart(freedom, prior)
    pooled = (freedom * own + prior * np.asarray(usual)) / (freedom + prior)
    return np.where(apart, own, pooled), np.where(apart, float(freedom), freedom + prior)


def widening(freedom: float | NDArray[np.floating]) -> NDArray[np.float64]:
    """Half the range that holds 68.3 % of Student's t, 1 for many degrees of freedom, 1.84 for one."""
    kinds, place = np.unique(freedom, return_inverse=True)
    return np.asarray(np.array([_widening(float(kind)) for kind in kinds])[place].reshape(np.shape(freedom)))


@lru_cache(maxsize=4096)
def _widening(freedom: float) -> float:
    return float(student_quantile(_WITHIN, freedom))


@lru_cache(maxsize=4096)
def _apart(freedom: int, prior: float) -> float:
    """What ratio of own and usual variance one pixel in a hundred exceeds by chance."""
    return float(f_quantile(_APART, freedom, prior))
