"""The landslides of an inventory, each by itself: which features are landslides, their parts, and which are duplicates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS

if TYPE_CHECKING:
    import geopandas

Shapes = NDArray[np.object_]

SAME_M = 1.0
"""Points nearer to each other than this are one landslide that is listed twice, m."""

SAME_SHARE = 0.98
"""So are polygons that share this much of their union, and a point with the polygon that holds no other."""


@dataclass(frozen=True)
class Landslides:
    """The landslides of an inventory, each by itself.

    Attributes
    ----------
    shapes : array (landslides,) of points and polygons
        Parts of multipoints and multipolygons are landslides of their own; parts of a multipolygon that touch
        are one.
    places : array (landslides,) of points
        The point, or one inside the polygon.
    feature : int array (landslides,)
        Row of the inventory that each comes from.
    copy : bool array (landslides,)
        Whether an earlier one lies at the same place, or of a point whether it lies alone in a polygon. Copies label units
        and have dates, and do not count.
    features : rows of the inventory
    without_geometry : rows without a geometry
    multipart : rows that hold several landslides
    beyond : landslides so far away that the coordinate system has no place for them, none of the above
    """

    shapes: Shapes
    places: Shapes
    feature: NDArray[np.int64]
    copy: NDArray[np.bool_]
    features: int
    without_geometry: int
    multipart: int
    beyond: int

    def moved(self, source: CRS, target: CRS) -> Landslides:
        """The same landslides in another coordinate system."""
        import geopandas

        if source == target:
            return self
        shapes, places = (
            geopandas.GeoSeries(part, crs=source.to_wkt()).to_crs(target.to_wkt()).to_numpy()
            for part in (self.shapes, self.places)
        )
        return replace(self, shapes=shapes, places=places)


def select_landslides(
    inventory: geopandas.GeoDataFrame, column: str | None, value: str | None
) -> geopandas.GeoDataFrame:
    """The features that a column declares landslides; all if no column.

    Texts are compared without case, and whole numbers as such: 1.0, as columns with gaps are read, is 1.

    Raises
    ------
    KeyError
        If the column does not exist.
    """
    if column is None:
        return inventory
    said, wanted = _plain(inventory[column]), _plain(pd.Series([str(value)]))[0]
    return inventory[(said == wanted).fillna(False).to_numpy(bool)]


def list_landslides(inventory: geopandas.GeoDataFrame) -> Landslides:
    """The landslides of an inventory, each by itself.

    Parameters
    ----------
    inventory : GeoDataFrame of points, multipoints, polygons or multipolygons in metres
    """
    everything = inventory.geometry.to_numpy()
    present = np.flatnonzero(~(shapely.is_missing(everything) | shapely.is_empty(everything)))
    shapes, owner = shapely.get_parts(everything[present], return_index=True)
    near = has_place(shapes)
    shapes, numbers = _join_touching(shapes[near], present[owner[near]])
    return Landslides(
        shapes=shapes,
        places=shapely.point_on_surface(shapes),
        feature=numbers,
        copy=_copies(shapes),
        features=len(inventory),
        without_geometry=len(inventory) - present.size,
        multipart=int((np.unique(numbers, return_counts=True)[1] > 1).sum()),
        beyond=int((~near).sum()),
    )


def has_place(shapes: Shapes) -> NDArray[np.bool_]:
    """Whether each shape is there, with coordinates that are all numbers."""
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    present = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    present[owner[~np.isfinite(coordinates).all(axis=1)]] = False
    return np.asarray(present, bool)


def _plain(column: pd.Series) -> pd.Series:
    """Text without case and spaces around it, whole numbers without a point."""
    text = column.astype("string").str.strip().str.casefold()
    return text.str.replace(r"^(-?\d+)\.0+$", r"\1", regex=True)


def _join_touching(shapes: Shapes, owner: NDArray[np.int64]) -> tuple[Shapes, NDArray[np.int64]]:
    """Parts of one feature that touch as one shape; repaired polygons fall into such parts."""
    polygons = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    repeated = np.isin(owner[polygons], np.flatnonzero(np.bincount(owner[polygons], minlength=1) > 1))
    parts = polygons[repeated]
    if not parts.size:
        return shapes, owner
    one, other = shapely.STRtree(shapes[parts]).query(shapes[parts], predicate="intersects")
    same = owner[parts[one]] == owner[parts[other]]
    group = np.arange(shapes.size)
    group[parts] = parts[_components(parts.size, one[same], other[same])]
    first, place, size = np.unique(group, return_inverse=True, return_counts=True)
    joined = shapes[first].copy()
    for k in np.flatnonzero(size > 1):
        joined[k] = shapely.union_all(shapes[place == k])
    return joined, owner[first]


def _copies(shapes: Shapes) -> NDArray[np.bool_]:
    """Whether an earlier shape is at the same place."""
    copy = np.zeros(shapes.size, bool)
    kind = shapely.get_dimensions(shapes)
    points = np.flatnonzero(kind == 0)
    if points.size:
        _, first = np.unique(shapely.get_coordinates(shapes[points]), axis=0, return_index=True)
        kept = np.sort(first)  # of equal points the first; one that many share would make many pairs
        places = shapes[points[kept]]
        head = _components(
            kept.size, *shapely.STRtree(places).query(places, predicate="dwithin", distance=SAME_M)
        )
        copy[points] = True
        copy[points[kept[head == np.arange(kept.size)]]] = False
    polygons = np.flatnonzero(kind == 2)
    one, other = shapely.STRtree(shapes[polygons]).query(shapes[polygons], predicate="intersects")
    one, other = one[one < other], other[one < other]
    area = shapely.area(shapes[polygons])
    alike = np.minimum(area[one], area[other]) >= SAME_SHARE * np.maximum(area[one], area[other])
    one, other = one[alike], other[alike]
    shared = shapely.area(shapely.intersection(shapes[polygons[one]], shapes[polygons[other]]))
    same = shared >= SAME_SHARE * (area[one] + area[other] - shared)
    head = _components(polygons.size, one[same], other[same])
    copy[polygons[head != np.arange(polygons.size)]] = True
    # A point and an outline of one landslide. A polygon around several points is more probably an area of theirs.
    counted = points[~copy[points]]
    outline, place = shapely.STRtree(shapes[counted]).query(shapes[polygons], predicate="contains")
    alone = np.bincount(outline, minlength=polygons.size)[outline] == 1
    copy[counted[place[alone]]] = True
    return copy


def _components(size: int, one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.int64]:
    """The first member of the group of each of ``size`` things that pairs tie together."""
    first = np.arange(size)
    while True:
        before = first.copy()
        for here, there in ((one, other), (other, one)):
            np.minimum.at(first, here, first[there])
        first = first[first]
        if (first == before).all():
            return first
