"""Deformation rate, cumulative deformation and their uncertainty from a displacement series."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scarpwatch.insar.series_noise import SeriesNoise, carried_variance


class Velocity(NamedTuple):
    """Rate and what belongs to it, each an array (rows, columns).

    Attributes
    ----------
    rate : m/yr, positive towards the satellite, relative to the reference window
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
    """Noise that is drawn anew on every date, and a reference window without any."""
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

    Sigma is the noise carried through that fit (:mod:`scarpwatch.insar.series_noise`): how much there is
    follows from the pixel's own residuals, how much of it wanders in time from its coherence. The residuals
    are taken less the scene's level of each date, because a noise that all pixels share shifts the map as a
    whole and is told apart, as the sigma of the offset.

    Parameters
    ----------
    series : array (dates, rows, columns), m
    design : array (dates, terms): 1, t, and further terms, from
        :func:`~scarpwatch.insar.motion_model.temporal_design`
    baselines : array (dates,), m, where a DEM error was estimated with them and taken out of the series: the
        fit then has one unknown more, which leaves the rate as it is and widens its sigma
    noise : from :func:`~scarpwatch.insar.series_noise.fit_noise`; None for white noise
    coherence : array (rows, columns), mean coherence; needed where ``noise`` wanders

    Raises
    ------
    ValueError
        If there are no more dates than terms.
    """
    terms = design.shape[1]
    full = design if baselines is None else np.column_stack([design, baselines])
    dates = len(full)
    if dates <= full.shape[1]:
        raise ValueError(f"{dates} dates do not determine {full.shape[1]} terms and their uncertainty")
    noise = noise or white_noise(dates)
    shape = series.shape[1:]
    values = series.reshape(dates, -1).astype(np.float64)
    solver = np.linalg.pinv(full)
    coefficients = solver @ values
    residual = values - full @ coefficients
    freedom = dates - full.shape[1]
    to_reference = np.sum(residual**2, axis=0) / freedom
    to_scene = np.sum((residual - noise.levels[:, None]) ** 2, axis=0) / freedom
    wandering = np.zeros(values.shape[1])
    if coherence is not None:
        wandering = noise.wandering_variance(coherence.ravel())
    change = full[-1, :terms] - full[0, :terms]

    def sigma(weights: NDArray[np.float64], variance: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.sqrt(carried_variance(weights, noise, variance, wandering))

    layers = (
        coefficients[1],
        sigma(solver[1], to_scene),
        sigma(solver[1], to_reference),
        change @ coefficients[:terms],
        sigma(change @ solver[:terms], to_scene),
        np.sqrt(np.mean(residual**2, axis=0)),
    )
    return Velocity(*(layer.reshape(shape).astype(np.float32) for layer in layers))
