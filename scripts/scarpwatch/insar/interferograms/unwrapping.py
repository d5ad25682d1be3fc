"""Phase unwrapping, by whirlwind (default) or SNAPHU, with connected components."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import ConfigError
from scarpwatch.insar.interferograms.formation import goldstein_filter, mirrored


def wrap(phase: NDArray[np.floating]) -> NDArray[np.floating]:
    """Wrap a phase (rad) to the interval from -pi to pi."""
    return phase - (2 * np.pi) * np.round(phase / (2 * np.pi))


def unwrap_phase(
    interferogram: NDArray[np.complex64],
    coherence: NDArray[np.float32],
    *,
    looks: float,
    min_coherence: float,
    goldstein_alpha: float = 0.0,
    mask: NDArray[np.bool_] | None = None,
    method: str = "whirlwind",
) -> tuple[NDArray[np.float32], NDArray[np.uint16]]:
    """Unwrap one interferogram.

    An image of fewer than 32 rows or columns is unwrapped with its mirror images around it: the unwrappers' windows
    would reach beyond it, and would pass over components of less than 100 pixels. Mirrors add no way around a gap.

    The cycles are found on the Goldstein-filtered phase; the phase returned is the unfiltered one with
    those cycles, so that its noise still follows the coherence and its closure differs from the wrapped one by an
    integer number of cycles.

    Parameters
    ----------
    interferogram : array (rows, columns), complex64; 0 where there is no data
    coherence : array (rows, columns), 0..1; NaN where there is no data
    looks : effective number of looks
    min_coherence : pixels below are left out
    mask : array (rows, columns), ``True`` where a pixel may be used (layover, shadow and water are not)
    method : "whirlwind", or "snaphu" (parts of SNAPHU are not licensed for commercial use)

    Returns
    -------
    phase : array (rows, columns), float32, rad; NaN where the pixel was left out
    components : array (rows, columns), uint16; 0 where no reliable component holds the pixel

    Raises
    ------
    ConfigError
        If SNAPHU is asked for and not installed.
    """
    usable = np.isfinite(coherence) & (coherence >= min_coherence) & (interferogram != 0)
    if mask is not None:
        usable &= mask
    if not usable.any():
        return np.full(interferogram.shape, np.nan, np.float32), np.zeros(interferogram.shape, np.uint16)
    filtered = mirrored(goldstein_filter(interferogram, goldstein_alpha))
    correlation = mirrored(np.where(usable, coherence, 0).astype(np.float32))
    if method == "snaphu":
        try:
            import snaphu
        except ImportError as error:
            raise ConfigError(
                "unwrapping.method",
                "it says snaphu, which is not installed",
                "For this system there may be no ready-made one (docs/install.md): take whirlwind, or snaphu from "
                "conda-forge.",
            ) from error

        smooth, components = snaphu.unwrap(
            filtered, correlation, looks, mask=mirrored(usable), cost="smooth", init="mcf"
        )
    else:
        import whirlwind

        smooth, components = whirlwind.unwrap(filtered, correlation, looks, mirrored(usable))
    rows, columns = interferogram.shape
    smooth, components = smooth[:rows, :columns], components[:rows, :columns]
    phase = smooth + wrap(np.angle(interferogram) - smooth)
    phase = np.where(usable & np.isfinite(smooth), phase, np.nan).astype(np.float32)
    return phase, np.where(np.isfinite(phase), components, 0).astype(np.uint16)
