"""Bringing rasters to the analysis grid."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.warp import calculate_default_transform, reproject, transform_bounds
from rasterio.windows import Window, from_bounds

from scarpwatch.errors import InputError
from scarpwatch.grid import Grid, open_raster, read_grid, read_raster


def analysis_grid(path: str | Path, *, crs: str | None = None, resolution_m: float | None = None) -> Grid:
    """The analysis grid of a DEM file: its own, or one of another CRS or cell size over the same area.

    Raises
    ------
    InputError
        If the grid would not be projected in metres and north up.
    """
    own = read_grid(path)
    if own.crs is None:
        raise InputError(path, "the DEM does not say its CRS", "Assign its CRS in a GIS")
    if crs is None and resolution_m is None:
        if own.transform.b or own.transform.d or own.transform.e >= 0 or own.transform.a <= 0:
            raise InputError(
                path,
                "the DEM's grid is rotated or not north up",
                "Set grid.crs and grid.resolution_m in the config, so that it is warped",
            )
        _require_metres(own.crs, path)
        return own
    target = CRS.from_user_input(crs) if crs else own.crs
    _require_metres(target, path)
    edges = transform_bounds(own.crs, target, *own.bounds, densify_pts=51)
    if resolution_m is None:
        suggested, _, _ = calculate_default_transform(
            own.crs, target, own.shape[1], own.shape[0], *own.bounds
        )
        resolution_m = abs(suggested.a)
    # The grid's edges lie on whole multiples of the cell size, so that neighbouring areas fit together.
    left, bottom = (math.floor(edge / resolution_m) * resolution_m for edge in edges[:2])
    right, top = (math.ceil(edge / resolution_m) * resolution_m for edge in edges[2:])
    shape = round((top - bottom) / resolution_m), round((right - left) / resolution_m)
    return Grid(target, Affine(resolution_m, 0.0, left, 0.0, -resolution_m, top), shape)


def warp_to_grid(path: str | Path, grid: Grid, *, band: int = 1) -> NDArray[np.float32]:
    """Warp a raster of a continuous quantity to a grid.

    Bilinear where the source is about as fine as the grid or coarser; the mean of the covered cells where
    it is more than twice as fine, so that no cell of it goes unseen. Outside the source, and where it
    has no data, the result is NaN: nothing is filled.

    Parameters
    ----------
    path : raster with a CRS
    grid : Grid
    band : from 1

    Returns
    -------
    float32 array (rows, columns)

    Raises
    ------
    InputError
        If the raster has no CRS or no such band, or none of it lies on the grid.
    """
    values, source, window_transform = _read_part(path, grid, band)
    if not np.issubdtype(values.dtype, np.floating):
        nodata = _nodata(path, band)
        missing = values == nodata if nodata is not None else np.zeros(values.shape, bool)
        values = values.astype(np.float32)
        values[missing] = np.nan
    values = values.astype(np.float32)
    if _cells_across(source, grid) <= 2.0:
        return _interpolate(values, window_transform, source.crs, grid)
    result = np.full(grid.shape, np.nan, np.float32)
    reproject(
        values,
        result,
        src_transform=window_transform,
        src_crs=source.crs,
        src_nodata=np.nan,
        dst_transform=grid.transform,
        dst_crs=grid.crs,
        dst_nodata=np.nan,
        resampling=Resampling.average,
    )
    return result


def warp_classes(
    path: str | Path, grid: Grid, codes: dict[int, int], *, others: int = 0, band: int = 1
) -> NDArray[np.uint8]:
    """Reclassify a raster of class codes and warp it: nearest, or the most frequent where it is finer.

    Parameters
    ----------
    codes : from codes of the raster to codes of the result (1..255)
    others : code for codes that are not listed; 0 = no data

    Returns
    -------
    uint8 array (rows, columns), 0 outside the source and where it has no data
    """
    values, source, window_transform = _read_part(path, grid, band)
    nodata = _nodata(path, band)
    missing = (
        ~np.isfinite(values) if np.issubdtype(values.dtype, np.floating) else np.zeros(values.shape, bool)
    )
    if nodata is not None:
        missing |= values == nodata
    recoded = np.full(values.shape, others, np.uint8)
    for old, new in codes.items():
        recoded[values == old] = new
    recoded[missing] = 0
    result = np.zeros(grid.shape, np.uint8)
    reproject(
        recoded,
        result,
        src_transform=window_transform,
        src_crs=source.crs,
        src_nodata=0,
        dst_transform=grid.transform,
        dst_crs=grid.crs,
        dst_nodata=0,
        resampling=Resampling.mode if _cells_across(source, grid) > 1.0 else Resampling.nearest,
    )
    return result


def _interpolate(values: NDArray[np.float32], transform: Affine, crs: CRS, grid: Grid) -> NDArray[np.float32]:
    """Bilinear interpolation at the exact place of every cell centre.

    GDAL's warper widens its kernel where the two cell sizes differ a little, which moves a slope by up to
    a fifteenth of a cell; in derivatives of a warped elevation model that shows. Known where the source
    cell that holds the point is known; missing neighbours are left out of the weights.
    """
    from pyproj import CRS as ProjCRS
    from pyproj import Transformer
    from scipy.ndimage import map_coordinates

    if grid.crs is None:
        raise ValueError("the grid has no CRS")
    project = Transformer.from_crs(
        ProjCRS.from_wkt(grid.crs.to_wkt()), ProjCRS.from_wkt(crs.to_wkt()), always_xy=True
    )
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0).astype(np.float32)
    weight = known.astype(np.float32)
    result = np.full(grid.shape, np.nan, np.float32)
    x, y = grid.centres()
    inverse = ~transform
    for start in range(0, grid.shape[0], 256):
        rows = slice(start, min(start + 256, grid.shape[0]))
        east, north = project.transform(*np.meshgrid(x, y[rows]))
        column = inverse.a * east + inverse.b * north + inverse.c - 0.5
        row = inverse.d * east + inverse.e * north + inverse.f - 0.5
        nearest_row, nearest_column = np.rint(row), np.rint(column)
        inside = (nearest_row >= 0) & (nearest_row < values.shape[0])
        inside &= (nearest_column >= 0) & (nearest_column < values.shape[1])  # False where projecting failed
        inside[inside] = known[nearest_row[inside].astype(int), nearest_column[inside].astype(int)]
        place = np.array([row[inside], column[inside]])
        total = map_coordinates(filled, place, order=1, output=np.float64, mode="grid-constant", cval=0.0)
        share = map_coordinates(weight, place, order=1, output=np.float64, mode="grid-constant", cval=0.0)
        block = result[rows]
        block[inside] = total / share
    return result


def _require_metres(crs: CRS, path: str | Path) -> None:
    """Slopes, areas and distances need a projected CRS in metres."""
    if not crs.is_projected or not math.isclose(crs.linear_units_factor[1], 1.0, rel_tol=1e-9):
        raise InputError(
            path,
            f"the analysis grid would be in {crs.to_string()}, which is not projected in metres",
            "Set grid.crs to a projected CRS (such as the UTM zone) and grid.resolution_m in the config",
        )


def _read_part(path: str | Path, grid: Grid, band: int) -> tuple[NDArray[Any], Grid, Affine]:
    """Values of the part of a raster that covers the grid, the raster's grid, the part's transform."""
    with open_raster(path) as source:
        if source.crs is None:
            raise InputError(path, "the raster does not say its CRS", "Assign its CRS in a GIS")
        if band > source.count:
            raise InputError(
                path, f"band {band} does not exist (the file has {source.count})", "Check the config"
            )
        whole = Grid(source.crs, source.transform, (source.height, source.width))
    edges = transform_bounds(grid.crs, whole.crs, *grid.bounds, densify_pts=51)
    window = _window(edges, whole)
    if window is None:
        raise InputError(path, "no part of it lies on the analysis grid", "Check the area and the CRS")
    values, _ = read_raster(path, band, window)
    return values, whole, whole.transform * Affine.translation(window.col_off, window.row_off)


def _window(edges: tuple[float, float, float, float], grid: Grid, margin: int = 4) -> Window | None:
    """Whole cells of ``grid`` within the edges, with a margin for interpolation; None if there are none."""
    if grid.transform.b or grid.transform.d or grid.transform.e >= 0:
        return Window(0, 0, grid.shape[1], grid.shape[0])  # rotated or south up: take everything
    exact = from_bounds(*edges, transform=grid.transform)
    first_row, first_column = math.floor(exact.row_off), math.floor(exact.col_off)
    last_row = math.ceil(exact.row_off + exact.height)
    last_column = math.ceil(exact.col_off + exact.width)
    if last_row <= 0 or last_column <= 0 or first_row >= grid.shape[0] or first_column >= grid.shape[1]:
        return None
    top, left = max(first_row - margin, 0), max(first_column - margin, 0)
    bottom, right = min(last_row + margin, grid.shape[0]), min(last_column + margin, grid.shape[1])
    return Window(left, top, right - left, bottom - top)


def _cells_across(source: Grid, grid: Grid) -> float:
    """How many source cells lie along the side of a grid cell."""
    left, bottom, right, top = transform_bounds(grid.crs, source.crs, *grid.bounds, densify_pts=21)
    width, height = source.cell_size
    return math.sqrt((right - left) / width * (top - bottom) / height / (grid.shape[0] * grid.shape[1]))


def _nodata(path: str | Path, band: int) -> float | None:
    """The declared nodata value of a band."""
    with open_raster(path) as source:
        return source.nodatavals[band - 1]
