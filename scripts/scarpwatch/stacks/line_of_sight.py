"""Look vector, incidence and slant range on a stack's grid, from the geometry that ready products have."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from rasterio.windows import Window

from scarpwatch.grids.grid import Grid, read_grid
from scarpwatch.grids.longitudes import box_in, middle_longitude
from scarpwatch.grids.mosaic import Raster
from scarpwatch.grids.warping import warp_layer
from scarpwatch.stacks.layers import LOOK
from scarpwatch.stacks.readers import Float, look_vector

EARTH_RADIUS_M = 6371000.0  # mean


def vector_from_angles(elevation: Float, orientation: Float) -> dict[str, Float]:
    """Unit vector from the ground to the satellite.

    Parameters
    ----------
    elevation : array (rows, columns), rad, of the satellite above the horizon
    orientation : array (rows, columns), rad, of its horizontal direction, from east towards north
    """
    across = np.cos(elevation)
    parts = across * np.cos(orientation), across * np.sin(orientation), np.sin(elevation)
    return {name: part.astype(np.float32) for name, part in zip(LOOK, parts, strict=True)}


def vector_on_grid(vector: Mapping[str, Float], source: Grid, grid: Grid) -> dict[str, Float]:
    """A field of unit vectors on another grid: components interpolated, length 1 again; NaN outside.

    Parameters
    ----------
    vector : ``los_east``, ``los_north``, ``los_up``, arrays (rows, columns) of ``source``, NaN where missing
    """
    if source == grid:
        return {name: np.asarray(vector[name], np.float32) for name in LOOK}
    warped = {name: warp_layer(vector[name], source, grid) for name in LOOK}
    length = np.sqrt(sum(part**2 for part in warped.values()))
    return {name: (part / length).astype(np.float32) for name, part in warped.items()}


def extend(vector: Mapping[str, Float]) -> tuple[dict[str, Float], float]:
    """Fill what one product does not cover by planes through its components, for other products do cover it.

    The direction to the satellite changes by some 6 degrees over 100 km, and nearly in proportion.

    Returns
    -------
    vector : without NaN, or as it was where nothing is known
    share : of the cells that were filled
    """
    known = np.isfinite(vector["los_up"])
    share = 1 - float(known.mean())
    if not share or not known.any():
        return dict(vector), share
    rows, columns = np.nonzero(known)
    some = slice(None, None, max(1, rows.size // 20_000))
    design = np.column_stack([np.ones(rows[some].size), rows[some], columns[some]])
    gaps = np.nonzero(~known)
    filled = {}
    for name in LOOK:
        plane = np.linalg.lstsq(design, vector[name][known][some].astype(np.float64), rcond=None)[0]
        filled[name] = plane[0] + plane[1] * gaps[0] + plane[2] * gaps[1]
    length = np.sqrt(sum(part**2 for part in filled.values()))
    result = {name: vector[name].copy() for name in LOOK}
    for name in LOOK:
        result[name][gaps] = filled[name] / length
    return result, share


def heading_of(vector: Mapping[str, Float]) -> float:
    """Flight direction (degrees, clockwise from north) of a right-looking satellite; NaN without any vector."""
    known = np.isfinite(vector["los_up"])
    if not known.any():
        return math.nan
    east, north = (float(vector[name][known].mean()) for name in LOOK[:2])
    return (math.degrees(math.atan2(east, north)) + 270) % 360 - 180


def window_over(source: Grid, grid: Grid, *, margin: int = 2) -> Window:
    """The cells of one grid that another one covers, and some more around; at least one."""
    bounds = box_in(grid.crs, source.crs, grid.bounds, middle=middle_longitude(source))
    corners = [~source.transform @ (x, y) for x in bounds[::2] for y in bounds[1::2]]
    ends = []
    for places, size in zip(zip(*corners, strict=True), source.shape[::-1], strict=True):
        first = min(max(math.floor(min(places)) - margin, 0), size - 1)
        ends.append((first, min(max(math.ceil(max(places)) + margin, first + 1), size)))
    (left, right), (top, bottom) = ends
    return Window(left, top, right - left, bottom - top)


def over_dem(grid: Grid, dem: Raster) -> Grid:
    """The part of a raster's grid that the DEM covers."""
    return grid.part(window_over(grid, read_grid(dem)))


def satellite_radius(slant_range: float, incidence: float, *, ground_radius: float = EARTH_RADIUS_M) -> float:
    """Distance of the satellite from Earth's centre (m) that makes these two belong together, on the sphere.

    Law of cosines in the triangle of Earth's centre, ground and satellite, with the angle pi - incidence at
    the ground.
    """
    square = ground_radius**2 + slant_range**2 + 2 * ground_radius * slant_range * np.cos(incidence)
    return float(np.sqrt(square))


def slant_range_on_sphere(
    incidence: Float, height: Float, satellite: float, *, ground_radius: float = EARTH_RADIUS_M
) -> Float:
    """Distance between ground and satellite (m).

    Parameters
    ----------
    incidence : array (rows, columns), rad, between the vertical and the line of sight
    height : array (rows, columns), m; NaN counts as the median
    satellite : distance of the satellite from Earth's centre (m)
    ground_radius : of the sphere from which heights count (m)
    """
    known = np.isfinite(height)
    level = float(np.median(height[known])) if known.any() else 0.0
    ground = ground_radius + np.where(known, height, level).astype(np.float64)
    angle = incidence.astype(np.float64)
    return (np.sqrt(satellite**2 - (ground * np.sin(angle)) ** 2) - ground * np.cos(angle)).astype(np.float32)


def sight_layers(
    vector: Mapping[str, Float],
    height: Float,
    satellite: float,
    *,
    ground_radius: float = EARTH_RADIUS_M,
) -> dict[str, Float]:
    """All layers of :class:`~scarpwatch.stacks.readers.Geometry` that follow from the line of sight."""
    incidence = np.arccos(np.clip(vector["los_up"], -1, 1)).astype(np.float32)
    return {
        "height": height,
        "slant_range": slant_range_on_sphere(incidence, height, satellite, ground_radius=ground_radius),
        "incidence": incidence,
        **{name: vector[name] for name in LOOK},
    }


def constant_sight(incidence: float, heading_deg: float, shape: tuple[int, int]) -> dict[str, Float]:
    """The unit vector to a right-looking satellite, the same in all cells.

    Parameters
    ----------
    incidence : rad
    heading_deg : flight direction, clockwise from north
    """
    return look_vector(np.full(shape, incidence, np.float32), heading_deg)
