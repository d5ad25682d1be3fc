"""How much of the area polygons cover, and how much of it several of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rasterio.crs import CRS
from rasterio.enums import MergeAlg
from rasterio.features import rasterize
from rasterio.transform import from_bounds

from scarpwatch.grids.grid import open_raster
from scarpwatch.inputs.rasters.checks import Area

if TYPE_CHECKING:
    import geopandas as gpd

COVERED = 0.9
"""A map that covers less of the area is told."""

TWICE = 0.01
"""So is one that has several polygons on more of the area; borders drawn twice overlap in slivers."""

_CELLS = 500


def covered_shares(features: gpd.GeoDataFrame, area: Area) -> tuple[float, float]:
    """Shares of the area that lie in a polygon, and in several, judged on some hundred cells a side.

    Where the DEM has no data is no part of the area.
    """
    with open_raster(area.dem) as source:
        shape = (min(source.height, _CELLS), min(source.width, _CELLS))
        heights = source.read(area.band, out_shape=shape, masked=True).astype(np.float64)
    ground = np.isfinite(heights.filled(np.nan))
    shapes = features.geometry.to_crs(CRS.from_user_input(area.crs).to_wkt())
    number = np.zeros(shape, np.uint16)
    if len(shapes):
        rasterize(
            ((polygon, 1) for polygon in shapes),
            out=number,
            transform=from_bounds(*area.bounds, shape[1], shape[0]),
            merge_alg=MergeAlg.add,
        )
    cells = max(int(ground.sum()), 1)
    return int((ground & (number > 0)).sum()) / cells, int((ground & (number > 1)).sum()) / cells
