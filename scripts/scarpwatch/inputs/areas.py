"""Where the ground of a run lies: from the header of its DEM, or from its units where there is none."""

from __future__ import annotations

from pathlib import Path

import geopandas
from rasterio.crs import CRS

from scarpwatch.grids.grid import grid_of, open_raster
from scarpwatch.grids.mosaic import Raster
from scarpwatch.inputs.rasters.checks import Area, require_crs


def units_area(path: str | Path, places: geopandas.GeoSeries) -> Area:
    """The area of units that stand in the place of a DEM.

    Parameters
    ----------
    path : their file, for messages
    places : their polygons, with a coordinate system
    """
    left, bottom, right, top = places.total_bounds.tolist()
    return Area(path, 1, CRS.from_user_input(places.crs), (left, bottom, right, top), "the units of")


def dem_area(dem: Raster, *, band: int = 1) -> Area:
    """The area of a DEM from its header alone, whatever is wrong with its values.

    Raises
    ------
    InputError
        If it cannot be opened or has no CRS.
    """
    with open_raster(dem) as source:
        return Area(dem, band, require_crs(source, dem, "factors.dem"), grid_of(source).bounds)
