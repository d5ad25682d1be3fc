"""Heights of the cells of SNAP's images: from the product's own band, or from a DEM."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer
from scipy.ndimage import map_coordinates

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import read_raster
from scarpwatch.stacks.snap.acquisition import Acquisition
from scarpwatch.stacks.snap.geometry import Window, place
from scarpwatch.stacks.snap.smooth_field import Float, SmoothField, heights_of, row_parts

LOWEST_M = -1000.0  # what lies lower marks cells without elevation
_SETTLED_M = 0.1
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

    fields = position(1), position(0)
    result = np.empty(window.shape)
    for part in row_parts(window.shape[0]):
        levels = [[level.ravel() for level in field.levels(part)] for field in fields]
        result[part] = _meet(elevation, fields, levels).reshape(-1, window.shape[1])
    return result


def _meet(elevation: Float, fields: Sequence[SmoothField], levels: Sequence[Sequence[Float]]) -> Float:
    """Heights at which cells lie on a DEM; ``levels`` are their rows and columns in it at the fields' heights."""
    count = levels[0][0].size
    height = np.full(count, float(np.nanmean(elevation)))
    pending = np.arange(count)
    for _ in range(_STEPS):
        at = [
            field.join([level[pending] for level in three], height[pending])
            for field, three in zip(fields, levels, strict=True)
        ]
        found = map_coordinates(elevation, at, order=1, mode="nearest")
        outside = np.logical_or.reduce(
            [(place < -0.5) | (place > size - 0.5) for place, size in zip(at, elevation.shape, strict=True)]
        )
        settled = ~(np.abs(found - height[pending]) > _SETTLED_M)
        # Not all the way, so that heights on slopes that face away do not swing about the solution.
        height[pending] = (height[pending] + 2 * found) / 3
        height[pending[settled & outside]] = np.nan
        pending = pending[~settled]
        if not pending.size:
            break
    return height
