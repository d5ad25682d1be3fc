"""Phase and coherence of one pair from two rasters: one grid, one mask, one sign."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import InputError
from scarpwatch.grid import Grid, read_raster
from scarpwatch.products.stack_data import PairData

ROUNDING = 1.001  # how far an estimate of coherence may stray past 1


def read_rasters(
    unwrapped: str, coherence: str, *, negate: bool = False, coherence_scale: float = 1.0
) -> PairData:
    """Read a pair whose missing cells are 0, NaN or the declared nodata value, in either raster.

    Parameters
    ----------
    negate : whether the phase is to be negated to have the project's sign
    coherence_scale : what coherence is multiplied by to be 0..1 (1/255 for bytes)

    Returns
    -------
    PairData
        On the rasters' own grid; all NaN where they have no cell in common.

    Raises
    ------
    InputError
        If a file cannot be read, the two differ in grid, or the coherence is not 0..1.
    """
    phase, grid = read_raster(unwrapped)
    quality, other = read_raster(coherence)
    require_same_grid(coherence, other, unwrapped, grid)
    return clean_pair(phase, quality, grid, where=coherence, negate=negate, coherence_scale=coherence_scale)


def clean_pair(
    phase: NDArray[np.generic],
    coherence: NDArray[np.generic],
    grid: Grid,
    *,
    where: str | Path,
    negate: bool = False,
    coherence_scale: float = 1.0,
) -> PairData:
    """Bring phase and coherence of a pair to the project's sign, scale and nodata.

    Parameters
    ----------
    phase, coherence : arrays (rows, columns); 0 and NaN count as missing
    where : the coherence's file, for errors

    Raises
    ------
    InputError
        If the coherence is not 0..1.
    """
    known = np.isfinite(phase) & (phase != 0) & np.isfinite(coherence) & (coherence != 0)
    values = np.where(known, coherence, np.nan).astype(np.float32) * np.float32(coherence_scale)
    if known.any() and (np.nanmin(values) < 0 or np.nanmax(values) > ROUNDING):
        raise InputError(
            where,
            f"its values go from {np.nanmin(values):g} to {np.nanmax(values):g}, not 0 to 1",
            "Give coherence, scaled to 0..1.",
        )
    signed = np.where(known, phase, np.nan).astype(np.float32)
    return PairData(-signed if negate else signed, values, grid)


def require_same_grid(second: str | Path, grid: Grid, first: str | Path, wanted: Grid) -> None:
    """Refuse two rasters of one pair on different grids.

    Raises
    ------
    InputError
    """
    if grid.shape != wanted.shape or not grid.transform.almost_equals(wanted.transform, 1e-9):
        raise InputError(
            second,
            f"its grid ({grid.shape[0]} x {grid.shape[1]}) is not that of {Path(first).name} "
            f"({wanted.shape[0]} x {wanted.shape[1]})",
            "Crop and geocode both the same way.",
        )
