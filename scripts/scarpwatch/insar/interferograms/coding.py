"""How coherence is stored in one byte: 1..255 for coherence 0..1, 0 for "no measurement"."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

NODATA = 0
MEAN = "MEAN_COHERENCE"
"""Tag with the mean coherence of a file, where it has any; NaN where it has none."""
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


def code_counts(codes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """How often each code occurs, array (256,); counts of parts of a file add up to those of the file."""
    return np.bincount(codes.ravel(), minlength=256)


def coherence_tags(counts: NDArray[np.int64]) -> dict[str, str]:
    """Tags of a file of coherence: how it is coded, and its mean where there is a measurement.

    Parameters
    ----------
    counts : of :func:`code_counts`
    """
    known = int(counts[NODATA + 1 :].sum())
    total = math.fsum(float(value) * int(count) for value, count in zip(_TABLE[1:], counts[1:], strict=True))
    return {**TAGS, MEAN: repr(total / known if known else math.nan)}


_TABLE = ((np.arange(256) - 1) / STEPS).astype(np.float32)
_TABLE[NODATA] = np.nan
