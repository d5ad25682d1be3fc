"""Quantised elevations (whole metres, decimetres), and terrain that is too gentle for them.

Where no cell differs from its neighbours by more than one step, the slope is none or a step over a cell's width and
the aspect one of a few directions, whatever the ground does. Slope units then follow the steps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rasterio import DatasetReader

from scarpwatch.grids.mosaic import Raster
from scarpwatch.inputs.rasters.checks import read_physical
from scarpwatch.inputs.rasters.samples import spread_windows

TOLD_SHARE = 0.1
"""Share of cells that single steps decide from which it is told; real SRTM over mountains has .002 to .02."""
_SMALLEST_M = 0.05
_MOST_VALUES = 20_000  # distinct elevations; more are no steps


def height_step_notes(source: DatasetReader, path: Raster, band: int) -> list[str]:
    """A note if single steps of the elevations decide the slope of a tenth of the cells or more; else empty."""
    blocks = [read_physical(source, path, band, window) for window in spread_windows(source)]
    step = step_of(np.concatenate([block.ravel() for block in blocks]))
    if step is None:
        return []
    counts = np.sum([_stepped(block, step) for block in blocks], axis=0)
    share = counts[0] / max(int(counts[1]), 1)
    if share < TOLD_SHARE:
        return []
    return [
        f"its elevations are quantised to {step:.4g} m, and single steps of that decide slope and aspect of "
        f"{share:.0%} of its cells, on gentle ground: slope units follow the steps there. Take a DEM with finer "
        "elevations, or smooth it (factors.dem_smoothing_cells: 1 to 2)"
    ]


def step_of(elevation: NDArray[np.floating]) -> float | None:
    """The step (m) of which all elevations are whole multiples apart; None if there is none of 5 cm or more."""
    values = np.unique(elevation[np.isfinite(elevation)])
    if not 2 < values.size <= _MOST_VALUES:
        return None
    apart = values - values[0]
    step = float(np.diff(values).min())
    # float32 holds elevations of some thousand metres to half a millimetre.
    if step < _SMALLEST_M or np.abs(apart / step - np.rint(apart / step)).max() > 2e-3 / step + 1e-6:
        return None
    return step


def _stepped(elevation: NDArray[np.floating], step: float) -> NDArray[np.int64]:
    """Cells that differ from some neighbour and from none by more than a step; and cells with all neighbours."""
    if min(elevation.shape) < 3:
        return np.zeros(2, np.int64)
    rows, columns = elevation.shape[0] - 2, elevation.shape[1] - 2
    middle = elevation[1:-1, 1:-1]
    most = np.zeros((rows, columns))
    for i, j in ((i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)):
        most = np.maximum(most, np.abs(elevation[i : rows + i, j : columns + j] - middle))  # NaN stays NaN
    return np.array([((most > 0) & (most < 1.5 * step)).sum(), np.isfinite(most).sum()], np.int64)
