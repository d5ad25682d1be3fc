"""A map of where inputs lie: the outline of each over the relief of the DEM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.transform import from_bounds
from rasterio.warp import transform

from scarpwatch.figures.maps.cartography import axis_units, draw_raster, finish_axes, map_panels, relief
from scarpwatch.figures.style import INK, short, styled
from scarpwatch.grids.grid import Grid

COLOURS = {
    "dem": INK,
    "radar": "#d55e00",
    "ndvi": "#009e73",
    "lithology": "#cc79a7",
    "faults": "#c2185b",
    "roads": "#666666",
    "rivers": "#0072b2",
    "water": "#56b4e9",
    "units": "#7b5ea7",
    "inventory": "#e69f00",
}
NAMES = {"dem": "DEM", "ndvi": "NDVI", "radar": "radar data"}
MORE_COLOURS = ("#a6761d", "#332288", "#e7298a", "#44aa99", "#882255", "#999933", "#117733", "#ff7f00")
"""Of the user's own factors, in turn."""
TURN = 4.0  # widths of a line that each of several outlines on each other is long, in turn
_AROUND = 0.5  # how far beyond the DEM the map may reach, as a share of its width and height


@styled
def plot_inputs(
    elevation: NDArray[np.float64],
    grid: Grid,
    outlines: Sequence[tuple[str, NDArray[np.float64]]],
    *,
    titles: Mapping[str, str] | None = None,
) -> Figure:
    """Plot the outlines of inputs over the DEM.

    Parameters
    ----------
    elevation : array (rows, columns), NaN for no data
    grid : Grid with a CRS
    outlines : name and ring of each input: array (points, 2), longitude and latitude (deg)
    titles : names of the user's own factors to what people call them
    """
    rings = [(name, _on_map(ring, grid)) for name, ring in outlines]
    view = _view(grid, [ring for _, ring in rings])
    figure, panels = map_panels(1, 1, view, width=8.0, beside=1.2)
    axes = panels[0, 0]
    shade = relief(elevation, grid)
    draw_raster(axes, shade, grid, colormap="gray", norm=Normalize(-0.6, 1.0))
    unit = axis_units(grid)[0]
    names = list(dict.fromkeys(name for name, _ in rings))
    own = [name for name in names if name not in COLOURS]
    colours = COLOURS | {name: MORE_COLOURS[place % len(MORE_COLOURS)] for place, name in enumerate(own)}
    called = {**NAMES, **(titles or {})}
    places = _places(rings, view)
    for (name, ring), (turn, together) in zip(rings, places, strict=True):
        order = names.index(name)
        many = sum(other == name for other, _ in rings)
        # Outlines that cross are told by dashes of unlike length; those that lie on each other take turns.
        dashes = (0, (2 + 2 * order, 2)) if order else "-"
        axes.plot(
            ring[:, 0] / unit,
            ring[:, 1] / unit,
            color=colours[name],
            linewidth=2.2 if many == 1 else 0.9,
            linestyle=dashes if together == 1 else (-TURN * turn, (TURN, TURN * (together - 1))),
            dash_capstyle="butt",
            zorder=4 + order,
        )
    finish_axes(axes, view)
    handles = [
        Line2D([], [], color=colours[name], linewidth=2.2, label=short(called.get(name, name)))
        for name in names
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), 5))
    return figure


def _places(rings: Sequence[tuple[str, NDArray[np.float64]]], view: Grid) -> list[tuple[int, int]]:
    """Which of the inputs whose outlines lie on each other each outline is of, from 0, and how many these are.

    Outlines lie on each other if the corners of their rectangles differ by less than a two-hundredth of the map.
    """
    left, bottom, right, top = view.bounds
    step = max(right - left, top - bottom) / 200
    corners = [tuple(np.round(np.r_[ring.min(axis=0), ring.max(axis=0)] / step)) for _, ring in rings]
    there: dict[tuple[float, ...], list[str]] = {}
    for corner, (name, _) in zip(corners, rings, strict=True):
        if name not in there.setdefault(corner, []):
            there[corner].append(name)
    return [
        (there[corner].index(name), len(there[corner]))
        for corner, (name, _) in zip(corners, rings, strict=True)
    ]


def _on_map(ring: NDArray[np.float64], grid: Grid) -> NDArray[np.float64]:
    x, y = transform(CRS.from_epsg(4326), grid.crs, ring[:, 0], ring[:, 1])
    return np.column_stack([x, y])


def _view(grid: Grid, rings: Sequence[NDArray[np.float64]]) -> Grid:
    """The DEM and what of the others lies not too far from it, with a margin."""
    left, bottom, right, top = grid.bounds
    width, height = right - left, top - bottom
    low = np.array([left - _AROUND * width, bottom - _AROUND * height])
    high = np.array([right + _AROUND * width, top + _AROUND * height])
    every = np.concatenate([np.array([[left, bottom], [right, top]]), *rings])
    every = np.clip(every[np.isfinite(every).all(axis=1)], low, high)
    (west, south), (east, north) = every.min(axis=0), every.max(axis=0)
    margin = 0.04 * max(east - west, north - south)
    bounds = (west - margin, south - margin, east + margin, north + margin)
    return Grid(grid.crs, from_bounds(*bounds, 100, 100), (100, 100))
