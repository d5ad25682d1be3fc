"""Images of LiCSBAS's series in the project's units, on the part of their grid that the DEM covers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.conventions import DISPLACEMENT_OF_APPROACH
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid
from scarpwatch.stacks.common_grid import offset
from scarpwatch.stacks.layers import LOOK
from scarpwatch.stacks.licsbas.series_file import (
    LOOK_VECTOR,
    SERIES,
    dataset,
    open_series_file,
    read_numbers,
    whole_grid,
)
from scarpwatch.stacks.line_of_sight import heading_of
from scarpwatch.stacks.readers import MOST_PAIRS, Float, require_displacement

if TYPE_CHECKING:
    import h5py

METRES = 0.001  # of LiCSBAS's millimetres
QUALITY = {"mean_coherence": "coh_avg", "pairs": "n_unw"}


def moved(window: Window, grid: Grid, whole: Grid) -> Window:
    """A window of a part of the grid as one of the whole."""
    row, column = offset(grid, whole, where="")
    return Window(window.col_off + column, window.row_off + row, window.width, window.height)


def read_displacement(file: h5py.File, numbers: list[int], window: Window) -> Float:
    """Displacement (m) of some dates in a window, zero at the first of them; NaN where not measured.

    Parameters
    ----------
    file : the open series
    numbers : places of the dates in the file

    Raises
    ------
    InputError
        If the images cannot be read, or reach beyond what phase can follow.
    """
    rows, columns = window.toslices()
    values = np.asarray(read_numbers(dataset(file, SERIES, 3), np.s_[:, rows, columns])[numbers], np.float32)
    values *= np.float32(DISPLACEMENT_OF_APPROACH * METRES)
    require_displacement(file.filename, values)
    return np.asarray(values - values[0])


def require_motion(path: str | Path, whole: Grid, grid: Grid) -> None:
    """Refuse a series whose last image over the DEM is empty or 0 everywhere.

    Raises
    ------
    InputError
    """
    with open_series_file(path) as file:
        images = dataset(file, SERIES, 3).shape[0]
        last = read_displacement(file, [0, images - 1], moved(Window(0, 0, *grid.shape[::-1]), grid, whole))[
            1
        ]
    if not np.nanmax(np.abs(last), initial=0.0):
        raise InputError(
            path,
            "its last image is 0 or missing everywhere over the DEM",
            "Give a series of the DEM's area, or leave the date out.",
        )


def read_mask(path: str | Path, whole: Grid, grid: Grid) -> NDArray[np.bool_]:
    """What LiCSBAS's mask keeps, array (rows, columns) of the grid.

    Raises
    ------
    InputError
        If the file is of another size than the series.
    """
    cells, size = whole.shape[0] * whole.shape[1], Path(path).stat().st_size
    if size != 4 * cells:
        raise InputError(
            path,
            f"it has {size} bytes, and {whole.shape[0]} x {whole.shape[1]} numbers are {4 * cells}",
            "Take the mask of this series (LiCSBAS15_mask_ts.py), or remove it.",
        )
    values = np.fromfile(path, "<f4").reshape(whole.shape)
    return _part(values, whole, grid) > 0


def read_quality(path: str | Path, grid: Grid) -> dict[str, Float]:
    """Mean coherence (0..1) and number of pairs, where the series has them; NaN where not known.

    Raises
    ------
    InputError
        If one is of another size, the coherence is not 0 to 1, or the pairs are no number of them.
    """
    found = {}
    whole = whole_grid(path)
    with open_series_file(path) as file:
        for name, stored in QUALITY.items():
            if stored in file:
                found[name] = _part(_image(file, stored, whole), whole, grid)
    pairs = found.get("pairs")
    if pairs is not None and not (
        np.nanmin(pairs, initial=0.0) >= 0 and np.nanmax(pairs, initial=0.0) < MOST_PAIRS
    ):
        raise InputError(
            path, "n_unw is negative or beyond any number of pairs", "Give it as LiCSBAS wrote it."
        )
    coherence = found.get("mean_coherence")
    if coherence is not None:
        low, high = (float(end(coherence, initial=0.0)) for end in (np.nanmin, np.nanmax))
        if low < 0 or high > 1.001:
            raise InputError(
                path,
                f"coh_avg goes from {low:g} to {high:g}, where 0 to 1 belongs",
                "Give it as LiCSBAS wrote it.",
            )
    return found


def read_sight(path: str | Path, whole: Grid, grid: Grid) -> tuple[dict[str, Float], float]:
    """Incidence (rad) and look vector, NaN where not known, and the heading that they imply (deg).

    Raises
    ------
    InputError
        If they are of another size, or no unit vector towards the sky.
    """
    with open_series_file(path) as file:
        vector = {
            name: _part(_image(file, stored, whole), whole, grid) for name, stored in LOOK_VECTOR.items()
        }
    missing = np.logical_or.reduce([~np.isfinite(part) for part in vector.values()]) | (vector["los_up"] == 0)
    length = np.sqrt(sum(np.square(part, dtype=np.float64) for part in vector.values()))
    known = ~missing
    if not known.any() or np.median(vector["los_up"][known]) < 0 or np.abs(length[known] - 1).max() > 0.02:
        raise InputError(
            path,
            "E.geo, N.geo and U.geo are not a unit vector that points from the ground up to the satellite",
            "Let LiCSBAS write them again, or remove all three.",
        )
    for part in vector.values():
        part[missing] = np.nan
    incidence = np.arccos(np.clip(vector["los_up"], -1, 1)).astype(np.float32)
    return {"incidence": incidence, **{name: vector[name] for name in LOOK}}, heading_of(vector)


def _image(file: h5py.File, name: str, whole: Grid) -> Float:
    found = dataset(file, name, 2)
    if found.shape != tuple(whole.shape):
        raise InputError(
            file.filename,
            f"the size of {name} is {found.shape}, and that of the displacement {tuple(whole.shape)}",
            "Let LiCSBAS write it again.",
        )
    return np.asarray(read_numbers(found), np.float32)


def _part(values: Float, whole: Grid, grid: Grid) -> Float:
    row, column = offset(grid, whole, where="")
    return values[row : row + grid.shape[0], column : column + grid.shape[1]].copy()
