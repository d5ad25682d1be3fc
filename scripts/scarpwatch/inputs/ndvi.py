"""Checks of NDVI: rasters and MODIS tiles, of one date or several. Each fault is one InputError."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasterio.warp import transform

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import grid_of, open_raster
from scarpwatch.grids.mosaic import Raster, raster_files
from scarpwatch.inputs.rasters.checks import (
    Area,
    check_overlap,
    read_physical,
    window_over_area,
)
from scarpwatch.inputs.rasters.factors import check_factor_raster
from scarpwatch.inputs.rasters.modis import is_modis, read_modis_grid, read_modis_ndvi
from scarpwatch.inputs.rasters.samples import (
    known_ends,
    odd_value_notes,
    require_one_band,
    spread_windows,
    value_shares,
)
from scarpwatch.inputs.vectors.polygon_cover import COVERED

_OFTEN_NO_DATA = (0.0, -1.0, 1.0, 255.0, -9999.0)  # as the file has them, before its scale
_FEWEST_CELLS = 20  # that hold the lowest or the highest value; of few cells each is a share that is told
_LIMIT = 1.01  # a little room for rounding in packed products


def check_ndvi(
    raster: Raster, area: Area, *, reliability: int | None = 1, band: int | None = None
) -> dict[str, Any]:
    """Check NDVI, one file or several, and return size, CRS, range of values and coverage of the area.

    Parameters
    ----------
    reliability : of MODIS, see :func:`scarpwatch.inputs.rasters.modis.read_modis_ndvi`
    band : of the rasters that holds NDVI; None = they have one band only (and perhaps an alpha band)

    Returns
    -------
    dict
        Of several files: rows, columns and CRS of the first, the range of all, and the share of the area that
        they cover together.

    Raises
    ------
    InputError
        If a file cannot be read, is truncated, lacks a CRS, does not overlap the DEM or is empty, or if values
        lie outside -1..1, judged by strips of rows spread over it (of MODIS, by the cells of the area).
    """
    import shapely

    files = raster_files(raster)
    checked = [
        _check_modis(file, area, reliability) if is_modis(file) else _check_raster(file, area, band)
        for file in files
    ]
    found = checked[0][0]
    if len(files) > 1:
        whole = shapely.box(*area.bounds)
        covered = shapely.union_all([ground for _, ground in checked]).intersection(whole)
        found = {
            **found,
            "file": ", ".join(str(file) for file in files),
            "files": len(files),
            "coverage": round(covered.area / whole.area, 4),
            "lowest": min(part["lowest"] for part, _ in checked),
            "highest": max(part["highest"] for part, _ in checked),
        }
        notes = [
            f"{file}: {note}"
            for file, (part, _) in zip(files, checked, strict=True)
            for note in part.get("notes", [])
        ]
        found |= {"notes": notes} if notes else {}
    if found["coverage"] < COVERED:
        told = f"it covers {found['coverage']:.1%} of the area; units beyond it have no NDVI"
        found["notes"] = [*found.get("notes", []), told]
    return found


def _check_raster(path: str | Path, area: Area, wanted: int | None) -> tuple[dict[str, Any], Any]:
    band = wanted or 1
    with open_raster(path) as source:
        if wanted is None:
            require_one_band(source, path, "Say with factors.ndvi_band which of them is NDVI.")
        elif wanted > source.count:
            raise InputError(
                path, f"it has {source.count} band(s) and factors.ndvi_band is {wanted}", "Correct it."
            )
    found = check_factor_raster(path, area, band=band)
    low, high = np.inf, -np.inf
    with open_raster(path) as source:
        ground = _ground(source.crs, tuple(source.bounds), area)
        for window in spread_windows(source):
            values = read_physical(source, path, band, window)
            values = values[np.isfinite(values)]
            if values.size and np.abs(values).max() > _LIMIT:
                raise InputError(
                    path,
                    f"it has the value {values[np.abs(values).argmax()]:g}, and NDVI lies between -1 and 1",
                    "Declare the product's scale in the file (0.0001 for MODIS; `gdal_edit.py -scale 0.0001`) or "
                    "apply it, and declare its nodata value.",
                )
            low, high = float(values.min(initial=low)), float(values.max(initial=high))
        part = window_over_area(grid_of(source), area)
        ends = known_ends(source, path, part, band)  # a fill value such as MODIS's -3000 is one of them
        shares = value_shares(source, path, dict.fromkeys((*_OFTEN_NO_DATA, *ends)), part, band)
        few = _FEWEST_CELLS / (part.width * part.height)
        shares = {value: share for value, share in shares.items() if value not in ends or share >= few}
    notes = [*found.pop("notes", []), *odd_value_notes(shares, "NDVI")]
    found |= {"notes": notes} if notes else {}
    return {**found, "lowest": round(low, 4), "highest": round(high, 4)}, ground


def _check_modis(path: str | Path, area: Area, reliability: int | None) -> tuple[dict[str, Any], Any]:
    grid = read_modis_grid(path)
    assert grid.crs is not None
    # Asked on the tile's own grid: seen from the area's, a tile of 1100 km is far from being a rectangle.
    here = Area(area.dem, area.band, grid.crs, area.bounds_in(grid.crs))
    share = check_overlap(path, grid.crs, grid.bounds, here)
    values = read_modis_ndvi(path, reliability=reliability, window=window_over_area(grid, area))
    values = values[np.isfinite(values)]
    if not values.size:
        which = "a value" if reliability is None else f"a value of reliability {reliability} or better"
        raise InputError(
            path,
            f"no cell of it in the area has {which}",
            "Take another date, or raise factors.ndvi_reliability.",
        )
    found = {
        "file": str(path),
        "rows": grid.shape[0],
        "columns": grid.shape[1],
        "crs": "MODIS sinusoidal",
        "coverage": round(share, 4),
        "lowest": round(float(values.min()), 4),
        "highest": round(float(values.max()), 4),
    }
    return found, _ground(grid.crs, grid.bounds, area)


def _ground(crs: Any, bounds: tuple[float, ...], area: Area) -> Any:
    """The part of a file's rectangle near the area, as a polygon in the area's CRS."""
    import shapely

    near = shapely.box(*bounds).intersection(shapely.box(*area.bounds_in(crs)))
    if near.is_empty or near.area == 0:
        return shapely.Polygon()
    near = shapely.segmentize(
        near, max(near.bounds[2] - near.bounds[0], near.bounds[3] - near.bounds[1]) / 50
    )
    return shapely.transform(near, lambda xy: np.column_stack(transform(crs, area.crs, xy[:, 0], xy[:, 1])))
