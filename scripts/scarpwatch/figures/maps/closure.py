"""Maps of the closure: integer closure residuals, pairs left out, and the phase bias."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.colors import Colormap, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.maps.cartography import (
    colour_scale,
    draw_raster,
    finish_axes,
    height_over_width,
    map_panels,
    no_data_patch,
    share_beyond,
)
from scarpwatch.figures.style import DIVERGING, nice_limit, styled, wrapped
from scarpwatch.grids.grid import Grid

SIGNIFICANT = 3.0  # standard errors; a bias below is plotted pale
PALE = 0.25
NOT_KNOWN = "too few triplets to tell"


def _limit(values: NDArray[np.float64], share: float) -> float:
    """A round limit that holds ``share`` of the values, so that single pixels do not darken the map."""
    known = np.abs(values[np.isfinite(values)])
    return nice_limit(float(np.quantile(known, share))) if known.size else 1.0


ENTRY = FigureEntry(
    name="closure",
    section="deformation",
    order=70,
    needs="pairs",
    caption=(
        "Unwrapping, on the stack's own grid: share of the triplets with an integer closure residual (a), share of "
        "the pairs that stay in doubt and are left out (b), and the phase bias, the rate of the shortest pairs less "
        "that of the longest ones (c), pale where it is within three standard errors."
    ),
    alternative="Three maps: integer closure residuals, pairs left out, and phase bias in cm per year.",
)


@styled
def plot_closure(
    nonzero: NDArray[np.float64],
    flagged: NDArray[np.float64],
    bias: NDArray[np.float64],
    sigma: NDArray[np.float64],
    grid: Grid,
) -> Figure:
    """Non-zero closures, pairs left out and phase bias, side by side, on the stack's own grid.

    Parameters
    ----------
    nonzero, flagged : array (rows, columns)
        Shares of the triplets and of the pairs of a pixel, 0 to 1; NaN = none.
    bias, sigma : array (rows, columns)
        cm/yr (sign: ``scarpwatch.conventions``); NaN = too few triplets. Where the bias stays below
        ``SIGNIFICANT`` sigma it is plotted towards the colour of zero.
    """
    below = height_over_width(grid) < 1.6
    figure, axes = map_panels(1, 3, grid, beside=0.4 if below else 1.1, below=1.5 if below else 0.9)
    significant = np.abs(bias) > SIGNIFICANT * sigma
    limit = _limit(bias, 0.99)
    shown = np.where(significant, bias, PALE * np.clip(bias, -limit, limit))
    panels: tuple[tuple[NDArray[np.float64], str, str, Colormap | str, float], ...] = (
        (100 * nonzero, "(a) Closure residuals", "Triplets with an integer residual (%)", "YlOrRd", 0.0),
        (100 * flagged, "(b) Pairs left out", "Pairs in doubt (%)", "YlOrRd", 0.0),
        (shown, "(c) Phase bias of short pairs", "Rate of short less long pairs (cm/yr)", DIVERGING, -limit),
    )
    for index, (values, title, label, palette, low) in enumerate(panels):
        panel = axes[0, index]
        high = limit if low < 0 else max(_limit(values, 0.995), 1.0)
        norm = Normalize(low, high)
        draw_raster(panel, values, grid, colormap=palette, norm=norm)
        known = values[np.isfinite(values)]
        over = known.size > 0 and bool((known > high).any())
        under = known.size > 0 and bool((known < low).any())
        extend = {(False, False): "neither", (True, False): "min", (False, True): "max"}.get(
            (under, over), "both"
        )
        place: dict[str, Any] = {"location": "right", "pad": 0.02, "shrink": 0.92}
        if below:
            place = {"location": "bottom", "pad": 0.03, "shrink": 0.92, "aspect": 28}
        scale = colour_scale(palette, norm)
        bar = figure.colorbar(scale, ax=panel, extend=extend, **place)
        bar.locator = MaxNLocator(4)  # more labels would touch below a narrow map
        bar.update_ticks()
        bar.set_label("\n".join(filter(None, [label, share_beyond(values, low, high)])))
        panel.set_title(wrapped(title, figure.get_figwidth() / 3 - 0.4))
        if not known.size:
            panel.text(0.5, 0.5, NOT_KNOWN, transform=panel.transAxes, ha="center", va="center", fontsize=8.5)
        finish_axes(panel, grid, left=index == 0)
    if not all(np.isfinite(values).all() for values, *_ in panels):
        figure.legend(handles=[no_data_patch()], loc="outside lower center")
    return figure
