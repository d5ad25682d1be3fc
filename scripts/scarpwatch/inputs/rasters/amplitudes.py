"""Whether the amplitudes of a single-look complex image can be used: of nothing else in it can scale be told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import InputError

# Powers are summed over looks in single precision, which ends at 3e38 and near 1e-38. Images as they come, in digital
# numbers or calibrated, lie between 1e-4 and 1e5.
SMALLEST, LARGEST = 1e-15, 1e15


def require_amplitude(path: str | Path, values: NDArray[Any]) -> None:
    """Refuse an image whose power overflows or vanishes in single precision; 0 and what is not finite are no data.

    Parameters
    ----------
    values : array of complex numbers, all of the image or a part of it

    Raises
    ------
    InputError
    """
    largest = _largest(values)
    if not np.isfinite(largest):
        largest = _largest(values[np.isfinite(values)])
    if largest == 0 or SMALLEST <= largest <= LARGEST:
        return
    raise InputError(
        path,
        f"its amplitude goes up to {largest:g}, and its power cannot be computed in single precision",
        f"Scale the image so that amplitudes lie between {SMALLEST:g} and {LARGEST:g}.",
    )


def _largest(values: NDArray[Any]) -> float:
    """The largest real or imaginary part, whatever its sign; NaN does not count."""
    ends = (
        reduce(part, axis=None, initial=0.0)
        for part in (values.real, values.imag)
        for reduce in (np.fmax.reduce, np.fmin.reduce)
    )
    return max(abs(float(end)) for end in ends)
