"""How coherence is stored in one byte: 1..255 for coherence 0..1, 0 for "no measurement"."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

NODATA = 0
STEPS = 254  # a coded value v means coherence (v - 1) / STEPS, so 0 and 1 are both exact

# What a reader needs to undo the coding, written into the files: value = SCALE * code + OFFSET.
TAGS = {
    "SCALE": f"{1 / STEPS:.12g}",
    "OFFSET": f"{-1 / STEPS:.12g}",
    "CODING": "coherence = (code - 1) / 254 for codes 1..255; 0 = no measurement",
}


def encode_coherence(coherence: ArrayLike) -> NDArray[np.uint8]:
    """Coherence as codes.

    Parameters
    ----------
    coherence : array, any shape
        0..1; NaN where there is no measurement. Estimates that stray past 0 or 1 by rounding are clipped.

    Returns
    -------
    array of uint8, same shape
        Off by at most 1/508 after decoding.
    """
    values = np.asarray(coherence, dtype=np.float32)
    known = np.isfinite(values)
    codes = np.rint(np.clip(np.where(known, values, 0.0), 0.0, 1.0) * STEPS) + 1
    return np.where(known, codes, NODATA).astype(np.uint8)


def decode_coherence(codes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Codes as coherence, float32 of the same shape, NaN where there is no measurement.

    Raises
    ------
    TypeError
        If the codes are not uint8, as when they were decoded before.
    """
    if codes.dtype != np.uint8:
        raise TypeError(f"coherence codes are uint8, not {codes.dtype}: were they decoded before?")
    return _TABLE[codes]


_TABLE = ((np.arange(256) - 1) / STEPS).astype(np.float32)
_TABLE[NODATA] = np.nan
