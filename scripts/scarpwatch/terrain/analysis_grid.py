"""The grid on which all factors, units and maps lie."""

from __future__ import annotations

import math

from affine import Affine
from rasterio.crs import CRS
from rasterio.warp import calculate_default_transform, transform_bounds

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, read_grid
from scarpwatch.grids.mosaic import Raster
from scarpwatch.grids.projection import metric_cure, metric_fault


def analysis_grid(path: Raster, *, crs: str | None = None, resolution_m: float | None = None) -> Grid:
    """The analysis grid of a DEM (a file, or tiles): its own, or one of another CRS or cell size over the same area.

    Raises
    ------
    InputError
        If the grid would not be in metres on the ground and north up.
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
        _require_metres(own.crs, own.bounds, path)
        return own
    target = CRS.from_user_input(crs) if crs else own.crs
    edges = transform_bounds(own.crs, target, *own.bounds, densify_pts=51)
    _require_metres(target, edges, path)
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


def _require_metres(crs: CRS, bounds: tuple[float, float, float, float], path: Raster) -> None:
    """Slopes, areas and distances need a CRS in metres on the ground."""
    if fault := metric_fault(crs, bounds):
        raise InputError(
            path,
            f"{fault}; the analysis grid has to be in metres on the ground",
            f"Set grid.crs and grid.resolution_m in the config: take {metric_cure(crs, bounds)}.",
        )
