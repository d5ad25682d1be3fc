"""Names of units that stay with the place, whatever numbers a run gives."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from scarpwatch.grids.grid import Grid


def location_keys(labels: NDArray[np.int32], grid: Grid) -> list[str]:
    """A key per unit from where it lies: easting and northing of its cell nearest to its centre.

    A unit of the same cells has the same key in every run, also when the area grows and the numbers of the
    units change. No two units of a run share one, as no two share a cell.

    Parameters
    ----------
    labels : int32 array (rows, columns), 1 to n without gaps, 0 outside

    Returns
    -------
    list of n texts such as ``E0512340N2628450``, metres in the grid's CRS, in the order of the labels
    """
    x, y = grid.centres()
    cells = _central_cells(labels, int(labels.max()))
    return [f"E{x[c % x.size]:07.0f}N{y[c // x.size]:07.0f}" for c in cells]


@numba.njit(cache=True)
def _central_cells(labels, units):  # type: ignore[no-untyped-def]
    """Number of the cell of each unit that is nearest to the mean of its cells; ties to the first."""
    rows, columns = labels.shape
    count = np.zeros(units + 1)
    mean_row, mean_column = np.zeros(units + 1), np.zeros(units + 1)
    for row in range(rows):
        for column in range(columns):
            unit = labels[row, column]
            count[unit] += 1
            mean_row[unit] += row
            mean_column[unit] += column
    best = np.full(units + 1, np.inf)
    cell = np.full(units + 1, -1, np.int64)
    for row in range(rows):
        for column in range(columns):
            unit = labels[row, column]
            if unit > 0:
                distance = (row - mean_row[unit] / count[unit]) ** 2
                distance += (column - mean_column[unit] / count[unit]) ** 2
                if distance < best[unit]:
                    best[unit], cell[unit] = distance, row * columns + column
    return cell[1:]
