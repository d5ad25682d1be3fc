"""The susceptibility maps: three static models above the three coupled ones, in classes; the model uncertainty of
their indices; and the density of landslides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.maps.cartography import (
    colour_scale,
    draw_points,
    draw_raster,
    extent,
    finish_axes,
    grid_words,
    map_panels,
    no_data_patch,
    points_handle,
    share_beyond,
)
from scarpwatch.figures.maps.furniture import add_furniture, add_note, date_words
from scarpwatch.figures.panels import hide_empty, lowest, panel_places
from scarpwatch.figures.style import (
    INK,
    WIDTH,
    nice_limit,
    panel_letter,
    styled,
    susceptibility_colormap,
)
from scarpwatch.grids.grid import Grid
from scarpwatch.susceptibility_classes import CLASSES, NUMBER

SPREAD_COLOURS = "YlGnBu"
HATCH = "////"
HATCH_LINES = (("white", 1.8), (INK, 0.7))
"""Colour and width of the lines, dark ones over light ones, so that they are seen on every class."""

OUTSIDE_LABEL = "outside the area of applicability"


CLASS_ENTRY = FigureEntry(
    name="susceptibility",
    section="susceptibility",
    order=10,
    needs="models terrain",
    caption=(
        "Landslide susceptibility in classes, with the landslides of the inventory. Hatched (crossed, for points): "
        "outside the area of applicability, as unlike the training units."
    ),
    alternative="Susceptibility maps of all models in classes.",
)


@styled
def plot_susceptibility(
    maps: Mapping[str, NDArray[np.integer]],
    grid: Grid,
    *,
    breaks: tuple[float, ...] | None = None,
    in_row: int | None = None,
    date: str | None = None,
    outside: Mapping[str, NDArray[np.bool_]] | None = None,
    landslides: NDArray[np.float64] | None = None,
) -> Figure:
    """Plot class maps, up to three in a row, in the order given, with one legend for all.

    Parameters
    ----------
    maps : mapping of model name to array (rows, columns)
        Classes 1 (the lowest), 2, ..., 0 = no data.
    breaks : numbers, one fewer than classes, or None
        Class limits of the index, for the legend.
    in_row : int or None
        How many of the maps belong together, and the next ones begin a new row.
    date : of the assessment, or ``static``; told below the maps
    outside : mapping of model name to array (rows, columns), or None
        Outside the area of applicability; hatched.
    landslides : array (n, 2) or None
        x and y in CRS units.
    """
    rows, columns, places = panel_places(len(maps), in_row)
    width = WIDTH if columns > 1 else 0.68 * WIDTH
    figure, axes = map_panels(rows, columns, grid, width=width, beside=0.35, below=0.5)
    norm = BoundaryNorm(np.arange(0.5, NUMBER + 1), NUMBER)
    points = landslides if landslides is not None else np.empty((0, 2))
    any_missing = any_outside = False
    for index, (name, classes) in enumerate(maps.items()):
        place = axes[places[index]]
        cells = np.ma.masked_equal(classes, 0)
        any_missing |= bool(np.ma.getmaskarray(cells).any())
        draw_raster(
            place,
            cells,
            grid,
            colormap=susceptibility_colormap(),
            norm=norm,
        )
        any_outside |= hatch(place, (outside or {}).get(name), grid)
        draw_points(place, points, grid, size=4.5 if columns == 3 else 10)
        place.set_title(f"({panel_letter(index)}) {name}" if len(maps) > 1 else name)
        finish_axes(place, grid, left=places[index][1] == 0, bottom=lowest(places, index))
    hide_empty(axes, places)
    add_furniture(axes[0, 0], grid)
    others: list[Patch | Line2D] = [points_handle("landslides", 3.8)] if len(points) else []
    others += [hatch_patch()] if any_outside else []
    others += [no_data_patch()] if any_missing else []
    add_class_legend(figure, breaks, others, wide=columns == 3)
    add_note(figure, grid_words(grid), date_words(date))
    return figure


SPREAD_ENTRY = FigureEntry(
    name="uncertainty",
    section="susceptibility",
    order=40,
    needs="models maps",
    caption=(
        "Model uncertainty of the susceptibility index of each unit: its standard deviation over models that were "
        "trained without one fold of the training units and with other seeds. Hatched (crossed, for points): outside "
        "the area of applicability."
    ),
    alternative="Maps of the standard deviation of the susceptibility index, one per model.",
)


@styled
def plot_spread(
    maps: Mapping[str, NDArray[np.float64]],
    grid: Grid,
    *,
    in_row: int | None = None,
    date: str | None = None,
    outside: Mapping[str, NDArray[np.bool_]] | None = None,
) -> Figure:
    """Plot the standard deviation of the index, up to three maps in a row, with one colour bar for all.

    Parameters
    ----------
    maps : mapping of model name to array (rows, columns)
        NaN = no data.
    in_row, date, outside : as for :func:`plot_susceptibility`
    """
    rows, columns, places = panel_places(len(maps), in_row)
    width = WIDTH if columns > 1 else 0.68 * WIDTH
    figure, axes = map_panels(rows, columns, grid, width=width, beside=0.35, below=0.5)
    norm = spread_norm(list(maps.values()))
    any_outside = any_missing = False
    for index, (name, spread) in enumerate(maps.items()):
        place = axes[places[index]]
        any_missing |= bool(np.isnan(spread).any())
        draw_raster(place, spread, grid, colormap=SPREAD_COLOURS, norm=norm)
        any_outside |= hatch(place, (outside or {}).get(name), grid)
        place.set_title(f"({panel_letter(index)}) {name}" if len(maps) > 1 else name)
        finish_axes(place, grid, left=places[index][1] == 0, bottom=lowest(places, index))
    hide_empty(axes, places)
    add_furniture(axes[0, 0], grid)
    beyond = share_beyond(
        np.concatenate([spread.ravel() for spread in maps.values()]), 0.0, float(norm.vmax or 1)
    )
    outside_shown = [hatch_patch()] if any_outside else []
    add_spread_legend(figure, axes, norm, outside=outside_shown, missing=any_missing, beyond=beyond)
    add_note(figure, grid_words(grid), date_words(date))
    return figure


def spread_norm(maps: Sequence[NDArray[np.float64]]) -> Normalize:
    """Colours from 0 to a round number that 98 % of the units stay below."""
    known = np.concatenate([values[np.isfinite(values)] for values in maps])
    return Normalize(0.0, nice_limit(float(np.quantile(known, 0.98))) if known.size else 1.0)


def add_spread_legend(
    figure: Figure,
    axes: NDArray[Any],
    norm: Normalize,
    *,
    outside: Sequence[Patch | Line2D],
    missing: bool,
    beyond: str,
) -> None:
    """Colour bar at the right of all maps, and entries for hatching and grey where they occur.

    Parameters
    ----------
    outside : legend entries of units outside the area of applicability, or none
    missing : whether there is ground without data
    beyond : what :func:`share_beyond` says of the values
    """
    figure.colorbar(
        colour_scale(SPREAD_COLOURS, norm),
        ax=list(axes.flat),
        shrink=0.6,
        pad=0.015,
        extend="max" if beyond else "neither",
        label=f"Standard deviation of the susceptibility index{f', {beyond}' if beyond else ''}",
    )
    handles = [*outside, *([no_data_patch()] if missing else [])]
    if handles:
        figure.legend(handles=handles, loc="outside lower center", ncols=2)


def class_handles(breaks: Sequence[float] | None) -> list[Patch | Line2D]:
    """Legend entries of the classes, with their limits where these are the same on all maps."""
    limits = (0.0, *breaks, 1.0) if breaks else None
    handles: list[Patch | Line2D] = []
    for number, (name, colour) in enumerate(CLASSES):
        text = f"{name} ({limits[number]:g}–{limits[number + 1]:g})" if limits else name
        handles.append(Patch(facecolor=colour, edgecolor="#888888", linewidth=0.4, label=text))
    return handles


def add_class_legend(
    figure: Figure, breaks: Sequence[float] | None, others: Sequence[Patch | Line2D], *, wide: bool
) -> None:
    """The classes in one row, and below them whatever else the maps show."""
    classes = class_handles(breaks)
    blank = Line2D([], [], linestyle="", label="")
    below = [*others, *[blank] * (len(classes) - len(others))] if others else []
    # Legends are filled column by column.
    handles = [item for pair in zip(classes, below, strict=True) for item in pair] if below else classes
    figure.legend(
        handles=handles if wide else [*classes, *others],
        loc="outside lower center",
        ncols=NUMBER if wide else 3,
        columnspacing=1.4,
        title="Susceptibility index",
        title_fontsize=9,
    )


def hatch(axes: Axes, mask: NDArray[np.bool_] | None, grid: Grid) -> bool:
    """Hatch the cells of a mask; says whether there are any."""
    if mask is None or not mask.any():
        return False
    left, right, bottom, top = extent(grid)
    rows, columns = mask.shape
    x = left + (np.arange(columns) + 0.5) * (right - left) / columns
    y = top - (np.arange(rows) + 0.5) * (top - bottom) / rows
    for colour, width in HATCH_LINES:
        lines = axes.contourf(
            x, y, mask.astype(float), levels=[0.5, 1.5], colors="none", hatches=[HATCH], zorder=3
        )
        lines.set_hatchcolor(colour)
        lines.set_hatch_linewidth(width)
    return True


def hatch_patch() -> Patch:
    """Legend entry of hatched ground."""
    return Patch(facecolor="white", edgecolor=INK, linewidth=0.4, hatch=HATCH, label=OUTSIDE_LABEL)


NONE = "#ffffff"
"""Colour of units without a landslide, which are no part of a scale of logarithms."""

NONE_LABEL = "no landslide"

BEYOND = 1e12
"""Landslides per km2 that no unit has."""

LEAST = 1e-30
"""Landslides per km2 that are none."""

STEPS = (1, 2, 5)

DENSITY_ENTRY = FigureEntry(
    name="landslide_density",
    section="susceptibility",
    order=60,
    needs="trained terrain counts",
    caption=(
        "Landslides per km² of each unit, as observed. The scale is logarithmic; white: no landslide observed."
    ),
    alternative="Map of the density of landslides.",
)


@styled
def plot_density(maps: Mapping[str, NDArray[np.float64]], grid: Grid, *, date: str | None = None) -> Figure:
    """Plot maps side by side with one scale of round steps.

    Parameters
    ----------
    maps : mapping of title to array (rows, columns)
        Landslides per km2; NaN = no unit.
    date : of the assessment, or ``static``; told below the maps
    """
    width = WIDTH if len(maps) > 1 else 0.68 * WIDTH
    figure, axes = map_panels(1, len(maps), grid, width=width, beside=0.35, below=0.5)
    limits = density_limits(list(maps.values()))
    colours = colormaps["YlOrRd"](np.linspace(0.1, 1, len(limits)))
    colormap = ListedColormap([NONE, *colours])
    # White is for 0 alone: the lowest colour takes all that is above, the highest all that lies beyond its limit.
    norm = BoundaryNorm(np.array([-1.0, LEAST, *limits[1:], BEYOND]), len(limits) + 1)
    missing = free = False
    for index, (title, density) in enumerate(maps.items()):
        place = axes[0, index]
        missing |= bool(np.isnan(density).any())
        free |= bool((density == 0).any())
        draw_raster(place, density, grid, colormap=colormap, norm=norm)
        place.set_title(f"({panel_letter(index)}) {title}" if len(maps) > 1 else title)
        finish_axes(place, grid, left=index == 0)
    add_furniture(axes[0, 0], grid)
    bar = figure.colorbar(
        colour_scale(ListedColormap(colours), BoundaryNorm([*limits, BEYOND], len(limits))),
        ax=list(axes.flat),
        shrink=0.7,
        pad=0.015,
        spacing="uniform",
        label="Landslides per km²",
    )
    bar.set_ticks(limits[1:], labels=[f"{limit:g}" for limit in limits[1:]])
    others = [Patch(facecolor=NONE, edgecolor="#888888", linewidth=0.4, label=NONE_LABEL)] if free else []
    others += [no_data_patch()] if missing else []
    if others:
        figure.legend(handles=others, loc="outside lower center", ncols=2)
    add_note(figure, grid_words(grid), date_words(date))
    return figure


def density_limits(maps: list[NDArray[np.float64]]) -> list[float]:
    """Where the colours begin: 1, 2 and 5 times powers of ten, from the second percentile of the densities above
    none to the highest percentile; at least three."""
    known = np.concatenate([values[np.isfinite(values) & (values > 0)] for values in maps])
    low, high = np.quantile(known, [0.02, 0.99]) if known.size else (0.1, 1.0)
    powers = range(int(np.floor(np.log10(low))) - 1, int(np.ceil(np.log10(high))) + 2)
    steps = np.array([step * 10.0**power for power in powers for step in STEPS])
    first = int(np.searchsorted(steps, low, side="right")) - 1
    last = max(int(np.searchsorted(steps, high, side="right")) - 1, first + 2)
    return [float(f"{step:.1g}") for step in steps[first : last + 1]]
