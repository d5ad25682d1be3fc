"""Units as polygons: from a label raster to polygons and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid

if TYPE_CHECKING:
    import geopandas


def units_to_polygons(labels: NDArray[np.int32], grid: Grid) -> geopandas.GeoDataFrame:
    """One polygon (or multipolygon, for units in several pieces) per unit along cell sides.

    Returns
    -------
    GeoDataFrame
        ``unit_id`` (int), ``area_m2`` (cells times cell area) and geometry, by ascending unit_id.
    """
    import geopandas
    from rasterio.features import shapes
    from shapely import MultiPolygon
    from shapely.geometry import shape

    pieces: dict[int, list] = {}
    for geometry, value in shapes(labels, mask=labels > 0, connectivity=4, transform=grid.transform):
        pieces.setdefault(int(value), []).append(shape(geometry))
    numbers = sorted(pieces)
    geometries = [pieces[k][0] if len(pieces[k]) == 1 else MultiPolygon(pieces[k]) for k in numbers]
    cell_area = grid.cell_size[0] * grid.cell_size[1]
    cells = np.bincount(labels.ravel(), minlength=1)[numbers] if numbers else np.zeros(0)
    return geopandas.GeoDataFrame(
        {"unit_id": np.array(numbers, np.int64), "area_m2": cells * cell_area},
        geometry=geopandas.GeoSeries(geometries, crs=grid.crs),
        crs=grid.crs,
    )


def polygons_to_units(
    polygons: geopandas.GeoDataFrame, grid: Grid, *, source: str | Path = "units.polygons"
) -> tuple[NDArray[np.int32], geopandas.GeoDataFrame]:
    """Number users' polygons and burn them into a label raster.

    Where polygons overlap, the raster shows the one with the higher number; statistics of overlapping
    polygons are therefore taken from the polygons themselves.

    Parameters
    ----------
    polygons : GeoDataFrame in the grid's CRS
    source : path, for messages

    Returns
    -------
    labels : int32 array (rows, columns), 0 outside
    kept : GeoDataFrame
        ``unit_id`` from 1 in the order of the file, ``area_m2`` of the polygon, geometry. Polygons that
        do not touch the grid are left out.

    Raises
    ------
    InputError
        If no polygon lies on the grid, or a geometry is neither polygon nor multipolygon.
    """
    import geopandas
    import shapely
    from rasterio.features import rasterize
    from shapely.geometry import box

    everything = polygons.geometry.to_numpy()
    shapes = polygons.geometry[~(shapely.is_missing(everything) | shapely.is_empty(everything))]
    if not shapes.geom_type.isin(["Polygon", "MultiPolygon"]).all():
        kinds = ", ".join(sorted(set(shapes.geom_type)))
        raise InputError(source, f"it holds {kinds}", "Units must be polygons")
    shapes = shapes[shapes.intersects(box(*grid.bounds))]
    if shapes.empty:
        raise InputError(source, "no polygon lies on the DEM", "Check the area and the CRS")
    numbers = np.arange(1, len(shapes) + 1)
    labels = rasterize(
        zip(shapes, numbers.tolist(), strict=True),
        out_shape=grid.shape,
        transform=grid.transform,
        dtype="int32",
    )
    kept = geopandas.GeoDataFrame(
        {"unit_id": numbers, "area_m2": shapes.area.to_numpy()},
        geometry=geopandas.GeoSeries(shapes.to_numpy(), crs=grid.crs),
        crs=grid.crs,
    )
    return labels, kept
