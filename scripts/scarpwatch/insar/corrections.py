"""Corrections of the displacement series: ramp and height-correlated delay per date, then DEM error."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import DataError

Series = NDArray[np.floating]


def temporal_design(years: NDArray[np.floating], *, annual: bool, semiannual: bool) -> NDArray[np.float64]:
    """Design matrix of the motion model: offset, rate, and the seasonal terms asked for.

    Parameters
    ----------
    years : array (dates,), time since the first date (yr)

    Returns
    -------
    array (dates, terms): 1, t, and sin, cos of each period
    """
    columns = [np.ones_like(years), years]
    for wanted, frequency in ((annual, 1.0), (semiannual, 2.0)):
        if wanted:
            angle = 2 * np.pi * frequency * years
            columns += [np.sin(angle), np.cos(angle)]
    return np.stack(columns, axis=1).astype(np.float64)


def require_dates(design: NDArray[np.float64], where: str) -> None:
    """Refuse a series too short for the motion model.

    Raises
    ------
    DataError
        If there are no more dates than terms, so that nothing would be left to judge the fit by.
    """
    dates, terms = design.shape
    if dates <= terms:
        raise DataError(
            where,
            f"{dates} dates do not determine a motion model of {terms} terms",
            "Add scenes, or switch velocity.annual, velocity.semiannual or corrections.dem_error off.",
        )


def remove_ramp_and_height(
    series: Series,
    height: Series,
    trusted: NDArray[np.bool_],
    *,
    years: NDArray[np.floating],
    rounds: int = 3,
) -> tuple[Series, NDArray[np.float64]]:
    """Remove a plane and a term linear in height from every date, estimated jointly and robustly.

    Ground that moves must not bend the plane: weights fall with the squared distance of a pixel's rate
    from the prevailing rate (half weight at 1.5 robust standard deviations), and within a date with the
    residual (Huber); both are renewed in each round.

    Parameters
    ----------
    series : array (dates, rows, columns), m
    height : array (rows, columns), m
    trusted : array (rows, columns), pixels that the fit may use

    Returns
    -------
    corrected : array like ``series``
    coefficients : array (dates, 4): offset, per row, per column (m over the whole extent), per km of height
    """
    dates, rows, columns = series.shape
    y, x = np.meshgrid(np.linspace(-0.5, 0.5, rows), np.linspace(-0.5, 0.5, columns), indexing="ij")
    use = trusted & np.isfinite(height) & np.isfinite(series).all(axis=0)
    if use.sum() < 50:
        raise ValueError("fewer than 50 pixels to fit a ramp to")
    level = float(np.median(height[use]))
    design = np.stack([np.ones(use.sum()), y[use], x[use], (height[use] - level) / 1000], axis=1)
    values = series[:, use].astype(np.float64)
    centred = years - years.mean()
    slope = centred / np.sum(centred**2)
    coefficients = np.zeros((dates, 4))
    residual = values
    for _ in range(rounds):
        rate = slope @ residual
        rate = rate - np.median(rate)
        scale = 1.4826 * np.median(np.abs(rate)) + 1e-12
        moving = 1 / (1 + (rate / (1.5 * scale)) ** 2)
        for k in range(dates):
            r = residual[k] - np.median(residual[k])
            spread = 1.4826 * np.median(np.abs(r)) + 1e-12
            weight = moving * np.minimum(1, 1.5 * spread / np.maximum(np.abs(r), 1e-12))
            weighted = design * weight[:, None]
            # The smallest solution: on level ground the height says nothing.
            coefficients[k] = np.linalg.lstsq(design.T @ weighted, weighted.T @ values[k], rcond=1e-10)[0]
        residual = values - coefficients @ design.T
    corrected = np.empty_like(series)
    for k in range(dates):
        a, b, c, h = coefficients[k]
        corrected[k] = series[k] - (a + b * y + c * x + h * (height - level) / 1000)
    return corrected, coefficients


def flatten_rate(rate: Series, height: Series, *, rounds: int = 10) -> Series:
    """Remove a plane and a term linear in height from one layer, robustly (Huber weights).

    For the choice of the reference, where what the atmosphere adds to the rate must not pass for motion.

    Parameters
    ----------
    rate : array (rows, columns), any unit; NaN where there is none
    height : array (rows, columns), m
    """
    rows, columns = rate.shape
    y, x = np.meshgrid(np.linspace(-0.5, 0.5, rows), np.linspace(-0.5, 0.5, columns), indexing="ij")
    use = np.isfinite(rate) & np.isfinite(height)
    level = float(np.median(height[use]))
    terms = np.stack([np.ones_like(y), y, x, (height - level) / 1000], axis=-1)
    design, values = terms[use], rate[use].astype(np.float64)
    weight = np.ones(values.size)
    coefficients: NDArray[np.floating] = np.zeros(4)
    for _ in range(rounds):
        weighted = design * weight[:, None]
        coefficients = np.linalg.lstsq(design.T @ weighted, weighted.T @ values, rcond=1e-10)[0]
        residual = np.abs(values - design @ coefficients)
        spread = 1.4826 * np.median(residual) + 1e-12
        weight = np.minimum(1, 1.5 * spread / np.maximum(residual, 1e-12))
    return np.asarray(rate - terms @ coefficients, dtype=np.float32)


class DemError(NamedTuple):
    """Height error of the DEM and the series without it."""

    series: Series
    error: Series


def remove_dem_error(
    series: Series,
    baselines: NDArray[np.floating],
    ground: Series,
    *,
    design: NDArray[np.float64],
) -> DemError:
    """Estimate the DEM error jointly with the motion model and remove it (Fattahi & Amelung 2013).

    A DEM too low by ``e`` leaves ``B e / (R sin(incidence))`` of apparent displacement, ``B`` being the
    date's perpendicular baseline (positive on the far-range side).

    Parameters
    ----------
    series : array (dates, rows, columns), m
    baselines : array (dates,), perpendicular (m)
    ground : array (rows, columns), slant range times the sine of the incidence angle (m)
    design : array (dates, terms), from :func:`temporal_design`

    Returns
    -------
    DemError
        ``error`` is the true height less the DEM's (m), as array (rows, columns).
    """
    centred = np.asarray(baselines, np.float64)
    full = np.column_stack([design, centred])
    if np.linalg.matrix_rank(full) < full.shape[1]:
        raise ValueError("the baselines are a combination of the motion model's terms")
    solver = np.linalg.pinv(full)[-1]
    per_metre = np.tensordot(solver, series, axes=(0, 0))
    corrected = series - (centred - centred[0])[:, None, None] * per_metre
    return DemError(corrected.astype(series.dtype), (per_metre * ground).astype(series.dtype))
