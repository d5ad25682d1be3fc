"""Heights of the cells of SNAP's images: from the product's own band, or from a DEM."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer
from scipy.ndimage import map_coordinates

from scarpwatch.errors import InputError
from scarpwatch.grid import read_raster
from scarpwatch.products.smooth_field import Float, SmoothField, heights_of
from scarpwatch.products.snap_acquisition import Acquisition
from scarpwatch.products.snap_geometry import Window, place

LOWEST_M = -1000.0  # what lies lower marks cells without elevation
_SETTLED_M = 0.1
_UNSETTLED = 1e-4  # share of the cells that may stay so, in layover
_STEPS = 30


def read_elevation(band: NDArray[np.floating]) -> Float:
    """SNAP's elevations in m, NaN where it has none."""
    height = band.astype(np.float64)
    height[~(height > LOWEST_M)] = np.nan
    return height


def height_range(files: Mapping[str, str], bounds: tuple[float, float, float, float]) -> tuple[float, float]:
    """Lowest and highest ground within ``bounds`` (deg) according to the DEM; without one, of the earth.

    Raises
    ------
    InputError
        If there is neither a DEM nor a band of elevation.
    """
    if "dem" not in files:
        if "elevation" not in files:
            raise InputError(
                files["real"],
                "the stack has no band of elevation, and no DEM is given",
                "Give a DEM in factors.dem.",
            )
        return -500.0, 9000.0
    values, _ = read_raster(files["dem"])
    known = values[np.isfinite(values) & (values > LOWEST_M)]
    # SNAP's elevations stand on the ellipsoid, which lies up to 110 m from the geoid of most DEMs.
    low, high = heights_of(known)
    return low - 150.0, high + 150.0


def heights_from_dem(dem: str, image: Acquisition, window: Window) -> NDArray[np.float64]:
    """Height of the ground in every cell of a window (m): where its line of sight meets the DEM.

    Each cell is placed at a height, the DEM's height there is the next one, and so on until it stays. Where the
    ground rises towards the satellite as steeply as its line of sight (layover) there are several solutions,
    and one of them or a height between them comes out; outside the DEM there is none.

    Parameters
    ----------
    dem : path of a raster in any CRS; its heights are taken as heights above the ellipsoid
    """
    elevation, grid = read_raster(dem)
    elevation = np.where(elevation > LOWEST_M, elevation, np.nan).astype(np.float64)
    if not np.isfinite(elevation).any():
        raise InputError(dem, "it has no height", "Check the DEM.")
    to_map = Transformer.from_crs(4326, grid.crs, always_xy=True)
    inverse = ~grid.transform

    def position(axis: int) -> SmoothField:
        """Column (0) or row (1) of the DEM, counted from cell centres."""

        def compute(rows: Float, columns: Float, h: float) -> Float:
            longitude, latitude, _ = place(image, window, rows, columns, h)
            x, y = to_map.transform(longitude, latitude)
            found: Float = np.asarray((inverse @ (np.asarray(x), np.asarray(y)))[axis]) - 0.5
            return found

        return SmoothField(compute, window.shape, heights_of(elevation))

    column, row = position(0), position(1)
    height = np.full(window.shape, float(np.nanmean(elevation)))
    for _ in range(_STEPS):
        at = [row.at(height), column.at(height)]
        found = map_coordinates(elevation, at, order=1, mode="nearest")
        moved = np.abs(found - height)
        # Not all the way, so that heights on slopes that face away do not swing about the solution.
        height = np.where(np.isfinite(found), (height + 2 * found) / 3, height)
        if np.mean(moved > _SETTLED_M) < _UNSETTLED:
            break
    outside = (at[0] < -0.5) | (at[1] < -0.5) | (at[0] > grid.shape[0] - 0.5) | (at[1] > grid.shape[1] - 0.5)
    height[outside | ~np.isfinite(found)] = np.nan
    return height
