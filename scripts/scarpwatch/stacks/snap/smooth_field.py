"""What changes smoothly over a grid and with height: computed at nodes, interpolated in between.

Ranges, places and lines of sight from an orbit are such quantities. Nodes lie up to 200 cells apart and at three
heights; between them the interpolation is bicubic over the grid and quadratic in height. Over a Sentinel-1 image
that is exact to a millimetre for places and to a micrometre for differences of range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RectBivariateSpline

Float = NDArray[np.float64]

_NODE_STEP = 200  # cells between nodes, at most
_MARGIN_M = 100.0  # below and above the heights that are asked for
_BLOCK = 256  # rows interpolated at a time


class SmoothField:
    """A quantity that depends smoothly on row, column and height, known at nodes.

    Parameters
    ----------
    compute : function of rows (n, 1), columns (1, m) and a height (m) to an array (n, m)
    shape : rows and columns of the area, which begins at row and column 0
    heights : lowest and highest height that will be asked for (m)
    """

    def __init__(
        self,
        compute: Callable[[Float, Float, float], Float],
        shape: tuple[int, int],
        heights: tuple[float, float],
    ) -> None:
        rows, columns = (np.linspace(-1, size, max(4, size // _NODE_STEP + 2)) for size in shape)
        low, high = heights[0] - _MARGIN_M, heights[1] + _MARGIN_M
        self._heights = (low, (low + high) / 2, high)
        self._shape = shape
        self._splines = [
            RectBivariateSpline(rows, columns, compute(rows[:, np.newaxis], columns[np.newaxis, :], height))
            for height in self._heights
        ]

    def at(self, height: NDArray[np.floating]) -> Float:
        """The quantity in every cell of the area, at its height (m); NaN where the height is."""
        result = np.empty(self._shape)
        for part in row_parts(self._shape[0]):
            result[part] = self.join(self.levels(part), height[part].astype(np.float64))
        return result

    def levels(self, part: slice) -> list[Float]:
        """The quantity in some rows of the area at the three heights of the nodes."""
        rows, columns = np.arange(part.start, part.stop), np.arange(self._shape[1])
        return [spline(rows, columns) for spline in self._splines]

    def join(self, levels: Sequence[Float], height: Float) -> Float:
        """The quantity at heights in between, from what :meth:`levels` gave, or cells of it."""
        low, middle, _ = self._heights
        u = (height - middle) / (middle - low)
        joined: Float = (
            levels[0] * (u * (u - 1) / 2) + levels[1] * (1 - u * u) + levels[2] * (u * (u + 1) / 2)
        )
        return joined


def row_parts(rows: int) -> Iterator[slice]:
    """All rows, so many at a time that what is computed of them takes little memory."""
    for first in range(0, rows, _BLOCK):
        yield slice(first, min(first + _BLOCK, rows))


def heights_of(height: NDArray[np.floating]) -> tuple[float, float]:
    """Lowest and highest of the heights that are known (m); 0 and 0 where none is."""
    known = height[np.isfinite(height)]
    return (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)


def fill_height(height: NDArray[np.floating]) -> Float:
    """Heights (m) with their mean in place of those that are not known; 0 where none is."""
    known = np.isfinite(height)
    return np.where(known, height, height[known].mean() if known.any() else 0.0).astype(np.float64)
