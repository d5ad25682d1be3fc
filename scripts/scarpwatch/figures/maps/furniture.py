"""Scale bar, north arrow and degrees, around the map, where they hide nothing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnnotationBbox, DrawingArea
from matplotlib.patches import Polygon
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation, blended_transform_factory
from rasterio.warp import transform

from scarpwatch.figures.maps.cartography import axis_units, extent, metres_per_unit
from scarpwatch.figures.style import INK
from scarpwatch.grids.grid import Grid
from scarpwatch.grids.longitudes import box_in, turned


def scale_bar_length(grid: Grid) -> float:
    """A round length in metres, between a tenth and a quarter of the map's width."""
    left, _, right, _ = grid.bounds
    width = (right - left) * metres_per_unit(grid)[0]
    power = 10.0 ** math.floor(math.log10(width / 4))
    return max(step * power for step in (1, 2, 5) if step * power <= width / 4)


DEGREES = "EPSG:4326"
STEPS = (
    *(n / 3600 for n in (1, 2, 5, 10, 15, 30)),
    *(n / 60 for n in (1, 2, 5, 10, 15, 30)),
    1,
    2,
    5,
    10,
    15,
    30,
)
"""Between the lines of a graticule, degrees."""


def graticule_step(length: float, *, lines: int) -> float:
    """The round step that divides a length into about so many, all in degrees."""
    return min(STEPS, key=lambda each: abs(math.log(each * lines / length)))


def add_graticule(axes: Axes, grid: Grid, *, lines: int = 4) -> None:
    """Meridians and parallels at a round step, with their degrees above and right of the map; none without a CRS.

    Parameters
    ----------
    lines : int
        About how many of each.
    """
    if grid.crs is None or not (grid.crs.is_projected or grid.crs.is_geographic):
        return
    left, bottom, right, top = grid.bounds
    west, south, east, north = box_in(grid.crs, DEGREES, grid.bounds)
    step = graticule_step(max(east - west, north - south), lines=lines)
    unit = axis_units(grid)[0]
    for upright, low, high in ((True, west, east), (False, south, north)):
        for number in range(math.ceil(low / step), math.floor(high / step) + 1):
            along = np.linspace(south, north, 50) if upright else np.linspace(west, east, 50)
            across = np.full(50, number * step)
            x, y = map(
                np.array, transform(DEGREES, grid.crs, *((across, along) if upright else (along, across)))
            )
            axes.plot(x / unit, y / unit, color=INK, linewidth=0.35, alpha=0.45, zorder=2.6)
            text = degrees_text(float(turned(number * step, 0.0)), "EW" if upright else "NS")
            end = (float(np.interp(top, y, x)), top) if upright else (right, float(np.interp(right, x, y)))
            if left < end[0] < right if upright else bottom < end[1] < top:
                outside: dict[str, Any] = (
                    {"xytext": (0, 2), "ha": "center"}
                    if upright
                    else {"xytext": (3, 0), "va": "center", "rotation": 90}
                )
                place = (end[0] / unit, end[1] / unit)
                axes.annotate(text, place, textcoords="offset points", fontsize=6.5, **outside)


def add_note(figure: Figure, *words: str) -> None:
    """A line in small letters below all else: reference system, cells, date, what a mark means; empty words are left out."""
    figure.text(0.01, 0.0, "; ".join(filter(None, words)), fontsize=7.5, color="#444444", ha="left", va="top")


def date_words(date: str | None) -> str:
    """What an assessment is called below its maps."""
    if date is None:
        return ""
    return "without deformation" if date == "static" else f"assessment of {date}"


def degrees_text(value: float, sides: str) -> str:
    """Degrees, minutes and seconds, as far as they are needed, with the side."""
    seconds = round(abs(value) * 3600)
    parts = [f"{seconds // 3600}°"]
    if seconds % 3600:
        parts.append(f"{seconds % 3600 // 60:02d}′")
    if seconds % 60:
        parts.append(f"{seconds % 60:02d}″")
    return "".join(parts) + ((sides[0] if value > 0 else sides[1]) if seconds else "")


def add_furniture(axes: Axes, grid: Grid, *, lift: float = 0.0) -> None:
    """Scale bar and north arrow above the upper right corner of the map, where they hide nothing.

    Parameters
    ----------
    lift : float
        Points further up, where a narrow map's title needs the line for itself.
    """
    add_scale_bar(axes, grid, lift=lift)
    add_north_arrow(axes, lift=lift)


def add_scale_bar(axes: Axes, grid: Grid, *, lift: float = 0.0) -> None:
    """A scale bar of a round length above the map, left of the north arrow, with its length beside it."""
    figure = axes.get_figure()
    if figure is None:
        raise ValueError("the axes belong to no figure")
    right = extent(grid)[1]
    length = scale_bar_length(grid)
    bar = length / metres_per_unit(grid)[0] / axis_units(grid)[0]
    # x in map units so that the bar has its true length, then shifted by points off the map
    place = blended_transform_factory(axes.transData, axes.transAxes) + ScaledTranslation(
        -22 / 72, (9 + lift) / 72, figure.dpi_scale_trans
    )
    for start, colour, width in ((right - bar, INK, 4.4), (right - bar / 2, "white", 2.8)):
        inset = 0.008 * bar if colour == "white" else 0.0
        axes.add_line(
            Line2D(
                [start, right - inset],
                [1.0, 1.0],
                transform=place,
                color=colour,
                linewidth=width,
                solid_capstyle="butt",
                clip_on=False,
                zorder=9,
            )
        )
    text = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    beside = place + ScaledTranslation(-4 / 72, 0, figure.dpi_scale_trans)
    axes.text(right - bar, 1.0, text, transform=beside, ha="right", va="center", fontsize=8, color=INK)


def add_north_arrow(axes: Axes, *, lift: float = 0.0) -> None:
    """An arrow to grid north above the upper right corner of the map."""
    area = DrawingArea(12, 22)
    area.add_artist(Polygon([(6, 12), (10, 0), (6, 3), (2, 0)], closed=True, facecolor=INK, linewidth=0))
    area.add_artist(Text(6, 13, "N", ha="center", va="bottom", fontsize=8, fontweight="bold", color=INK))
    box = AnnotationBbox(
        area,
        (1.0, 1.0),
        xycoords="axes fraction",
        xybox=(0, 2 + lift),
        boxcoords="offset points",
        box_alignment=(1.0, 0.0),
        frameon=False,
        pad=0.0,
    )
    axes.add_artist(box)
