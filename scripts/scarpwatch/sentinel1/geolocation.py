"""Range-Doppler geolocation: the ground at an azimuth time and a slant range, in zero-Doppler geometry."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from scarpwatch.sentinel1.orbit import (
    ECCENTRICITY_SQUARED,
    SEMI_MAJOR_M,
    Orbit,
    Real,
    earth_fixed,
    local_axes,
)

_SETTLED_M = 1e-4


def locate(
    orbit: Orbit, seconds: ArrayLike, slant_range: ArrayLike, height: ArrayLike, *, start: tuple[float, float]
) -> tuple[Real, Real]:
    """Longitude and latitude (deg) of the ground that an orbit sees abeam at a slant range and a height.

    Two equations, the range and the line of sight at a right angle to the flight, are solved for longitude and
    latitude by Newton's method. They have a solution on either side of the track; the one near ``start`` is
    found.

    Parameters
    ----------
    seconds, slant_range, height : arrays of shapes that fit together
        Since the orbit's epoch, m, and m above the ellipsoid.
    start : longitude and latitude (deg) of some place in the image

    Returns
    -------
    longitude, latitude : arrays (deg); NaN where there is no such ground
    """
    seconds, slant_range, height = (
        np.asarray(values, np.float64) for values in (seconds, slant_range, height)
    )
    shape = np.broadcast_shapes(seconds.shape, slant_range.shape, height.shape)
    # The orbit is asked before the shapes are joined: often once for a whole line of an image.
    seconds = seconds.reshape((1,) * (len(shape) - seconds.ndim) + seconds.shape)
    place, flight = orbit.path(seconds), orbit.speed(seconds)
    longitude, latitude = (np.full(shape, value, np.float64) for value in start)
    moved = np.full(shape, np.inf)
    for _ in range(20):
        sight = earth_fixed(longitude, latitude, height) - place
        distance = np.linalg.norm(sight, axis=-1)
        east_axis, north_axis, _ = local_axes(longitude, latitude)
        # What a metre to the east and to the north changes of the range and of the Doppler equation.
        range_east, range_north = ((sight * axis).sum(-1) / distance for axis in (east_axis, north_axis))
        flight_east, flight_north = ((flight * axis).sum(-1) for axis in (east_axis, north_axis))
        far, ahead = slant_range - distance, -(flight * sight).sum(-1)
        determinant = range_east * flight_north - range_north * flight_east
        east = (far * flight_north - ahead * range_north) / determinant
        north = (ahead * range_east - far * flight_east) / determinant
        square = 1 - ECCENTRICITY_SQUARED * np.sin(np.deg2rad(latitude)) ** 2
        normal = SEMI_MAJOR_M / np.sqrt(square)
        meridian = normal * (1 - ECCENTRICITY_SQUARED) / square
        longitude = longitude + np.rad2deg(east / ((normal + height) * np.cos(np.deg2rad(latitude))))
        latitude = latitude + np.rad2deg(north / (meridian + height))
        moved = np.hypot(east, north)
        if not (moved >= _SETTLED_M).any():
            break
    found = moved < _SETTLED_M
    return np.where(found, longitude, np.nan), np.where(found, latitude, np.nan)
