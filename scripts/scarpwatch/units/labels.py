"""Landslides per mapping unit, and which units are landslide units."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from scarpwatch.grids.grid import Grid
from scarpwatch.inputs.vectors.landslide_counts import PlaceCounts, count_places
from scarpwatch.inputs.vectors.landslide_places import Landslides, list_landslides
from scarpwatch.units.label_rules import (
    BelowShare,
    covered_shares,
    distance_to_landslides,
    main_units,
    most_probable_units,
    touched_units,
    units_within_error,
    within_error,
)

if TYPE_CHECKING:
    import geopandas


AtBorder = Literal["count", "drop", "probable"]


@dataclass(frozen=True)
class LandslideCounts(PlaceCounts):
    """What became of an inventory.

    Attributes
    ----------
    on_border : landslides inside that lie exactly on a border of units, all of which they touch
    near_border : of those inside, how many lie within the position error of their unit's border, so
        that they may belong to a neighbour
    moved : of those near a border, how many were given to a neighbour that is more probable
    undated : of those inside, how many have no date; None if no dates were asked for
    units_with_landslides : units that are labelled as landslide units
    units_left_out : units that are neither landslide units nor free of landslides, as far as one can tell
    slivers : of those, units that landslide polygons touch by slivers only
    """

    on_border: int
    near_border: int
    moved: int
    undated: int | None
    units_with_landslides: int
    units_left_out: int
    slivers: int

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
    below_min_share: BelowShare = "negative",
    days: NDArray[np.datetime64] | None = None,
) -> tuple[pd.DataFrame, LandslideCounts]:
    """Count landslides per unit, and label the units.

    A landslide **counts** once: a point in the unit of its cell (without ``labels``: in every unit that holds
    it), a polygon in the unit that holds most of it. It makes every unit that it **touches** a landslide unit:
    a polygon all units that it covers a part of, a point exactly on a border all units of that border.

    Parameters
    ----------
    inventory : points or polygons, or several of them, in the grid's CRS
    polygons : the units, with ``unit_id``
    labels : unit of every cell (rows, columns), 0 = none; leave out for units that overlap
    at_border : what becomes of landslides within the position error of a unit's border: "count" where they lie;
        "drop" all units that they may lie in, but for those that a landslide lies in for certain; or give each
        point to the unit that holds most of the disc of its position error ("probable")
    min_share : of landslide polygons, at least this share of a unit must be covered to make it a landslide unit;
        points label their unit as ever
    below_min_share : what a unit is of which less is covered
    days : datetime64 array (features of ``inventory``): day of each landslide, NaT = unknown

    Returns
    -------
    table : DataFrame
        Every unit in the order of ``polygons``: ``unit_id``; ``landslides``, each place once; ``label`` 1 = landslide
        unit, 0 = free of them, -1 = neither; ``covered_share``; ``landslide_distance_m`` from its nearest part;
        with ``days`` also ``first_landslide`` (YYYY-MM-DD or missing) and ``undated`` (int).
    counts : LandslideCounts
    """
    landslides = list_landslides(inventory)
    pairs = touched_units(landslides.shapes, polygons, cell_m=max(grid.cell_size))
    inside = np.zeros(landslides.shapes.size, bool)
    inside[pairs["landslide"]] = True
    members = _members(landslides, pairs, polygons, grid, labels)
    doubt = _Doubt(pairs, members, np.zeros(inside.size, bool))
    if position_error_m > 0:
        doubt = _within_position_error(landslides, pairs, members, polygons, position_error_m, at_border)
    table = pd.DataFrame({"unit_id": polygons["unit_id"].to_numpy(np.int64)})
    table["landslides"] = _per_unit(table, doubt.members[~landslides.copy[doubt.members["landslide"]]])
    table["covered_share"] = covered_shares(doubt.pairs, polygons).to_numpy()
    table["label"], slivers = _label(table, doubt, min_share, below_min_share)
    table["landslide_distance_m"] = distance_to_landslides(landslides.shapes, polygons)
    undated = None
    if days is not None:
        of_landslide = np.asarray(days)[landslides.feature]
        undated = int((np.isnat(of_landslide) & inside & ~landslides.copy).sum())
        table["first_landslide"], table["undated"] = _dates(table, doubt, of_landslide)
    places = count_places(landslides, inside, grid)
    return table, _summary(places, table, doubt, inside & ~landslides.copy, slivers, undated)


def _label(
    table: pd.DataFrame, doubt: _Doubt, min_share: float | None, below_min_share: BelowShare
) -> tuple[NDArray[np.int8], int]:
    """Label of each unit, and how many units are touched by slivers only."""
    pairs = doubt.pairs
    covers = pairs["area_m2"] > 0
    touch = pairs[~pairs["sliver"] & (~covers if min_share is not None else True)]
    positive = (_per_unit(table, touch) > 0).to_numpy()
    doubtful = (_per_unit(table, doubt.unsure) > 0).to_numpy()
    slivers = np.zeros(len(table), bool)
    if min_share is None:
        slivers = (_per_unit(table, pairs) > 0).to_numpy() & ~positive & ~doubtful
    else:
        positive = positive | (table["covered_share"] >= min_share).to_numpy()
        if below_min_share == "neither":
            doubtful = doubtful | (table["covered_share"] > 0).to_numpy()
    label = np.where(positive, 1, np.where(doubtful | slivers, -1, 0)).astype(np.int8)
    return label, int(slivers.sum())


def _dates(
    table: pd.DataFrame, doubt: _Doubt, of_landslide: NDArray[np.datetime64]
) -> tuple[pd.Series, pd.Series]:
    """Day of the first landslide of each unit as text, and how many of its landslides have none."""
    of_unit = pd.concat([doubt.pairs[["landslide", "unit_id"]], doubt.members]).drop_duplicates()
    of_unit = of_unit.assign(day=of_landslide[of_unit["landslide"].to_numpy()])
    first = of_unit.groupby("unit_id")["day"].min()
    text = pd.Series(first.dt.strftime("%Y-%m-%d"), dtype="string")
    dated = table["unit_id"].map(text).astype("string")
    return dated, _per_unit(table, of_unit[of_unit["day"].isna()])


def _summary(
    places: PlaceCounts,
    table: pd.DataFrame,
    doubt: _Doubt,
    once: NDArray[np.bool_],
    slivers: int,
    undated: int | None,
) -> LandslideCounts:
    """Counts of landslides, each place ``once``, and of units."""
    on_border = np.zeros(once.size, bool)
    on_border[doubt.pairs.loc[doubt.pairs["on_border"], "landslide"]] = True
    return LandslideCounts(
        **places.as_dict(),
        on_border=int((once & on_border).sum()),
        near_border=int((once & doubt.near).sum()),
        moved=doubt.moved,
        undated=undated,
        units_with_landslides=int((table["label"] == 1).sum()),
        units_left_out=int((table["label"] == -1).sum()),
        slivers=slivers,
    )


@dataclass(frozen=True)
class _Doubt:
    """What the position error makes of pairs of landslide and unit.

    ``pairs`` that are touched and ``members`` that count, ``near``, whether each landslide is near a border,
    how many are ``moved``, and the pairs that are ``unsure``.
    """

    pairs: pd.DataFrame
    members: pd.DataFrame
    near: NDArray[np.bool_]
    moved: int = 0
    unsure: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({"landslide": [], "unit_id": []}, dtype=np.int64)
    )


def _within_position_error(
    landslides: Landslides,
    pairs: pd.DataFrame,
    members: pd.DataFrame,
    polygons: geopandas.GeoDataFrame,
    error_m: float,
    at_border: AtBorder,
) -> _Doubt:
    """Treat landslides within the position error of a border as ``at_border`` says."""
    flat = shapely.get_dimensions(landslides.shapes) == 2
    possible, certain = within_error(landslides.shapes, pairs, polygons, error_m)
    near = _near_border(landslides, members, polygons, error_m)
    reached, sure = (part["landslide"].value_counts() for part in (possible, certain))
    differs = reached.ne(sure.reindex(reached.index, fill_value=0))
    near[differs.index[differs]] = True
    if at_border == "count":
        return _Doubt(pairs, members, near)
    inside = np.isin(np.arange(near.size), pairs["landslide"])
    # Those in no unit may lie in one too.
    suspects = np.flatnonzero(~flat & (near | ~inside if at_border == "drop" else near))
    around = units_within_error(landslides.places, suspects, polygons, error_m)
    if at_border == "drop":
        of_polygon = flat[pairs["landslide"]]
        keep = np.where(of_polygon, _is_in(pairs, certain), ~pairs["landslide"].isin(around["landslide"]))
        pairs = pairs.assign(sliver=pairs["sliver"].to_numpy() | ~keep)
        return _Doubt(pairs, members, near, unsure=pd.concat([around, possible]))
    best = most_probable_units(around, landslides.places, polygons, error_m)
    moved = int((~_is_in(best, members) & ~landslides.copy[best["landslide"]]).sum())
    members = pd.concat([members[~members["landslide"].isin(suspects)], best], ignore_index=True)
    best = best.assign(on_border=False, part=None, area_m2=0.0, sliver=False)
    pairs = pd.concat([pairs[~pairs["landslide"].isin(suspects)], best], ignore_index=True)
    return _Doubt(pairs, members, near, moved)


def _members(
    landslides: Landslides,
    pairs: pd.DataFrame,
    polygons: geopandas.GeoDataFrame,
    grid: Grid,
    labels: NDArray[np.integer] | None,
) -> pd.DataFrame:
    """``landslide`` and ``unit_id`` where each landslide counts."""
    main = main_units(pairs)
    pairs = pairs[["landslide", "unit_id", "on_border"]]
    if labels is not None:
        # On a border of cells the cell below and to the right has the point.
        unit = _unit_of_points(landslides, labels, grid)
        own = pairs[pairs["unit_id"].to_numpy() == unit[pairs["landslide"]]]
        own = own[shapely.get_dimensions(landslides.shapes[own["landslide"]]) == 0]
    else:
        places = landslides.places[pairs["landslide"]]
        units = polygons.set_index("unit_id").geometry.loc[pairs["unit_id"]].to_numpy()
        own = pairs[shapely.intersects(units, places) & ~pairs["on_border"].to_numpy()]
    return pd.concat(
        [main[~main["landslide"].isin(own["landslide"])], own[["landslide", "unit_id"]]], ignore_index=True
    )


def _unit_of_points(landslides: Landslides, labels: NDArray[np.integer], grid: Grid) -> NDArray[np.int64]:
    """Label of the cell of each place, 0 off the grid."""
    unit = np.zeros(landslides.places.size, np.int64)
    x, y = shapely.get_x(landslides.places), shapely.get_y(landslides.places)
    column, row = ~grid.transform @ (x, y)
    rows, columns = np.floor(row).astype(int), np.floor(column).astype(int)
    on_grid = (rows >= 0) & (rows < grid.shape[0]) & (columns >= 0) & (columns < grid.shape[1])
    unit[on_grid] = labels[rows[on_grid], columns[on_grid]]
    return unit


def _near_border(
    landslides: Landslides, members: pd.DataFrame, polygons: geopandas.GeoDataFrame, error_m: float
) -> NDArray[np.bool_]:
    """Whether each point lies within the error of the border of a unit that it counts in."""
    near = np.zeros(landslides.shapes.size, bool)
    points = members[shapely.get_dimensions(landslides.shapes[members["landslide"]]) == 0]
    border = shapely.boundary(polygons.set_index("unit_id").geometry.loc[points["unit_id"]].to_numpy())
    distance = shapely.distance(border, landslides.places[points["landslide"].to_numpy()])
    near[points["landslide"][distance <= error_m]] = True
    return near


def _is_in(pairs: pd.DataFrame, others: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each pair of landslide and unit is among others."""
    keys = [pd.MultiIndex.from_frame(table[["landslide", "unit_id"]]) for table in (pairs, others)]
    return np.asarray(keys[0].isin(keys[1]), bool)


def _per_unit(table: pd.DataFrame, pairs: pd.DataFrame) -> pd.Series:
    """How many of the pairs each unit of the table is in."""
    return table["unit_id"].map(pairs["unit_id"].value_counts()).fillna(0).astype(np.int64)
