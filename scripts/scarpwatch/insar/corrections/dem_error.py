"""DEM error of a displacement series, and the flattening of a single layer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scarpwatch.conventions import DISPLACEMENT_OF_APPROACH, displacement_per_phase
from scarpwatch.errors import DataError
from scarpwatch.insar.interferograms.pair_stack import Summary

Series = NDArray[np.floating]

# DEMs of today are wrong by some metres and by 10 to 20 m in steep terrain; more is no error of the DEM.
LARGEST_STD_M = 40.0
LARGEST_GROWTH = 0.05  # of the spread of the series, which taking out an error can only lower
FITTED = 100  # pixels that every pair measures, from which on plane and height term are fitted to these alone
_TUNING = 1.5  # robust standard deviations from which on a pixel of a rate counts less
_BENT = 0.8  # ratio of spreads below which a plane through all pixels was bent by motion


def flatten_rate(
    rate: Series, height: Series, *, rounds: int = 10, fit_to: NDArray[np.bool_] | None = None
) -> Series:
    """Remove a plane and a term linear in height from one layer, robustly.

    By Huber's weights, from a plane through all pixels. Ground that moves over two fifths of the scene bends that. So
    weights that let such ground go (Geman and McClure) are tried from no plane at all, and taken where they leave a
    spread that is smaller by a fifth.

    For the choice of the reference, where atmospheric delay in the rate must not pass for motion.

    Parameters
    ----------
    rate : array (rows, columns), any unit; NaN where there is none
    height : array (rows, columns), m
    fit_to : array (rows, columns): pixels that the terms are fitted to; all if not given
    """
    rows, columns = rate.shape
    y, x = np.meshgrid(np.linspace(-0.5, 0.5, rows), np.linspace(-0.5, 0.5, columns), indexing="ij")
    use = np.isfinite(rate) & np.isfinite(height)
    if fit_to is not None:
        use &= fit_to
    level = float(np.median(height[use]))
    terms = np.stack([np.ones_like(y), y, x, (height - level) / 1000], axis=-1)
    design, values = terms[use], rate[use].astype(np.float64)

    def fitted(weight: NDArray[np.floating], *, lets_go: bool) -> tuple[NDArray[np.float64], float]:
        coefficients, spread = np.zeros(4), np.inf
        for _ in range(rounds):
            weighted = design * weight[:, None]
            coefficients = np.linalg.lstsq(design.T @ weighted, weighted.T @ values, rcond=1e-10)[0]
            residual = np.abs(values - design @ coefficients)
            spread = 1.4826 * np.median(residual) + 1e-12
            weight = _weights(residual, spread, lets_go=lets_go)
        return coefficients, spread

    coefficients, spread = fitted(np.ones(values.size), lets_go=False)
    level_only = np.abs(values - np.median(values))
    start = _weights(level_only, 1.4826 * np.median(level_only) + 1e-12, lets_go=True)
    others, less = fitted(start, lets_go=True)
    # Without any noise over half the scene (simulated data) nothing is left to judge by.
    if 1e-6 * np.ptp(values) < less < _BENT * spread:
        coefficients = others
    return np.asarray(rate - terms @ coefficients, dtype=np.float32)


def stacking_rate(
    summary: Summary, height: NDArray[np.floating], wavelength: float, *, where: str
) -> NDArray[np.floating]:
    """Rate of a few pairs (cm/yr; sign: ``scarpwatch.conventions``) without plane and height term, array (rows, columns).

    These are fitted to the pixels that every pair measures, where there are enough.

    Parameters
    ----------
    height : array (rows, columns), m
    wavelength : m
    where : file of the heights, for the message

    Raises
    ------
    DataError
        If no pixel is measured in half of the pairs, or none that is has a height.
    """
    if not np.isfinite(summary.rate).any():
        pairs = len(summary.pair_coherence)
        raise DataError(
            "results/pairs/unwrapped",
            f"no pixel is measured in half of the {pairs} pairs that the reference is chosen from",
            "Set inversion.reference_scenes, so that it is chosen from other pairs, or network.min_coherence, so "
            "that poor pairs are dropped.",
        )
    if not np.isfinite(summary.rate[np.isfinite(height)]).any():
        raise DataError(
            where,
            "no pixel that the pairs measure has a height",
            "Give a DEM that covers the ground they measure (factors.dem), and look where it has no data.",
        )
    complete = (summary.missing == 0) & np.isfinite(height)
    fit_to = complete if np.count_nonzero(complete) >= FITTED else None
    to_cm = displacement_per_phase(wavelength, units_per_metre=100)
    return to_cm * flatten_rate(summary.rate, height, fit_to=fit_to)


def _weights(residual: Series, spread: float, *, lets_go: bool) -> NDArray[np.floating]:
    """Weights of pixels by their absolute residuals: Huber's, or Geman and McClure's, which fall to zero."""
    if lets_go:
        return np.asarray((1 + (residual / (_TUNING * spread)) ** 2) ** -2.0)
    return np.minimum(1, _TUNING * spread / np.maximum(residual, 1e-12))


class DemError(NamedTuple):
    """Height error of the DEM (m), its standard deviation (m), and the series (m) without it."""

    series: Series
    error: Series
    sigma: Series


def remove_dem_error(
    series: Series,
    baselines: NDArray[np.floating],
    ground: Series,
    *,
    design: NDArray[np.float64],
) -> DemError:
    """Estimate the DEM error jointly with the motion model and remove it (Fattahi & Amelung 2013).

    A DEM too low by ``e`` leaves ``B e / (R sin(incidence))`` of apparent displacement, ``B`` being the
    date's perpendicular baseline (positive on the far-range side). Sigma follows from the pixel's residuals;
    since baselines vary from date to date, temporally correlated noise hardly matters to it.

    Parameters
    ----------
    series : array (dates, *pixels), m
    baselines : array (dates,), perpendicular (m)
    ground : array (*pixels), slant range times the sine of the incidence angle (m)
    design : array (dates, terms), from :func:`~scarpwatch.insar.motion.model.temporal_design`

    Returns
    -------
    DemError
        ``error`` is the true height less the DEM's (m), relative to where the series is zero; ``sigma`` is
        NaN where the dates are no more than the unknowns.
    """
    centred = np.asarray(baselines, np.float64)
    full = np.column_stack([design, centred])
    if np.linalg.matrix_rank(full) < full.shape[1]:
        raise ValueError("the baselines are a linear combination of the motion model's terms")
    solver = np.linalg.pinv(full)
    per_metre = np.tensordot(solver[-1], series, axes=(0, 0))
    corrected = series - np.multiply.outer(centred - centred[0], per_metre)
    freedom = len(full) - full.shape[1]
    # What the motion model and the baselines leave, as the sum of squares less that of what they explain.
    basis = np.linalg.svd(full, full_matrices=False)[0]
    squares = np.einsum("d...,d...->...", series, series, dtype=np.float64)
    explained = np.tensordot(basis.T, series, axes=(1, 0))
    squares = np.maximum(squares - np.einsum("t...,t...->...", explained, explained), 0)
    spread = np.sqrt(squares / freedom * (solver[-1] @ solver[-1])) if freedom else np.nan * squares
    return DemError(
        corrected.astype(series.dtype),
        (DISPLACEMENT_OF_APPROACH * per_metre * ground).astype(series.dtype),
        (spread * ground).astype(series.dtype),
    )


def dem_error_doubt(before: Series, after: Series, error: Series) -> str | None:
    """Why what was found as a DEM error is none; None where nothing speaks against it.

    Parameters
    ----------
    before, after : arrays (dates, pixels), the series (m) without and with the DEM error taken out
    error : array (pixels,), m
    """
    std = float(np.std(error))
    if std > LARGEST_STD_M:
        return (
            f"what was found has a standard deviation of {std:.0f} m over the scene, more than the {LARGEST_STD_M:.0f} m "
            "that is plausible for a DEM"
        )
    spreads = [np.std(s - np.median(s, axis=1, keepdims=True), axis=1) for s in (before, after)]
    known = (spreads[0] > 0) & (spreads[1] > 0)  # all but the first date, to which the series is relative
    if np.count_nonzero(known) < 2:
        return None
    growth = np.log(spreads[1][known] / spreads[0][known])
    noise = np.std(growth, ddof=1) / np.sqrt(growth.size)
    if np.mean(growth) - noise > np.log1p(LARGEST_GROWTH):
        means = [1000 * float(np.mean(s[known])) for s in spreads]
        return f"taking it out raised the spread of the series from {means[0]:.1f} to {means[1]:.1f} mm"
    return None
