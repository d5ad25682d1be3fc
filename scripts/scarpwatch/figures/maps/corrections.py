"""The corrections: maps of one date before, removed and after, and the spread of every date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import matplotlib.dates as mdates
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from scarpwatch.dates import iso_date, parse_date
from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.maps.cartography import (
    colour_scale,
    draw_raster,
    finish_axes,
    height_over_width,
    no_data_patch,
    share_beyond,
)
from scarpwatch.figures.style import DIVERGING, INK, WIDTH, nice_limit, panel_letter, styled, wrapped
from scarpwatch.grids.grid import Grid

STEP_NAMES = {
    "before": "as inverted",
    "delays": "less known delays",
    "ramp_and_height": "less ramp and height term",
    "dem_error": "less DEM error",
}
COLOURS = {"before": INK, "delays": "#009e73", "ramp_and_height": "#0072b2", "dem_error": "#d55e00"}
GROWS = "more than before"
"""Said of a step that leaves a larger spread than the one before it."""

MARKERS = {"before": "o", "delays": "^", "ramp_and_height": "s", "dem_error": "D"}
CHART = 2.4  # inches: height of the chart under the maps
NARROW = 1.6  # height over width of a map, below which its bar goes under it


class Parts(NamedTuple):
    """Displacement of one date (mm): as inverted, the parts taken out of it, and what is left.

    Arrays (rows, columns), NaN = not measured; a part that was not removed is None.
    """

    before: NDArray[np.floating]
    delay_and_ramp: NDArray[np.floating] | None
    dem_error: NDArray[np.floating] | None
    after: NDArray[np.floating]


def spreads(corrections: Mapping[str, Any]) -> dict[str, list[float]]:
    """Spread of every date (mm) before the corrections and after each, from their record, in their order."""
    keys = {"before": "spread_before_mm"}
    keys |= {step: f"spread_after_{step}_mm" for step in corrections["applied"]}
    return {step: np.array(corrections[key], float).tolist() for step, key in keys.items()}  # null is NaN


def most_corrected(corrections: Mapping[str, Any]) -> int:
    """Index of the date whose spread the corrections reduce most."""
    steps = list(spreads(corrections).values())
    return int(np.argmax(np.square(steps[0]) - np.square(steps[-1])))


def split_parts(
    before: NDArray[np.floating],
    after: NDArray[np.floating],
    *,
    dem_error: NDArray[np.floating] | None,
    baseline_m: float,
    ground: NDArray[np.floating],
    delay_and_ramp: bool,
) -> Parts:
    """Tell the parts that were taken out of one date from each other.

    Parameters
    ----------
    before, after : array (rows, columns), m
    dem_error : array (rows, columns), m, or None where none was taken out
    baseline_m : perpendicular baseline of the date less that of the first one
    ground : array (rows, columns), slant range times the sine of the incidence angle (m)
    delay_and_ramp : whether delays, ramp or height term were taken out
    """
    screen = None if dem_error is None else 1000 * baseline_m * dem_error / ground
    removed = 1000 * (before - after)
    rest = removed if screen is None else removed - screen
    return Parts(1000 * before, rest if delay_and_ramp else None, screen, 1000 * after)


ENTRY = FigureEntry(
    name="corrections",
    section="deformation",
    order=80,
    needs="pairs",
    caption=(
        "Corrections of the date that they change most: the displacement as inverted, the "
        "parts removed, and what is left, in the same colours (above), and the spread of every date over the "
        "trusted pixels after each step (below). A spread that grows with time is motion, which stays."
    ),
    alternative="Maps of one date before, removed and after, and the standard deviation of all dates.",
)


@styled
def plot_corrections(parts: Parts, grid: Grid, corrections: Mapping[str, Any]) -> Figure:
    """Maps of the most corrected date over a chart of the spread of all dates.

    Parameters
    ----------
    grid : Grid
        Of the maps.
    corrections : mapping
        Contents of ``corrections.json``.
    """
    date, applied = corrections["dates"][most_corrected(corrections)], corrections["applied"]
    named = [
        (parts.before, f"{iso_date(date)}, as inverted"),
        (parts.delay_and_ramp, "Delay, ramp, height" if "delays" in applied else "Ramp and height term"),
        (parts.dem_error, "DEM error"),
        (parts.after, "Left after both" if len(applied) > 1 else "Left"),
    ]
    shown = [(values, title) for values, title in named if values is not None]
    below = height_over_width(grid) < NARROW
    beside = 0.25 if below else 0.8
    panel = min(WIDTH / len(shown) - beside, 6.0 / height_over_width(grid))
    tall = panel * height_over_width(grid) + (1.35 if below else 0.85)
    figure = Figure(figsize=(WIDTH, tall + CHART + 0.3), layout="constrained")
    top, bottom = figure.subfigures(2, 1, squeeze=False, height_ratios=[tall, CHART + 0.3])[:, 0]
    maps = top.subplots(1, len(shown), squeeze=False)[0]
    _draw_maps(maps, [(values, wrapped(title, panel)) for values, title in shown], grid, below=below)
    gaps = any(not np.isfinite(values).all() for values, _ in shown)
    _draw_spreads(bottom.subplots(), corrections, letter=panel_letter(len(shown)))
    handles, labels = bottom.axes[0].get_legend_handles_labels()
    if gaps:
        handles, labels = [*handles, no_data_patch()], [*labels, no_data_patch().get_label()]
    figure.legend(handles, labels, loc="outside lower center", ncols=len(handles))
    return figure


def _draw_maps(
    maps: Sequence[Axes], shown: Sequence[tuple[NDArray[np.floating], str]], grid: Grid, *, below: bool
) -> None:
    """One map per part about its median, all in the same colours, so that the parts can be compared."""
    level = [values - np.nanmedian(values) for values, _ in shown]
    known = np.abs(np.concatenate([values[np.isfinite(values)] for values in level]))
    limit = nice_limit(float(np.quantile(known, 0.99))) if known.size else 1.0
    norm = Normalize(-limit, limit)
    for index, (values, (_, title)) in enumerate(zip(level, shown, strict=True)):
        draw_raster(maps[index], values.astype(np.float64), grid, colormap=DIVERGING, norm=norm)
        maps[index].set_title(f"({panel_letter(index)}) {title}")
        finish_axes(maps[index], grid, left=index == 0)
        maps[index].locator_params(axis="x", nbins=3)
    place: dict[str, Any] = {"location": "bottom", "aspect": 60, "shrink": 0.6, "pad": 0.03}
    if not below:
        place = {"location": "right", "aspect": 30, "shrink": 0.9, "pad": 0.01}
    figure = maps[0].figure
    extend = "both" if known.size and known.max() > limit else "neither"
    bar = figure.colorbar(colour_scale(DIVERGING, norm), ax=list(maps), extend=extend, **place)
    label = "Line-of-sight displacement about its median (mm)"
    beyond = share_beyond(known, -limit, limit)
    bar.set_label(", ".join(filter(None, [label, beyond])))


def _draw_spreads(axes: Axes, corrections: Mapping[str, Any], *, letter: str) -> None:
    days = [parse_date(name) for name in corrections["dates"]]
    when = mdates.date2num(days)
    before: float | None = None
    for step, values in spreads(corrections).items():
        mean = float(np.nanmean(values[1:]))
        grows = before is not None and mean > before
        before = mean
        axes.plot(
            when,
            values,
            color=COLOURS[step],
            marker=MARKERS[step],
            markersize=4,
            linewidth=1.1,
            label=f"{STEP_NAMES[step]} ({mean:.1f} mm{', ' + GROWS if grows else ''})",
        )
    chosen = when[most_corrected(corrections)]
    axes.axvline(chosen, color="#999999", linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
    # Towards the side that has room: spreads begin at 0 and grow.
    late = (chosen - when[0]) > (when[-1] - when[0]) / 2
    axes.annotate(
        "date of the maps",
        (chosen, 0 if late else 1),
        xycoords=("data", "axes fraction"),
        xytext=(-3, 3) if late else (3, -3),
        textcoords="offset points",
        ha="right" if late else "left",
        va="bottom" if late else "top",
        fontsize=8,
        color="#555555",
    )
    locator = mdates.AutoDateLocator(minticks=4, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    axes.set_ylim(bottom=0)
    axes.set_ylabel("Standard deviation\nover the scene (mm)")
    axes.set_title(f"({letter}) Spread of every date, and its mean")
    axes.grid(True)
