"""Covariance of the turbulent tropospheric delay over the scene, and generalised least squares under it.

Turbulent delay is spatially correlated over kilometres, so neighbouring pixels are no independent samples: a plane
fitted as if they were would get far too small a sigma, and the long waves would blur a term in height.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cho_factor, cho_solve

# Candidates of the likelihood. The exponent of the structure function lies between 2/3 (two-dimensional
# turbulence) and 5/3 (three-dimensional; Hanssen 2001); half of it is the exponent here. Ranges are in units of
# the scene's longer side; nuggets are shares of the turbulent variance.
EXPONENTS = (0.3, 0.4, 0.55)
RANGES = (0.15, 0.3, 0.6, 1.2, 2.4)
NUGGETS = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 30.0, 300.0)
_JITTER = 1e-9


class Turbulence(NamedTuple):
    """Stable covariance model ``exp(-(d / range)^(2 exponent)) + nugget [d = 0]``, without its variance.

    Attributes
    ----------
    exponent : 0 to 1; half the slope of the structure function at short distances
    range : distance (units of the scene's longer side) at which the correlation has fallen to 1/e
    nugget : variance of what differs from pixel to pixel, as a share of the turbulent variance
    """

    exponent: float
    range: float
    nugget: float

    def covariance(
        self, distance: NDArray[np.float64], extra: NDArray[np.float64] | float = 0.0
    ) -> NDArray[np.float64]:
        """Covariance matrix of pixels at these distances, ``extra`` variance added to the diagonal."""
        matrix = np.exp(-((distance / self.range) ** (2 * self.exponent)))
        matrix[np.diag_indices(len(matrix))] += self.nugget + _JITTER + extra
        return np.asarray(matrix)


class Fit(NamedTuple):
    """Generalised least squares of several fields over the same pixels.

    Attributes
    ----------
    coefficients : array (terms, fields)
    covariance : array (terms, terms), of the coefficients, for a covariance model of unit variance
    variance : array (fields,), of each field in units of the covariance model, unbiased
    likelihood : logarithm of the restricted likelihood, the variance of each field being its best
    """

    coefficients: NDArray[np.float64]
    covariance: NDArray[np.float64]
    variance: NDArray[np.float64]
    likelihood: float


def generalised_least_squares(
    covariance: NDArray[np.float64], design: NDArray[np.float64], fields: NDArray[np.float64]
) -> Fit:
    """Fit the columns of ``design`` to fields whose errors have a covariance.

    Parameters
    ----------
    covariance : array (pixels, pixels)
    design : array (pixels, terms); terms that the pixels do not tell apart get the smallest solution
    fields : array (pixels, fields)

    Raises
    ------
    scipy.linalg.LinAlgError
        If the covariance is not positive definite.
    """
    pixels = len(design)
    factor = cho_factor(covariance, lower=True)
    whitened = cho_solve(factor, design)
    normal = design.T @ whitened
    # On level ground the height says nothing; its column is zero, and so are its coefficient and variance.
    spread = np.linalg.pinv(normal, rcond=1e-12, hermitian=True)
    coefficients = spread @ (whitened.T @ fields)
    residual = fields - design @ coefficients
    freedom = pixels - np.linalg.matrix_rank(normal, tol=1e-12 * np.abs(normal).max(), hermitian=True)
    variance = np.sum(residual * cho_solve(factor, residual), axis=0) / freedom
    values = np.linalg.eigvalsh(normal)
    determinants = 2 * np.log(np.diag(factor[0])).sum() + np.log(values[values > 1e-12 * values.max()]).sum()
    likelihood = -0.5 * freedom * np.log(np.maximum(variance, 1e-300)).sum()
    return Fit(coefficients, spread, variance, float(likelihood - 0.5 * fields.shape[1] * determinants))


def generalised_weights(covariance: NDArray[np.float64], design: NDArray[np.float64]) -> NDArray[np.float64]:
    """The estimator of :func:`generalised_least_squares` as an array (terms, pixels)."""
    whitened = cho_solve(cho_factor(covariance, lower=True), design)
    return np.asarray(np.linalg.pinv(design.T @ whitened, rcond=1e-12, hermitian=True) @ whitened.T)


def fit_turbulence(
    distance: NDArray[np.float64], design: NDArray[np.float64], fields: NDArray[np.float64]
) -> Turbulence:
    """Covariance model of several fields by restricted maximum likelihood (Patterson and Thompson 1971).

    The fields share one model and have a variance each. What the design can explain has no say, so that a
    ramp does not pass for turbulence; and the plane that turbulence itself contains is known from its shorter
    waves alone.

    Parameters
    ----------
    distance : array (pixels, pixels), in units of the scene's longer side
    design : array (pixels, terms)
    fields : array (pixels, fields)
    """
    best, chosen = -np.inf, Turbulence(EXPONENTS[0], RANGES[2], 1.0)
    shapes = list(product(EXPONENTS, RANGES))
    # The nugget hardly depends on the other two: first these, then the nugget, then these again.
    for search in ("shape", "nugget", "shape"):
        nugget = 0.01 if best == -np.inf else chosen.nugget
        options = (
            [Turbulence(*shape, nugget) for shape in shapes]
            if search == "shape"
            else [chosen._replace(nugget=value) for value in NUGGETS]
        )
        for model in options:
            try:
                fit = generalised_least_squares(model.covariance(distance), design, fields)
            except LinAlgError:  # so smooth that pixels are copies of each other
                continue
            if fit.likelihood > best:
                best, chosen = fit.likelihood, model
    return chosen


def fit_nugget(
    model: Turbulence,
    distance: NDArray[np.float64],
    design: NDArray[np.float64],
    field: NDArray[np.float64],
    extra: NDArray[np.float64],
) -> tuple[float, float]:
    """Nugget and variance of one field that holds more from pixel to pixel than turbulence does.

    Parameters
    ----------
    field : array (pixels,)
    extra : array (pixels,), variance beside the model's, in its units

    Returns
    -------
    The further nugget, in units of the model's variance, and that variance.
    """
    fits = {
        nugget: generalised_least_squares(model.covariance(distance, extra + nugget), design, field[:, None])
        for nugget in (0.0, 0.1, 1.0, 10.0, 100.0, 1000.0)
    }
    nugget = max(fits, key=lambda value: fits[value].likelihood)
    return nugget, float(fits[nugget].variance[0])
