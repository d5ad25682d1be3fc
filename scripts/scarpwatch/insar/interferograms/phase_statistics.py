"""Phase variance of a multilooked interferogram from its coherence."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, hyp2f1

from scarpwatch.insar.interferograms.coding import decode_coherence

FLOOR = 0.0025  # rad^2, of the phase variance of a pair


@lru_cache(maxsize=8)
def _variance_table(looks: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    phase = (np.arange(720) + 0.5) / 720 * np.pi
    coherence = np.linspace(0, 0.999, 200)
    beta = coherence[:, None] * np.cos(phase)
    one_minus = np.log1p(-(coherence[:, None] ** 2))
    first = np.exp(gammaln(looks + 0.5) - gammaln(looks) + looks * one_minus) * beta
    first /= 2 * np.sqrt(np.pi) * (1 - beta**2) ** (looks + 0.5)
    second = np.exp(looks * one_minus) / (2 * np.pi) * hyp2f1(looks, 1, 0.5, beta**2)
    density = first + second
    variance = (density * phase**2).sum(axis=1) / density.sum(axis=1)
    return coherence, variance


def phase_variance(coherence: NDArray[np.floating[Any]], looks: float) -> NDArray[np.float32]:
    """Variance of the interferometric phase (rad^2) for distributed scatterers.

    The density of the multilooked phase (Tough et al. 1995, eq. for L looks; Bamler & Hartl 1998) is
    integrated numerically for the nearest whole number of looks (at most 60) and looked up.

    Parameters
    ----------
    coherence : any shape, 0..1; NaN stays NaN
    looks : effective number of looks
    """
    table = _variance_table(int(np.clip(round(looks), 1, 60)))
    return np.interp(coherence, *table).astype(np.float32)


def pair_weights(
    coherence: NDArray[np.floating[Any]], looks: float, *, floor: float = FLOOR
) -> NDArray[np.float32]:
    """Weights of pairs in the inversion: inverse phase variance, with a floor on the variance (rad^2).

    Low coherence weighs less; a coherence of NaN weighs nothing.
    """
    variance = np.maximum(phase_variance(coherence, looks), floor)
    return np.where(np.isfinite(variance), 1 / variance, 0).astype(np.float32)


def weight_table(looks: float, *, uniform: bool = False) -> NDArray[np.float32]:
    """Weight of a pair by the code of its coherence (:mod:`scarpwatch.insar.interferograms.coding`), as array (256,).

    ``uniform``: one for every code, also for that of no coherence; what is not unwrapped has no phase anyway.
    """
    if uniform:
        return np.ones(256, np.float32)
    return pair_weights(decode_coherence(np.arange(256, dtype=np.uint8)), looks)
