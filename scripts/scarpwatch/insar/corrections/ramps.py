"""Phase ramp and stratified delay (linear in height) per date: fitted to a sample of pixels, evaluated anywhere."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scarpwatch.insar.corrections.turbulence import (
    Turbulence,
    fit_nugget,
    fit_turbulence,
    generalised_least_squares,
    generalised_weights,
)
from scarpwatch.insar.series.sample import extent_coordinates

FEWEST_PIXELS = 50
_LIKELIHOOD_PIXELS = 350
_ROUNDS = 6
_TUNING = 1.5  # robust standard deviations at which a moving pixel's variance is four times as large
_OUTLIER = 4.0  # robust standard deviations beyond which a pixel of a date is left out
_LARGEST = 1e6


class RampFit(NamedTuple):
    """Offset, ramp and height term of every date.

    Attributes
    ----------
    coefficients : array (dates, 4), m: offset, ramp over all rows, ramp over all columns, per km of height
    sigma : array like ``coefficients``, formal standard deviation relative to the first date, m
    level : height (m) at which the height term is zero
    turbulence : covariance model of what is left
    """

    coefficients: NDArray[np.float64]
    sigma: NDArray[np.float64]
    level: float
    turbulence: Turbulence

    def at(
        self,
        rows: NDArray[np.integer],
        columns: NDArray[np.integer],
        height: NDArray[np.floating],
        shape: tuple[int, int],
    ) -> NDArray[np.float64]:
        """The terms (m) at pixels of a scene of this shape, array (dates, *pixels).

        ``rows``, ``columns`` and ``height`` belong to the pixels and may be broadcast to each other.
        """
        y, x = extent_coordinates(shape)
        design = np.broadcast_arrays(1.0, y[rows], x[columns], (height - self.level) / 1000)
        return np.tensordot(self.coefficients, np.stack(design), axes=(1, 0))


class _Operator(NamedTuple):
    """Linear estimator of the four terms from a field: ``weights`` (terms, pixels), and its covariance.

    ``covariance`` (terms, terms) is that of the terms for a field with the covariance model of unit variance.
    """

    weights: NDArray[np.float64]
    covariance: NDArray[np.float64]


def _operator(
    covariance: NDArray[np.float64], design: NDArray[np.float64], extra: NDArray[np.float64]
) -> _Operator:
    """The height term by generalised least squares, then the plane through what is left by weighted ones.

    Turbulence has planes of its own. For the height term they are noise, which generalised least squares
    hold down best. But the plane that is to be taken out of a date is the one that lies nearest to it,
    whatever made it.

    Parameters
    ----------
    extra : array (pixels,), variance of motion or of outliers
    """
    noise = covariance + np.diag(extra)
    vertical = generalised_weights(noise, design)[3]
    typical = _typical_variance(covariance)
    plane, share = design[:, :3], typical / (typical + extra)
    flat = np.linalg.pinv(plane * np.sqrt(share)[:, None]) * np.sqrt(share)
    flat = flat - np.outer(flat @ design[:, 3], vertical)
    weights = np.vstack([flat, vertical])
    return _Operator(weights, weights @ noise @ weights.T)


def _typical_variance(covariance: NDArray[np.float64]) -> float:
    """Mean variance about the mean of a field with this covariance."""
    return float(np.mean(np.diag(covariance)) - covariance.mean())


def _extra_variance(residual: NDArray[np.float64], typical: float) -> tuple[NDArray[np.float64], float]:
    """Extra variance of pixels by their residuals (maps, pixels), and how far these spread (logarithm)."""
    residual = residual - np.median(residual, axis=1, keepdims=True)
    spread = 1.4826 * np.median(np.abs(residual), axis=1, keepdims=True) + 1e-12
    squares = np.max((residual / (_TUNING * spread)) ** 2, axis=0)
    return np.minimum(typical * (squares * (2 + squares)), _LARGEST), float(np.log(spread).sum())


def _moving_variance(
    covariance: NDArray[np.float64],
    design: NDArray[np.float64],
    maps: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Extra variance of pixels whose motion departs from the prevailing one.

    By the weights of Geman and McClure, 1 / (1 + u^2)^2, under which a pixel that moves much has hardly any pull.
    With such weights the end depends on the start. From a plane through all pixels, ground that moves over a fifth
    of the scene is often not told from the rest any more; from no plane at all it is, but a steep ramp may not be
    found. So both are tried, and the one that leaves the smaller spread is taken.

    Parameters
    ----------
    maps : array (terms, pixels) of the motion model, without the offset
    """
    typical = _typical_variance(covariance)
    found = []
    for start in (np.zeros(len(design)), _extra_variance(maps, typical)[0]):
        extra, spread = start, np.inf
        for _ in range(_ROUNDS):
            terms = maps @ _operator(covariance, design, extra).weights.T
            extra, spread = _extra_variance(maps - terms @ design.T, typical)
        found.append((spread, extra))
    return min(found, key=lambda pair: pair[0])[1]


