"""Where the study area lies: a small overview in a corner of its map, with degrees and what the radar covers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon
from matplotlib.patheffects import withStroke
from matplotlib.ticker import NullLocator
from numpy.typing import NDArray
from rasterio.warp import transform

from scarpwatch.figures.maps.cartography import axis_units, extent
from scarpwatch.figures.maps.furniture import DEGREES, degrees_text, graticule_step
from scarpwatch.figures.style import INK
from scarpwatch.grids.grid import Grid, read_raster
from scarpwatch.grids.longitudes import box_in, turned

AREA, FILL = "#b2182b", "#f0c4c4"
RADAR = "#225ea8"
SIDE = 0.28
"""Of the overview, as a share of the map's width or height."""
AROUND = 4
"""The overview shows at least so many times the length of the area."""
SAMPLED = 250
"""Rows and columns of a radar grid, at most, that its outline is taken from."""


def radar_coverage(height: str | Path, position: Sequence[str | Path]) -> NDArray[np.float64] | None:
    """The outline of what the radar data cover.

    Parameters
    ----------
    height : raster of the stack's grid; NaN where it has no pixel
    position : rasters of latitude and longitude (deg) of a stack in radar geometry; none of one on a map grid

    Returns
    -------
    array (n, 2) or None
        Longitude and latitude of the convex hull, deg; None without a pixel.

    Raises
    ------
    InputError
        If a file is missing or damaged.
    """
    values, grid = read_raster(height)
    rows, columns = (np.unique(np.linspace(0, size - 1, SAMPLED).astype(int)) for size in values.shape)
    known = np.isfinite(values[np.ix_(rows, columns)])
    if position:
        latitude, longitude = (read_raster(path)[0][np.ix_(rows, columns)][known] for path in position)
    else:
        across, down = np.meshgrid(columns + 0.5, rows + 0.5)
        x, y = grid.transform @ (across[known], down[known])
        longitude, latitude = (np.array(part) for part in transform(grid.crs, DEGREES, x, y)[:2])
    places = np.column_stack([longitude, latitude])
    places = places[np.isfinite(places).all(axis=1)]
    if len(places) < 3:
        return None
    return np.asarray(shapely.get_coordinates(shapely.MultiPoint(places).convex_hull), dtype=np.float64)


def add_locator(
    axes: Axes, grid: Grid, *, covered: NDArray[np.float64] | None = None, avoid: NDArray[np.float64]
) -> list[Line2D | Patch]:
    """Draw the overview in the corner of a map that holds fewest points; none where the reference system is unknown.

    Parameters
    ----------
    axes, grid : the map and its grid
    covered : array (n, 2), outline of the radar data in degrees, as `radar_coverage` gives it
    avoid : array (n, 2), x and y of points of the map in CRS units

    Returns
    -------
    list
        Entries for the legend.
    """
    if grid.crs is None or not (grid.crs.is_projected or grid.crs.is_geographic):
        return []
    west, south, east, north = box_in(grid.crs, DEGREES, grid.bounds)
    if covered is not None:
        covered = np.column_stack([turned(covered[:, 0], (west + east) / 2), covered[:, 1]])
    shown = [(west, south), (east, north), *(() if covered is None else map(tuple, covered))]
    low, high = np.min(shown, axis=0), np.max(shown, axis=0)
    shrink = math.cos(math.radians((south + north) / 2))
    side = max(
        AROUND * max((east - west) * shrink, north - south), *(1.15 * (high - low) * (shrink, 1.0))
    )  # degrees of latitude
    middle = (low + high) / 2
    box = axes.inset_axes(_corner(axes, grid, avoid), zorder=8)
    box.set_xlim(middle[0] - side / 2 / shrink, middle[0] + side / 2 / shrink)
    box.set_ylim(middle[1] - side / 2, middle[1] + side / 2)
    box.set_aspect(1 / shrink)
    box.set_facecolor("#f7f7f4")
    for axis in (box.xaxis, box.yaxis):
        axis.set_major_locator(NullLocator())
    _draw_degrees(box)
    handles: list[Line2D | Patch] = []
    if covered is not None:
        box.add_patch(
            Polygon(covered, facecolor="none", edgecolor=RADAR, linewidth=1.2, linestyle="--", zorder=5)
        )
        handles.append(Line2D([], [], color=RADAR, linewidth=1.1, linestyle="--", label="radar coverage"))
    box.add_patch(Polygon(_ring(grid), facecolor=FILL, edgecolor=AREA, linewidth=1.2, zorder=4))
    return [*handles, Patch(facecolor=FILL, edgecolor=AREA, label="area in the overview")]


def _ring(grid: Grid) -> NDArray[np.float64]:
    """Outline of a map in degrees."""
    left, bottom, right, top = grid.bounds
    along = np.linspace(0, 1, 20)
    corners = np.array([[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]])
    path = np.concatenate([a + along[:, None] * (b - a) for a, b in pairwise(corners)])
    return np.column_stack(transform(grid.crs, DEGREES, path[:, 0], path[:, 1])[:2])


def _corner(axes: Axes, grid: Grid, avoid: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """A square on paper in the corner that holds fewest points, in shares of the axes; of equals the first."""
    left, right, bottom, top = extent(grid)
    shape = abs(top - bottom) / abs(right - left) * float(axes.get_aspect())  # type: ignore[arg-type]
    wide, high = (SIDE, SIDE / shape) if shape > 1 else (SIDE * shape, SIDE)
    unit = axis_units(grid)[0]
    x = (avoid[:, 0] / unit - left) / (right - left)
    y = (avoid[:, 1] / unit - bottom) / (top - bottom)
    corners = [(a, b) for b in (0.0, 1.0 - high) for a in (0.0, 1.0 - wide)]
    inside = [int(((x >= a) & (x <= a + wide) & (y >= b) & (y <= b + high)).sum()) for a, b in corners]
    return (*corners[int(np.argmin(inside))], wide, high)


def _draw_degrees(box: Axes) -> None:
    """Meridians and parallels at a round step, with their degrees along the lower and the left edge."""
    (west, east), (south, north) = box.get_xlim(), box.get_ylim()
    step = graticule_step(max(east - west, north - south), lines=4)
    halo = [withStroke(linewidth=1.6, foreground="white")]
    for upright, low, high in ((True, west, east), (False, south, north)):
        margin, apart = (0.18, 0.38) if upright else (0.13, 0.13)  # of the side: what a label takes
        last = -1.0
        for number in range(math.ceil(low / step), math.floor(high / step) + 1):
            value = number * step
            (box.axvline if upright else box.axhline)(value, color=INK, linewidth=0.4, alpha=0.5, zorder=1)
            share = (value - low) / (high - low)
            if not margin < share < 1 - margin or share - last < apart:
                continue
            last = share
            box.text(
                share if upright else 0.03,
                0.03 if upright else share,
                degrees_text(value, "EW" if upright else "NS"),
                transform=box.transAxes,
                ha="center" if upright else "left",
                va="bottom" if upright else "center",
                fontsize=6,
                color=INK,
                path_effects=halo,
                zorder=6,
            )
