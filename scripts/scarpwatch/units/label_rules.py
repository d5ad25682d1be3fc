"""When a landslide makes a unit a landslide unit: position error, covered share, distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

if TYPE_CHECKING:
    import geopandas

Shapes = NDArray[np.object_]


def units_within_error(
    points: Shapes, landslides: NDArray[np.int64], polygons: geopandas.GeoDataFrame, error_m: float
) -> pd.DataFrame:
    """Units that each of the given landslides may lie in, its own among them.

    Parameters
    ----------
    points : array of points, all landslides
    landslides : int array, which of them to look at

    Returns
    -------
    DataFrame
        ``landslide``, ``unit_id``, one row per pair.
    """
    tree = shapely.STRtree(polygons.geometry.to_numpy())
    which, unit = tree.query(points[landslides], predicate="dwithin", distance=error_m)
    return pd.DataFrame(
        {"landslide": landslides[which], "unit_id": polygons["unit_id"].to_numpy(np.int64)[unit]}
    )


def most_probable_units(
    pairs: pd.DataFrame, points: Shapes, polygons: geopandas.GeoDataFrame, error_m: float
) -> pd.DataFrame:
    """Of the units that a landslide may lie in, the one that holds most of the disc of its position error.

    That is the unit of highest probability if any place within the error is as likely as any other. Among
    equals, the lowest number is taken.

    Parameters
    ----------
    pairs : DataFrame
        As :func:`units_within_error` gives them.
    points : array of points, all landslides

    Returns
    -------
    DataFrame
        ``landslide``, ``unit_id``, one row per landslide.
    """
    shapes = polygons.set_index("unit_id").geometry
    disc = shapely.buffer(points[pairs["landslide"].to_numpy()], error_m, quad_segs=16)
    held = shapely.area(shapely.intersection(disc, shapes.loc[pairs["unit_id"]].to_numpy()))
    # Rounded to a millionth of the disc, so that which of two equal shares is taken is no matter of rounding.
    ranked = pairs.assign(held=np.round(held / (np.pi * error_m**2), 6))
    ranked = ranked.sort_values(["landslide", "held", "unit_id"], ascending=[True, False, True])
    return ranked.drop_duplicates("landslide")[["landslide", "unit_id"]].reset_index(drop=True)


def covered_shares(shapes: Shapes, polygons: geopandas.GeoDataFrame) -> tuple[pd.Series, pd.DataFrame]:
    """Share of every unit that landslide polygons cover together.

    Parameters
    ----------
    shapes : array of points or polygons, all landslides
        Points cover nothing.

    Returns
    -------
    shares : Series, index ``unit_id``
    pairs : DataFrame
        ``landslide``, ``unit_id`` of every polygon that covers a part of a unit.
    """
    units = polygons.geometry.to_numpy()
    numbers = polygons["unit_id"].to_numpy(np.int64)
    with_area = np.flatnonzero(shapely.area(shapes) > 0)
    which, unit = shapely.STRtree(units).query(shapes[with_area], predicate="intersects")
    parts = shapely.intersection(shapes[with_area][which], units[unit])
    covering = shapely.area(parts) > 0
    which, unit, parts = which[covering], unit[covering], parts[covering]
    shares = np.zeros(len(units))
    order = np.argsort(unit, kind="stable")
    first = np.flatnonzero(np.diff(unit[order], prepend=-1))
    for group in np.split(order, first[1:]) if order.size else []:
        # Landslide polygons may overlap: their union is what is covered.
        index = unit[group[0]]
        shares[index] = shapely.area(shapely.union_all(parts[group])) / shapely.area(units[index])
    pairs = pd.DataFrame({"landslide": with_area[which], "unit_id": numbers[unit]})
    return pd.Series(shares, index=pd.Index(numbers, name="unit_id")), pairs


def distance_to_landslides(shapes: Shapes, polygons: geopandas.GeoDataFrame) -> NDArray[np.float64]:
    """Distance from every unit's nearest part to the nearest landslide, m; 0 with a landslide in it.

    Infinite where there is no landslide at all.
    """
    distance = np.full(len(polygons), np.inf)
    if len(shapes):
        tree = shapely.STRtree(shapes)
        (unit, _), found = tree.query_nearest(
            polygons.geometry.to_numpy(), return_distance=True, all_matches=False
        )
        distance[unit] = found
    return distance
