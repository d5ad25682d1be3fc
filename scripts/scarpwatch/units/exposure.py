"""Where units lie and what stands in them: the nearest place, lengths of lines, numbers of points and polygons."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from scarpwatch.inputs.vectors.density_kind import Kind
from scarpwatch.inputs.vectors.landslide_counts import touching_pairs

SECTORS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
COLUMNS = ("place", "place_distance_m", "place_direction")
"""Columns of :func:`nearest_places`."""


def nearest_places(units: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> pd.DataFrame:
    """The nearest place of every unit.

    Parameters
    ----------
    units : polygons, in metres
    places : ``name`` and points, lines or polygons, in any CRS

    Returns
    -------
    DataFrame
        A row per unit: ``place``, ``place_distance_m`` from its border (0 where the place lies in the unit or reaches
        it), and ``place_direction``, one of `SECTORS`: where the middle of the unit lies as seen from the place, missing
        at a distance of 0. Of places that are equally near the first counts. All are missing where there is no place.
    """
    empty = {"place": None, "place_distance_m": np.nan, "place_direction": None}
    told = pd.DataFrame(empty, index=range(len(units)), columns=list(COLUMNS))
    told = told.astype({"place": "object", "place_distance_m": float, "place_direction": "object"})
    if places.empty or units.empty:
        return told
    outlines = units.geometry.to_numpy()
    shapes = places.to_crs(units.crs).geometry.to_numpy()
    (unit, place), distance = shapely.STRtree(shapes).query_nearest(
        outlines, return_distance=True, all_matches=True
    )
    order = np.lexsort((place, unit))
    unit, place, distance = unit[order], place[order], distance[order]
    first = np.unique(unit, return_index=True)[1]
    unit, place, distance = unit[first], place[first], distance[first]
    told.loc[unit, "place"] = places["name"].to_numpy()[place]
    told.loc[unit, "place_distance_m"] = distance
    away = distance > 0
    towards = shapely.shortest_line(shapes[place[away]], shapely.point_on_surface(outlines[unit[away]]))
    ends = shapely.get_coordinates(towards).reshape(-1, 2, 2)
    east, north = (ends[:, 1] - ends[:, 0]).T
    told.loc[unit[away], "place_direction"] = np.array(SECTORS, dtype=object)[_sector(east, north)]
    return told


def _sector(east: NDArray[np.float64], north: NDArray[np.float64]) -> NDArray[np.int64]:
    """Place in `SECTORS` of directions."""
    return np.round(np.degrees(np.arctan2(east, north)) / 45).astype(np.int64) % len(SECTORS)


def amounts_inside(
    units: gpd.GeoDataFrame, features: gpd.GeoDataFrame, kind: Kind | None
) -> NDArray[np.float64]:
    """How much of the features lies in each unit.

    Parameters
    ----------
    units : polygons, in metres
    features : of one kind, in any CRS
    kind : None without any

    Returns
    -------
    array (units,)
        Length of lines in km; number of points, and of polygons of which a part lies in the unit: what lies in several
        units counts in each.
    """
    amount = np.zeros(len(units))
    if kind is None or features.empty or units.empty:
        return amount
    outlines = units.geometry.to_numpy()
    shapes = features.to_crs(units.crs).geometry.to_numpy()
    if kind == "lines":
        line, unit = shapely.STRtree(outlines).query(shapes, predicate="intersects")
        length = shapely.length(shapely.intersection(shapes[line], outlines[unit]))
        np.add.at(amount, unit, length / 1000)
        return amount
    _, unit, _ = touching_pairs(shapes, outlines)
    np.add.at(amount, unit, 1)
    return amount


def amount_column(name: str, kind: Kind | None) -> str:
    """Column of exposed features: ``roads_km`` of lines, ``buildings_count`` of all else."""
    return f"{name}_km" if kind == "lines" else f"{name}_count"
