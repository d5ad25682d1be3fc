"""The susceptibility map of one model on a page of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.maps.cartography import (
    draw_points,
    draw_raster,
    extent,
    finish_axes,
    grid_words,
    height_over_width,
    no_data_patch,
    points_handle,
    system_words,
)
from scarpwatch.figures.maps.furniture import add_furniture, add_graticule, add_note, date_words
from scarpwatch.figures.maps.susceptibility import hatch, hatch_patch
from scarpwatch.figures.maps.units import draw_rated, outside_handles
from scarpwatch.figures.style import short, styled, susceptibility_colormap
from scarpwatch.grids.grid import Grid
from scarpwatch.susceptibility_classes import CLASSES, NUMBER

LONG, SHORT = 9.6, 7.2
"""Inches: the most that a map takes of the longer and of the shorter side of a page (A4, with margins)."""

AROUND = (0.9, 0.75)
"""Inches beside the map for its labels, and above and below it."""

LEGEND = 1.55
CONTOUR = "#5a5a5a"
CONTOUR_CELLS = 150_000
"""Of the elevation model that contours are drawn from."""

ENTRY = FigureEntry(
    name="map_{main}",
    section="susceptibility",
    order=5,
    needs="models maps",
    caption=(
        "Landslide susceptibility by the main model in classes, with the share of the ground and of the known landslides "
        "in each. Hatched (crossed, for points): outside the area of applicability, as unlike the training units."
    ),
    alternative="Susceptibility map of the main model on a page of its own.",
)


@dataclass(frozen=True)
class Sheet:
    """What the page says beside the map.

    Attributes
    ----------
    title : name of the model
    date : of the assessment, or ``static``
    units : what the mapping units are called
    shares : DataFrame of ``learning.zoning.class_table``
    same_breaks : the limits of the classes are the same for all models, and not found for this one
    """

    title: str
    date: str
    units: str
    shares: pd.DataFrame
    same_breaks: bool = True


def picture_cells(grid: Grid, dpi: int) -> int:
    """Cells of a raster that the map can show, which bounds what is read of it."""
    width, height = _map_size(grid)
    return max(10_000, round(width * height * dpi**2))


def _map_size(grid: Grid) -> tuple[float, float]:
    """Inches that the map takes on the page, which stands upright for a map that is not wider than high."""
    shape = height_over_width(grid)
    most = (SHORT, LONG - LEGEND) if shape >= 0.85 else (LONG, SHORT - LEGEND)
    width = min(most[0], most[1] / shape)
    return width, width * shape


@styled
def plot_model_map(
    classes: NDArray[np.integer],
    grid: Grid,
    sheet: Sheet,
    *,
    outside: NDArray[np.bool_] | None = None,
    landslides: NDArray[np.float64] | None = None,
    elevation: tuple[NDArray[np.float64], Grid] | None = None,
) -> Figure:
    """Plot a raster of classes.

    Parameters
    ----------
    classes : array (rows, columns)
        1 (the lowest), 2, ..., 0 = no data.
    outside : array (rows, columns) or None
        Outside the area of applicability; hatched.
    landslides : array (n, 2) or None
        x and y in CRS units.
    elevation : array (rows, columns) in m, and its grid; contours are drawn from it
    """
    figure, place = _page(grid)
    cells = np.ma.masked_equal(classes, 0)
    norm = BoundaryNorm(np.arange(0.5, NUMBER + 1), NUMBER)
    draw_raster(place, cells, grid, colormap=susceptibility_colormap(), norm=norm)
    others: list[Patch | Line2D] = []
    if landslides is not None and len(landslides):
        draw_points(place, landslides, grid, size=14)
        others.append(points_handle(f"landslides ({len(landslides)})", 4.2))
    if hatch(place, outside, grid):
        others.append(hatch_patch())
    if np.ma.getmaskarray(cells).any():
        others.append(no_data_patch())
    interval = _draw_contours(place, *elevation) if elevation is not None else None
    if interval:
        others.append(Line2D([], [], color=CONTOUR, linewidth=0.6, label=f"contours every {interval:g} m"))
    return _finish(figure, place, grid, sheet, others, grid_words(grid))


@styled
def plot_unit_map(units: geopandas.GeoDataFrame, grid: Grid, sheet: Sheet) -> Figure:
    """Plot units that come as points or polygons.

    Parameters
    ----------
    units : GeoDataFrame
        ``class`` (0 = none), ``applicable``, ``landslides``, and points or polygons.
    grid : the frame, of :func:`scarpwatch.figures.maps.units.frame_of`
    """
    figure, place = _page(grid)
    values = np.where(units["class"] > 0, units["class"].to_numpy(np.float64), np.nan)
    norm = BoundaryNorm(np.arange(0.5, NUMBER + 1), NUMBER)
    draw_rated(place, units, values, susceptibility_colormap(), norm, grid)
    slid = units[units["landslides"] > 0].representative_point()
    others: list[Patch | Line2D] = []
    if len(slid):
        draw_points(place, shapely.get_coordinates(slid.to_numpy()), grid, size=9)
        others.append(points_handle(f"unit with landslides ({len(slid)})", 3.8))
    return _finish(figure, place, grid, sheet, [*others, *outside_handles([units])], system_words(grid))


def _page(grid: Grid) -> tuple[Figure, Axes]:
    """The page, and the axes of the map on it."""
    width, height = _map_size(grid)
    figure = Figure(figsize=(max(width + AROUND[0], 5.2), height + AROUND[1] + LEGEND))
    figure.set_layout_engine("constrained", h_pad=0.06)
    return figure, figure.add_subplot()


def _finish(
    figure: Figure, place: Axes, grid: Grid, sheet: Sheet, others: Sequence[Patch | Line2D], system: str
) -> Figure:
    """Title, frame, legend, and in the margin the system (in words), units and limits."""
    date = date_words(sheet.date)
    place.set_title(f"Landslide susceptibility\n{short(sheet.title)}, {date}", fontsize=11, pad=15)
    finish_axes(place, grid)
    add_graticule(place, grid)
    add_furniture(place, grid, lift=12)
    classes = _class_handles(sheet)
    blank = Line2D([], [], linestyle="", label="")
    below = [*others, *[blank] * (len(classes) - len(others))]
    legend = figure.legend(
        handles=[*classes, *below] if others else classes,
        loc="outside lower center",
        ncols=2 if others else 1,
        columnspacing=2.5,
        title="Susceptibility index: class, share of the ground, share of the landslides",
        title_fontsize=9,
        alignment="left",
    )
    legend.get_title().set_fontweight("bold")
    counted = f"{int(sheet.shares['units'].sum()):,} {sheet.units}"
    limits = "" if sheet.same_breaks else "limits found for this model"
    add_note(figure, system, counted, limits)
    return figure


def _class_handles(sheet: Sheet) -> list[Patch | Line2D]:
    """Classes with their limits and shares."""
    handles: list[Patch | Line2D] = []
    for (name, colour), row in zip(CLASSES, sheet.shares.itertuples(), strict=True):
        shares = [_percent(row.area_share), _percent(row.landslide_share)]
        text = f"{name} ({row.lower:.3g}–{row.upper:.3g}): {', '.join(shares)}"
        handles.append(Patch(facecolor=colour, edgecolor="#888888", linewidth=0.4, label=text))
    return handles


def _percent(share: float) -> str:
    """A share in percent; one that is not known is not zero."""
    return f"{100 * share:.1f} %" if math.isfinite(share) else "not known"


def _draw_contours(axes: Axes, elevation: NDArray[np.float64], grid: Grid) -> float | None:
    """Contours at a round interval, thin enough to leave the colours; gives the interval in m, None where it is flat."""
    known = elevation[np.isfinite(elevation)]
    if min(elevation.shape) < 2 or not known.size or np.ptp(known) <= 0:
        return None
    low, high = np.quantile(known, [0.01, 0.99])
    wanted = max(float(high - low), float(np.ptp(known)) / 20) / 8
    power = 10.0 ** math.floor(math.log10(wanted))
    interval = next(step * power for step in (1, 2, 5, 10) if step * power >= wanted * (1 - 1e-9))
    levels = np.arange(math.ceil(known.min() / interval), math.floor(known.max() / interval) + 1) * interval
    if not len(levels):
        return None
    left, right, bottom, top = extent(grid)
    rows, columns = elevation.shape
    x = left + (np.arange(columns) + 0.5) * (right - left) / columns
    y = top - (np.arange(rows) + 0.5) * (top - bottom) / rows
    masked = np.ma.masked_invalid(elevation)
    axes.contour(x, y, masked, levels=levels, colors=CONTOUR, linewidths=0.3, alpha=0.7, zorder=2.4)
    return float(interval)
