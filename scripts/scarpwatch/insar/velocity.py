"""Deformation rate, cumulative deformation and their uncertainty from a displacement series."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Velocity(NamedTuple):
    """Rate and what belongs to it, each an array (rows, columns).

    Attributes
    ----------
    rate : m/yr, positive towards the satellite
    sigma : m/yr, one standard deviation
    cumulative : m, the modelled series at the last date less the first
    residual_rms : m
    """

    rate: NDArray[np.float32]
    sigma: NDArray[np.float32]
    cumulative: NDArray[np.float32]
    residual_rms: NDArray[np.float32]


def fit_velocity(series: NDArray[np.floating], design: NDArray[np.float64]) -> Velocity:
    """Fit the motion model to every pixel.

    Sigma follows from the residuals, widened for their temporal correlation: the scene's median lag-one
    autocorrelation ``r`` multiplies the variance by ``(1 + r) / (1 - r)``, never by less than 1.

    Parameters
    ----------
    series : array (dates, rows, columns), m
    design : array (dates, terms): 1, t, and seasonal terms

    Raises
    ------
    ValueError
        If there are no more dates than terms.
    """
    dates, terms = design.shape
    if dates <= terms:
        raise ValueError(f"{dates} dates do not determine {terms} terms and their uncertainty")
    shape = series.shape[1:]
    values = series.reshape(dates, -1).astype(np.float64)
    solver = np.linalg.pinv(design)
    coefficients = solver @ values
    residual = values - design @ coefficients
    variance = np.sum(residual**2, axis=0) / (dates - terms)
    with np.errstate(invalid="ignore", divide="ignore"):
        lag = np.sum(residual[1:] * residual[:-1], axis=0) / np.sum(residual**2, axis=0)
    known = np.isfinite(lag)
    correlation = float(np.clip(np.median(lag[known]), 0, 0.9)) if known.any() else 0.0
    spread = np.sqrt(variance * np.sum(solver[1] ** 2) * (1 + correlation) / (1 - correlation))
    modelled = (design[-1] - design[0]) @ coefficients
    layers = (coefficients[1], spread, modelled, np.sqrt(np.mean(residual**2, axis=0)))
    return Velocity(*(layer.reshape(shape).astype(np.float32) for layer in layers))


def reference_sigma(
    series: NDArray[np.floating], design: NDArray[np.float64], trusted: NDArray[np.bool_]
) -> float:
    """Standard deviation (m/yr) of the offset that the atmosphere over the reference window leaves.

    The series is zero at the reference by definition, so each date carries one draw of the turbulent
    delay there. Its variance is taken from how much the date's residuals vary over the trusted ground,
    and carried to the rate by the fit.
    """
    values = series[:, trusted].astype(np.float64)
    solver = np.linalg.pinv(design)
    residual = values - design @ (solver @ values)
    spread = residual - np.median(residual, axis=1, keepdims=True)
    freedom = design.shape[0] / (design.shape[0] - design.shape[1])
    variance = np.mean(spread**2, axis=1) * freedom
    return float(np.sqrt(np.sum(solver[1] ** 2 * variance)))
