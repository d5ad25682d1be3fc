"""Phase and coherence of one pair from two rasters: one grid, one mask, one sign."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio import Env
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, file_on_disk, grid_of, member_of, open_raster, read_grid
from scarpwatch.grids.masks import seen_cells
from scarpwatch.inputs.rasters.samples import require_one_band
from scarpwatch.stacks.line_of_sight import window_over
from scarpwatch.stacks.pair_cleaning import clean
from scarpwatch.stacks.readers import PairData

MOST_PHASE_RAD = 2000.0  # beyond it a number is a no-data value that nobody declared
ROUNDING = 1.001  # how far an estimate of coherence may stray past 1
# What stands beside a raster (world files, overviews) is of no use here, and GDAL's looking for it takes longer than
# opening the raster, in a ZIP above all; but a mask or a nodata value may be there.
_NO_SIDECARS = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR"}
_TELLING = (".msk", ".aux.xml", ".MSK")


def read_band(path: str | Path, *, window: Window | None = None) -> tuple[NDArray[Any], Grid, float | None]:
    """The first band of a raster or of a window of it, as it stands, its grid and its declared nodata value.

    What a mask or an alpha band takes out is NaN, and 0 among whole numbers: both stand for "not measured" in all
    that is read here.

    Raises
    ------
    InputError
        If it is missing, cannot be read, or has several bands.
    """
    with Env(**({} if _told_beside(path) else _NO_SIDECARS)), open_raster(path) as source:
        require_one_band(source, path)
        grid = grid_of(source)
        part = grid if window is None else grid.part(window)
        values, seen = source.read(1, window=window), seen_cells(source, 1, window)
        if seen is not None:
            values[~seen] = np.nan if np.issubdtype(values.dtype, np.inexact) else 0
        return values, part, source.nodatavals[0]


def read_alike(paths: Mapping[str, str], area: Grid) -> tuple[dict[str, NDArray[Any]], Grid]:
    """Rasters of one grid over an area, as they stand, by name; and the grid of that part.

    Raises
    ------
    InputError
        If one cannot be read, is on another grid than the first, or does not say in which coordinate system.
    """
    first, *others = paths.values()
    whole = read_grid(first)
    if whole.crs is None:
        raise InputError(
            first, "it does not say which coordinate system it is in", "Use the raster as it was downloaded."
        )
    for path in others:
        require_same_grid(path, read_grid(path), first, whole)
    window = window_over(whole, area)
    return {name: read_band(path, window=window)[0] for name, path in paths.items()}, whole.part(window)


def _told_beside(path: str | Path) -> bool:
    """Whether a file beside a raster may tell which cells have no value."""
    member, archive = member_of(path), file_on_disk(path)
    if member:
        return not _members(archive).isdisjoint(member + ending for ending in _TELLING)
    return any(os.path.exists(f"{path}{ending}") for ending in _TELLING)


@cache
def _members(archive: Path) -> frozenset[str]:
    """The names of what is in a ZIP; none if it cannot be read, which is told where the raster is opened."""
    try:
        with zipfile.ZipFile(archive) as file:
            return frozenset(file.namelist())
    except (OSError, zipfile.BadZipFile):
        return frozenset()


def read_rasters(
    unwrapped: str,
    coherence: str,
    *,
    negate: bool = False,
    coherence_scale: float | None = None,
    water_mask: str | None = None,
    components: str | None = None,
) -> PairData:
    """Read a pair whose missing cells are 0, NaN or the declared nodata value, in either raster.

    Parameters
    ----------
    negate : whether the phase is to be negated to have the project's sign
    coherence_scale : what coherence is multiplied by to be 0..1; by default 1/255 for bytes and 1 for others
    water_mask : raster that is 0 where nothing can be measured
    components : raster of connected components, 0 outside them

    Returns
    -------
    PairData
        On the rasters' own grid; all NaN where they have no cell in common.

    Raises
    ------
    InputError
        If a file cannot be read, they differ in grid, or the coherence is not 0..1.
    """
    phase, grid, no_phase = read_band(unwrapped)
    quality, no_coherence = _read_beside(coherence, unwrapped, grid)
    if coherence_scale is None:
        coherence_scale = 1 / 255 if quality.dtype == np.uint8 else 1.0
    data = clean_pair(
        phase,
        quality,
        grid,
        where=coherence,
        negate=negate,
        coherence_scale=coherence_scale,
        no_phase=no_phase,
        no_coherence=no_coherence,
        land=None if water_mask is None else _without_gaps(water_mask, unwrapped, grid),
    )
    if components is None:
        return data
    labels = _without_gaps(components, unwrapped, grid)
    known = np.isfinite(data.unwrapped)
    return PairData(data.unwrapped, data.coherence, grid, np.where(known, labels, 0).astype(np.uint16))


def clean_pair(
    phase: NDArray[Any],
    coherence: NDArray[Any],
    grid: Grid,
    *,
    where: str | Path,
    negate: bool = False,
    coherence_scale: float = 1.0,
    no_phase: float | None = None,
    no_coherence: float | None = None,
    land: NDArray[Any] | None = None,
) -> PairData:
    """Bring phase and coherence of a pair to the project's sign, scale and nodata.

    Parameters
    ----------
    phase, coherence : arrays (rows, columns); 0 and NaN count as missing
        Overwritten where they are float32.
    where : the coherence's file, for errors
    no_phase, no_coherence : what else counts as missing
    land : array (rows, columns), 0 where nothing can be measured

    Raises
    ------
    InputError
        If the coherence is not 0..1, or the phase is infinite or so large that it stands for no data.
    """
    infinite = int(np.count_nonzero(np.isinf(phase))) if np.issubdtype(phase.dtype, np.inexact) else 0
    if infinite and not (no_phase is not None and np.isinf(no_phase)):
        raise InputError(
            where,
            f"the phase that goes with it is infinite in {infinite} of its cells: the file is damaged, or that stands for no data",
            "Copy or make it again, or set such cells to 0 or NaN.",
        )
    unwrapped, quality, (low, high), far = clean(
        phase,
        coherence,
        sign=-1.0 if negate else 1.0,
        scale=coherence_scale,
        no_phase=no_phase,
        no_coherence=no_coherence,
        land=land,
    )
    if far > MOST_PHASE_RAD:
        raise InputError(
            where,
            f"the phase that goes with it reaches {far:g} radians, which is {far * 0.0044:.0f} m of motion in C band",
            "Declare the file's no-data value, or set it to 0 or NaN.",
        )
    if low <= high and (low < 0 or high > ROUNDING):
        raise InputError(
            where,
            f"its values go from {low:g} to {high:g}, not 0 to 1",
            "Give coherence, scaled to 0..1.",
        )
    return PairData(unwrapped, quality, grid)


def _read_beside(path: str, first: str, wanted: Grid) -> tuple[NDArray[Any], float | None]:
    values, grid, nodata = read_band(path)
    require_same_grid(path, grid, first, wanted)
    return values, nodata


def _without_gaps(path: str, first: str, wanted: Grid) -> NDArray[Any]:
    """A water mask or a raster of components, 0 where it has no value."""
    values, nodata = _read_beside(path, first, wanted)
    missing = ~np.isfinite(values)
    if nodata is not None and not np.isnan(nodata):
        missing |= values == nodata
    return np.where(missing, 0, values)


def require_same_grid(second: str | Path, grid: Grid, first: str | Path, wanted: Grid) -> None:
    """Refuse two rasters of one pair on different grids.

    Raises
    ------
    InputError
    """
    # LiCSAR writes the origins of one pair's rasters with different numbers of digits.
    near = grid.transform.almost_equals(wanted.transform, 1e-3 * min(wanted.cell_size))
    if grid.shape != wanted.shape or not near:
        raise InputError(
            second,
            f"its grid ({grid.shape[0]} x {grid.shape[1]}) is not that of {Path(first).name} "
            f"({wanted.shape[0]} x {wanted.shape[1]})",
            "Crop and geocode both the same way.",
        )
