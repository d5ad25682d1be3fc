"""Sign, scale and missing cells of one interferogram's phase and coherence.

In place and without a compiled kernel: a step reads one pair, and loading the compiler would take a hundred times
as long as what it could save.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.stacks.readers import Float


def clean(
    phase: NDArray[Any],
    coherence: NDArray[Any],
    *,
    sign: float = 1.0,
    scale: float = 1.0,
    no_phase: float | None = None,
    no_coherence: float | None = None,
    land: NDArray[Any] | None = None,
) -> tuple[Float, Float, tuple[float, float], float]:
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
    reach : largest phase, whatever its sign
    """
    values = np.ascontiguousarray(phase, np.float32)
    quality = np.ascontiguousarray(coherence, np.float32)
    known = values != 0
    known &= quality != 0
    known &= np.isfinite(values)
    if np.issubdtype(coherence.dtype, np.floating):
        known &= np.isfinite(quality)
    # A declared 0 is tested for already, a declared NaN as well.
    for layer, gap in ((values, no_phase), (quality, no_coherence)):
        if gap is not None and gap != 0 and not np.isnan(gap):
            known &= layer != np.float32(gap)
    if land is not None:
        known &= land != 0
    if not known.any():
        return np.full_like(values, np.nan), np.full_like(quality, np.nan), (np.inf, -np.inf), 0.0
    missing = ~known
    some = np.unravel_index(int(known.argmax()), known.shape)
    for layer in (values, quality):  # so that the extremes are those of what is measured
        np.copyto(layer, layer[some], where=missing)
    if scale != 1:
        quality *= np.float32(scale)
    bounds = float(quality.min()), float(quality.max())
    reach = max(-float(values.min()), float(values.max()))
    if sign != 1:
        values *= np.float32(sign)
    np.copyto(values, np.nan, where=missing)
    np.copyto(quality, np.nan, where=missing)
    return values, quality, bounds, reach
