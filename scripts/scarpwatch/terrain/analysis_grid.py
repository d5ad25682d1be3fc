"""The grid on which all factors, units and maps lie."""

from __future__ import annotations

import math

from affine import Affine
from rasterio.crs import CRS
from rasterio.warp import calculate_default_transform, transform_bounds

from scarpwatch.errors import InputError
from scarpwatch.grid import Grid, read_grid
from scarpwatch.mosaic import Raster


def analysis_grid(path: Raster, *, crs: str | None = None, resolution_m: float | None = None) -> Grid:
    """The analysis grid of a DEM (a file, or tiles): its own, or one of another CRS or cell size over the same area.

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


def _require_metres(crs: CRS, path: Raster) -> None:
    """Slopes, areas and distances need a projected CRS in metres."""
    if not crs.is_projected or not math.isclose(crs.linear_units_factor[1], 1.0, rel_tol=1e-9):
        raise InputError(
            path,
            f"the analysis grid would be in {crs.to_string()}, which is not projected in metres",
            "Set grid.crs to a projected CRS (such as the UTM zone) and grid.resolution_m in the config",
        )
