"""The deformation rate within the lower and within the upper classes of susceptibility, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.colors import Normalize, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from scarpwatch.factors.rate_classes import stable_share, stable_words
from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.maps.cartography import (
    draw_raster,
    extent,
    finish_axes,
    height_over_width,
    map_panels,
    no_data_patch,
)
from scarpwatch.figures.maps.deformation import add_motion_bar, symmetric_limit
from scarpwatch.figures.maps.furniture import add_furniture
from scarpwatch.figures.style import DIVERGING, INK, WIDTH, styled
from scarpwatch.grids.grid import Grid

HALVES = (("Low and very low", (1, 2)), ("High and very high", (4, 5)))
"""Name and numbers of the classes of each panel."""
OTHER = "#ffffff"
"""Ground of other classes, and without an index."""
LOW, TALL = (
    0.75,
    1.4,
)  # height over width: below, the colour bar goes under the maps; above, titles need the line

ENTRY = FigureEntry(
    name="class_rates",
    section="susceptibility",
    order=38,
    needs="deformation models terrain",
    caption=(
        "Deformation rate on ground that the main model calls low or very low (a), and high or very high (b), outlined. White: "
        "other classes; grey: no measurement, which is not stable ground. A coupled model is made with the rate, so that the two "
        "are no independent witnesses of each other."
    ),
    alternative="Two maps of the deformation rate, within the lower and within the upper classes of the main model.",
)


@styled
def plot_class_rates(
    rate: NDArray[np.float64],
    classes: NDArray[np.integer],
    grid: Grid,
    *,
    limits: Sequence[float],
    model: str,
    period: str = "",
) -> Figure:
    """The rate within two groups of classes.

    Parameters
    ----------
    rate : array (rows, columns), cm/yr along the line of sight; NaN = no measurement
    classes : array (rows, columns), 1 to 5, 0 = no index
    limits : of the classes of the rate, cm/yr
    model : what the model is called
    period : over which the rate was taken
    """
    low = height_over_width(grid) < LOW
    figure, axes = map_panels(1, 2, grid, width=WIDTH, beside=0.45 if low else 0.9, below=1.7 if low else 1.0)
    limit = symmetric_limit(rate)
    norm = Normalize(-limit, limit)
    missing, told = False, []
    for index, (name, numbers) in enumerate(HALVES):
        panel = axes[0, index]
        inside = np.isin(classes, numbers)
        missing |= bool((inside & ~np.isfinite(rate)).any())
        image = draw_raster(panel, rate, grid, colormap=DIVERGING, norm=norm)
        picture = np.array(image.get_array())
        picture[~inside] = to_rgb(OTHER)
        image.set_data(picture)
        if inside.any() and not inside.all():  # else a rate near zero would look like other ground
            panel.contour(
                inside.astype(float),
                levels=[0.5],
                colors=INK,
                linewidths=0.35,
                extent=extent(grid),
                origin="upper",
            )
        told.append(f"{name.lower()}: {_told(rate, inside, limits)}")
        panel.set_title(f"({'ab'[index]}) {name}")
        finish_axes(panel, grid, left=index == 0)
    place: dict[str, Any] = {
        "location": "bottom" if low else "right",
        "shrink": 0.9,
        "pad": 0.02,
        "aspect": 34,
    }
    add_motion_bar(list(axes[0]), rate, limit, "Line-of-sight rate (cm/yr)", **place)
    add_furniture(axes[0, 0], grid, lift=0 if height_over_width(grid) < TALL else 14)
    figure.suptitle("\n".join([f"{model}{f', {period}' if period else ''}", *told]), fontsize=9, color=INK)
    legend = [Patch(facecolor=OTHER, edgecolor="#999999", linewidth=0.5, label="other classes")]
    legend += [no_data_patch()] if missing else []
    figure.legend(handles=legend, loc="outside lower center", ncols=2)
    return figure


def _told(rate: NDArray[np.float64], inside: NDArray[np.bool_], limits: Sequence[float]) -> str:
    """How much of the map a group of classes takes, and how much of what is measured there is stable."""
    text = f"{100 * float(inside.mean()):.0f} % of the map"
    share = stable_share(rate[inside], limits)
    return (
        f"{text}, {100 * share:.0f} % of what is measured moves by {stable_words(limits)}"
        if np.isfinite(share) and stable_words(limits)
        else text
    )
