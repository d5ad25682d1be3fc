"""Landslides per mapping unit."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from affine import Affine
from numpy.typing import NDArray

from scarpwatch.grid import Grid

if TYPE_CHECKING:
    import geopandas
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class LandslideCounts:
    """What became of an inventory.

    Attributes
    ----------
    total : features with a geometry
    without_geometry : features left out because they have none
    inside : landslides that lie in a unit
    outside : landslides beyond the grid
    masked : landslides on the grid but in no unit (no elevation, or between users' polygons)
    near_border : of those inside, how many lie within the position error of their unit's border, so
        that they may belong to a neighbour
    units_with_landslides : units with at least one landslide
    """

    total: int
    without_geometry: int
    inside: int
    outside: int
    masked: int
    near_border: int
    units_with_landslides: int

    def as_dict(self) -> dict[str, int]:
        """For a JSON file."""
        return asdict(self)


def count_landslides(
    inventory: geopandas.GeoDataFrame,
    polygons: geopandas.GeoDataFrame,
    grid: Grid,
    *,
    labels: NDArray[np.integer] | None = None,
    position_error_m: float = 0.0,
) -> tuple[pd.DataFrame, LandslideCounts]:
    """Count landslides per unit.

    A point belongs to the unit of its cell (or, without ``labels``, to every polygon that covers it). A
    polygon counts once, in the unit that holds most of its cells (without ``labels``: in every unit that
    covers its representative point); a polygon too small to cover a cell centre counts by that point.

    Parameters
    ----------
    inventory : GeoDataFrame of points, multipoints or polygons in the grid's CRS
    polygons : GeoDataFrame with ``unit_id``, the units
    grid : Grid
    labels : int array (rows, columns), optional
        Unit of every cell, 0 = none; leave out for units that overlap.
    position_error_m : float

    Returns
    -------
    table : DataFrame
        ``unit_id``, ``landslides`` (int), every unit of ``polygons`` in their order.
    counts : LandslideCounts
    """
    import geopandas
    import shapely

    everything = inventory.geometry.to_numpy()
    present = ~(shapely.is_missing(everything) | shapely.is_empty(everything))
    shapes = everything[present]
    points = geopandas.GeoSeries(shapely.point_on_surface(shapes), crs=grid.crs)
    left, bottom, right, top = grid.bounds
    on_grid = ((points.x >= left) & (points.x < right) & (points.y > bottom) & (points.y <= top)).to_numpy()

    if labels is not None:
        unit = _unit_of_points(points, labels, grid, on_grid)
        for index in np.flatnonzero(shapely.area(shapes) > 0):
            unit[index] = _unit_of_polygon(shapes[index], labels, grid, unit[index])
        landslide = np.flatnonzero(unit > 0)
        members = pd.DataFrame({"landslide": landslide, "unit_id": unit[landslide]})
    else:
        joined = geopandas.sjoin(
            geopandas.GeoDataFrame(geometry=points), polygons[["unit_id", "geometry"]], predicate="within"
        )
        members = pd.DataFrame(
            {"landslide": joined.index.to_numpy(), "unit_id": joined["unit_id"].to_numpy()}
        )

    per_unit = members["unit_id"].value_counts()
    table = pd.DataFrame({"unit_id": polygons["unit_id"].to_numpy(np.int64)})
    table["landslides"] = table["unit_id"].map(per_unit).fillna(0).astype(np.int64)

    inside = np.zeros(points.size, bool)
    inside[members["landslide"].unique()] = True
    near = 0
    if position_error_m > 0 and len(members):
        border = polygons.set_index("unit_id").geometry.boundary.loc[members["unit_id"]]
        distance = shapely.distance(border.to_numpy(), points.to_numpy()[members["landslide"].to_numpy()])
        near = int(members["landslide"][distance <= position_error_m].nunique())
    counts = LandslideCounts(
        total=int(present.sum()),
        without_geometry=int((~present).sum()),
        inside=int(inside.sum()),
        outside=int((~inside & ~on_grid).sum()),
        masked=int((~inside & on_grid).sum()),
        near_border=near,
        units_with_landslides=int((table["landslides"] > 0).sum()),
    )
    return table, counts


def select_landslides(
    inventory: geopandas.GeoDataFrame, column: str | None, value: str | None
) -> geopandas.GeoDataFrame:
    """The features that a column declares landslides (text compared without case); all if no column.

    Raises
    ------
    KeyError
        If the column does not exist.
    """
    if column is None:
        return inventory
    said = inventory[column].astype("string").str.strip().str.casefold()
    return inventory[(said == str(value).strip().casefold()).fillna(False).to_numpy(bool)]


def _unit_of_points(
    points: geopandas.GeoSeries, labels: NDArray[np.integer], grid: Grid, on_grid: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Label of the cell of each point, 0 off the grid."""
    unit = np.zeros(points.size, np.int64)
    column, row = ~grid.transform * (points.x.to_numpy()[on_grid], points.y.to_numpy()[on_grid])
    rows = np.clip(np.floor(row).astype(int), 0, grid.shape[0] - 1)
    columns = np.clip(np.floor(column).astype(int), 0, grid.shape[1] - 1)
    unit[on_grid] = labels[rows, columns]
    return unit


def _unit_of_polygon(shape: BaseGeometry, labels: NDArray[np.integer], grid: Grid, otherwise: int) -> int:
    """The unit with most cells under a polygon (ties: lower number), or ``otherwise`` if there is none."""
    from rasterio.features import geometry_mask

    left, bottom, right, top = shape.bounds
    (column_0, row_0), (column_1, row_1) = ~grid.transform * (left, top), ~grid.transform * (right, bottom)
    first_row, first_column = max(math.floor(row_0), 0), max(math.floor(column_0), 0)
    part = labels[first_row : max(math.ceil(row_1), 0), first_column : max(math.ceil(column_1), 0)]
    if part.size == 0:
        return int(otherwise)
    transform = grid.transform * Affine.translation(first_column, first_row)
    covered = geometry_mask([shape], out_shape=part.shape, transform=transform, invert=True)
    units = part[covered & (part > 0)]
    return int(np.bincount(units).argmax()) if units.size else int(otherwise)
