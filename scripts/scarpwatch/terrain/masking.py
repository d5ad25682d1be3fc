"""Ground that is no slope: flats and water, left out of the mapping units."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scarpwatch.grid import Grid
from scarpwatch.terrain.segmentation import connected_regions
from scarpwatch.terrain.vector_files import read_vector

if TYPE_CHECKING:
    import geopandas


def flat_areas(slope: NDArray[np.floating], *, below_deg: float, minimum_cells: float) -> NDArray[np.bool_]:
    """Connected ground of at least so many cells that is flatter than an angle.

    Smaller flats, such as a terrace or a single cell on a ridge, stay part of the slope around them.

    Parameters
    ----------
    slope : array (rows, columns), degrees, NaN where unknown (not flat)
    """
    pieces = connected_regions((slope < below_deg).astype(np.int32))
    large = np.bincount(pieces.ravel()) >= minimum_cells
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


def masked_ground(
    slope: NDArray[np.floating],
    grid: Grid,
    *,
    water: str | Path | None,
    flat_below_deg: float | None,
    clean_size_m2: float,
) -> NDArray[np.bool_]:
    """Cells to leave out of the units: water, and flats of at least the size of a unit.

    Parameters
    ----------
    slope : array (rows, columns), degrees
    water : file of polygons; none = no water is masked
    flat_below_deg : None = no flats are masked
    clean_size_m2 : size from which a piece of ground would be a unit

    Raises
    ------
    InputError
        If the file of water cannot be read or does not say its CRS.
    """
    masked = water_cells(read_vector(water, grid, margin_m=0), grid) if water else np.zeros(grid.shape, bool)
    if flat_below_deg is not None:
        cell_area = grid.cell_size[0] * grid.cell_size[1]
        masked |= flat_areas(slope, below_deg=flat_below_deg, minimum_cells=max(clean_size_m2 / cell_area, 1))
    return masked
