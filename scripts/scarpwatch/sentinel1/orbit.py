"""Orbits from state vectors: where a satellite was, when it passed a point on the ground, and how it saw it.

Positions are in metres in the Earth-fixed frame (ITRF), ground points in longitude and latitude (deg) and
height above the WGS84 ellipsoid (m). SAR images have the geometry of zero Doppler: a point is seen at the
moment at which the line of sight is perpendicular to the flight (Cumming & Wong 2005, ch. 4).

A baseline is the vector from the position of the reference orbit, at the point's own zero Doppler, to that of
the other orbit at its own. Its parallel component lies along the line of sight to the point, its perpendicular
one across it, positive on the far-range side, that is in the direction in which the look angle grows: seen from
there the far range is nearer. ISCE2 counts the perpendicular one the other way round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import PPoly

Real = NDArray[np.float64]

SEMI_MAJOR_M = 6378137.0  # WGS84
ECCENTRICITY_SQUARED = 6.69437999014e-3
_STATES_PER_PIECE = 4


@dataclass(frozen=True)
class Orbit:
    """State vectors of one pass.

    Attributes
    ----------
    epoch : datetime
        From which ``seconds`` are counted (UTC).
    seconds : array (n,), increasing
    positions, velocities : arrays (n, 3), m and m/s, Earth-fixed
    """

    epoch: datetime
    seconds: Real
    positions: Real
    velocities: Real

    @cached_property
    def path(self) -> PPoly:
        """The positions as piecewise polynomials of the seconds."""
        return _interpolate(self.seconds, self.positions, self.velocities)

    @cached_property
    def speed(self) -> PPoly:
        """The velocities, derivative of the path."""
        return self.path.derivative()

    def time(self, seconds: float) -> datetime:
        """Seconds of this orbit as a time."""
        return self.epoch + timedelta(seconds=seconds)


@dataclass(frozen=True)
class View:
    """How an orbit sees points on the ground; all arrays have the shape of the points.

    Attributes
    ----------
    seconds : since the orbit's epoch, of the moment of zero Doppler; NaN where the orbit does not reach
    slant_range : m
    incidence : rad, between the ellipsoid's normal and the line of sight
    los_east, los_north, los_up : unit vector from the ground to the satellite
    """

    seconds: Real
    slant_range: Real
    incidence: Real
    los_east: Real
    los_north: Real
    los_up: Real


def orbit_from_states(
    times: Sequence[datetime] | Real,
    positions: ArrayLike,
    velocities: ArrayLike,
    *,
    epoch: datetime | None = None,
) -> Orbit:
    """An orbit from its state vectors, in any order of time.

    Parameters
    ----------
    times : datetimes (UTC), or with ``epoch`` seconds since it, (n,)
    positions, velocities : (n, 3), m and m/s, Earth-fixed

    Raises
    ------
    ValueError
        If there are fewer than two states, two of one time, or a number that is not finite.
    """
    if epoch is None:
        days = [time for time in times if isinstance(time, datetime)]
        if not days or len(days) != len(times):
            raise ValueError("state vectors need an epoch, or times with a date")
        epoch = min(days)
        seconds = np.array([(day - epoch).total_seconds() for day in days])
    else:
        seconds = np.asarray(times, np.float64)
    order = np.argsort(seconds)
    states = [np.asarray(values, np.float64) for values in (positions, velocities)]
    if len(seconds) < 2 or any(values.shape != (len(seconds), 3) for values in states):
        raise ValueError(f"{len(seconds)} times with states of the shapes {[v.shape for v in states]}")
    seconds, (place, speed) = seconds[order], [values[order] for values in states]
    if not all(np.isfinite(values).all() for values in (seconds, place, speed)):
        raise ValueError("a state vector holds a number that is not finite")
    if np.diff(seconds).min() <= 0:
        raise ValueError("two state vectors have the same time")
    return Orbit(epoch, seconds, place, speed)


def _interpolate(seconds: Real, positions: Real, velocities: Real) -> PPoly:
    """Hermite interpolation: each piece meets the positions and velocities of the four states around it.

    With states 10 s apart the error is far below a millimetre; a cubic through two states would be off by
    some tenths of one there, and by tens of centimetres with states 60 s apart.
    """
    count = len(seconds)
    used = min(_STATES_PER_PIECE, count)
    degree = 2 * used - 1
    powers = np.arange(degree, -1, -1)
    pieces = np.empty((degree + 1, count - 1, 3))
    for left in range(count - 1):
        first = min(max(left - (used - 2) // 2, 0), count - used)
        near = slice(first, first + used)
        step = seconds[left + 1] - seconds[left]
        u = ((seconds[near] - seconds[left]) / step)[:, np.newaxis]
        values = u**powers
        slopes = powers * u ** np.maximum(powers - 1, 0)
        # Positions less the first one, for the sake of digits.
        known = np.concatenate([positions[near] - positions[left], velocities[near] * step])
        solved = np.linalg.solve(np.concatenate([values, slopes]), known)
        pieces[:, left] = solved / step ** powers[:, np.newaxis]
        pieces[-1, left] += positions[left]
    return PPoly(pieces, seconds, extrapolate=False)


def earth_fixed(longitude: ArrayLike, latitude: ArrayLike, height: ArrayLike) -> Real:
    """Earth-fixed coordinates (..., 3) in m of points in degrees and metres above the ellipsoid."""
    lon, lat, up = np.broadcast_arrays(np.deg2rad(longitude), np.deg2rad(latitude), np.asarray(height, float))
    normal = SEMI_MAJOR_M / np.sqrt(1 - ECCENTRICITY_SQUARED * np.sin(lat) ** 2)
    across = (normal + up) * np.cos(lat)
    along = (normal * (1 - ECCENTRICITY_SQUARED) + up) * np.sin(lat)
    return np.stack([across * np.cos(lon), across * np.sin(lon), along], axis=-1)


def local_axes(longitude: ArrayLike, latitude: ArrayLike) -> tuple[Real, Real, Real]:
    """Unit vectors to the east, to the north and up, Earth-fixed, each (..., 3)."""
    lon, lat = np.broadcast_arrays(np.deg2rad(longitude), np.deg2rad(latitude))
    zero = np.zeros_like(lon)
    return (
        np.stack([-np.sin(lon), np.cos(lon), zero], axis=-1),
        np.stack([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)], axis=-1),
        np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1),
    )


def zero_doppler(orbit: Orbit, ground: Real) -> Real:
    """Seconds at which the orbit passes Earth-fixed points (..., 3); NaN where it does not reach so far."""
    first, last = orbit.seconds[0], orbit.seconds[-1]
    bend = orbit.speed.derivative()
    # From the middle of the orbit, where the speed says how far along it a point lies.
    seconds = np.full(ground.shape[:-1], (first + last) / 2)
    for _ in range(12):
        speed = orbit.speed(seconds)
        offset = orbit.path(seconds) - ground
        slope = (speed**2).sum(-1) + (offset * bend(seconds)).sum(-1)
        step = (offset * speed).sum(-1) / slope
        moved = np.clip(seconds - step, first, last)
        done = np.abs(moved - seconds).max(initial=0) < 1e-9
        seconds = moved
        if done:
            break
    speed = orbit.speed(seconds)
    left = ((orbit.path(seconds) - ground) * speed).sum(-1) / (speed**2).sum(-1)
    return np.where(np.abs(left) < 1e-6, seconds, np.nan)


def view(orbit: Orbit, longitude: ArrayLike, latitude: ArrayLike, height: ArrayLike) -> View:
    """Time, range, incidence and line of sight of points in degrees and metres above the ellipsoid."""
    ground = earth_fixed(longitude, latitude, height)
    seconds = zero_doppler(orbit, ground)
    towards = orbit.path(seconds) - ground
    slant_range = np.linalg.norm(towards, axis=-1)
    towards = towards / slant_range[..., np.newaxis]
    east, north, up = (np.asarray((towards * axis).sum(-1)) for axis in local_axes(longitude, latitude))
    return View(seconds, slant_range, np.arccos(np.clip(up, -1, 1)), east, north, up)


def baseline(
    reference: Orbit, secondary: Orbit, longitude: ArrayLike, latitude: ArrayLike, height: ArrayLike
) -> tuple[Real, Real]:
    """Perpendicular and parallel baseline (m) at points in degrees and metres above the ellipsoid.

    Returns
    -------
    perpendicular : positive on the far-range side, whichever side the radar looks to
    parallel : positive towards the ground
    """
    ground = earth_fixed(longitude, latitude, height)
    seconds = zero_doppler(reference, ground)
    place = reference.path(seconds)
    moved = secondary.path(zero_doppler(secondary, ground)) - place
    sight = ground - place
    sight = sight / np.linalg.norm(sight, axis=-1, keepdims=True)
    # In the plane across the flight: up, less its part along the line of sight, is where the look angle grows.
    flight = reference.speed(seconds)
    flight = flight / np.linalg.norm(flight, axis=-1, keepdims=True)
    across = np.cross(flight, sight)
    across *= np.sign((across * place).sum(-1, keepdims=True))
    return np.asarray((moved * across).sum(-1)), np.asarray((moved * sight).sum(-1))


def heading(sight: View) -> Real:
    """Flight direction as the points see it, degrees clockwise from north, of a radar that looks to the right.

    It is at a right angle to the direction to the satellite. Under the satellite north lies elsewhere: at 50
    degrees of latitude the heading of the platform itself is some 4 degrees less.
    """
    return np.rad2deg(np.arctan2(sight.los_east, sight.los_north)) + 90.0
