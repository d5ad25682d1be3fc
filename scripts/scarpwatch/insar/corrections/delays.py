"""External tropospheric delays on the stack's grid, as apparent displacement."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.windows import Window
from scipy.ndimage import map_coordinates

from scarpwatch.conventions import DISPLACEMENT_OF_RANGE
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import grid_of, open_raster
from scarpwatch.grids.longitudes import middle_longitude, turned
from scarpwatch.inputs.delays import read_delay

_NEEDED = 0.9  # share of the pixels that a raster must cover


def sample_raster(
    path: str | Path, longitude: NDArray[np.floating], latitude: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Bilinear values of a raster at positions (deg); NaN outside it and next to its gaps, which may be marked by 0.

    Only the part of the raster around the positions is read.
    """
    with open_raster(path) as source:
        x, y = longitude, latitude
        if source.crs.to_epsg() != 4326:
            to_raster = Transformer.from_crs(4326, source.crs, always_xy=True)
            x, y = to_raster.transform(longitude, latitude)
        x, y = np.asarray(turned(x, middle_longitude(grid_of(source))), np.float64), np.asarray(y, np.float64)
        inverse = ~source.transform
        column = inverse.a * x + inverse.b * y + inverse.c - 0.5
        row = inverse.d * x + inverse.e * y + inverse.f - 0.5
        inside = (row >= -0.5) & (row <= source.height - 0.5)
        inside &= (column >= -0.5) & (column <= source.width - 0.5)
        values = np.full(np.shape(longitude), np.nan)
        if not inside.any():
            return values
        top, left = (max(0, int(np.floor(c[inside].min())) - 1) for c in (row, column))
        bottom = min(source.height, int(np.ceil(row[inside].max())) + 2)
        right = min(source.width, int(np.ceil(column[inside].max())) + 2)
        part = read_delay(source, path, Window.from_slices((top, bottom), (left, right)))
    values[inside] = map_coordinates(
        part, [row[inside] - top, column[inside] - left], order=1, mode="nearest"
    )
    return values


class Delays:
    """Delay rasters over a stack, read for a window at a time.

    Parameters
    ----------
    files : one per date, m
    longitude, latitude : arrays (rows, columns), deg
    incidence : array (rows, columns), rad
    direction : "zenith", so that the path is longer by 1 / cos(incidence), or "line_of_sight"
    """

    def __init__(
        self,
        files: Sequence[str | Path],
        longitude: NDArray[np.floating],
        latitude: NDArray[np.floating],
        incidence: NDArray[np.floating],
        *,
        direction: str,
    ) -> None:
        self.files = list(files)
        self.longitude, self.latitude = longitude, latitude
        self.oblique = 1 / np.cos(incidence) if direction == "zenith" else np.ones_like(incidence)

    def __call__(self, window: Window) -> NDArray[np.float64]:
        """Apparent displacement (m) by the delays in a window, array (dates, rows, columns).

        A longer path looks like motion away from the satellite. All is relative to the first date, as the series is.
        """
        part = window.toslices()
        position = self.longitude[part], self.latitude[part]
        delay = np.stack([sample_raster(path, *position) for path in self.files])
        return np.asarray(DISPLACEMENT_OF_RANGE * (delay - delay[0]) * self.oblique[part])

    def require_cover(self, wanted: NDArray[np.bool_], reference: tuple[slice, slice]) -> None:
        """Refuse rasters that miss more than a tenth of the wanted pixels, or all of the reference window.

        Raises
        ------
        InputError
        """
        rows, columns = np.nonzero(wanted)
        step = max(1, rows.size // 5000)
        at = (rows[::step], columns[::step])
        for path in self.files:
            known = np.isfinite(sample_raster(path, self.longitude[at], self.latitude[at]))
            if known.mean() < _NEEDED:
                raise InputError(
                    path,
                    f"it has a delay for {known.mean():.0%} of the stack's trusted pixels only",
                    "Get delays for the whole area, or set corrections.delays to null.",
                )
            at_reference = sample_raster(path, self.longitude[reference], self.latitude[reference])
            if not np.isfinite(at_reference).any():
                raise InputError(
                    path,
                    "it has no delay at the reference point, to which all of the map is relative",
                    "Fill its gap there, leave the date out with sar.exclude_dates, or give another place with "
                    "inversion.reference.",
                )
