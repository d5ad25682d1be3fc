"""The 3 x 3 windows of all cells of a DEM, and the surface that passes through one.

The window of a cell, y to the north, cell width L and height M:

    a b c
    d e f
    g h i

Along the edge of the whole the surface is continued linearly (2 z1 - z2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.grids.grid import memory_blocks, row_blocks
from scarpwatch.terrain.elevation_blocks import Blocks, Elevation, ReadWindow

Neighbourhood = tuple[NDArray[np.float64], ...]
"""The nine arrays a to i of the window above, for all cells of a block."""

FLAT_GRADIENT = 1e-6
"""Gradient (rise over run) below which a cell is flat: a tenth of a millimetre in a hundred metres."""

_WORKING_CELLS = 65_536  # worked on at once: what some twenty arrays of them take stays near the processor


class Quartic(NamedTuple):
    """Terms D, E, F, G, H of Zevenbergen & Thorne (1987): of the surface D x^2 + E y^2 + F x y + G x + H y + e.

    Float64 arrays (rows, columns); x to the east, y to the north, per metre (curves and twist) and without unit.
    """

    curve_x: NDArray[np.float64]
    curve_y: NDArray[np.float64]
    twist: NDArray[np.float64]
    east: NDArray[np.float64]
    north: NDArray[np.float64]


def quartic(around: Neighbourhood, cell_size: tuple[float, float]) -> Quartic:
    """The terms up to the second order of the partial quartic through each window."""
    a, b, c, d, e, f, g, h, i = around
    width, height = cell_size
    return Quartic(
        ((d + f) / 2 - e) / width**2,
        ((b + h) / 2 - e) / height**2,
        (-a + c + g - i) / (4 * width * height),
        (f - d) / (2 * width),
        (b - h) / (2 * height),
    )


def neighbourhood_blocks(dem: Elevation, compute: Callable[[Neighbourhood], NDArray[np.floating]]) -> Blocks:
    """A function of the 3 x 3 windows, block by block; NaN where a window holds one.

    Parameters
    ----------
    compute : function of the nine arrays a to i (m) that gives one value for each cell, independent of the others

    Raises
    ------
    ValueError
        If the DEM is smaller than 3 x 3.
    """
    require_windows(dem.shape, dem.cell_size)
    return _computed(dem, compute)


def _computed(dem: Elevation, compute: Callable[[Neighbourhood], NDArray[np.floating]]) -> Blocks:
    for window in memory_blocks(dem.shape, bytes_per_pixel=16.0, memory_mb=dem.block_mb):
        block = padded(dem.read, window, dem.shape)
        values = np.empty((int(window.height), int(window.width)), np.float32)
        for rows, around in neighbourhoods(block):
            values[rows] = compute(around)
            values[rows][np.isnan(sum(around))] = np.nan
        yield window, values


def require_windows(shape: tuple[int, ...], cell_size: tuple[float, float]) -> None:
    """Raise ValueError if no 3 x 3 window fits, or a cell size is not positive."""
    if min(shape) < 3:
        raise ValueError(f"a DEM of {shape[0]} x {shape[1]} cells has no 3 x 3 window")
    if min(cell_size) <= 0:
        raise ValueError(f"cell size {cell_size} is not positive")


def array_neighbourhoods(elevation: NDArray[np.floating]) -> Iterator[tuple[slice, Neighbourhood]]:
    """The neighbourhoods of all cells of an array in memory."""
    for window in row_blocks(elevation.shape):
        block = padded(lambda part: elevation[part.toslices()], window, elevation.shape)
        for rows, around in neighbourhoods(block):
            yield slice(rows.start + window.row_off, rows.stop + window.row_off), around


def neighbourhoods(block: NDArray[np.float64]) -> Iterator[tuple[slice, Neighbourhood]]:
    """The nine shifted views of a padded block, some rows at a time; rows counted without the padding."""
    rows, columns = block.shape[0] - 2, block.shape[1] - 2
    step = max(1, _WORKING_CELLS // columns)
    for start in range(0, rows, step):
        stop = min(start + step, rows)
        yield (
            slice(start, stop),
            tuple(block[start + i : stop + i, j : columns + j] for i in range(3) for j in range(3)),
        )


def padded(read: ReadWindow, window: Window, shape: tuple[int, int]) -> NDArray[np.float64]:
    """The cells of a window and one around it, continued linearly beyond the edges of the whole."""
    top, left = int(window.row_off), int(window.col_off)
    bottom, right = top + int(window.height), left + int(window.width)
    first, last = max(top - 1, 0), min(bottom + 1, shape[0])
    start, stop = max(left - 1, 0), min(right + 1, shape[1])
    block = np.empty((bottom - top + 2, right - left + 2))
    known = slice(first - top + 1, last - top + 1), slice(start - left + 1, stop - left + 1)
    block[known] = read(Window(start, first, stop - start, last - first))
    if top == 0:
        block[0] = 2 * block[1] - block[2]
    if bottom == shape[0]:
        block[-1] = 2 * block[-2] - block[-3]
    if left == 0:
        block[:, 0] = 2 * block[:, 1] - block[:, 2]
    if right == shape[1]:
        block[:, -1] = 2 * block[:, -2] - block[:, -3]
    return block
