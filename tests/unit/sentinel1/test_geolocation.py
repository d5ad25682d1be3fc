"""From times and ranges to the ground: back to where a view began, and ESA's own grid of a real image."""

import xml.etree.ElementTree as ElementTree
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from scarpwatch.sentinel1.geolocation import locate
from scarpwatch.sentinel1.orbit import SEMI_MAJOR_M, Orbit, orbit_from_states, view

SPEED_OF_LIGHT = 299792458.0
RADIUS = SEMI_MAJOR_M + 700e3
RATE = 7500.0 / RADIUS


def inclined_orbit() -> Orbit:
    """A circle at 98 degrees to the equator, northwards over Greenwich at time 0."""
    times = np.arange(-80.0, 400.0, 10.0)
    angle = (RATE * times)[:, np.newaxis]
    tilt = np.deg2rad(98.0)
    across, along = np.array([1.0, 0, 0]), np.array([0, np.cos(tilt), np.sin(tilt)])
    place = RADIUS * (np.cos(angle) * across + np.sin(angle) * along)
    speed = RADIUS * RATE * (np.cos(angle) * along - np.sin(angle) * across)
    return orbit_from_states(times, place, speed, epoch=datetime(2024, 1, 5))


def test_what_is_seen_is_found_again() -> None:
    orbit = inclined_orbit()
    longitude, latitude = np.meshgrid(np.linspace(1.5, 4.5, 7), np.linspace(2.0, 12.0, 9))
    height = 4000 * np.random.default_rng(1).random(longitude.shape)
    seen = view(orbit, longitude, latitude, height)
    found = locate(orbit, seen.seconds, seen.slant_range, height, start=(3.0, 7.0))
    assert np.abs(found[0] - longitude).max() < 1e-9
    assert np.abs(found[1] - latitude).max() < 1e-9


def test_the_side_is_that_of_the_start() -> None:
    orbit = inclined_orbit()
    seen = view(orbit, 3.0, 5.0, 0.0)
    left, _ = locate(orbit, seen.seconds, seen.slant_range, 0.0, start=(-4.0, 5.0))
    right, _ = locate(orbit, seen.seconds, seen.slant_range, 0.0, start=(4.0, 5.0))
    assert right == pytest.approx(3.0)
    assert left < -3


def test_higher_ground_at_one_range_lies_nearer_to_the_satellite() -> None:
    orbit = inclined_orbit()
    seen = view(orbit, 3.0, 5.0, 0.0)
    longitude, _ = locate(orbit, seen.seconds, seen.slant_range, [0.0, 1000.0], start=(3.0, 5.0))
    moved = (longitude[1] - longitude[0]) * 111_195 * np.cos(np.deg2rad(5.0))
    # About the height over the tangent of the incidence, away from the satellite's track, which lies to the west.
    assert moved == pytest.approx(1000 / np.tan(float(seen.incidence)), rel=0.02)


def test_no_ground_is_nearer_than_the_nadir() -> None:
    longitude, latitude = locate(inclined_orbit(), [0.0, 5000.0], [600e3, 850e3], 0.0, start=(3.0, 5.0))
    assert np.isnan(longitude).all()
    assert np.isnan(latitude).all()


def test_grid_of_a_real_image(shared_real: Path) -> None:
    """Longitudes and latitudes that ESA's annotation gives for lines, ranges and heights."""
    path = next((shared_real / "s1a_pair_annotation").glob("*/annotation/s1a-iw2-slc-vv-20250406*.xml"))
    root = ElementTree.parse(path).getroot()
    epoch = datetime.fromisoformat("2025-04-06T02:20:00")

    def seconds(node: ElementTree.Element, tag: str) -> float:
        return (datetime.fromisoformat(node.findtext(tag, "")) - epoch).total_seconds()

    def numbers(node: ElementTree.Element, *tags: str) -> list[float]:
        return [float(node.findtext(tag, "")) for tag in tags]

    states = root.findall(".//orbitList/orbit")
    orbit = orbit_from_states(
        np.array([seconds(state, "time") for state in states]),
        [numbers(state, "position/x", "position/y", "position/z") for state in states],
        [numbers(state, "velocity/x", "velocity/y", "velocity/z") for state in states],
        epoch=epoch,
    )
    points = root.findall(".//geolocationGridPoint")
    time = np.array([seconds(point, "azimuthTime") for point in points])
    delay, longitude, latitude, height = np.array(
        [numbers(point, "slantRangeTime", "longitude", "latitude", "height") for point in points]
    ).T
    found = locate(orbit, time, delay * SPEED_OF_LIGHT / 2, height, start=(longitude.mean(), latitude.mean()))
    east = (found[0] - longitude) * 111_195 * np.cos(np.deg2rad(latitude))
    north = (found[1] - latitude) * 111_195
    assert len(points) > 100
    assert np.hypot(east, north).max() < 0.05  # m; measured 0.015
