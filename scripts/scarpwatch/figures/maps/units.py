"""Maps of units that come as points or polygons, without rasters: those of a ready table, and samples with their errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas
import numpy as np
import shapely
from affine import Affine
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import BoundaryNorm, Colormap, ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path
from numpy.typing import NDArray
from rasterio.crs import CRS
from shapely.geometry.polygon import orient

from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.maps.cartography import (
    axis_units,
    draw_points,
    finish_axes,
    map_panels,
    points_handle,
    share_beyond,
    system_words,
)
from scarpwatch.figures.maps.furniture import add_furniture, add_note, date_words
from scarpwatch.figures.maps.susceptibility import (
    HATCH,
    HATCH_LINES,
    OUTSIDE_LABEL,
    SPREAD_COLOURS,
    add_class_legend,
    add_spread_legend,
    hatch_patch,
    spread_norm,
)
from scarpwatch.figures.panels import hide_empty, lowest, panel_places
from scarpwatch.figures.style import INK, WIDTH, panel_letter, styled, susceptibility_colormap
from scarpwatch.grids.grid import Grid
from scarpwatch.styles.layers import OUTCOMES
from scarpwatch.susceptibility_classes import NUMBER

LOCAL = CRS.from_wkt('LOCAL_CS["local",UNIT["metre",1]]')
"""Of coordinates whose system is not named."""

OUTLINED = 3000
"""Outlines of more polygons than these would grey the colours of a map."""

Shapes = NDArray[np.float64] | list[Path]
"""Where units lie on the axes: points (units, 2), or outlines."""


def frame_of(units: geopandas.GeoDataFrame) -> Grid:
    """A grid that spans the units with a margin, which is what maps take their frame from."""
    left, bottom, right, top = units.total_bounds
    side = max(right - left, top - bottom, 1.0)
    left, bottom, right, top = left - side / 40, bottom - side / 40, right + side / 40, top + side / 40
    crs = CRS.from_user_input(units.crs) if units.crs is not None else LOCAL
    transform = Affine((right - left) / 100, 0, left, 0, (bottom - top) / 100, top)
    return Grid(crs, transform, (100, 100))


ENTRY = FigureEntry(
    name="susceptibility",
    section="susceptibility",
    order=10,
    needs="models maps table",
    caption=(
        "Landslide susceptibility in classes, with the units of the table that have a landslide. Hatched (crossed, "
        "for points): outside the area of applicability, as unlike the training units."
    ),
    alternative="Susceptibility maps of all models in classes.",
)


@styled
def plot_unit_classes(
    maps: Mapping[str, geopandas.GeoDataFrame],
    *,
    breaks: Sequence[float] | None = None,
    in_row: int | None = None,
    date: str | None = None,
) -> Figure:
    """Plot the class of every unit, up to three maps in a row, in the order given.

    Parameters
    ----------
    maps : mapping of model name to GeoDataFrame
        ``class`` (0 = none), ``applicable``, ``landslides``, and points or polygons.
    breaks : four numbers or None
        Class limits of the index, for the legend.
    in_row : int or None
        How many of the maps belong together, and the next ones begin a new row.
    date : of the assessment, or ``static``; told below the maps
    """
    figure, axes, drawn, grid = _panels(maps, in_row, date)
    norm = BoundaryNorm(np.arange(0.5, NUMBER + 1), NUMBER)
    for place, units in zip(drawn, maps.values(), strict=True):
        classes = units["class"].to_numpy(float)
        draw_rated(
            place, units, np.where(classes > 0, classes, np.nan), susceptibility_colormap(), norm, grid
        )
        slid = units[units["landslides"] > 0].representative_point()
        draw_points(place, shapely.get_coordinates(slid.to_numpy()), grid, size=3.5)
    others = [points_handle("unit with landslides", 3.8), *outside_handles(list(maps.values()))]
    add_class_legend(figure, breaks, others, wide=axes.shape[1] == 3)
    return figure


@styled
def plot_unit_spread(
    maps: Mapping[str, geopandas.GeoDataFrame], *, in_row: int | None = None, date: str | None = None
) -> Figure:
    """Plot the standard deviation of the index of every unit, with one colour bar for all maps.

    Parameters
    ----------
    maps : mapping of model name to GeoDataFrame
        ``score_std``, ``applicable``, and points or polygons.
    in_row, date : as for :func:`plot_unit_classes`
    """
    figure, axes, drawn, grid = _panels(maps, in_row, date)
    spreads = [units["score_std"].to_numpy(float) for units in maps.values()]
    norm = spread_norm(spreads)
    for place, units, spread in zip(drawn, maps.values(), spreads, strict=True):
        draw_rated(place, units, spread, SPREAD_COLOURS, norm, grid)
    beyond = share_beyond(np.concatenate(spreads), 0.0, float(norm.vmax or 1))
    outside = outside_handles(list(maps.values()))
    add_spread_legend(figure, axes, norm, outside=outside, missing=False, beyond=beyond)
    return figure


ERRORS = FigureEntry(
    name="errors",
    section="models",
    order=36,
    needs="trained maps",
    caption=(
        "True and false positives and negatives among the samples at the stated threshold, each by models that were not "
        "trained on the unit's fold (mean index over the repeats). Above each map Moran's I of the residuals, with its "
        "p by permutation: above what is expected, errors lie together, and something that the factors do not hold "
        "makes landslides there. White ground was not sampled."
    ),
    alternative="Maps of the units that each model gets right and wrong.",
)


@styled
def plot_errors(
    maps: Mapping[str, geopandas.GeoDataFrame],
    records: Mapping[str, Mapping[str, Any]],
    *,
    in_row: int | None = None,
    date: str | None = None,
) -> Figure:
    """Plot the outcome of every sample, up to three maps in a row.

    Parameters
    ----------
    maps : mapping of model name to GeoDataFrame
        ``outcome`` (TP, FN, FP, TN, or none), and points or polygons.
    records : mapping of model name to what ``errors.json`` holds
    in_row, date : as for :func:`plot_unit_classes`
    """
    grid = frame_of(next(iter(maps.values())))
    rows, columns, places = panel_places(len(maps), in_row)
    width = WIDTH if columns > 1 else 0.68 * WIDTH
    figure, axes = map_panels(rows, columns, grid, width=width, beside=0.35, below=0.75)
    colours = ListedColormap([colour for _, colour in OUTCOMES.values()])
    norm = BoundaryNorm(np.arange(-0.5, len(OUTCOMES)), len(OUTCOMES))
    order = {name: number for number, name in enumerate(OUTCOMES)}
    for index, (name, units) in enumerate(maps.items()):
        place = axes[places[index]]
        values = units["outcome"].map(order).to_numpy(np.float64)
        draw_units(place, unit_shapes(units, grid), values, colours, norm)
        letter = f"({panel_letter(index)}) " if len(maps) > 1 else ""
        place.set_title(f"{letter}{name}\n", linespacing=1.3)
        place.text(
            0.0,
            1.015,
            _moran_words(records[name]["morans_i"]),
            transform=place.transAxes,
            fontsize=7.5,
            va="bottom",
        )
        finish_axes(place, grid, left=places[index][1] == 0, bottom=lowest(places, index))
    hide_empty(axes, places)
    add_furniture(axes[0, 0], grid)
    add_note(figure, system_words(grid), date_words(date))
    handles = [
        Patch(facecolor=colour, edgecolor="#888888", linewidth=0.4, label=text)
        for text, colour in OUTCOMES.values()
    ]
    figure.legend(
        handles=handles, loc="outside lower center", ncols=4 if columns == 3 else 2, columnspacing=1.4
    )
    return figure


def _moran_words(moran: Mapping[str, Any]) -> str:
    """I with its p."""
    if moran["i"] is None or not np.isfinite(moran["i"]):
        return "Moran's I: too few units"
    p_value = moran["p_value"]
    least = 1 / (1 + moran["permutations"])
    text = f"p ≤ {least:.3f}" if p_value <= least * (1 + 1e-9) else f"p = {p_value:.3f}"
    return f"Moran's I {moran['i']:.3f}, {text}".replace("-", "\N{MINUS SIGN}")


def outside_handles(maps: Sequence[geopandas.GeoDataFrame]) -> list[Patch | Line2D]:
    """Legend entry of units outside the area of applicability, as they are plotted; none if there are none."""
    if not any((units["applicable"] == 0).any() for units in maps):
        return []
    if all((units.geom_type == "Point").all() for units in maps):
        return [Line2D([], [], linestyle="", marker="x", color=INK, markersize=5, label=OUTSIDE_LABEL)]
    return [hatch_patch()]


def _panels(
    maps: Mapping[str, geopandas.GeoDataFrame], in_row: int | None, date: str | None
) -> tuple[Figure, NDArray[Any], list[Axes], Grid]:
    """Titled axes of the shape of the area: all of them, and those of the maps."""
    grid = frame_of(next(iter(maps.values())))
    rows, columns, places = panel_places(len(maps), in_row)
    width = WIDTH if columns > 1 else 0.68 * WIDTH
    figure, axes = map_panels(rows, columns, grid, width=width, beside=0.35, below=0.5)
    drawn = [axes[place] for place in places]
    for index, (place, name) in enumerate(zip(drawn, maps, strict=True)):
        place.set_title(f"({panel_letter(index)}) {name}" if len(maps) > 1 else name)
        finish_axes(place, grid, left=places[index][1] == 0, bottom=lowest(places, index))
    hide_empty(axes, places)
    add_furniture(axes[0, 0], grid)
    add_note(figure, system_words(grid), date_words(date))
    return figure, axes, drawn, grid


def draw_rated(
    axes: Axes,
    units: geopandas.GeoDataFrame,
    values: NDArray[np.float64],
    colormap: Colormap | str,
    norm: Normalize,
    grid: Grid,
) -> None:
    """Colour points or polygons; those outside the area of applicability are hatched, points crossed."""
    shapes = unit_shapes(units, grid)
    draw_units(axes, shapes, values, colormap, norm)
    outside = (units["applicable"] == 0).to_numpy()
    if isinstance(shapes, np.ndarray):
        x, y = shapes[outside].T
        axes.scatter(x, y, marker="x", s=_dot(len(shapes)), color=INK, linewidth=0.7, zorder=4)
        return
    marked = [path for path, away in zip(shapes, outside, strict=True) if away]
    if marked:
        for colour, width in HATCH_LINES:
            lines = PathCollection(marked, facecolor="none", linewidth=0.0, hatch=HATCH, zorder=4)
            lines.set_hatchcolor(colour)
            lines.set_hatch_linewidth(width)
            axes.add_collection(lines, autolim=False)


def unit_shapes(units: geopandas.GeoDataFrame, grid: Grid) -> Shapes:
    """Points, array (units, 2), or the outlines of polygons, in the units of the axes."""
    scale = axis_units(grid)[0]
    if (units.geom_type == "Point").all():
        return np.asarray(shapely.get_coordinates(units.geometry.to_numpy()) / scale)
    return [_path(shape, scale) for shape in units.geometry]


def draw_units(
    axes: Axes, shapes: Shapes, values: NDArray[np.floating], colormap: Colormap | str, norm: Normalize
) -> None:
    """Colour points or polygons by their values (units,); those without one are left out.

    Parameters
    ----------
    shapes : of :func:`unit_shapes`
    """
    if isinstance(shapes, np.ndarray):
        axes.scatter(
            shapes[:, 0],
            shapes[:, 1],
            c=values,
            cmap=colormap,
            norm=norm,
            s=_dot(len(shapes)),
            edgecolor="#777777",
            linewidth=0.3,
            zorder=3,
        )
        return
    edge = "#999999" if len(shapes) <= OUTLINED else "face"
    fill = PathCollection(shapes, cmap=colormap, norm=norm, edgecolor=edge, linewidth=0.15, zorder=3)
    fill.set_array(np.ma.masked_invalid(values))
    axes.add_collection(fill, autolim=False)


def _dot(count: int) -> float:
    """Size of each of so many points."""
    return float(np.clip(4000 / max(count, 1), 4, 40))


def _path(shape: Any, scale: float) -> Path:
    """A polygon with its holes as one path; holes run the other way round, or they would be filled."""
    parts = [orient(part) for part in getattr(shape, "geoms", [shape])]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return Path.make_compound_path(
        *(Path(np.asarray(ring.coords)[:, :2] / scale, closed=True) for ring in rings)
    )
