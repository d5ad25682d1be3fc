"""Surfaces whose terrain factors are known, and what every factor has to keep."""

import numpy as np

from scarpwatch.terrain.elevation_blocks import Elevation, assembled, elevation_of


def surface(function, shape=(40, 50), cell_size=(10.0, 10.0)):
    """Elevation of ``function(x, y)`` at cell centres, y to the north, with x and y."""
    x = (np.arange(shape[1]) + 0.5) * cell_size[0]
    y = (shape[0] - np.arange(shape[0]) - 0.5) * cell_size[1]
    x, y = np.meshgrid(x, y)
    return function(x, y), x, y


def rough(shape=(37, 45), seed=0, holes=3):
    """Hills with noise, float32, some cells unknown."""
    rng = np.random.default_rng(seed)
    row, column = np.mgrid[: shape[0], : shape[1]]
    height = 800 + 60 * np.sin(row / 7.0) * np.cos(column / 5.0) + 2.0 * row + rng.normal(0, 4, shape)
    for _ in range(holes):
        top, left = rng.integers(0, shape[0] - 3), rng.integers(0, shape[1] - 3)
        height[top : top + 3, left : left + 2] = np.nan
    return height.astype(np.float32)


def derived(derive, height, cell_size=(10.0, 10.0), **settings):
    """A factor of a DEM in memory, as one array."""
    return assembled(derive(elevation_of(height, cell_size), **settings), height.shape)


def require_same_in_blocks(derive, cell_size=(10.0, 12.0), **settings):
    """Small blocks give the same bytes as the whole, each cell once, and windows lie within the whole."""
    height = rough((300, 301), seed=4)
    whole = derived(derive, height, cell_size, **settings)
    assert np.isfinite(whole).sum() > 0.5 * whole.size
    for block_mb in (0.01, 0.3, 1.0):
        times = np.zeros(height.shape, int)
        parts = np.full(height.shape, -1, np.float32)
        dem = Elevation(_within(height), height.shape, cell_size, block_mb)
        for window, values in derive(dem, **settings):
            assert values.dtype == np.float32
            parts[window.toslices()] = values
            times[window.toslices()] += 1
        assert (times == 1).all()
        assert parts.tobytes() == whole.tobytes()


def _within(height):
    def read(window):
        (top, bottom), (left, right) = window.toranges()
        assert 0 <= top < bottom <= height.shape[0]
        assert 0 <= left < right <= height.shape[1]
        return height[top:bottom, left:right]

    return read


def cone(shape=(201, 201), gradient=0.3, cell=10.0):
    """A cone whose tip lies between the cells, and the distance of each cell from it."""
    height, x, y = surface(lambda x, y: -gradient * np.hypot(x - 1003, y - 1007), shape, (cell, cell))
    return height, np.hypot(x - 1003, y - 1007)


def valley(rows=41, columns=31):
    """A V-shaped valley that falls to the south along its middle column; all rows drain straight to the middle.

    In cells of 10 m the middle of row r, from 0, drains ``columns (r + 1)`` cells.
    """
    row, column = np.mgrid[:rows, :columns]
    return (10.0 * np.abs(column - columns // 2) + 3.0 * (rows - 1 - row)).astype(np.float32)


def slope_of(gradient, rows=30, columns=81, cell=10.0):
    """A plane that falls to the south: far from its sides, row r, from 0, drains ``r + 1`` cells by the width of one."""
    return np.repeat(-gradient * cell * np.arange(float(rows))[:, None], columns, axis=1)


AWAY_FROM_SIDES = np.s_[1:-1, 32:49]
"""Cells of such a plane that the sides cannot reach, in the middle rows."""
