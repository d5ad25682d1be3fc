"""Hatching over measured cells that are to be read with care: disconnected subsets of dates, and pixels that cannot
be judged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Patch
from numpy.typing import NDArray

from scarpwatch.figures.maps.cartography import extent, read_for_map
from scarpwatch.figures.style import INK
from scarpwatch.grids.grid import Grid
from scarpwatch.insar.output.map_classes import NO_RATE

SUBSETS, UNJUDGED = 1, 2  # bits of its values
LABELS = {
    UNJUDGED: "cannot be judged: noise would be as coherent",
    SUBSETS: "disconnected subsets of dates: rate less certain",
}
HATCHES = {UNJUDGED: "/////", SUBSETS: "\\\\\\\\\\"}
STRIPES = 50  # across the longer side of a map
DOTS = 700  # of the picture along that side, at least
#: Width of a stripe beside that of stripe and gap, and its ink: the colours of a map hatched all over can be read.
THICK = 0.16
STRENGTH = 0.5


def read_codes(path: str | Path) -> NDArray[np.int8]:
    """Remarks of the cells at the size of a picture, array (rows, columns); 0 where there is no rate."""
    values = read_for_map(path, categorical=True)[0]
    return np.where(values == NO_RATE, 0, values).astype(np.int8)


def draw_remarks(axes: Axes, codes: NDArray[np.int8] | None, grid: Grid) -> list[int]:
    """Hatch stripes over the cells with a remark, and give the remarks that occur.

    Stripes are drawn cell by cell, since cells with a remark may lie scattered.

    Parameters
    ----------
    codes : from :func:`read_codes`
    """
    if codes is None or not codes.any():
        return []
    times = -(-DOTS // max(codes.shape))
    codes = codes.repeat(times, axis=0).repeat(times, axis=1)
    row, column = np.mgrid[: codes.shape[0], : codes.shape[1]]
    period = max(4, round(max(codes.shape) / STRIPES))
    thick = max(1, round(THICK * period))
    picture = np.zeros((*codes.shape, 4))
    occurring = []
    for bit, along in ((SUBSETS, column - row), (UNJUDGED, column + row)):
        inside = codes & bit > 0
        if inside.any():
            occurring.append(bit)
            picture[inside & (along % period < thick)] = to_rgba(INK, STRENGTH)
    axes.imshow(picture, extent=extent(grid), origin="upper", interpolation="nearest", zorder=3)
    return occurring


def remark_patches(occurring: list[int]) -> list[Patch]:
    """Legend entries of the remarks."""
    return [
        Patch(facecolor="white", edgecolor=INK, linewidth=0.5, hatch=HATCHES[bit], label=LABELS[bit])
        for bit in sorted(set(occurring), reverse=True)
    ]
