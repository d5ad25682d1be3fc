"""Ground that is no slope: flats and water, left out of the mapping units."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scarpwatch.grids.grid import Grid, read_raster
from scarpwatch.inputs.vectors.on_grid import read_vector
from scarpwatch.terrain.derivatives import slope_aspect
from scarpwatch.terrain.slope_units.segmentation import connected_regions

if TYPE_CHECKING:
    import geopandas


def flat_areas(slope: NDArray[np.floating], *, flat_below_deg: float, min_cells: float) -> NDArray[np.bool_]:
    """Connected ground of at least so many cells that is flatter than an angle.

    Smaller flats, such as a terrace or a single cell on a ridge, stay part of the slope around them.

    Parameters
    ----------
    slope : array (rows, columns), degrees, NaN where unknown (not flat)
    """
    pieces = connected_regions((slope < flat_below_deg).astype(np.int32))
    large = np.bincount(pieces.ravel()) >= min_cells
    large[0] = False
    return np.asarray(large[pieces])


def water_cells(polygons: geopandas.GeoDataFrame, grid: Grid) -> NDArray[np.bool_]:
    """Cells whose centre lies in a polygon of water.

    Parameters
    ----------
    polygons : GeoDataFrame in the grid's CRS
    """
    from rasterio.features import geometry_mask

    shapes = [shape for shape in polygons.geometry if shape is not None and not shape.is_empty]
    if not shapes:
        return np.zeros(grid.shape, bool)
    return np.asarray(geometry_mask(shapes, grid.shape, grid.transform, invert=True))


class Ground(NamedTuple):
    """What units are cut from.

    Attributes
    ----------
    elevation : array (rows, columns), m, NaN outside
    grid : Grid
    aspect : float32 array (rows, columns), degrees, NaN on flats and outside
    masked : bool array (rows, columns), cells with elevation that belong to no unit
    """

    elevation: NDArray[np.floating]
    grid: Grid
    aspect: NDArray[np.float32]
    masked: NDArray[np.bool_]


def read_ground(dem: str | Path, water: str | Path | None, settings: Mapping[str, Any]) -> Ground:
    """Read the DEM and mask water, and flats of at least the size of a unit.

    Parameters
    ----------
    dem : elevation on the analysis grid
    water : file of polygons; none = no water is masked
    settings : ``flat_below_deg`` (None = no flats are masked) and ``clean_size_m2`` of the section ``units``

    Raises
    ------
    InputError
        If a file cannot be read, or the water does not say its CRS.
    """
    elevation, grid = read_raster(dem)
    slope, aspect = slope_aspect(elevation, grid.cell_size)
    masked = water_cells(read_vector(water, grid, margin_m=0), grid) if water else np.zeros(grid.shape, bool)
    if settings["flat_below_deg"] is not None:
        cells = max(settings["clean_size_m2"] / (grid.cell_size[0] * grid.cell_size[1]), 1)
        masked |= flat_areas(slope, flat_below_deg=settings["flat_below_deg"], min_cells=cells)
    return Ground(elevation, grid, aspect, masked & np.isfinite(elevation))
