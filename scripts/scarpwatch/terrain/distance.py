"""Distance to lines (rivers, roads, faults) on a grid.

The lines are burnt into cells, also on a halo around the grid, so that a line just outside counts. The
distance is exact between the centres of cells (Felzenszwalb & Huttenlocher 2012: first down the columns,
then the lower envelope of parabolas along each row), which differs from the distance to the line itself
by up to one cell diagonal (half at each end of a line between cells); nothing is interpolated. Strips of
rows are worked on one after the other, each with the lines of its own halo. `scipy.ndimage.distance_transform_edt`
gives the same to the byte, but takes five times as long and 32 bytes for every cell, those of the halo included,
where one byte does here: at a cap of 10 km that is a gigabyte.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from affine import Affine
from numba import njit
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.grids.grid import TILE, Grid, row_blocks


def distance_to_features(geometries: Iterable[Any], grid: Grid, cap_m: float) -> NDArray[np.float32]:
    """Distance from each cell to the nearest feature, capped: `distance_blocks` as one array.

    Returns
    -------
    float32 array (rows, columns), metres, 0 to ``cap_m``; ``cap_m`` everywhere if nothing is near.
    """
    result = np.empty(grid.shape, np.float32)
    for window, distance in distance_blocks(geometries, grid, cap_m):
        result[window.toslices()] = distance
    return result


def distance_blocks(
    geometries: Iterable[Any], grid: Grid, cap_m: float, *, memory_mb: float = 200.0
) -> Iterator[tuple[Window, NDArray[np.float32]]]:
    """Distance from each cell to the nearest feature, capped, strip by strip from top to bottom.

    Parameters
    ----------
    geometries : shapely geometries
        In the grid's CRS; lines, points or polygons (0 inside a polygon). Empty ones are skipped.
    grid : Grid
        Projected, metres, north up.
    cap_m : float
        Width of the halo, and the largest distance given: beyond it a feature outside the halo might
        be nearer, so what is farther is exactly ``cap_m`` and means "cap_m or more".
    memory_mb : memory that a strip may take (MB), as far as its halo and one row of tiles leave a choice

    Yields
    ------
    window, float32 array (rows, columns) in metres

    Raises
    ------
    ValueError
        If the cap is not positive.
    """
    import shapely

    if not cap_m > 0:
        raise ValueError(f"a distance cap of {cap_m} m is not positive")
    width, height = grid.cell_size
    halo_rows, halo_columns = math.ceil(cap_m / height), math.ceil(cap_m / width)
    columns = grid.shape[1] + 2 * halo_columns
    # A byte per burnt cell, halo included; four each for the column's and the final distance.
    rows = int((memory_mb * 1e6 / columns - 2 * halo_rows) / 9)
    present = [geometry for geometry in geometries if geometry is not None and not geometry.is_empty]
    tree = shapely.STRtree(present)
    for window in row_blocks(grid.shape, max(TILE, rows // TILE * TILE)):
        transform = grid.transform @ Affine.translation(-halo_columns, window.row_off - halo_rows)
        strip = Grid(grid.crs, transform, (int(window.height) + 2 * halo_rows, columns))
        near = [present[k] for k in sorted(tree.query(shapely.box(*strip.bounds)))]
        burnt = _burn(near, strip)
        if burnt is None:
            yield window, np.full((int(window.height), grid.shape[1]), cap_m, np.float32)
        else:
            down = _column_distance(burnt, halo_rows)
            yield window, _distance(down, halo_columns, width, height, cap_m)


def distance_to_cells(marked: NDArray[np.bool_], cell_size: tuple[float, float]) -> NDArray[np.float32]:
    """Distance from each cell to the nearest marked one, centre to centre.

    Parameters
    ----------
    marked : array (rows, columns)
    cell_size : (width, height) in metres

    Returns
    -------
    float32 array (rows, columns), metres; infinite if no cell is marked.
    """
    down = _column_distance(marked.view(np.uint8), 0)
    return _distance(down, 0, float(cell_size[0]), float(cell_size[1]), np.inf)  # type: ignore[no-any-return]


def _burn(geometries: Sequence[Any], grid: Grid) -> NDArray[np.uint8] | None:
    """1 in every cell that a feature touches; None if there are none."""
    from rasterio.features import rasterize

    if not geometries:
        return None
    burnt = rasterize(
        geometries, out_shape=grid.shape, transform=grid.transform, all_touched=True, dtype="uint8"
    )
    return burnt if burnt.any() else None


@njit(cache=True)
def _column_distance(burnt, halo):  # type: ignore[no-untyped-def]
    """Rows to the nearest burnt cell of the same column, -1 for none, for the rows inside the halo."""
    rows, columns = burnt.shape[0] - 2 * halo, burnt.shape[1]
    result = np.full((rows, columns), -1, np.int32)
    away = np.full(columns, -1, np.int32)
    for row in range(halo + rows):
        for column in range(columns):
            if burnt[row, column]:
                away[column] = 0
            elif away[column] >= 0:
                away[column] += 1
            if row >= halo:
                result[row - halo, column] = away[column]
    away[:] = -1
    for row in range(burnt.shape[0] - 1, halo - 1, -1):
        for column in range(columns):
            if burnt[row, column]:
                away[column] = 0
            elif away[column] >= 0:
                away[column] += 1
            if row < halo + rows and away[column] >= 0:
                before = result[row - halo, column]
                if before < 0 or away[column] < before:
                    result[row - halo, column] = away[column]
    return result


@njit(cache=True)
def _distance(down, halo, width, height, cap):  # type: ignore[no-untyped-def]
    """Distance in metres from the rows' distances down the columns, without the halo's columns."""
    rows, columns = down.shape
    result = np.empty((rows, columns - 2 * halo), np.float32)
    place = np.empty(columns, np.int64)  # columns whose parabolas form the lower envelope
    start = np.empty(columns + 1)  # where each begins to be the lowest, in columns
    level = np.empty(columns)
    for row in range(rows):
        number = 0
        for column in range(columns):
            if down[row, column] < 0:
                continue
            level[column] = (down[row, column] * height / width) ** 2
            begin = -np.inf
            while number > 0:
                other = place[number - 1]
                begin = (level[column] + column**2 - level[other] - other**2) / (2.0 * (column - other))
                if begin > start[number - 1]:
                    break
                number -= 1
                begin = -np.inf
            place[number], start[number] = column, begin
            number += 1
        start[number] = np.inf
        current = 0
        for column in range(halo, columns - halo):
            if number == 0:
                result[row, column - halo] = cap
                continue
            while start[current + 1] < column:
                current += 1
            squared = (column - place[current]) ** 2 + level[place[current]]
            result[row, column - halo] = min(cap, width * np.sqrt(squared))
    return result
