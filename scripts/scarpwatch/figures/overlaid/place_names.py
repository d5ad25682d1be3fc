"""Names of places on a map, none over another."""

from __future__ import annotations

from typing import NamedTuple

import geopandas
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from scarpwatch.figures.maps.cartography import axis_units
from scarpwatch.figures.style import INK, short
from scarpwatch.grids.grid import Grid

SIZE = 7.5
"""Of the letters, points."""
LETTER = 0.62
"""Mean width of a letter, as a share of its height."""
LONGEST = 24
"""Letters of a name that are drawn."""


class Named(NamedTuple):
    """Names of places, and x and y of each in CRS units (n, 2)."""

    names: list[str]
    where: NDArray[np.float64]


def places_on_grid(places: geopandas.GeoDataFrame, grid: Grid) -> Named:
    """The places that lie on a map; of lines and polygons a point of each.

    Parameters
    ----------
    places : ``name`` and geometry, of :func:`~scarpwatch.inputs.vectors.exposure.read_places`
    """
    points = places.to_crs(grid.crs).geometry.representative_point()
    where = np.column_stack([points.x, points.y]).astype(np.float64).reshape(-1, 2)
    left, bottom, right, top = grid.bounds
    inside = (where >= (left, bottom)).all(axis=1) & (where <= (right, top)).all(axis=1)
    return Named([str(name) for name in places["name"][inside]], where[inside])


def draw_names(axes: Axes, places: Named, grid: Grid) -> int:
    """Mark the places that the axes show, and name each whose name lies over no other one, in their order.

    Returns
    -------
    int
        How many are named.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    box = axes.get_position()
    wide = 72 * figure.get_figwidth() * box.width / (east - west)  # points for each unit of the axes
    high = 72 * figure.get_figheight() * box.height / (north - south)
    taken: list[tuple[float, float, float, float]] = []
    for name, (x, y) in zip(places.names, places.where / axis_units(grid)[0], strict=True):
        if not (west <= x <= east and south <= y <= north):
            continue
        axes.plot(x, y, marker="D", markersize=3.4, color="white", markeredgecolor=INK, zorder=7.5)
        text = short(name, LONGEST)
        length = LETTER * SIZE * len(text)
        to_left = (x - west) * wide + length + 6 > (east - west) * wide  # it would end outside
        start, foot = (x - west) * wide + (-5 - length if to_left else 5), (y - south) * high - SIZE / 2
        place = (start, foot, start + length, foot + 1.3 * SIZE)
        if start < 0 or any(_meet(place, other) for other in taken):
            continue
        taken.append(place)
        axes.annotate(
            text,
            (x, y),
            (-5 if to_left else 5, 0),
            textcoords="offset points",
            ha="right" if to_left else "left",
            va="center",
            fontsize=SIZE,
            color=INK,
            zorder=7.6,
            path_effects=[withStroke(linewidth=2.2, foreground="white")],
        )
    return len(taken)


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
