"""Writing a factor of the user's own, with a look at the values on the way."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, new_raster

log = logging.getLogger(__name__)


def write_factor(
    path: str | Path,
    blocks: Iterable[tuple[Window, NDArray[np.float32]]],
    grid: Grid,
    *,
    title: str,
    unit: str,
    plausible: Sequence[float | None],
    source: Any,
    key: str,
    tags: Mapping[str, str] | None = None,
) -> None:
    """Write a factor on the analysis grid, block by block, and refuse values that cannot be.

    Parameters
    ----------
    blocks : window and values (rows, columns), NaN = no data; they cover the grid
    title, unit : for the raster's description and its tag ``UNITS``
    plausible : lowest and highest value that can be; None: no limit
    source : the user's file or files, for messages
    key : the config's key of the factor
    tags : further ones

    Raises
    ------
    InputError
        If no cell has a value, or one lies beyond ``plausible``.
    """
    low, high, count = np.inf, -np.inf, 0
    target = new_raster(
        path, grid, dtype="float32", descriptions=[title], tags={"UNITS": unit or "1", **(tags or {})}
    )
    with target as raster:
        for window, values in blocks:
            raster.write(values, 1, window=window)
            known = values[np.isfinite(values)]
            low, high = (
                min(low, float(known.min(initial=np.inf))),
                max(high, float(known.max(initial=-np.inf))),
            )
            count += known.size
        if not count:
            raise InputError(
                source,
                "no cell on the analysis grid has a value",
                "Check its area, its CRS and its nodata value",
            )
        lowest, highest = plausible
        if (lowest is not None and low < lowest) or (highest is not None and high > highest):
            raise InputError(
                source,
                f"its values on the analysis grid run from {low:g} to {high:g}, and {key}.plausible is "
                f"{'any' if lowest is None else f'{lowest:g}'} to {'any' if highest is None else f'{highest:g}'}",
                "Declare its nodata value or its scale, or correct plausible",
            )
    log.info(
        f"{count / np.prod(grid.shape):.1%} of the cells have a value, {low:.6g} to {high:.6g} {unit}".rstrip()
    )
