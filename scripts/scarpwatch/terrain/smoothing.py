"""Smoothing of elevations that come in steps, block by block."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.grids.grid import memory_blocks
from scarpwatch.terrain.elevation_blocks import ReadWindow, continued

_REACH = 4.0  # standard deviations of the Gaussian that are taken into account


def smooth_blocks(
    read: ReadWindow, shape: tuple[int, int], sigma: float, *, memory_mb: float = 100.0
) -> Iterator[tuple[Window, NDArray[np.float32]]]:
    """Elevations smoothed by a Gaussian; the result does not depend on the blocks.

    Cells without data stay so and carry no weight, and the elevations are continued linearly beyond the edges of the
    whole, so that planes stay as they are but beside gaps.

    Parameters
    ----------
    read : function of a window, elevations (m), NaN where unknown
    shape : rows and columns of the whole
    sigma : standard deviation of the Gaussian (cells)
    memory_mb : memory that a block may take (MB)

    Yields
    ------
    window, float32 array (rows, columns)
    """
    halo = int(np.ceil(_REACH * sigma))
    for window in memory_blocks(shape, bytes_per_pixel=48.0, memory_mb=memory_mb):
        left, top, width, height = (int(number) for number in window.flatten())
        first, last = max(top - halo, 0), min(top + height + halo, shape[0])
        start, stop = max(left - halo, 0), min(left + width + halo, shape[1])
        z = read(Window(start, first, stop - start, last - first)).astype(np.float64)
        # Odd reflection at the edges of the whole; between blocks the halo is there.
        missing = [
            (halo - (top - first), halo - (last - top - height)),
            (halo - (left - start), halo - (stop - left - width)),
        ]
        z = continued(continued(z, missing[0]).T, missing[1]).T
        yield window, _smooth(z, sigma)[halo:-halo, halo:-halo].astype(np.float32)


def _smooth(z: NDArray[np.float64], sigma: float) -> NDArray[np.float64]:
    from scipy.ndimage import gaussian_filter

    known = np.isfinite(z)
    if not known.any():
        return z
    filtered = [
        gaussian_filter(layer, sigma, mode="constant", truncate=_REACH)
        for layer in (np.where(known, z, 0.0), known.astype(np.float64))
    ]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known, filtered[0] / filtered[1], np.nan)
