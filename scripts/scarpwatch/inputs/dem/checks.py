"""Checks of the DEM: a grid in metres, and elevations that can be. Each fault is one InputError."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasterio import DatasetReader
from rasterio.crs import CRS
from rasterio.errors import CRSError, RasterioIOError
from rasterio.warp import transform_bounds

from scarpwatch.errors import ConfigError, InputError
from scarpwatch.grids.grid import Grid, open_raster, row_blocks
from scarpwatch.grids.masks import value_bands
from scarpwatch.grids.mosaic import Raster, raster_files
from scarpwatch.grids.projection import metric_cure, metric_fault
from scarpwatch.inputs.dem.height_steps import height_step_notes
from scarpwatch.inputs.dem.height_units import height_unit_notes
from scarpwatch.inputs.dem.surface import FAULTS_CURE, cell_side, height_reader, surface_faults
from scarpwatch.inputs.rasters.checks import Area, check_complete, mask_notes, read_physical, require_crs
from scarpwatch.inputs.rasters.samples import band_names, odd_value_notes, value_shares

_SEA_SHARE = 0.1
_AT_START = (
    16_000_000  # cells whose surface is looked at while the workflow is read: about a second and a half
)
LOWEST_M, HIGHEST_M = -500.0, 9000.0  # the Dead Sea's shore lies at -430 m, Everest at 8849 m


def check_dem(
    path: Raster,
    *,
    band: int = 1,
    target_crs: str | None = None,
    resolution_m: float | None = None,
    faults: str | None = None,
) -> tuple[Area, dict[str, Any]]:
    """Check the DEM.

    Parameters
    ----------
    path : one file, or tiles on one lattice
    target_crs : `grid.crs` of the config; without it the DEM must itself be in metres on the ground
    resolution_m : `grid.resolution_m`; where neither is given, the cells must be square and north up
    faults : `factors.dem_faults`: whether spikes, stripes and undeclared voids "stop" or are noted ("report"); None =
        not looked for. In DEMs of more than 16 million cells in strips, for the step that reads it all finds the others

    Returns
    -------
    area : Area
    found : dict
        Rows, columns, cell size, CRS, lowest and highest elevation, share of cells with data, and notes on masks,
        the band, the unit and the steps of heights, and faults that are let pass.

    Raises
    ------
    InputError
        If the file cannot be read or is truncated, lacks the band or the CRS, is not in metres on the ground
        without a target (degrees, feet, Web Mercator), is rotated or has oblong cells, holds elevations that cannot be, or is empty or constant.
    ConfigError
        If the target CRS is not in metres on the ground.
    """
    check_complete(path)
    with open_raster(path) as source:
        _check_band(source, path, band)
        crs = require_crs(source, path, "factors.dem")
        grid = Grid(crs, source.transform, (source.height, source.width))
        _check_ground(path, crs, grid, target_crs, resolution_m)
        low, high, known = _elevations(source, path, band)
        notes = [
            *_band_notes(source, band),
            *mask_notes(source, band, known),
            *height_unit_notes(source, path, band, grid),
            *height_step_notes(source, path, band),
            *_level_notes(source, path, band),
            *(surface_notes(source, path, band, grid, faults) if faults is not None else []),
        ]
    found = {
        "file": ", ".join(str(file) for file in raster_files(path)),
        "rows": grid.shape[0],
        "columns": grid.shape[1],
        "cell_size": list(grid.cell_size),
        "crs": crs.to_string(),
        "lowest_m": round(low, 2),
        "highest_m": round(high, 2),
        "share_with_data": round(known, 4),
        **({"notes": notes} if notes else {}),
    }
    return Area(path, band, crs, grid.bounds), found


def _check_band(source: DatasetReader, path: Raster, band: int) -> None:
    if band > source.count:
        raise InputError(
            path,
            f"it has {source.count} band(s) and factors.dem_band is {band}",
            "Correct factors.dem_band.",
        )
    if "complex" in source.dtypes[band - 1]:
        raise InputError(
            path,
            f"its values are {source.dtypes[band - 1]}, not single numbers",
            "Give elevations in metres; an interferogram holds none.",
        )


def _check_ground(
    path: Raster, crs: CRS, grid: Grid, target_crs: str | None, resolution_m: float | None
) -> None:
    """The analysis grid, which is the DEM's own where no other is asked for, has to be in metres."""
    if target_crs is not None:
        _check_target(target_crs, crs, grid)
        return
    _check_metric(path, crs, grid)
    if resolution_m is None:
        _check_cells(path, crs, grid)


