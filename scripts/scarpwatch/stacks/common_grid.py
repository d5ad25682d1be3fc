"""One grid for all pairs of a stack, and each pair put on it.

Products of one maker lie on one lattice (the same spacing, cell edges at whole multiples of it from each
other), but each pair has an extent of its own. The stack's grid is the part of the lattice over the DEM, so it
does not move when a pair arrives, and no pair's extent limits it.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, open_raster
from scarpwatch.grids.longitudes import box_in, middle_longitude, turned_box
from scarpwatch.grids.mosaic import Raster

_OFF_LATTICE = 0.05  # of a cell: what rounding in the files' headers makes up


def area_bounds(dem: Raster, crs: CRS) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of the DEM in another coordinate system, enclosing it; see `grids.longitudes`.

    Raises
    ------
    InputError
        If the DEM has no CRS or cannot be read.
    """
    with open_raster(dem) as source:
        if source.crs is None:
            raise InputError(dem, "it does not say which coordinate system it is in", "Assign it to the DEM.")
        return box_in(source.crs, crs, tuple(source.bounds))


def stack_grid(lattice: Grid, bounds: tuple[float, float, float, float], *, where: str | Path) -> Grid:
    """The stack's grid: the cells of a product's lattice that touch the area.

    It depends on no product's extent, so that none can cut the others short.

    Parameters
    ----------
    lattice : the grid of any product
    bounds : left, bottom, right, top of the area, in the product's CRS
    where : what to name in errors

    Raises
    ------
    InputError
        If the area has no place in the product's coordinate system.
    """
    middle = middle_longitude(lattice)
    if middle is not None and np.isfinite(bounds).all():
        bounds = turned_box(bounds, middle)
    inverse = ~lattice.transform
    corners = [inverse @ (x, y) for x in (bounds[0], bounds[2]) for y in (bounds[1], bounds[3])]
    if not np.isfinite(corners).all():
        raise InputError(
            where,
            "the interferograms do not overlap the DEM: it has no place in their coordinate system",
            "Give products and DEM of the same area, and check the coordinate systems that they declare.",
        )
    columns, rows = zip(*corners, strict=True)
    top, left = math.floor(min(rows) + 1e-6), math.floor(min(columns) + 1e-6)
    shape = math.ceil(max(rows) - 1e-6) - top, math.ceil(max(columns) - 1e-6) - left
    return Grid(lattice.crs, lattice.transform @ Affine.translation(left, top), shape)


def offset(grid: Grid, other: Grid, *, where: str | Path) -> tuple[int, int]:
    """Row and column in ``other`` at which ``grid`` begins; they may lie outside it.

    Raises
    ------
    InputError
        If the two are not on one lattice: another CRS or spacing, or shifted by a part of a cell.
    """
    if grid.crs != other.crs:
        raise InputError(
            where,
            f"it is in {_name(grid.crs)}, and other products of the stack in {_name(other.crs)}",
            "Bring all products to one coordinate system: the same UTM zone, ordered or projected anew.",
        )
    steps = [
        abs(getattr(grid.transform, key) - getattr(other.transform, key)) for key in ("a", "b", "d", "e")
    ]
    # The last cell may stray by the same small part of a cell as the first.
    reach = max(*grid.shape, *other.shape) * max(steps) / min(other.cell_size)
    column, row = ~other.transform @ (grid.transform.c + _turn(grid, other), grid.transform.f)
    if reach > _OFF_LATTICE or max(abs(row - round(row)), abs(column - round(column))) > _OFF_LATTICE:
        raise InputError(
            where,
            f"its cells ({grid.cell_size[0]:g} x {grid.cell_size[1]:g}) do not lie on those of other products of "
            f"the stack ({other.cell_size[0]:g} x {other.cell_size[1]:g})",
            "Use products of one processing: the same looks, spacing and origin of the cells.",
        )
    return round(row), round(column)


def _turn(grid: Grid, other: Grid) -> float:
    """What brings longitudes of a grid near to those of another one: whole turns (deg), of others 0."""
    middles = middle_longitude(grid), middle_longitude(other)
    if None in middles:
        return 0.0
    return 360.0 * round((middles[1] - middles[0]) / 360)  # type: ignore[operator]


def place_on(
    values: NDArray[Any], grid: Grid, target: Grid, *, fill: float, where: str | Path
) -> NDArray[Any]:
    """Values of a product on the stack's grid, cut where it is larger and filled where it is smaller.

    Parameters
    ----------
    values : array (rows, columns) on ``grid``
    fill : what stands where the product has no cells: NaN, or 0 for labels

    Raises
    ------
    InputError
        As for :func:`offset`.
    """
    row, column = offset(grid, target, where=where)
    if (row, column) == (0, 0) and grid.shape == target.shape:
        return values
    placed = np.full(target.shape, fill, values.dtype)
    top, left = max(row, 0), max(column, 0)
    bottom = min(row + grid.shape[0], target.shape[0])
    right = min(column + grid.shape[1], target.shape[1])
    if bottom > top and right > left:
        placed[top:bottom, left:right] = values[top - row : bottom - row, left - column : right - column]
    return placed


def overlaps(grid: Grid, target: Grid, *, where: str | Path) -> bool:
    """Whether a product has cells on the stack's grid."""
    row, column = offset(grid, target, where=where)
    return (
        row < target.shape[0]
        and column < target.shape[1]
        and row + grid.shape[0] > 0
        and column + grid.shape[1] > 0
    )


def _name(crs: CRS | None) -> str:
    return crs.to_string() if crs is not None else "no coordinate system"
