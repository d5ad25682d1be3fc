"""A map of where inputs lie: the outline of each over the relief of the DEM."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.transform import from_bounds
from rasterio.warp import transform

from scarpwatch.figures.maps.cartography import axis_units, draw_raster, finish_axes, map_panels, relief
from scarpwatch.figures.style import INK, styled
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
_AROUND = 0.5  # how far beyond the DEM the map may reach, as a share of its width and height


@styled
def plot_inputs(
    elevation: NDArray[np.float64], grid: Grid, outlines: Sequence[tuple[str, NDArray[np.float64]]]
) -> Figure:
    """Plot the outlines of inputs over the DEM.

    Parameters
    ----------
    elevation : array (rows, columns), NaN for no data
    grid : Grid with a CRS
    outlines : name and ring of each input: array (points, 2), longitude and latitude (deg)
    """
    rings = [(name, _on_map(ring, grid)) for name, ring in outlines]
    view = _view(grid, [ring for _, ring in rings])
    figure, panels = map_panels(1, 1, view, width=8.0, beside=1.2)
    axes = panels[0, 0]
    shade = relief(elevation, grid)
    draw_raster(axes, shade, grid, colormap="gray", norm=Normalize(-0.6, 1.0))
    unit = axis_units(grid)[0]
    names = list(dict.fromkeys(name for name, _ in rings))
    for name, ring in rings:
        order = names.index(name)
        many = sum(other == name for other, _ in rings)
        axes.plot(
            ring[:, 0] / unit,
            ring[:, 1] / unit,
            color=COLOURS.get(name, INK),
            linewidth=2.2 if many == 1 else 0.9,
            # Outlines may lie on each other: dashes of unlike length let all of them be seen.
            linestyle="-" if order == 0 else (0, (2 + 2 * order, 2)),
            zorder=4 + order,
        )
    finish_axes(axes, view)
    handles = [
        Line2D([], [], color=COLOURS.get(name, INK), linewidth=2.2, label=NAMES.get(name, name))
        for name in names
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), 5))
    return figure


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
