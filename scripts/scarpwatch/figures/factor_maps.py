"""Thematic maps of the factors, in the classes of Table 3 of Liang et al. (2026, EGUsphere-2026-218).

Where almost the whole area falls into one of those classes (they were made for other terrain), round
classes of the area's own are used, and the panel says so.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from scarpwatch.figures.cartography import (
    colour_scale,
    draw_raster,
    finish_axes,
    map_panels,
    no_data_patch,
)
from scarpwatch.figures.map_furniture import add_furniture
from scarpwatch.figures.style import (
    DYNAMIC_FACTORS,
    FACTOR_NAMES,
    FACTOR_UNITS,
    factor_name,
    nice_limit,
    styled,
)
from scarpwatch.grid import Grid

#: Inner class limits. The study gives none for the dynamic factors: its text calls rates within
#: 1 cm/yr stable and up to 2 cm/yr moderate; cumulative deformation is classed as two years of that.
CLASS_BREAKS: dict[str, tuple[float, ...]] = {
    "slope": (15, 30, 45, 60),
    "elevation": (228.4, 465.8, 703.2, 940.6),
    "profile_curvature": (-2.4, -0.8, 0.1, 1.7),
    "max_elevation_difference": (157.8, 315.6, 473.4, 631.2),
    "distance_to_faults": (500, 1000, 1500, 2000),
    "distance_to_rivers": (500, 1000, 1500, 2000),
    "distance_to_roads": (500, 1000, 1500, 2000),
    "cumulative_deformation": (-4, -2, 2, 4),
    "deformation_rate": (-2, -1, 1, 2),
}
ASPECT_CLASSES = ("flat", "N", "NE", "E", "SE", "S", "SW", "W", "NW")
#: Cyclic in lightness and hue: north dark, south light; flat ground white.
ASPECT_COLOURS = (
    "#ffffff",
    "#30305f",
    "#3f6fb0",
    "#67a9b5",
    "#b5cfae",
    "#f2e3c6",
    "#e0a878",
    "#bf5f52",
    "#7a2c56",
)
PALETTES = {
    "slope": "YlOrBr",
    "elevation": "cividis",
    "profile_curvature": "viridis",
    "max_elevation_difference": "YlOrRd",
    "distance_to_faults": "YlGnBu_r",
    "distance_to_rivers": "YlGnBu_r",
    "distance_to_roads": "YlGnBu_r",
    "ndvi": "YlGn",
    "cumulative_deformation": "RdYlBu",
    "deformation_rate": "RdYlBu",
}
LITHOLOGY_COLOURS = (
    "#e6c35c",
    "#88a0b8",
    "#5aa9a0",
    "#c98a6b",
    "#e7b7d2",
    "#a98bbf",
    "#dd8aa5",
    "#7d9a4f",
    "#6d6d8f",
    "#d8b48f",
)
MOSTLY = 0.9  # share of the area in a single class beyond which the area gets classes of its own


@dataclass(frozen=True)
class Panel:
    """One thematic map, ready to draw.

    Attributes
    ----------
    values : array (rows, columns)
        Class numbers 0, 1, ... with NaN for no data; or plain values where ``labels`` is empty.
    labels, colours : one per class
    own_classes : bool
        The study's classes did not suit the area.
    """

    factor: str
    values: NDArray[np.float64]
    labels: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    own_classes: bool = False


def class_labels(breaks: Sequence[float]) -> tuple[str, ...]:
    """Texts for the classes between inner limits: ``< 15``, ``15–30``, ..., ``> 60``."""
    text = [f"{value:g}".replace("-", "−") for value in breaks]
    join = " to " if min(breaks) < 0 else "–"
    return (
        f"< {text[0]}",
        *(f"{low}{join}{high}" for low, high in pairwise(text)),
        f"> {text[-1]}",
    )


def own_breaks(values: NDArray[np.float64], *, centred: bool) -> tuple[float, ...]:
    """Round inner limits for an area that fits no given classes.

    Parameters
    ----------
    centred : bool
        Symmetric about zero, with the class around zero twice as wide.
    """
    known = values[np.isfinite(values)]
    if centred:
        limit = nice_limit(float(np.quantile(np.abs(known), 0.95)))
        return (-limit, -limit / 2, limit / 2, limit)
    low, high = np.quantile(known, [0.02, 0.98])
    ticks = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    inner = tuple(float(tick) for tick in ticks if low < tick < high)
    return inner or (float(np.median(known)),)


def classify(factor: str, values: NDArray[np.float64]) -> Panel:
    """Put a numeric factor into classes (NDVI stays continuous, as in the study).

    Parameters
    ----------
    values : array (rows, columns)
        In the factor's unit; NaN = no data.
    """
    known = np.isfinite(values)
    if factor not in CLASS_BREAKS or not known.any():
        return Panel(factor, values)
    breaks, own = CLASS_BREAKS[factor], False
    counts = np.bincount(np.digitize(values[known], breaks))
    if counts.max() > MOSTLY * counts.sum() and np.ptp(values[known]) > 0:
        breaks = own_breaks(values, centred=factor in (*DYNAMIC_FACTORS, "profile_curvature"))
        own = True
    numbers = np.where(known, np.digitize(np.where(known, values, 0.0), breaks), np.nan)
    palette = colormaps[PALETTES[factor]]
    shades = np.linspace(0.08, 0.92, len(breaks) + 1)
    colours = tuple("#{:02x}{:02x}{:02x}".format(*(int(255 * c) for c in palette(s)[:3])) for s in shades)
    return Panel(factor, numbers, class_labels(breaks), colours, own)


def classify_aspect(aspect: NDArray[np.float64], slope: NDArray[np.float64] | None = None) -> Panel:
    """Eight sectors and flat ground.

    Parameters
    ----------
    aspect : array (rows, columns)
        Degrees clockwise from north; negative = flat; NaN = flat or no data.
    slope : array (rows, columns) or None
        Tells flat ground (slope known) from no data.
    """
    known = np.isfinite(aspect)
    sector = np.floor(((np.where(known, aspect, 0.0) + 22.5) % 360.0) / 45.0) + 1.0
    numbers = np.where(known, np.where(aspect < 0, 0.0, sector), np.nan)
    if slope is not None:
        numbers = np.where(~known & np.isfinite(slope), 0.0, numbers)
    return Panel("aspect", numbers, ASPECT_CLASSES, ASPECT_COLOURS)


def classify_lithology(codes: NDArray[np.integer], names: Mapping[int, str]) -> Panel:
    """Rock classes by code (0 = no data), named by ``names``."""
    present = [code for code in sorted(names) if code != 0]
    numbers = np.full(codes.shape, np.nan)
    for index, code in enumerate(present):
        numbers[codes == code] = index
    colours = tuple(LITHOLOGY_COLOURS[index % len(LITHOLOGY_COLOURS)] for index in range(len(present)))
    return Panel("lithology", numbers, tuple(names[code] for code in present), colours)


def spread_over_units(
    units: NDArray[np.integer], unit_ids: NDArray[np.integer], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """A value per unit put on the cells of the units; NaN where there is no unit (label 0).

    Parameters
    ----------
    units : array (rows, columns)
        Unit labels, 0 = outside.
    unit_ids, values : arrays (n,)
    """
    lookup = np.full(int(max(units.max(initial=0), np.max(unit_ids, initial=0))) + 1, np.nan)
    lookup[unit_ids] = values
    lookup[0] = np.nan
    return lookup[units]


@styled
def plot_factors(
    panels: Sequence[Panel], grid: Grid, *, background: NDArray[np.float64] | None = None
) -> Figure:
    """One map per factor, three in a row.

    Parameters
    ----------
    panels : of :func:`classify`, :func:`classify_aspect`, :func:`classify_lithology`
    background : array (rows, columns) or None
        Relief under the colours.
    """
    columns = min(3, len(panels))
    rows = math.ceil(len(panels) / columns)
    figure, axes = map_panels(rows, columns, grid, beside=1.25, below=0.45)
    room = 12.5 * figure.get_figwidth() / columns  # letters of a title before it reaches the next panel
    for index, panel in enumerate(panels):
        place = axes[index // columns, index % columns]
        missing = [no_data_patch()] if np.isnan(panel.values).any() else []
        if panel.labels:
            palette = ListedColormap(list(panel.colours))
            norm: Normalize = BoundaryNorm(np.arange(len(panel.labels) + 1) - 0.5, len(panel.labels))
            handles = [
                Patch(facecolor=colour, edgecolor="#888888", linewidth=0.4, label=label)
                for colour, label in zip(panel.colours, panel.labels, strict=True)
            ]
            _legend(place, [*handles, *missing])
            draw_raster(
                place, panel.values, grid, colormap=palette, norm=norm, background=background, strength=0.4
            )
        else:
            known = panel.values[np.isfinite(panel.values)]
            low, high = np.quantile(known, [0.01, 0.99]) if known.size else (0.0, 1.0)
            norm = Normalize(float(low), float(max(high, low + 1e-9)))
            name = PALETTES.get(panel.factor, "viridis")
            draw_raster(
                place, panel.values, grid, colormap=name, norm=norm, background=background, strength=0.4
            )
            inset = place.inset_axes((1.04, 0.45, 0.05, 0.55))
            figure.colorbar(colour_scale(name, norm), cax=inset).ax.tick_params(labelsize=7.5)
            if missing:
                _legend(place, missing, anchor=0.4)
        letter = chr(ord("a") + index)
        unit = f" ({FACTOR_UNITS[panel.factor]})" if panel.factor in FACTOR_UNITS else ""
        mark = " *" if panel.own_classes else ""
        name = factor_name(panel.factor).replace("Maximum", "Max.")
        title = textwrap.fill(f"({letter}) {name}{unit}{mark}", max(14, int(room)))
        place.set_title(title, fontsize=9)
        finish_axes(place, grid, left=index % columns == 0, bottom=index + columns >= len(panels))
    for place in axes.flat[len(panels) :]:
        place.set_axis_off()
    add_furniture(axes[0, 0], grid, lift=13)
    if any(panel.own_classes for panel in panels):
        note = "* classes made for this area: more than 90 % of it lies in one class of the study"
        figure.supxlabel(note, fontsize=8, x=0.01, ha="left")
    return figure


def _legend(axes: Axes, handles: Sequence[Patch], anchor: float = 1.0) -> None:
    """Classes beside the map, not on it."""
    axes.legend(
        handles=list(handles),
        loc="upper left",
        bbox_to_anchor=(1.0, anchor + 0.02),
        fontsize=7.5,
        handlelength=1.1,
        handletextpad=0.5,
        labelspacing=0.35,
        borderaxespad=0.3,
    )


def ordered_factors(names: Sequence[str]) -> list[str]:
    """Known factors in the order of the study's list, static first."""
    return [name for name in FACTOR_NAMES if name in names]
