"""The susceptibility maps: three static models above the three coupled ones, in five classes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.colors import BoundaryNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from scarpwatch.figures.cartography import (
    draw_points,
    draw_raster,
    finish_axes,
    map_panels,
    no_data_patch,
    points_handle,
)
from scarpwatch.figures.map_furniture import add_furniture
from scarpwatch.figures.style import (
    SUSCEPTIBILITY_CLASSES,
    SUSCEPTIBILITY_COLOURS,
    WIDTH,
    styled,
    susceptibility_colormap,
)
from scarpwatch.grid import Grid


@styled
def plot_susceptibility(
    maps: Mapping[str, NDArray[np.integer]],
    grid: Grid,
    *,
    breaks: tuple[float, ...] | None = None,
    background: NDArray[np.float64] | None = None,
    landslides: NDArray[np.float64] | None = None,
) -> Figure:
    """Draw class maps, up to three in a row, in the order given, with one legend for all.

    Parameters
    ----------
    maps : mapping of model name to array (rows, columns)
        Classes 1 (very low) to 5 (very high), 0 = no data.
    breaks : four numbers or None
        Class limits of the index, for the legend.
    background : array (rows, columns) or None
    landslides : array (n, 2) or None
        x and y in CRS units.
    """
    columns = min(3, len(maps))
    rows = -(-len(maps) // columns)
    width = WIDTH if columns > 1 else 0.68 * WIDTH
    figure, axes = map_panels(rows, columns, grid, width=width, beside=0.35, below=0.5)
    norm = BoundaryNorm(np.arange(0.5, 6.0), 5)
    points = landslides if landslides is not None else np.empty((0, 2))
    any_missing = False
    for index, (name, classes) in enumerate(maps.items()):
        place = axes[index // columns, index % columns]
        cells = np.ma.masked_equal(classes, 0)
        any_missing |= bool(np.ma.getmaskarray(cells).any())
        draw_raster(
            place,
            cells,
            grid,
            colormap=susceptibility_colormap(),
            norm=norm,
            background=background,
            strength=0.35,
        )
        draw_points(place, points, grid, size=4.5 if columns == 3 else 10)
        place.set_title(f"({chr(ord('a') + index)}) {name}" if len(maps) > 1 else name)
        finish_axes(place, grid, left=index % columns == 0, bottom=index + columns >= len(maps))
    for place in axes.flat[len(maps) :]:
        place.set_axis_off()
    add_furniture(axes[0, 0], grid)
    limits = (0.0, *breaks, 1.0) if breaks else None
    handles: list[Patch | Line2D] = []
    for number, (name, colour) in enumerate(zip(SUSCEPTIBILITY_CLASSES, SUSCEPTIBILITY_COLOURS, strict=True)):
        text = f"{name} ({limits[number]:g}–{limits[number + 1]:g})" if limits else name
        handles.append(Patch(facecolor=colour, edgecolor="#888888", linewidth=0.4, label=text))
    if len(points):
        handles.append(points_handle("landslides", 3.8))
    if any_missing:
        handles.append(no_data_patch())
    figure.legend(
        handles=handles,
        loc="outside lower center",
        ncols=len(handles) if columns == 3 else 3,
        columnspacing=1.2,
        title="Susceptibility index",
        title_fontsize=9,
    )
    return figure
