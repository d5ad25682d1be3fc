"""Distance to lines (rivers, roads, faults) on a grid.

The lines are burnt into a copy of the grid that is wider by a halo, so that a line just outside counts,
and an exact Euclidean distance transform gives the distance from cell centre to the nearest burnt cell's
centre. That differs from the distance to the line itself by up to one cell diagonal (half at each end of
a line between cells); nothing is interpolated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from scarpwatch.grid import Grid


def distance_to_features(geometries: Iterable[Any], grid: Grid, cap_m: float) -> NDArray[np.float32]:
    """Distance from each cell to the nearest feature, capped.

    Parameters
    ----------
    geometries : shapely geometries
        In the grid's CRS; lines, points or polygons (0 inside a polygon). Empty ones are skipped.
    grid : Grid
        Projected, metres, north up.
    cap_m : float
        Width of the halo, and the largest distance given: beyond it a feature outside the halo might
        be nearer, so what is farther is exactly ``cap_m`` and means "cap_m or more".

    Returns
    -------
    float32 array (rows, columns), metres, 0 to ``cap_m``; ``cap_m`` everywhere if nothing is near.

    Raises
    ------
    ValueError
        If the cap is not positive.
    """
    from rasterio.features import rasterize
    from scipy.ndimage import distance_transform_edt

    if not cap_m > 0:
        raise ValueError(f"a distance cap of {cap_m} m is not positive")
    width, height = grid.cell_size
    halo_rows, halo_columns = math.ceil(cap_m / height), math.ceil(cap_m / width)
    shape = grid.shape[0] + 2 * halo_rows, grid.shape[1] + 2 * halo_columns
    transform = grid.transform @ Affine.translation(-halo_columns, -halo_rows)
    present = [geometry for geometry in geometries if geometry is not None and not geometry.is_empty]
    inside = slice(halo_rows, shape[0] - halo_rows), slice(halo_columns, shape[1] - halo_columns)
    if not present:
        return np.full(grid.shape, cap_m, np.float32)
    burnt = rasterize(present, out_shape=shape, transform=transform, all_touched=True, dtype="uint8")
    if not burnt.any():
        return np.full(grid.shape, cap_m, np.float32)
    distance = distance_transform_edt(burnt == 0, sampling=(height, width))[inside]
    return np.minimum(distance, cap_m).astype(np.float32)