def surface_notes(source: DatasetReader, path: Raster, band: int, grid: Grid, faults: str) -> list[str]:
    """Faults of the surface that `factors.dem_faults: report` lets pass, by a look that takes a second at most.

    Raises
    ------
    InputError
        If there are any and they are to stop the run.
    """
    try:
        found = surface_faults(height_reader(source, band), grid, cell_side(grid), most_cells=_AT_START)
    except RasterioIOError as error:
        raise InputError(
            path, f"its values cannot be read ({error})", "Copy or download it again."
        ) from error
    if found and faults == "stop":
        raise InputError(path, "; ".join(found), FAULTS_CURE)
    return [f"used as it is (factors.dem_faults: report): {fault}" for fault in found]


def _band_notes(source: DatasetReader, band: int) -> list[str]:
    if value_bands(source) == 1:
        return []
    return [
        f"it has {value_bands(source)} bands ({band_names(source)}), and band {band} is taken as the elevation "
        "(factors.dem_band)"
    ]


def _level_notes(source: DatasetReader, path: Raster, band: int) -> list[str]:
    """Notes on elevations that often stand for no data; of 0 m, which is the sea too, from a tenth of the cells."""
    shares = value_shares(source, path, (0.0, -1.0, -99.0, 255.0), band=band)
    if shares[0.0] < _SEA_SHARE:
        del shares[0.0]
    return odd_value_notes(shares, "elevations")


def _check_metric(path: Raster, crs: CRS, grid: Grid) -> None:
    if fault := metric_fault(crs, grid.bounds):
        if crs.is_geographic:
            fault = f"its cells are in degrees ({crs.to_string()})"
        raise InputError(
            path,
            f"{fault}; the analysis grid has to be in metres on the ground",
            f"Set grid.crs and grid.resolution_m in the config: take {metric_cure(crs, grid.bounds)}.",
        )


def _check_cells(path: Raster, crs: CRS, grid: Grid) -> None:
    width, height = grid.cell_size
    fault = None
    if grid.transform.b or grid.transform.d or grid.transform.a < 0 or grid.transform.e > 0:
        fault = "its grid is rotated or not north up"
    elif abs(width / height - 1.0) > 1e-3:
        fault = f"its cells are not square ({width:g} m x {height:g} m)"
    if fault:
        size = min(width, height)
        raise InputError(
            path,
            fault,
            f"Set grid.crs: {crs.to_string()} and grid.resolution_m: {size:.3g} in the config: it is then warped.",
        )


def _check_target(target: str, crs: CRS, grid: Grid) -> None:
    try:
        known = CRS.from_user_input(target)
    except CRSError:
        raise ConfigError(
            "grid.crs", f"{target!r} is not a known coordinate system", "Give an EPSG code."
        ) from None
    bounds = transform_bounds(crs, known, *grid.bounds)
    if fault := metric_fault(known, bounds):
        raise ConfigError(
            "grid.crs", f"{fault} (over the DEM)", f"Take {metric_cure(crs, grid.bounds)}, for example."
        )


def _elevations(source: DatasetReader, path: Raster, band: int) -> tuple[float, float, float]:
    nodata = source.nodatavals[band - 1]
    low, high, count = np.inf, -np.inf, 0
    for window in row_blocks((source.height, source.width)):
        values = read_physical(source, path, band, window)
        values = values[np.isfinite(values)]
        if values.size:
            low, high = min(low, float(values.min())), max(high, float(values.max()))
            count += values.size
    if count == 0:
        raise InputError(
            path, "it is empty: no cell has an elevation", "Check factors.dem and factors.dem_band."
        )
    for value in (low, high):
        if not LOWEST_M <= value <= HIGHEST_M:
            declared = "declares no nodata value" if nodata is None else f"declares nodata {nodata:g}"
            raise InputError(
                path,
                f"band {band} has elevations of {value:g} m, which is no place on Earth; the file {declared}",
                f"If {value:g} stands for no data, say so: `rio edit-info --nodata {value:g} {raster_files(path)[0]}`. Else check "
                "factors.dem_band, and that elevations are in metres.",
            )
    if low == high:
        raise InputError(
            path,
            f"every elevation is {low:g} m",
            "Check factors.dem and factors.dem_band, and download it again.",
        )
    return low, high, count / (source.height * source.width)
