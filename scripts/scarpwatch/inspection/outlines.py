"""Where inputs lie: their outlines in degrees, for a map of all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.warp import transform

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import grid_of, open_raster
from scarpwatch.inputs.rasters.checks import require_crs
from scarpwatch.inputs.rasters.modis import is_modis, read_modis_grid
from scarpwatch.inputs.vectors.layers import find_layer

_POINTS = 21  # along each side, so that a straight side may be bent in another projection


class Outline(NamedTuple):
    """The border of an input.

    ``ring``: array (points, 2), longitude and latitude (deg), closed.
    """

    name: str
    ring: NDArray[np.float64]


def rectangle(name: str, crs: Any, bounds: tuple[float, float, float, float]) -> Outline:
    """The outline of a rectangle (left, bottom, right, top) in a coordinate system.

    Raises
    ------
    InputError
        If the bounds are not finite, or nowhere in degrees.
    """
    left, bottom, right, top = bounds
    along = np.linspace(0, 1, _POINTS)
    x = np.concatenate(
        [
            left + (right - left) * along,
            np.full(_POINTS, right),
            right - (right - left) * along,
            np.full(_POINTS, left),
        ]
    )
    y = np.concatenate(
        [
            np.full(_POINTS, top),
            top - (top - bottom) * along,
            np.full(_POINTS, bottom),
            bottom + (top - bottom) * along,
        ]
    )
    ring = np.column_stack(transform(CRS.from_user_input(crs), CRS.from_epsg(4326), x, y))
    if not np.isfinite(ring).all():
        raise InputError(name, "its outline is nowhere on Earth", "Check the CRS that the file declares.")
    return Outline(name, ring)


def raster_outline(name: str, path: str | Path) -> Outline:
    """The outline of a raster, or of a tile of MODIS.

    Raises
    ------
    InputError
        If it cannot be read or has no CRS.
    """
    if is_modis(path):
        grid = read_modis_grid(path)
    else:
        with open_raster(path) as source:
            require_crs(source, path, name)
            grid = grid_of(source)
    return rectangle(name, grid.crs, grid.bounds)


def vector_outline(name: str, path: str | Path, *, layer: str | None = None) -> Outline:
    """The outline of the features of a layer.

    Raises
    ------
    InputError
        As :func:`scarpwatch.inputs.vectors.layers.find_layer`.
    """
    found = find_layer(path, layer)
    return rectangle(name, found.crs, found.bounds)
