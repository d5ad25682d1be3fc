"""Grid cells as mapping units: square blocks of raster cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def grid_cell_units(valid: NDArray[np.bool_], cells: int) -> NDArray[np.int32]:
    """Blocks of ``cells`` x ``cells`` raster cells, from the upper-left corner on.

    Blocks at the right and lower edge may be smaller. Cells that are not valid belong to no unit, and a
    block without a valid cell is none; a block with a hole stays one unit.

    Parameters
    ----------
    valid : bool array (rows, columns)
    cells : int, at least 1

    Returns
    -------
    int32 array (rows, columns)
        0 outside; units numbered 1, 2, ... by block, row by row.

    Raises
    ------
    ValueError
        If ``cells`` is below 1.
    """
    if cells < 1:
        raise ValueError(f"a grid-cell unit of {cells} raster cells does not exist")
    rows, columns = valid.shape
    across = -(-columns // cells)
    block = (np.arange(rows) // cells)[:, None] * across + (np.arange(columns) // cells)[None, :]
    number = np.zeros(-(-rows // cells) * across, np.int32)
    present = np.zeros(number.size, bool)
    present[block[valid]] = True
    number[present] = np.arange(1, int(present.sum()) + 1, dtype=np.int32)
    return np.where(valid, number[block], 0).astype(np.int32)
