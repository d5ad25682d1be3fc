"""Deformation rate, cumulative deformation and their uncertainty from a displacement series."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scarpwatch.insar.motion.subsets import PatternFit, fit_of_pattern, pixels_by_pattern
from scarpwatch.insar.series.noise import SeriesNoise, carried_variance
from scarpwatch.insar.series.variance_pool import pooled_variance, widening


class Velocity(NamedTuple):
    """Rate and what belongs to it, each an array (rows, columns).

    Attributes
    ----------
    rate : m/yr (sign: ``scarpwatch.conventions``), relative to the reference window
    sigma : m/yr, one standard deviation of the rate relative to the scene's median over stable ground
    sigma_to_reference : m/yr, the same relative to the reference window: smaller near it, and with the
        window's own noise
    cumulative : m, the modelled series at the last date less the first
    cumulative_sigma : m, its standard deviation, relative to the scene as ``sigma``
    residual_rms : m
    """

    rate: NDArray[np.float32]
    sigma: NDArray[np.float32]
    sigma_to_reference: NDArray[np.float32]
    cumulative: NDArray[np.float32]
    cumulative_sigma: NDArray[np.float32]
    residual_rms: NDArray[np.float32]


def white_noise(dates: int) -> SeriesNoise:
    """White noise, and a reference window without any."""
    return SeriesNoise(np.zeros(dates), np.eye(dates), np.zeros(1), np.zeros(1))


def fit_velocity(
    series: NDArray[np.floating],
    design: NDArray[np.float64],
    *,
    baselines: NDArray[np.float64] | None = None,
    noise: SeriesNoise | None = None,
    coherence: NDArray[np.floating] | None = None,
) -> Velocity:
    """Fit the motion model to every pixel by least squares.

    Sigma is the noise carried through that fit (:mod:`scarpwatch.insar.series.noise`): how much there is
    follows from the pixel's own residuals, drawn towards what is usual in the scene where dates are few
    (:mod:`scarpwatch.insar.series.variance_pool`), how much of it is temporally correlated from its coherence. The residuals
    are taken less the scene's level of each date, because a noise that all pixels share shifts the map as a
    whole and is told apart, as the sigma of the offset. All sigmas hold 68.3 % of the errors: they are widened as
    Student's t is.

    Parameters
    ----------
    series : array (dates, rows, columns), m
    design : array (dates, terms): 1, t, and further terms, from
        :func:`~scarpwatch.insar.motion.model.temporal_design`
    baselines : array (dates,), m, where a DEM error was estimated with them and taken out of the series: the
        fit then has one unknown more, which leaves the rate as it is and widens its sigma
    noise : from :func:`~scarpwatch.insar.series.noise.fit_noise`; None for white noise
    coherence : array (rows, columns), mean coherence; needed where ``noise`` is temporally correlated

    Raises
    ------
    ValueError
        If there are no more dates than terms.
    """
    fit = fit_of_pattern(design, np.zeros(len(design), np.int16), baselines=baselines)
    dates, terms = fit.design.shape
    if dates <= terms:
        raise ValueError(f"{dates} dates do not determine {terms} terms and their uncertainty")
    shape = series.shape[1:]
    values = series.reshape(dates, -1).astype(np.float64)
    known = None if coherence is None else coherence.ravel()
    layers = _estimate(values, fit, noise or white_noise(dates), known)
    return Velocity(*(layer.reshape(shape).astype(np.float32) for layer in layers))


def refit_subsets(
    velocity: Velocity,
    series: NDArray[np.floating],
    numbers: NDArray[np.integer],
    fit: Callable[[int], PatternFit],
    noise: Callable[[PatternFit], SeriesNoise],
    coherence: NDArray[np.floating],
    offset_sigma: float,
) -> None:
    """Fit the motion model anew, in place, to disconnected subsets: with a free offset for each.

    The noise of the reference window was taken out of such series as far as the other pixels tell it, so what is left
    of it is the offset of the whole map. Where a pattern does not tell the rate, all layers become NaN; where it does not tell the displacement from the
    first date to the last, the cumulative ones do.

    Parameters
    ----------
    numbers : array (rows, columns), of the pixels' patterns; 0 is left as it is
    fit : function of a pattern's number, from :func:`~scarpwatch.insar.motion.subsets.fits_of_patterns`
    noise : function of a pattern's fit that gives the noise as its residuals see it
    coherence : array (rows, columns), mean coherence
    offset_sigma : m/yr, standard deviation of the offset of the whole map
    """
    flat = [layer.reshape(-1) for layer in velocity]
    values, known = series.reshape(len(series), -1), coherence.ravel()
    for number, pixels in pixels_by_pattern(numbers):
        chosen = fit(number)
        if chosen.known:
            own = noise(chosen)
            found = Velocity(*_estimate(values[:, pixels].astype(np.float64), chosen, own, known[pixels]))
            if not own.levels.any():
                found = found._replace(sigma_to_reference=np.hypot(found.sigma, offset_sigma))
        for place, layer in enumerate(flat):
            told = chosen.known and (chosen.whole or not Velocity._fields[place].startswith("cumulative"))
            layer[pixels] = found[place] if told else np.nan


def _estimate(
    values: NDArray[np.float64],
    fit: PatternFit,
    noise: SeriesNoise,
    coherence: NDArray[np.floating] | None,
) -> tuple[NDArray[Any], ...]:
    """The layers of :class:`Velocity` of pixels that share a fit, each an array (pixels,)."""
    full, terms = fit.design, fit.terms
    solver = np.linalg.pinv(full)
    coefficients = solver @ values
    residual = values - full @ coefficients
    freedom = full.shape[0] - full.shape[1]
    to_reference = np.sum(residual**2, axis=0) / freedom
    to_scene = np.sum((residual - noise.levels[:, None]) ** 2, axis=0) / freedom
    wandering, usual, prior = np.zeros(values.shape[1]), np.zeros(1), 0.0
    if coherence is not None:
        wandering, usual = noise.wandering_variance(coherence), noise.usual_variance(coherence)
        prior = noise.prior
    to_scene, behind = pooled_variance(to_scene, freedom, usual, prior)
    wide, pooled = widening(freedom), widening(behind)
    change = full[-1, :terms] - full[0, :terms]

    def sigma(weights: NDArray[np.float64], variance: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.sqrt(carried_variance(weights, noise, variance, wandering))

    return (
        coefficients[1],
        pooled * sigma(solver[1], to_scene),
        wide * sigma(solver[1], to_reference),
        change @ coefficients[:terms],
        pooled * sigma(change @ solver[:terms], to_scene),
        np.sqrt(np.mean(residual**2, axis=0)),
    )
