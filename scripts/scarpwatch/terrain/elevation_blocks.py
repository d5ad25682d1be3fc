"""Elevations that are read window by window, as the terrain factors need them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.grids.grid import memory_blocks

ReadWindow = Callable[[Window], NDArray[np.floating]]
"""Gives the elevations of a window that lies within the whole."""

Blocks = Iterator[tuple[Window, NDArray[np.float32]]]
"""Window and values (rows, columns), NaN where unknown; from top to bottom, covering the whole once."""


@dataclass(frozen=True)
class Elevation:
    """A DEM that need not fit into memory.

    Attributes
    ----------
    read : function of a window
        Elevations (m, NaN where unknown) of a window within the whole, rows from north to south.
    shape : rows and columns of the whole
    cell_size : (width, height) of a cell in metres; need not be equal
    block_mb : memory that the arrays of a block may take together (MB); no value depends on it

    Raises
    ------
    ValueError
        If there is no cell, or a cell size is not positive.
    """

    read: ReadWindow
    shape: tuple[int, int]
    cell_size: tuple[float, float]
    block_mb: float = 100.0

    def __post_init__(self) -> None:
        if min(self.shape) < 1:
            raise ValueError(f"a DEM of {self.shape[0]} x {self.shape[1]} cells has no cell")
        if not min(self.cell_size) > 0:
            raise ValueError(f"cell size {self.cell_size} is not positive")


def elevation_of(
    array: NDArray[np.floating], cell_size: tuple[float, float], *, block_mb: float = 100.0
) -> Elevation:
    """A DEM in memory: array (rows, columns) in metres, NaN where unknown."""
    rows, columns = array.shape
    return Elevation(lambda window: array[window.toslices()], (rows, columns), cell_size, block_mb)


def assembled(blocks: Blocks, shape: tuple[int, int]) -> NDArray[np.float32]:
    """The blocks of a factor as one array (rows, columns); what no block covers is NaN."""
    whole = np.full(shape, np.nan, np.float32)
    for window, values in blocks:
        whole[window.toslices()] = values
    return whole


def continued(z: NDArray[np.float64], width: tuple[int, int]) -> NDArray[np.float64]:
    """Rows continued beyond the first and the last, ``2 z0 - z`` mirrored; as far as there are rows to mirror."""
    z = np.asarray(z)
    reach = max(len(z) - 1, 0)
    before, after = min(width[0], reach), min(width[1], reach)
    parts = [
        np.full((width[0] - before, z.shape[1]), np.nan),
        2 * z[:1] - z[before:0:-1],
        z,
        2 * z[-1:] - z[-2 : -2 - after : -1],
        np.full((width[1] - after, z.shape[1]), np.nan),
    ]
    return np.concatenate(parts)


def whole(dem: Elevation) -> NDArray[np.float32]:
    """All elevations as one array (rows, columns), for what cannot be had block by block: 4 bytes a cell."""
    return assembled(((window, dem.read(window)) for window in _windows(dem)), dem.shape)


def in_blocks(values: NDArray[np.float32], dem: Elevation) -> Blocks:
    """An array of the whole (rows, columns) as the blocks of a factor."""
    return ((window, values[window.toslices()]) for window in _windows(dem))


def _windows(dem: Elevation) -> Iterator[Window]:
    return memory_blocks(dem.shape, bytes_per_pixel=16.0, memory_mb=dem.block_mb)
