"""Noise of a displacement series: spatially correlated from the atmosphere, temporally correlated from the pairs.

A series has two kinds of noise. Atmospheric delay is correlated in space and not in time. The noise of the pairs'
phases is not correlated in space, and the inversion adds it up from date to date, so that it is temporally correlated
(a random walk; ``wandering`` below): a few millimetres of it tilt a series much more than as much white noise does.
Differences between neighbouring pixels hold the second kind and hardly any of the first. They tell how much of
it there is; the residuals of a pixel by itself are too few for that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular

from scarpwatch.distributions import chi_square_quantile
from scarpwatch.insar.motion.subsets import PatternFit, ties_within
from scarpwatch.insar.series.sample import Read, Sample, read_sample, rows_that_fit, sample_pixels
from scarpwatch.insar.series.variance_pool import usual_variance, widening

SHARES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
SAMPLE = 4000  # pixels, each with a neighbour
_CLASSES, _CLASS_SIZE = 8, 3000  # most classes of coherence; degrees of freedom of the smallest one
_EVIDENT = 1.92  # gain of the logarithm of the likelihood that one chance in 20 makes
_MEDIAN_SHARE = np.pi / 2  # variance of a median over that of a mean, normal noise


def inversion_covariance(
    first: Sequence[int] | NDArray[np.integer], second: Sequence[int] | NDArray[np.integer], dates: int
) -> NDArray[np.float64]:
    """Covariance that independent, equal errors of the pairs give the dates' phases through the inversion.

    Parameters
    ----------
    first, second : index of each pair's earlier and later date

    Returns
    -------
    array (dates, dates), for pairs of unit variance; zero for the first date
    """
    incidence = np.zeros((len(first), dates))
    incidence[np.arange(len(first)), first] = -1
    incidence[np.arange(len(first)), second] = 1
    covariance = np.zeros((dates, dates))
    covariance[1:, 1:] = np.linalg.pinv(incidence[:, 1:].T @ incidence[:, 1:], hermitian=True)
    return covariance


class SeriesNoise(NamedTuple):
    """What is needed to carry the noise of a series to the terms of its motion model.

    Attributes
    ----------
    levels : array (dates,), m: each date's median residual, which is the reference window's noise reversed
    wandering : array (dates, dates), covariance of temporally correlated noise whose residuals have unit variance
    coherence : array (classes,), mean coherence at which the next is known
    variance : array (classes,), m2: variance that temporally correlated noise adds to the residuals
    usual : array (classes,), m2: variance of the residuals, less the levels, that is usual in the scene
    prior : degrees of freedom that the usual variance counts for; 0 where it does not count
    scale : what the covariance of the inversion was divided by to give ``wandering``
    """

    levels: NDArray[np.float64]
    wandering: NDArray[np.float64]
    coherence: NDArray[np.float64]
    variance: NDArray[np.float64]
    usual: NDArray[np.float64] = np.zeros(1)
    prior: float = 0.0
    scale: float = 1.0

    def wandering_variance(self, coherence: NDArray[np.floating] | float) -> NDArray[np.float64]:
        """Variance (m2) of the temporally correlated noise at pixels of this mean coherence; 0 where that is not known."""
        return np.asarray(np.nan_to_num(np.interp(coherence, self.coherence, self.variance)))

    def usual_variance(self, coherence: NDArray[np.floating] | float) -> NDArray[np.float64]:
        """Variance (m2) of the residuals that is usual at pixels of this mean coherence."""
        known = np.nan_to_num(coherence, nan=self.coherence[0])
        return np.asarray(np.interp(known, self.coherence, np.broadcast_to(self.usual, self.coherence.shape)))

    def within(self, fit: PatternFit) -> SeriesNoise:
        """The same noise as the residuals of another fit see it, which has other terms, such as offsets of subsets.

        The covariance is that of the whole network; that ties across a gap are missing hardly matters to differences
        within a subset. The levels of the dates were taken out of such pixels' series (:func:`date_levels`).
        """
        basis = np.linalg.qr(fit.design)[0]
        dates, freedom = len(basis), len(basis) - basis.shape[1]
        left = np.trace(self.wandering) - np.sum(basis * (self.wandering @ basis))
        unit = float(left) / freedom if freedom else 0.0
        wandering = np.minimum(self.variance, self.usual)
        return self._replace(
            levels=np.zeros(dates),
            wandering=self.wandering / unit if unit > 0 else self.wandering,
            variance=self.variance * unit,
            usual=self.usual - wandering + wandering * unit,
        )


def carried_variance(
    weights: NDArray[np.float64],
    noise: SeriesNoise,
    residual: NDArray[np.floating],
    wandering: NDArray[np.floating],
) -> NDArray[np.float64]:
    """Variance of a weighted sum over the dates, such as a term of the motion model.

    Parameters
    ----------
    weights : array (dates,)
    residual : variance of the residuals (m2), per degree of freedom
    wandering : the temporally correlated part of it (m2); the rest is white
    """
    part = np.minimum(wandering, residual)
    return np.asarray((residual - part) * (weights @ weights) + part * (weights @ noise.wandering @ weights))


def _contrasts(design: NDArray[np.float64]) -> NDArray[np.float64]:
    """Orthonormal combinations of the dates that the design cannot explain, array (dates, freedom)."""
    vectors, values, _ = np.linalg.svd(design, full_matrices=True)
    return np.asarray(vectors[:, np.count_nonzero(values > 1e-10 * values[0]) :])


def _wandering_share(
    contrasts: NDArray[np.float64], values: NDArray[np.float64], wandering: NDArray[np.float64]
) -> tuple[float, float]:
    """Share of temporally correlated noise by restricted maximum likelihood, and the variance of both kinds together.

    Every pixel has a variance of its own, so that a few noisy ones do not decide the share. None is taken for
    correlated unless the likelihood speaks for it; a single degree of freedom cannot speak, and what differs between
    neighbours is then taken for noise of the pairs.
    """
    freedom, pixels = values.shape
    best, share, variance = -np.inf, 0.0, 0.0
    for candidate in SHARES if freedom > 1 else (1.0,):
        mixed = (1 - candidate) * np.eye(len(wandering)) + candidate * wandering
        factor = cholesky(contrasts.T @ mixed @ contrasts + 1e-9 * np.eye(freedom), lower=True)
        squares = np.sum(solve_triangular(factor, values, lower=True) ** 2, axis=0)
        likelihood = -0.5 * freedom * np.log(np.maximum(squares, 1e-300)).sum()
        likelihood -= pixels * np.log(np.diag(factor)).sum()
        if likelihood > best + (_EVIDENT if share == 0 and best > -np.inf else 0.0):
            # The median withstands what unwrapping errors are among the differences.
            best, share = likelihood, candidate
            variance = float(np.median(squares) / chi_square_quantile(0.5, freedom))
    return share, variance


def fit_noise(
    series: NDArray[np.floating],
    neighbour: NDArray[np.floating],
    coherence: NDArray[np.floating],
    design: NDArray[np.float64],
    covariance: NDArray[np.float64],
) -> SeriesNoise:
    """Noise of a series from a sample of pixels and a neighbour of each.

    Parameters
    ----------
    series, neighbour : arrays (dates, pixels), m
    coherence : array (pixels,), mean coherence
    design : array (dates, terms): the motion model, and the baselines where the DEM error was estimated
    covariance : array (dates, dates), from :func:`inversion_covariance`
    """
    contrasts = _contrasts(design)
    residual = contrasts @ (contrasts.T @ series)
    levels = np.median(residual, axis=1)
    scale = np.trace(contrasts.T @ covariance @ contrasts) / contrasts.shape[1]
    wandering = covariance / scale
    differences = contrasts.T @ (series - neighbour) / np.sqrt(2)
    order = np.argsort(coherence, kind="stable")
    classes = min(differences.size // _CLASS_SIZE, np.unique(coherence).size)
    parts = np.array_split(order, int(np.clip(classes, 1, _CLASSES)))
    freedom = contrasts.shape[1]
    own = np.sum((residual - levels[:, None]) ** 2, axis=0) / freedom
    centres, variances = [], []
    for part in parts:
        share, variance = _wandering_share(contrasts, differences[:, part], wandering)
        centres.append(float(np.median(coherence[part])))
        variances.append(share * variance)
    usual, prior = usual_variance([own[part] for part in parts], freedom)
    return SeriesNoise(levels, wandering, np.array(centres), np.array(variances), usual, prior, float(scale))


def offset_sigma(noise: SeriesNoise, design: NDArray[np.float64], coherence: float, pixels: int) -> float:
    """Standard deviation (m/yr) of the offset that noise over the reference window gives the whole map.

    The series is zero at the window by definition, so what the window suffers appears with the other sign
    everywhere else, as the level of each date.

    Parameters
    ----------
    coherence, pixels : mean coherence over the window, and number of its pixels, whose median is taken
    """
    dates, terms = design.shape
    freedom = dates - terms
    residual = np.sum(noise.levels**2) / freedom
    share = _MEDIAN_SHARE if pixels > 1 else 1.0
    wandering = noise.wandering_variance(coherence) * share / pixels
    weights = np.linalg.pinv(design)[1]
    return float(widening(freedom) * np.sqrt(carried_variance(weights, noise, residual, wandering)))


def date_levels(read: Read, trusted: NDArray[np.bool_], design: NDArray[np.float64]) -> NDArray[np.float64]:
    """Median residual (m) of each date over trusted pixels, array (dates,): the window's noise with the other sign.

    Whatever the window suffers shifts the rate of all pixels alike, as long as they have the same dates tied. Pixels
    whose dates are in other subsets would be shifted by another amount, unless this is taken out of their series.

    Parameters
    ----------
    read : function of a window, giving the corrected series there, array (dates, rows, columns) in m
    design : array (dates, terms), all that was fitted to the trusted pixels
    """
    shape = (trusted.shape[0], trusted.shape[1])
    values = read_sample(read, sample_pixels(trusted, SAMPLE), shape, rows_that_fit(shape, len(design)))
    values = values[:, np.isfinite(values).all(axis=0)]
    contrasts = _contrasts(design)
    return np.asarray(np.median(contrasts @ (contrasts.T @ values), axis=1))


def noise_of_patterns(noise: SeriesNoise, common: PatternFit) -> Callable[[PatternFit], SeriesNoise]:
    """Function of the fit of a pattern of subsets that gives the noise as its residuals see it.

    Parameters
    ----------
    noise : of pixels with the fit ``common``
    """

    def of(fit: PatternFit) -> SeriesNoise:
        return noise if np.array_equal(fit.labels, common.labels) else noise.within(fit)

    return of


def sample_noise(
    read: Read,
    trusted: NDArray[np.bool_],
    coherence: NDArray[np.floating],
    design: NDArray[np.float64] | PatternFit,
    first: Sequence[int],
    second: Sequence[int],
) -> SeriesNoise:
    """Noise of a series that is read block by block, from a bounded sample of trusted pixels.

    Parameters
    ----------
    read : function of a window, giving the series there, array (dates, rows, columns) in m
    trusted, coherence : arrays (rows, columns), ``coherence`` the mean over the pairs
    design : array (dates, terms), as for :func:`fit_noise`, or the fit of the pattern that the pixels share
    first, second : index of each pair's earlier and later date; those across subsets do not count
    """
    if isinstance(design, PatternFit):
        first, second = ties_within(first, second, design.labels)
        design = design.design
    beside = trusted.copy()
    beside[:, :-1] &= trusted[:, 1:]
    beside[:, -1] = False
    dates = len(design)
    untold = SeriesNoise(np.zeros(dates), np.eye(dates), np.zeros(1), np.zeros(1))
    if not beside.any():  # no two neighbours: nothing to tell temporally correlated noise by
        return untold
    sample = sample_pixels(beside, SAMPLE)
    both = Sample(np.repeat(sample.rows, 2), np.stack([sample.columns, sample.columns + 1], axis=1).ravel())
    shape = (trusted.shape[0], trusted.shape[1])
    values = read_sample(read, both, shape, rows_that_fit(shape, dates))
    known = np.isfinite(values[:, ::2] + values[:, 1::2]).all(axis=0)  # known delays may have gaps
    if not known.any():
        return untold
    return fit_noise(
        values[:, ::2][:, known],
        values[:, 1::2][:, known],
        np.nan_to_num(sample.of(coherence)[known]),
        design,
        inversion_covariance(first, second, dates),
    )
