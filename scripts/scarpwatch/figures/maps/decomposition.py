"""Maps of vertical and east rates, and of where two tracks do not give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.maps.cartography import (
    colour_scale,
    draw_raster,
    finish_axes,
    grid_words,
    height_over_width,
    map_panels,
    no_data_patch,
    share_beyond,
)
from scarpwatch.figures.maps.deformation import symmetric_limit
from scarpwatch.figures.maps.furniture import add_furniture, add_note
from scarpwatch.figures.style import DIVERGING, WIDTH, styled
from scarpwatch.grids.grid import Grid

BAR: dict[str, Any] = {"location": "bottom", "shrink": 0.92, "pad": 0.03, "aspect": 30}
TALL = 1.4  # height over width above which titles need the line of the scale bar
# One colour per class: known, hidden by layover or shadow, not measured, too similar; by track within these.
COLOURS = ("#e9ece4", "#8c510a", "#d8a35c", "#4d2c05", "#35618f", "#8fb8dc", "#163a5f", "#b5408f")


ENTRY = FigureEntry(
    name="decomposition",
    section="deformation",
    order=60,
    needs="other_track",
    caption=(
        "Vertical rate (a) and east rate (b) from this track and another one, with north motion taken as zero; "
        "blue is up and to the east. Where either is missing, (c) says why."
    ),
    alternative="Three maps: vertical and east rate in cm per year, and the reasons for missing values.",
)


@styled
def plot_decomposition(
    vertical: NDArray[np.float64],
    east: NDArray[np.float64],
    blind: NDArray[np.integer],
    grid: Grid,
    *,
    names: Mapping[int, str],
    periods: tuple[str, str] | None = None,
) -> Figure:
    """Vertical rate, east rate, and blind spots, side by side.

    Parameters
    ----------
    vertical, east : array (rows, columns), cm/yr
        Positive up and to the east; NaN = not known. Both are plotted with one scale.
    blind : array (rows, columns)
        Class of each cell; classes without a name are outside.
    names : mapping of class to what it means
    periods : of this track and of the other, in words
    """
    figure, axes = map_panels(1, 3, grid, width=1.25 * WIDTH, beside=0.35, below=1.5)
    limit = symmetric_limit(np.stack([vertical, east]))
    norm = Normalize(-limit, limit)
    rates = (
        (vertical, "(a) Vertical rate", "Vertical rate (cm/yr)\n← down    up →"),
        (east, "(b) East rate", "East rate (cm/yr)\n← to the west    to the east →"),
    )
    for panel, (values, title, label) in zip(axes[0], rates, strict=False):
        draw_raster(panel, values, grid, colormap=DIVERGING, norm=norm)
        known = np.abs(values[np.isfinite(values)])
        extend = "both" if (known > limit).any() else "neither"
        bar = figure.colorbar(colour_scale(DIVERGING, norm), ax=panel, extend=extend, **BAR)
        bar.set_label("\n".join(filter(None, [label, share_beyond(values, -limit, limit)])))
        panel.set_title(title)
        finish_axes(panel, grid, left=panel is axes[0, 0])
    handles = _draw_blind(axes[0, 2], blind, grid, names)
    # An empty bar of the same size keeps the third map in line with the others.
    empty = figure.colorbar(colour_scale(ListedColormap(["none"]), norm), ax=axes[0, 2], **BAR)
    empty.set_label("\n", color="none")
    empty.ax.tick_params(colors="none")
    empty.outline.set_visible(False)
    add_furniture(axes[0, 0], grid, lift=0 if height_over_width(grid) < TALL else 14)
    add_note(figure, grid_words(grid))
    if periods is not None:
        figure.suptitle(f"This track {periods[0]}, the other {periods[1]}", fontsize=9)
    outside = ~np.isin(blind, list(names))
    if np.isnan(vertical).any() or outside.any():
        handles.append(no_data_patch())
    figure.legend(handles=handles, loc="outside lower center", ncols=min(3, len(handles)))
    return figure


def _draw_blind(
    panel: Axes,
    blind: NDArray[np.integer],
    grid: Grid,
    names: Mapping[int, str],
) -> list[Patch]:
    """The map of classes; gives the legend's entries of those that are there."""
    cells = np.ma.array(blind, mask=~np.isin(blind, list(names)))
    draw_raster(
        panel,
        cells,
        grid,
        colormap=ListedColormap(list(COLOURS)),
        norm=Normalize(-0.5, len(COLOURS) - 0.5),
    )
    panel.set_title("(c) Blind spots")
    finish_axes(panel, grid, left=False)
    return [
        Patch(facecolor=COLOURS[code], edgecolor="#999999", linewidth=0.5, label=name)
        for code, name in names.items()
        if (blind == code).any()
    ]
