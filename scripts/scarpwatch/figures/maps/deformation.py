"""Maps of deformation: rate and cumulative deformation; their standard deviation and temporal coherence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.maps.cartography import (
    axis_units,
    colour_scale,
    draw_points,
    draw_raster,
    finish_axes,
    grid_words,
    height_over_width,
    map_panels,
    no_data_patch,
    points_handle,
    share_beyond,
)
from scarpwatch.figures.maps.furniture import add_furniture, add_note
from scarpwatch.figures.maps.remarks import draw_remarks, remark_patches
from scarpwatch.figures.style import DIVERGING, INK, WIDTH, nice_limit, styled
from scarpwatch.grids.grid import Grid

LOW, TALL = 0.75, 1.4  # height over width: below, colour bars go under the maps; above, titles need the line
CLOSE = 0.04  # of the longer side of a map, between points whose numbers would lie on each other
#: How a point with a series is drawn.
PLACE: dict[str, Any] = {
    "marker": "^",
    "markersize": 6,
    "markerfacecolor": "white",
    "markeredgecolor": INK,
    "markeredgewidth": 1.0,
}
#: How the reference point is drawn.
SQUARE: dict[str, Any] = {
    "marker": "s",
    "markersize": 7,
    "markerfacecolor": "none",
    "markeredgecolor": INK,
    "markeredgewidth": 1.6,
}


def symmetric_limit(values: NDArray[np.float64], *, share: float = 0.998) -> float:
    """A round limit, the same on both sides of zero, that holds ``share`` of the finite values."""
    known = np.abs(values[np.isfinite(values)])
    return nice_limit(float(np.quantile(known, share))) if known.size else 1.0


def _extend(values: NDArray[np.float64], low: float, high: float) -> str:
    """Which ends of a colour bar get an arrow, because values lie beyond."""
    known = values[np.isfinite(values)]
    below, above = bool((known < low).any()), bool((known > high).any())
    return {(False, False): "neither", (True, False): "min", (False, True): "max", (True, True): "both"}[
        (below, above)
    ]


def _bar_place(grid: Grid) -> dict[str, Any]:
    """Colour bars stand beside a map; below one that is too low for the label."""
    if height_over_width(grid) < LOW:
        return {"location": "bottom", "shrink": 0.92, "pad": 0.03, "aspect": 34}
    return {"location": "right", "shrink": 0.92, "pad": 0.02, "aspect": 26}


def _panels(grid: Grid, columns: int = 2) -> tuple[Figure, NDArray[Any]]:
    """Maps side by side, with room for their colour bars."""
    low = height_over_width(grid) < LOW
    return map_panels(
        1, columns, grid, width=WIDTH * columns / 2, beside=0.45 if low else 1.25, below=1.7 if low else 1.0
    )


RATE_ENTRY = FigureEntry(
    name="deformation",
    section="deformation",
    order=10,
    needs="deformation",
    caption=(
        "Deformation rate (a) and cumulative deformation (b) along the line of sight, relative to the reference "
        "point (square). Red: away from the satellite; blue: towards it; grey: no measurement."
    ),
    alternative="Two maps: deformation rate in cm per year and cumulative deformation in cm.",
)


@styled
def plot_deformation(
    rate: NDArray[np.float64],
    cumulative: NDArray[np.float64],
    grid: Grid,
    *,
    landslides: NDArray[np.float64] | None = None,
    reference: tuple[float, float] | None = None,
    period: tuple[str, str] | None = None,
    remarks: NDArray[np.int8] | None = None,
    series: NDArray[np.float64] | None = None,
) -> Figure:
    """Deformation rate and cumulative deformation, side by side.

    Parameters
    ----------
    rate, cumulative : array (rows, columns)
        cm/yr and cm along the line of sight (sign: ``scarpwatch.conventions``); NaN = no measurement.
    landslides : array (n, 2) or None
        x and y in CRS units.
    reference : (x, y) or None
        The reference point, in CRS units.
    period : (first date, last date) or None
    remarks : array (rows, columns) or None
        Of :func:`scarpwatch.figures.maps.remarks.read_codes`; drawn hatched.
    series : array (n, 2) or None
        x and y of the points whose series are plotted, in CRS units, in their order; NaN = not on the map.
    """
    figure, axes = _panels(grid)
    panels = (
        (rate, "(a) Deformation rate", "Line-of-sight rate (cm/yr)"),
        (cumulative, "(b) Cumulative deformation", "Line-of-sight displacement (cm)"),
    )
    points = landslides if landslides is not None else np.empty((0, 2))
    unit = axis_units(grid)[0]
    for index, (values, title, label) in enumerate(panels):
        panel = axes[0, index]
        _draw_motion(panel, values, grid, label)
        occurring = draw_remarks(panel, remarks, grid)
        if index == 0:
            draw_points(panel, points, grid)
        if reference is not None:
            panel.plot(reference[0] / unit, reference[1] / unit, zorder=7, **SQUARE)
        panel.set_title(title)
        finish_axes(panel, grid, left=index == 0)
        if index == 1 and series is not None:
            _number_places(panel, series / unit)
    add_furniture(axes[0, 0], grid, lift=0 if height_over_width(grid) < TALL else 14)
    add_note(figure, grid_words(grid))
    if period:
        figure.suptitle(f"{period[0]} to {period[1]}", fontsize=9, color=INK)

    legend: list[Any] = remark_patches(occurring)
    legend += [points_handle("landslides")] if len(points) else []
    legend += (
        [Line2D([], [], linestyle="", label="reference point", **SQUARE)] if reference is not None else []
    )
    if series is not None and len(series):
        legend.append(Line2D([], [], linestyle="", label="point of the series with its number", **PLACE))
    legend += [no_data_patch()] if np.isnan([np.sum(rate), np.sum(cumulative)]).any() else []
    if legend:
        figure.legend(handles=legend, loc="outside lower center", ncols=min(len(legend), 3))
    return figure


def _number_places(panel: Axes, places: NDArray[np.float64]) -> None:
    """Mark points and write their numbers, from 1, beside them; those of points that nearly meet in one place."""
    west, east = panel.get_xlim()
    south, north = panel.get_ylim()
    near = CLOSE * max(abs(east - west), abs(north - south))
    groups: list[list[int]] = []
    for number in np.flatnonzero(np.isfinite(places).all(axis=1)).tolist():
        panel.plot(*places[number], linestyle="", zorder=7, **PLACE)
        meets = [group for group in groups if np.hypot(*(places[group[0]] - places[number])) < near]
        if meets:
            meets[0].append(number)
        else:
            groups.append([number])
    for group in groups:
        panel.annotate(
            ", ".join(str(number + 1) for number in group),
            places[group].max(axis=0),
            (4, 3),
            textcoords="offset points",
            fontsize=8,
            fontweight="bold",
            zorder=8,
            path_effects=[withStroke(linewidth=2, foreground="white")],
        )


def _draw_motion(
    panel: Axes,
    values: NDArray[np.float64],
    grid: Grid,
    label: str,
) -> None:
    """A map of motion along the line of sight with its colour bar, symmetric about zero."""
    limit = symmetric_limit(values)
    norm = Normalize(-limit, limit)
    draw_raster(panel, values, grid, colormap=DIVERGING, norm=norm)
    add_motion_bar([panel], values, limit, label, **_bar_place(grid))


def add_motion_bar(
    panels: Sequence[Axes], values: NDArray[np.float64], limit: float, label: str, **place: Any
) -> None:
    """A colour bar of motion along the line of sight that says what its ends mean, and how much lies beyond them.

    Parameters
    ----------
    panels : the maps it belongs to, of one figure
    values : all that is drawn in them
    limit : where the colours end on both sides of zero, in the units of the values
    label : quantity and units
    place : where it stands, as matplotlib's ``colorbar`` has it
    """
    bar = panels[0].figure.colorbar(
        colour_scale(DIVERGING, Normalize(-limit, limit)),
        ax=list(panels),
        extend=_extend(values, -limit, limit),
        **place,
    )
    beyond = share_beyond(values, -limit, limit)
    bar.set_label("\n".join(filter(None, [label, "← away from satellite    towards satellite →", beyond])))


QUALITY_ENTRY = FigureEntry(
    name="deformation_quality",
    section="deformation",
    order=30,
    needs="deformation",
    caption=(
        "Uncertainty of the rate: its standard deviation against the stable ground of the map (a), and the temporal "
        "coherence (b), the agreement of the pairs with the estimated series."
    ),
    alternative="Two maps: standard deviation of the rate, and temporal coherence.",
)


@styled
def plot_quality(
    sigma: NDArray[np.float64],
    coherence: NDArray[np.float64],
    grid: Grid,
    *,
    remarks: NDArray[np.int8] | None = None,
) -> Figure:
    """Standard deviation of the rate, and temporal coherence where it is known.

    Parameters
    ----------
    sigma : array (rows, columns)
        cm/yr; NaN = no measurement.
    coherence : array (rows, columns)
        0 to 1; NaN = no measurement.
    remarks : array (rows, columns) or None
        As in :func:`plot_deformation`.
    """
    known = sigma[np.isfinite(sigma)]
    top = nice_limit(float(np.quantile(known, 0.98))) if known.size else 1.0
    panels: tuple[tuple[NDArray[np.float64], str, str, str, float], ...] = (
        (sigma, "(a) Uncertainty of the rate (1σ)", "Standard deviation (cm/yr)", "viridis_r", top),
        (coherence, "(b) Temporal coherence", "Temporal coherence (0 to 1)", "viridis", 1.0),
    )
    if not np.isfinite(coherence).any():  # a deformation that was made elsewhere may come without it
        panels = panels[:1]
    figure, axes = _panels(grid, len(panels))
    for index, (values, title, label, palette, limit) in enumerate(panels):
        panel = axes[0, index]
        norm = Normalize(0.0, limit)
        draw_raster(panel, values, grid, colormap=palette, norm=norm)
        bar = figure.colorbar(
            colour_scale(palette, norm), ax=panel, extend=_extend(values, 0.0, limit), **_bar_place(grid)
        )
        bar.set_label("\n".join(filter(None, [label, share_beyond(values, 0.0, limit)])))
        occurring = draw_remarks(panel, remarks, grid)
        panel.set_title(title)
        finish_axes(panel, grid, left=index == 0)
    add_furniture(axes[0, 0], grid, lift=14)
    add_note(figure, grid_words(grid))
    legend = remark_patches(occurring)
    legend += [no_data_patch()] if any(np.isnan(panel[0]).any() for panel in panels) else []
    if legend:
        figure.legend(handles=legend, loc="outside lower center", ncols=len(legend))
    return figure
