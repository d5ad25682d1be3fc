"""Landslides per mapping unit, and which units are landslide units."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from affine import Affine
from numpy.typing import NDArray

from scarpwatch.grid import Grid
from scarpwatch.units.label_rules import (
    Shapes,
    covered_shares,
    distance_to_landslides,
    most_probable_units,
    units_within_error,
)

if TYPE_CHECKING:
    import geopandas
    from shapely.geometry.base import BaseGeometry


AtBorder = Literal["count", "drop", "probable"]


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
    moved : of those near a border, how many were given to a neighbour that is more probable
    undated : of those inside, how many have no date; None if no dates were asked for
    units_with_landslides : units that are labelled as landslide units
    units_left_out : units that are neither landslide units nor free of landslides, as far as one can tell
    """

    total: int
    without_geometry: int
    inside: int
    outside: int
    masked: int
    near_border: int
    moved: int
    undated: int | None
    units_with_landslides: int
    units_left_out: int

    def as_dict(self) -> dict[str, int]:
        """For a JSON file; what was not asked for is left out."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def count_landslides(
    inventory: geopandas.GeoDataFrame,
    polygons: geopandas.GeoDataFrame,
    grid: Grid,
    *,
    labels: NDArray[np.integer] | None = None,
    position_error_m: float = 0.0,
    at_border: AtBorder = "count",
    min_share: float | None = None,
    days: NDArray[np.datetime64] | None = None,
) -> tuple[pd.DataFrame, LandslideCounts]:
    """Count landslides per unit, and label the units.

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
    at_border : {"count", "drop", "probable"}
        Landslides within the position error of their unit's border: count where they lie; or leave out all
        units that they may lie in, but for those with another landslide that is certain; or give each to
        the unit that holds most of the disc of its position error.
    min_share : float, optional
        Label units by the share that landslide polygons cover: at least this much makes a landslide unit,
        less (but some) leaves the unit out. Points label their unit as ever.
    days : datetime64 array (features of ``inventory``), optional
        Day of each landslide, NaT = unknown.

    Returns
    -------
    table : DataFrame
        Every unit of ``polygons`` in their order: ``unit_id``; ``landslides`` (int), each landslide once;
        ``label`` 1 = landslide unit, 0 = free of landslides, -1 = neither; ``covered_share``;
        ``landslide_distance_m`` from the unit's nearest part to the nearest landslide; with ``days`` also
        ``first_landslide`` (YYYY-MM-DD or missing) and ``undated`` (int).
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
    places = points.to_numpy()

    members = _members(shapes, points, polygons, grid, labels, on_grid)
    inside = np.zeros(len(shapes), bool)
    inside[members["landslide"].unique()] = True
    near = np.zeros(len(shapes), bool)
    moved = 0
    unsure = pd.DataFrame({"landslide": [], "unit_id": []}, dtype=np.int64)
    if position_error_m > 0:
        border = polygons.set_index("unit_id").geometry.boundary.loc[members["unit_id"]]
        distance = shapely.distance(border.to_numpy(), places[members["landslide"].to_numpy()])
        near[members["landslide"][distance <= position_error_m].unique()] = True
        if at_border == "drop":
            # Those in no unit may lie in one too.
            suspects = np.flatnonzero(near | ~inside)
            unsure = units_within_error(places, suspects, polygons, position_error_m)
        elif at_border == "probable":
            pairs = units_within_error(places, np.flatnonzero(near), polygons, position_error_m)
            best = most_probable_units(pairs, places, polygons, position_error_m)
            known = pd.MultiIndex.from_frame(members)
            moved = int((~pd.MultiIndex.from_frame(best).isin(known)).sum())
            members = pd.concat([members[~near[members["landslide"]]], best], ignore_index=True)

    table = pd.DataFrame({"unit_id": polygons["unit_id"].to_numpy(np.int64)})
    table["landslides"] = _per_unit(table, members)
    certain = members[~members["landslide"].isin(unsure["landslide"])]
    shares, covers = covered_shares(shapes, polygons)
    if min_share is not None:
        certain = certain[~certain["landslide"].isin(covers["landslide"])]
    positive = _per_unit(table, certain) > 0
    doubtful = (_per_unit(table, unsure) > 0).to_numpy()
    table["covered_share"] = shares.to_numpy()
    if min_share is not None:
        positive |= table["covered_share"] >= min_share
        doubtful = doubtful | (table["covered_share"] > 0).to_numpy()
    table["label"] = np.where(positive, 1, np.where(doubtful, -1, 0)).astype(np.int8)
    table["landslide_distance_m"] = distance_to_landslides(shapes, polygons)
    if days is not None:
        of_unit = members if min_share is None else pd.concat([members, covers]).drop_duplicates()
        of_unit = of_unit.assign(day=days[present][of_unit["landslide"].to_numpy()])
        first = of_unit.groupby("unit_id")["day"].min()
        text = pd.Series(first.dt.strftime("%Y-%m-%d"), dtype="string")
        table["first_landslide"] = table["unit_id"].map(text).astype("string")
        table["undated"] = _per_unit(table, of_unit[of_unit["day"].isna()])

    counts = LandslideCounts(
        total=int(present.sum()),
        without_geometry=int((~present).sum()),
        inside=int(inside.sum()),
        outside=int((~inside & ~on_grid).sum()),
        masked=int((~inside & on_grid).sum()),
        near_border=int(near.sum()),
        moved=moved,
        undated=None if days is None else int(np.isnat(days[present][inside]).sum()),
        units_with_landslides=int((table["label"] == 1).sum()),
        units_left_out=int((table["label"] == -1).sum()),
    )
    return table, counts


def _members(
    shapes: Shapes,
    points: geopandas.GeoSeries,
    polygons: geopandas.GeoDataFrame,
    grid: Grid,
    labels: NDArray[np.integer] | None,
    on_grid: NDArray[np.bool_],
) -> pd.DataFrame:
    """``landslide`` and ``unit_id`` by position."""
    import geopandas
    import shapely

    if labels is not None:
        unit = _unit_of_points(points, labels, grid, on_grid)
        for index in np.flatnonzero(shapely.area(shapes) > 0):
            unit[index] = _unit_of_polygon(shapes[index], labels, grid, unit[index])
        landslide = np.flatnonzero(unit > 0)
        return pd.DataFrame({"landslide": landslide, "unit_id": unit[landslide]})
    joined = geopandas.sjoin(
        geopandas.GeoDataFrame(geometry=points), polygons[["unit_id", "geometry"]], predicate="within"
    )
    return pd.DataFrame(
        {"landslide": joined.index.to_numpy(np.int64), "unit_id": joined["unit_id"].to_numpy(np.int64)}
    )


def _per_unit(table: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    """How many of the pairs each unit of the table is in."""
    return table["unit_id"].map(pairs["unit_id"].value_counts()).fillna(0).astype(np.int64)


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
