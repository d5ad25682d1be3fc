"""The study area: elevation over relief, landslides, rivers, roads, faults and names; an overview; a close-up of units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from numpy.typing import NDArray

from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.maps.cartography import (
    axis_units,
    colour_scale,
    draw_lines,
    draw_points,
    draw_raster,
    extent,
    finish_axes,
    grid_words,
    height_over_width,
    map_panels,
    no_data_patch,
    points_handle,
    relief,
)
from scarpwatch.figures.maps.furniture import add_furniture, add_note
from scarpwatch.figures.overlaid.locator import add_locator
from scarpwatch.figures.overlaid.place_names import Named, draw_names
from scarpwatch.figures.style import INK, WIDTH, styled
from scarpwatch.grids.grid import Grid

#: Lightness rises with height, so that it reads without colour too.
ELEVATION = LinearSegmentedColormap.from_list(
    "elevation", ["#4f7f68", "#8fae7e", "#d3cb96", "#ebdfc0", "#faf7f0"]
)
LINES: dict[str, tuple[str, float, object]] = {
    "rivers": ("#0072b2", 0.9, "-"),
    "roads": ("#333333", 1.0, (0, (4, 1.5))),
    "faults": ("#c2185b", 1.5, "-"),
}
UNIT_COLOUR = "#4a4a4a"


def densest_window(
    points: NDArray[np.float64], bounds: tuple[float, float, float, float], size: tuple[float, float]
) -> tuple[float, float, float, float]:
    """The window of the given width and height, inside ``bounds``, that holds most points.

    Centres are tried on a grid of 15 x 15; without points the window is the one in the middle.

    Returns
    -------
    left, bottom, right, top
    """
    left, bottom, right, top = bounds
    wide, high = min(size[0], right - left), min(size[1], top - bottom)
    corners_x = np.linspace(left, right - wide, 15)
    corners_y = np.linspace(bottom, top - high, 15)
    best, count = (7, 7), -1
    for i, x in enumerate(corners_x):
        for j, y in enumerate(corners_y):
            inside = int(
                (
                    (points[:, 0] >= x)
                    & (points[:, 0] <= x + wide)
                    & (points[:, 1] >= y)
                    & (points[:, 1] <= y + high)
                ).sum()
            )
            if inside > count and len(points):
                best, count = (i, j), inside
    x, y = float(corners_x[best[0]]), float(corners_y[best[1]])
    return x, y, x + wide, y + high


ENTRY = FigureEntry(
    name="study_area",
    section="area",
    order=10,
    needs="terrain",
    caption=(
        "The study area: elevation over shaded relief, with landslides and lines where they were given. Beside "
        "it, where there are mapping units, their outlines where landslides are densest. In a corner where the area lies."
    ),
    alternative="Map of elevation with landslides, rivers, roads and faults.",
)


@styled
def plot_study_area(
    elevation: NDArray[np.float64],
    grid: Grid,
    *,
    landslides: NDArray[np.float64] | None = None,
    lines: Mapping[str, Sequence[NDArray[np.float64]]] | None = None,
    units: Sequence[NDArray[np.float64]] | None = None,
    unit_name: str = "slope units",
    places: Named | None = None,
    covered: NDArray[np.float64] | None = None,
) -> Figure:
    """Plot the area; with units, a close-up of where landslides are densest stands beside it.

    Parameters
    ----------
    elevation : array (rows, columns)
        m; NaN = no data.
    landslides : array (n, 2) or None
    lines : mapping of "rivers", "roads", "faults" to polylines (n, 2)
    units : outlines (n, 2) of mapping units, or None
        All coordinates in CRS units.
    unit_name : str
        What the units are called.
    places : on the map, or None
    covered : array (n, 2) or None
        Outline of what the radar covers, longitude and latitude in degrees.
    """
    lines = lines or {}
    points = landslides if landslides is not None else np.empty((0, 2))
    columns = 2 if units else 1
    # a lone wide map fills the page, a lone square or tall one keeps to two thirds of it
    width = WIDTH if columns == 2 or height_over_width(grid) < 0.7 else 0.68 * WIDTH
    figure, axes = map_panels(1, columns, grid, width=width, beside=0.95, below=1.0)
    shade = relief(elevation, grid)
    known = elevation[np.isfinite(elevation)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    norm = Normalize(low, max(high, low + 1.0))
    for index in range(columns):
        place = axes[0, index]
        draw_raster(place, elevation, grid, colormap=ELEVATION, norm=norm, background=shade, strength=0.9)
        if index == 1 and units:
            draw_lines(place, units, grid, colour=UNIT_COLOUR, width=0.7, zorder=3)
        _draw_line_features(place, lines, grid, scale=1.5 if index == 1 else 1.0)
        draw_points(place, points, grid, size=9 if index == 0 else 24)
        finish_axes(place, grid, left=index == 0)
    avoid = points if places is None else np.concatenate([points, places.where])
    located = add_locator(axes[0, 0], grid, covered=covered, avoid=avoid)
    axes[0, 0].set_title("(a) Study area" if columns == 2 else "Study area")
    if columns == 2:
        _zoom(axes[0, 0], axes[0, 1], points, grid)
        axes[0, 1].set_title(f"(b) {unit_name.capitalize()} in the marked window")
    if places is not None:
        for place in axes.flat:
            draw_names(place, places, grid)
    figure.colorbar(
        colour_scale(ELEVATION, norm), ax=axes[0, -1], shrink=0.92, pad=0.02, aspect=26
    ).set_label("Elevation (m)")
    add_furniture(axes[0, 0], grid)
    add_note(figure, grid_words(grid))
    handles = _handles(points, lines, unit_name if units else None, no_data=bool(np.isnan(elevation).any()))
    if places is not None and places.names:
        handles.append(
            Line2D([], [], linestyle="", marker="D", color="white", markeredgecolor=INK, label="places")
        )
    handles += located
    if handles:
        figure.legend(handles=handles, loc="outside lower center", ncols=len(handles) if columns == 2 else 4)
    return figure


def _draw_line_features(
    place: Axes, lines: Mapping[str, Sequence[NDArray[np.float64]]], grid: Grid, *, scale: float
) -> None:
    """Rivers below roads below faults, with lines wider by ``scale``."""
    for name, shapes in lines.items():
        colour, thick, style = LINES[name]
        draw_lines(
            place,
            shapes,
            grid,
            colour=colour,
            width=thick * scale,
            style=style,
            halo=name != "rivers",
            zorder=4 + list(LINES).index(name) / 10,
        )


def _zoom(overview: Axes, detail: Axes, points: NDArray[np.float64], grid: Grid) -> None:
    """Show in ``detail`` the window where landslides are densest, and mark it in the overview."""
    left, bottom, right, top = grid.bounds
    window = densest_window(points, grid.bounds, ((right - left) / 5, (top - bottom) / 5))
    unit = axis_units(grid)[0]
    x0, y0, x1, y1 = (value / unit for value in window)
    overview.add_patch(
        Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, edgecolor=INK, linewidth=1.6, zorder=7)
    )
    detail.set_xlim(x0, x1)
    detail.set_ylim(y0, y1)
    detail.locator_params(nbins=5)
    detail.tick_params(labelleft=True)


def _handles(
    points: NDArray[np.float64],
    lines: Mapping[str, Sequence[NDArray[np.float64]]],
    unit_name: str | None,
    *,
    no_data: bool,
) -> list[Line2D | Patch]:
    """Legend entries of what is drawn."""
    handles: list[Line2D | Patch] = [points_handle("landslides")] if len(points) else []
    for name in lines:
        colour, thick, style = LINES[name]
        handles.append(Line2D([], [], color=colour, linewidth=thick + 0.4, linestyle=style, label=name))  # type: ignore[arg-type]
    if unit_name is not None:
        handles.append(Line2D([], [], color=UNIT_COLOUR, linewidth=0.9, label=unit_name))
        handles.append(Patch(fill=False, edgecolor=INK, linewidth=1.4, label="window of (b)"))
    return [*handles, no_data_patch()] if no_data else handles


def visible_tolerance(grid: Grid) -> float:
    """Half a pixel of the overview in CRS units: lines may be simplified by as much."""
    west, east, _, _ = extent(grid)
    return (east - west) * axis_units(grid)[0] / 700.0 / 2.0
