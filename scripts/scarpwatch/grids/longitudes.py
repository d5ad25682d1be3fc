"""Longitudes as numbers that go on beyond the 180th meridian, and boxes in degrees that lie across it.

A box is left, bottom, right, top with left < right, whatever the place: across the 180th meridian it goes, say, from
179.8 to 180.3. A whole turn more or less is the same place, so that what counts from 0 to 360 is met there too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from rasterio.crs import CRS
from rasterio.warp import transform_bounds

from scarpwatch.grids.grid import Grid

Box = tuple[float, float, float, float]


def in_degrees(crs: Any) -> bool:
    """Whether a coordinate system, if there is one, is of longitudes and latitudes."""
    return crs is not None and bool(CRS.from_user_input(crs).is_geographic)


def middle_longitude(grid: Grid) -> float | None:
    """Of a grid in degrees, by its own numbers; None of any other."""
    if not in_degrees(grid.crs):
        return None
    left, _, right, _ = grid.bounds
    return (left + right) / 2


def turned(longitude: ArrayLike, middle: float | None) -> NDArray[np.floating]:
    """Longitudes by whole turns as near to a middle as may be; as they are where there is none.

    Those that are near already keep their very numbers.
    """
    given = np.asarray(longitude)
    if middle is None:
        return given
    turns = np.rint((middle - given) / 360)
    return np.where(turns == 0, given, given + 360 * turns)


def within(longitude: ArrayLike, west: float, east: float) -> NDArray[np.bool_]:
    """Which longitudes lie between two, a whole turn more or less; none that is NaN."""
    near = np.asarray(longitude)
    low, high = (float(reduce(near, axis=None)) for reduce in (np.fmin.reduce, np.fmax.reduce))
    if (
        min(low, west) < -180 or max(high, east) > 180
    ):  # else nothing is to be turned, and arrays may be large
        near = turned(near, (west + east) / 2)
    return np.asarray((near >= west) & (near <= east))


def span(longitude: NDArray[np.floating]) -> tuple[float, float]:
    """The lowest and the highest of longitudes that lie together, perhaps on both sides of the 180th meridian.

    Parameters
    ----------
    longitude : array, deg, of which none is NaN
    """
    low, high = float(longitude.min()), float(longitude.max())
    if high - low <= 180:
        return low, high
    positive = np.mod(longitude, 360)
    return float(positive.min()), float(positive.max())


def box_in(crs: Any, other: Any, bounds: Box, *, middle: float | None = None, densify_pts: int = 21) -> Box:
    """A box in another coordinate system, enclosing it, as :func:`rasterio.warp.transform_bounds` does.

    Parameters
    ----------
    middle : longitude (deg) to which the result is to be near, where it is in degrees
    """
    left, bottom, right, top = transform_bounds(crs, other, *bounds, densify_pts=densify_pts)
    if not (np.isfinite(left) and np.isfinite(right)) or not in_degrees(other):
        return left, bottom, right, top
    box = left, bottom, right + 360 if right < left else right, top
    return box if middle is None else turned_box(box, middle)


def turned_box(box: Box, middle: float) -> Box:
    """A box in degrees by whole turns as near to a longitude as may be."""
    left, bottom, right, top = box
    turn = 360 * float(np.rint((middle - (left + right) / 2) / 360))
    return left + turn, bottom, right + turn, top


def plain_box(crs: Any, bounds: Box) -> Box | None:
    """The box, if programs that know no such boxes can use it; None across the 180th meridian."""
    left, _, right, _ = bounds
    return None if in_degrees(crs) and (left < -180 or right > 180) else bounds
