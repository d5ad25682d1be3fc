"""Reading vector files onto a grid."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from scarpwatch.grids.grid import Grid
from scarpwatch.inputs.vectors.layers import find_layer, read_features

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    import geopandas

_MORE_M = 1000.0  # asked for around the area, so that its bent edges in the file's CRS lose nothing


def read_vector(
    path: str | Path, grid: Grid, *, layer: str | None = None, margin_m: float | None = None
) -> geopandas.GeoDataFrame:
    """Read a vector file in the grid's CRS.

    Parameters
    ----------
    path : any vector file that GDAL reads, a ZIP with one, or a table of points
    grid : Grid with a CRS
    layer : of a file that has several; None = the only one
    margin_m : float, optional
        Keep only features that touch the grid widened by this much; None = keep all.

    Raises
    ------
    InputError
        If the file is missing, cannot be read, or does not say its CRS, or it has several layers and none is
        chosen.
    """
    from shapely.geometry import box

    from scarpwatch.grids.longitudes import box_in, plain_box

    chosen = find_layer(path, layer)
    area, near = None, None
    if margin_m is not None:
        left, bottom, right, top = grid.bounds
        area = box(left - margin_m, bottom - margin_m, right + margin_m, top + margin_m)
        around = box_in(grid.crs, chosen.crs, area.buffer(_MORE_M).bounds, densify_pts=51)
        near = plain_box(chosen.crs, around)
    frame, notes = read_features(chosen, bounds=near)
    for note in (*chosen.notes, *notes):
        log.warning(f"{path}: {note}")
    frame = frame.to_crs(grid.crs)
    if area is not None:
        frame = frame[frame.intersects(area)]  # False for what has no geometry
    return frame.reset_index(drop=True)
