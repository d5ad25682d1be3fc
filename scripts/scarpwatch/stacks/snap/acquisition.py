"""One date of a SNAP product: its orbit, its timing and what its header says."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass

import numpy as np

from scarpwatch.errors import InputError
from scarpwatch.grids.longitudes import span, turned
from scarpwatch.sentinel1.orbit import Orbit, baseline, orbit_from_states
from scarpwatch.stacks.snap.metadata import OTHERS, REFERENCE, Element, time_in

SPEED_OF_LIGHT = 299_792_458.0  # m/s
_CORNERS = ("first_near", "first_far", "last_near", "last_far")


@dataclass(frozen=True)
class Acquisition:
    """What SNAP's metadata say of one date.

    Attributes
    ----------
    date : date
    wavelength_m : float
    heading_deg : float
        Clockwise from north, -180..180; NaN where not known.
    sensor, track : str
        The track is relative orbit, direction and swath.
    orbit : Orbit
    first_line_s : float
        Time of the image's first line since the orbit's epoch.
    line_s, near_range_m, range_spacing_m : float
        Of the image that the element belongs to; those of a coregistered date are its own image's from before.
    looks : float
        Range times azimuth looks.
    corners : tuple of (longitude, latitude), deg
        Of the image; may be empty.
    """

    date: datetime.date
    wavelength_m: float
    heading_deg: float
    sensor: str
    track: str
    orbit: Orbit
    first_line_s: float
    line_s: float
    near_range_m: float
    range_spacing_m: float
    looks: float
    corners: tuple[tuple[float, float], ...]

    @property
    def first_line(self) -> datetime.datetime:
        """Time of the image's first line (UTC)."""
        return self.orbit.epoch + datetime.timedelta(seconds=self.first_line_s)

    @property
    def start(self) -> tuple[float, float]:
        """Longitude and latitude (deg) of some place in the image."""
        longitudes, latitudes = np.transpose(self.corners)
        west, east = span(longitudes)
        return float(np.mean(turned(longitudes, (west + east) / 2))), float(np.mean(latitudes))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the corners (deg)."""
        longitudes, latitudes = np.transpose(self.corners)
        west, east = span(longitudes)
        return west, float(min(latitudes)), east, float(max(latitudes))


def reference_of(root: Element, path: str) -> Acquisition:
    """The stack's reference date, whose grid the images lie on.

    Raises
    ------
    InputError
        As for :func:`read_acquisition`.
    """
    element = root.child(REFERENCE)
    assert element is not None  # read_document has seen to it
    return read_acquisition(element, path)


def acquisition_of(root: Element, date: datetime.date, path: str) -> Acquisition:
    """The metadata of one date.

    Raises
    ------
    InputError
        If there are none, or as for :func:`read_acquisition`.
    """
    others = root.child(*OTHERS)
    known = []
    for element in [root.child(REFERENCE), *(others.children if others else ())]:
        first = time_in(element.text("first_line_time")) if element else None
        if element is None or first is None:
            continue
        if first.date() == date:
            return read_acquisition(element, path)
        known.append(str(first.date()))
    raise InputError(
        path,
        f"it has an image of {date}, and metadata of {', '.join(known) or 'no date'} alone",
        "Export the coregistered stack from SNAP with the metadata of all its dates.",
    )


def read_acquisition(element: Element, path: str) -> Acquisition:
    """What ``Abstracted_Metadata``, or the element of another date, says.

    Raises
    ------
    InputError
        If an entry is missing that the geometry needs, or there are fewer than two state vectors.
    """
    needed = ("radar_frequency", "line_time_interval", "slant_range_to_first_pixel", "range_spacing")
    numbers = {name: element.number(name) for name in needed}
    first_line = time_in(element.text("first_line_time"))
    missing = [name for name in needed if not numbers[name]]
    missing += [] if first_line else ["first_line_time"]
    if missing:
        raise InputError(
            path,
            f"{element.name} does not say {', '.join(missing)}",
            "Export the product from SNAP with its metadata.",
        )
    assert first_line is not None
    frequency, line, near, spacing = (float(numbers[name] or 0) for name in needed)
    heading = element.number("centre_heading")
    corners = [(element.number(f"{c}_long"), element.number(f"{c}_lat")) for c in _CORNERS]
    orbit = _orbit(element, path)
    mission = element.text("MISSION")
    return Acquisition(
        first_line.date(),
        SPEED_OF_LIGHT / (frequency * 1e6),
        math.nan if heading is None else (heading + 180) % 360 - 180,
        mission[:1] + mission[1:-1].lower() + mission[-1:],  # Sentinel-1A
        " ".join(
            part
            for part in (_relative_orbit(element), element.text("PASS").lower(), element.text("SWATH"))
            if part and part != "-"
        ),
        orbit,
        (first_line - orbit.epoch).total_seconds(),
        line,
        near,
        spacing,
        (element.number("azimuth_looks") or 1) * (element.number("range_looks") or 1),
        tuple((lon, lat) for lon, lat in corners if lon is not None and lat is not None),
    )


def orbit_baseline(
    reference: Acquisition, other: Acquisition, *, longitude: float, latitude: float, height: float = 0.0
) -> float:
    """Perpendicular baseline of a date to the reference from their orbits (m), far-range side positive."""
    return float(baseline(reference.orbit, other.orbit, longitude, latitude, height)[0])


def _relative_orbit(element: Element) -> str:
    number = element.number("REL_ORBIT")
    return f"relative orbit {number:.0f}" if number else ""


def _orbit(element: Element, path: str) -> Orbit:
    vectors = element.child("Orbit_State_Vectors")
    states = []
    for entry in vectors.children if vectors else ():
        time = time_in(entry.text("time"))
        values = [entry.number(f"{axis}_{kind}") for kind in ("pos", "vel") for axis in "xyz"]
        numbers = [value for value in values if value is not None]
        if time is not None and len(numbers) == 6:
            states.append((time, numbers[:3], numbers[3:]))
    try:
        return orbit_from_states(
            [state[0] for state in states], [state[1] for state in states], [state[2] for state in states]
        )
    except ValueError as error:
        raise InputError(
            path,
            f"the orbit state vectors of {element.name} make no orbit ({error})",
            "Apply the orbit file in SNAP (Apply-Orbit-File) and keep the metadata of the product.",
        ) from error