def _without_outliers(
    values: NDArray[np.float64], terms: NDArray[np.float64], design: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The values with the outliers of a date, such as unwrapping errors, put where the rest has them.

    A value is an outlier if neither the motion model of its pixel nor the plane and height term of its date
    explain it. Putting it where both have it is the same as leaving it out of both fits.
    """
    solver = np.linalg.pinv(terms)
    left = np.maximum(1 - np.sum(terms * solver.T, axis=1), 0.05)[:, None]
    for _ in range(_ROUNDS):
        field = values - terms @ (solver @ values)
        weights = np.ones_like(field)
        for _ in range(_ROUNDS):
            # A plane that bends towards unwrapping errors would hide them: Huber's weights.
            normal = np.einsum("pi,dp,pj->dij", design, weights, design)
            right = np.einsum("pi,dp,dp->di", design, weights, field)
            fitted = np.linalg.pinv(normal, rcond=1e-10, hermitian=True) @ right[..., None]
            residual = field - fitted[..., 0] @ design.T
            spread = 1.4826 * np.median(np.abs(residual), axis=1, keepdims=True) + 1e-12
            weights = np.minimum(1, _TUNING * spread / np.maximum(np.abs(residual), 1e-12))
        apart = np.abs(residual) > _OUTLIER * spread
        if not apart.any():
            break
        values = values - np.where(apart, residual / left, 0)
    return values


def _design(
    place: tuple[NDArray[np.float64], NDArray[np.float64]], kilometres: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Offset, ramp and height term of the pixels, array (pixels, 4)."""
    y, x = place
    return np.stack([np.ones_like(y), y, x, kilometres], axis=1)


def _distances(place: tuple[NDArray[np.float64], NDArray[np.float64]], aspect: float) -> NDArray[np.float64]:
    """Distance of every two pixels as a share of the longer extent, array (pixels, pixels)."""
    y, x = place
    longer = max(1.0, aspect)
    return np.asarray(np.hypot((y[:, None] - y) / longer, (x[:, None] - x) * aspect / longer))


def _turbulence(
    distance: NDArray[np.float64], design: NDArray[np.float64], values: NDArray[np.float64]
) -> Turbulence:
    """Turbulence by the likelihood of some of the pixels; ``values`` (pixels, dates) have the variance of its dates."""
    few = slice(None, None, -(-len(design) // _LIKELIHOOD_PIXELS))
    return fit_turbulence(distance[few, few], design[few], values[few])


def _rough_operator(
    turbulence: Turbulence,
    distance: NDArray[np.float64],
    covariance: NDArray[np.float64],
    design: NDArray[np.float64],
    field: NDArray[np.float64],
    extra: NDArray[np.float64],
) -> tuple[_Operator, float]:
    """Estimator for the map of the DEM error, and the scale of its noise.

    The DEM error differs from pixel to pixel, far more than turbulence carried to that term does.
    """
    nugget, scale = fit_nugget(turbulence, distance, design, field, extra)
    return _operator(covariance + nugget * np.eye(len(extra)), design, extra), scale


def _sigma(covariances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard deviation relative to the first date, array (dates, terms), from covariances of the dates by themselves."""
    variance = np.einsum("dii->di", covariances).copy()
    variance[1:] += variance[0]
    variance[0] = 0
    return np.asarray(np.sqrt(np.maximum(variance, 0)))


def fit_ramps(
    values: NDArray[np.floating],
    height: NDArray[np.floating],
    place: tuple[NDArray[np.float64], NDArray[np.float64]],
    motion: NDArray[np.float64],
    *,
    aspect: float = 1.0,
    baselines: NDArray[np.float64] | None = None,
) -> RampFit:
    """Fit a plane and a term linear in height to every date, jointly.

    Under the covariance of turbulence (:mod:`scarpwatch.insar.corrections.turbulence`), and in two parts, which together
    are the coefficients of the dates. What the motion model cannot explain is free of motion: there every pixel counts,
    but for those of a date that stand apart. The maps of the model's own terms (rate, season, DEM error) hold the same
    planes and the motion: there the variance of a pixel rises as its motion departs from the prevailing one.

    Parameters
    ----------
    values : array (dates, pixels), m
    height : array (pixels,), m
    place : row and column of the pixels, as shares of the extent
    motion : array (dates, terms), design of the motion model
    aspect : extent along the columns over extent along the rows, on the ground
    baselines : array (dates,), m, where they are known and are no combination of the motion's terms

    Raises
    ------
    ValueError
        If there are fewer than 50 pixels.
    """
    if height.size < FEWEST_PIXELS:
        raise ValueError(f"fewer than {FEWEST_PIXELS} pixels to fit a ramp to")
    level = float(np.median(height))
    design, distance = _design(place, (height - level) / 1000), _distances(place, aspect)
    terms = motion if baselines is None else np.column_stack([motion, baselines])
    values = _without_outliers(np.asarray(values, np.float64), terms, design)
    maps = (solver := np.linalg.pinv(terms)) @ values
    residual = values - terms @ maps
    # What the motion model leaves of a date's noise, at all pixels alike; of a date with a term of its own, rounding.
    share = 1 - np.sum(terms * solver.T, axis=1)
    left, alone = np.maximum(share, 0.05), share < 1e-6
    turbulence = _turbulence(distance, design, (residual / np.sqrt(left)[:, None])[~alone].T)
    covariance = turbulence.covariance(distance)
    variance = generalised_least_squares(covariance, design, residual.T).variance / left
    variance[alone] = np.median(variance[~alone])
    free = _operator(covariance, design, np.zeros(height.size))
    coefficients = residual @ free.weights.T
    covariances = (variance * left)[:, None, None] * free.covariance
    extra = _moving_variance(covariance, design, maps[1 : motion.shape[1]])
    scales = np.einsum("td,d,td->t", solver, variance, solver)
    still = _operator(covariance, design, extra)
    for term, field in enumerate(maps):
        operator, scale = still, scales[term]
        if term == motion.shape[1]:
            operator, scale = _rough_operator(turbulence, distance, covariance, design, field, extra)
        # Relative to the first date, where the map of a term has no say.
        change = (terms[:, term] - terms[0, term])[:, None]
        coefficients += terms[:, [term]] * (operator.weights @ field)
        covariances += (change**2)[:, :, None] * scale * operator.covariance
    return RampFit(coefficients - coefficients[0], _sigma(covariances), level, turbulence)
