"""Sign, scale and missing cells of one interferogram's phase and coherence, in a single pass over the pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scarpwatch.products.stack_data import Float


@njit(cache=True, error_model="numpy", nogil=True)
def _clean(
    phase: NDArray[Any],
    coherence: NDArray[Any],
    land: NDArray[Any],
    sign: np.float32,
    scale: np.float32,
    no_phase: np.float32,
    no_coherence: np.float32,
    out: NDArray[Any],
) -> tuple[np.float32, np.float32]:
    """Clean the flat arrays, phase in place and coherence into ``out``; lowest and highest coherence."""
    low, high = np.float32(np.inf), np.float32(-np.inf)
    for n in range(phase.size):
        value, raw = phase[n], np.float32(coherence[n])
        known = np.isfinite(value) and value != 0 and value != no_phase
        known = known and np.isfinite(raw) and raw != 0 and raw != no_coherence
        if known and land.size:
            known = land[n] != 0
        if known:
            level = raw * scale
            phase[n] = value * sign
            out[n] = level
            if level < low:
                low = level
            if level > high:
                high = level
        else:
            phase[n] = np.nan
            out[n] = np.nan
    return low, high


def clean(
    phase: NDArray[Any],
    coherence: NDArray[Any],
    *,
    sign: float = 1.0,
    scale: float = 1.0,
    no_phase: float | None = None,
    no_coherence: float | None = None,
    land: NDArray[Any] | None = None,
) -> tuple[Float, Float, tuple[float, float]]:
    """NaN wherever phase or coherence is missing (0, not finite, or the declared value); sign and scale applied.

    Parameters
    ----------
    phase : array (rows, columns), rad
        Overwritten where it is float32 and contiguous.
    coherence : array (rows, columns)
        Likewise.
    sign : factor of the phase
    scale : factor of the coherence, 1/255 for bytes
    no_phase, no_coherence : what else stands for no data
    land : array (rows, columns), 0 where nothing can be measured, such as on water

    Returns
    -------
    unwrapped, coherence : arrays (rows, columns), float32
    bounds : lowest and highest coherence; infinite where nothing is measured
    """
    shape = phase.shape
    values = np.ascontiguousarray(phase, np.float32).reshape(-1)
    quality = np.ascontiguousarray(coherence).reshape(-1)
    out = quality if quality.dtype == np.float32 else np.empty(quality.size, np.float32)
    low, high = _clean(
        values,
        quality,
        np.empty(0, np.uint8) if land is None else np.ascontiguousarray(land).reshape(-1),
        np.float32(sign),
        np.float32(scale),
        np.float32(np.nan if no_phase is None else no_phase),
        np.float32(np.nan if no_coherence is None else no_coherence),
        out,
    )
    return values.reshape(shape), out.reshape(shape), (float(low), float(high))
