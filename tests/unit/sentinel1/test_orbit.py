"""Orbits: a circle whose ranges and baselines follow from geometry, and ISCE2's baselines of a real pair."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from circular_orbit import EPOCH, RADIUS, circle, polar

from scarpwatch.sentinel1.geolocation import locate
from scarpwatch.sentinel1.orbit import (
    SEMI_MAJOR_M,
    Orbit,
    baseline,
    earth_fixed,
    heading,
    local_axes,
    orbit_from_states,
    view,
    zero_doppler,
)


@pytest.mark.parametrize(("step", "count", "allowed"), [(10.0, 17, 1e-6), (60.0, 7, 1e-2), (10.0, 2, 1e-2)])
def test_between_states_the_orbit_is_the_circle(step, count, allowed):
    orbit = polar(step, count)
    times = np.linspace(orbit.seconds[0], orbit.seconds[-1], 301)
    place, speed = circle(times)
    assert np.abs(orbit.path(times) - place).max() < allowed
    assert np.abs(orbit.speed(times) - speed).max() < allowed


def test_states_may_come_in_any_order():
    times = [EPOCH + timedelta(seconds=float(s)) for s in (20, 0, 10, 30)]
    orbit = orbit_from_states(times, *circle([20.0, 0.0, 10.0, 30.0]))
    assert orbit.epoch == EPOCH
    assert orbit.seconds.tolist() == [0, 10, 20, 30]
    assert orbit.time(12.5) == EPOCH + timedelta(seconds=12.5)
    assert np.allclose(orbit.path(12.5), circle(12.5)[0], atol=1e-4)


@pytest.mark.parametrize(
    ("times", "change", "message"),
    [([0.0], 0, "1 times"), ([0.0, 0.0], 0, "same time"), ([0.0, 10.0], np.nan, "not finite")],
)
def test_states_that_make_no_orbit(times, change, message):
    place, speed = circle(times)
    with pytest.raises(ValueError, match=message):
        orbit_from_states(times, place + change, speed, epoch=EPOCH)
    with pytest.raises(ValueError, match="epoch"):
        orbit_from_states(times, place, speed)


def test_points_of_the_ellipsoid():
    assert np.allclose(earth_fixed(0, 0, 100.0), [SEMI_MAJOR_M + 100, 0, 0])
    assert np.allclose(earth_fixed(90, 0, 0), [0, SEMI_MAJOR_M, 0], atol=1e-6)
    assert np.allclose(earth_fixed(0, 90, 0), [0, 0, 6356752.3142], atol=1e-3)
    axes = np.array(local_axes(113.6, 23.6))
    assert np.allclose(axes @ axes.T, np.eye(3), atol=1e-12)
    step = earth_fixed(113.6, 23.6 + 1e-6, 0) - earth_fixed(113.6, 23.6, 0)
    assert np.allclose(step / np.linalg.norm(step), axes[1], atol=1e-6)


def test_a_point_on_the_equator_is_seen_from_over_the_equator():
    # Right of a satellite that flies north lies the east. In the plane of the equator all is a plane triangle.
    lon = np.array([3.0, 5.0])
    sight = view(polar(), lon, 0.0, 0.0)
    angle = np.deg2rad(lon)
    distance = np.sqrt(SEMI_MAJOR_M**2 + RADIUS**2 - 2 * SEMI_MAJOR_M * RADIUS * np.cos(angle))
    incidence = np.arcsin(RADIUS * np.sin(angle) / distance)
    assert np.allclose(sight.seconds, 0, atol=1e-9)
    assert np.allclose(sight.slant_range, distance, atol=1e-6)
    assert np.allclose(sight.incidence, incidence, atol=1e-9)
    assert np.allclose(sight.los_east, -np.sin(incidence), atol=1e-9)
    assert np.allclose(sight.los_north, 0, atol=1e-9)
    assert np.allclose(sight.los_up, np.cos(incidence), atol=1e-9)
    assert np.allclose(heading(sight), 0, atol=1e-6)


def test_zero_doppler_off_the_equator():
    orbit = polar()
    lon, lat = np.meshgrid([2.0, 4.0], [-3.0, 0.5, 3.0])
    ground = earth_fixed(lon, lat, 250.0)
    seconds = zero_doppler(orbit, ground)
    place, speed = circle(seconds)
    assert seconds.shape == lon.shape
    assert np.abs(((place - ground) * speed).sum(-1)).max() < 1e-3  # m2/s: 1e-7 m along the flight
    assert (np.diff(seconds[:, 0]) > 0).all()


def test_where_the_orbit_does_not_reach_nothing_is_known():
    sight = view(polar(), [3.0, 3.0], [0.0, 30.0], 0.0)
    assert np.isfinite(sight.slant_range[0])
    assert np.isnan([sight.seconds[1], sight.slant_range[1], sight.incidence[1], sight.los_up[1]]).all()


@pytest.mark.parametrize("side", [1, -1])
def test_the_perpendicular_baseline_is_positive_on_the_far_range_side(side):
    lon = 4.0 * side  # right of the flight, or left
    first = polar()
    sight = view(first, lon, 0.0, 0.0)
    look = sight.incidence - np.deg2rad(abs(lon))
    higher = polar(radius=RADIUS + 100.0)
    perpendicular, parallel = baseline(first, higher, lon, 0.0, 0.0)
    assert perpendicular == pytest.approx(100 * np.sin(look), abs=1e-6)
    assert parallel == pytest.approx(-100 * np.cos(look), abs=1e-6)
    # Towards the ground seen: nearer to far range, and to the ground.
    shift = 100.0 / RADIUS
    perpendicular, parallel = baseline(first, polar(turn=side * shift), lon, 0.0, 0.0)
    assert perpendicular == pytest.approx(100 * np.cos(look), abs=1e-2)
    assert parallel == pytest.approx(100 * np.sin(look), abs=1e-2)
    # From a positive baseline the far range is nearer, against the range at the point itself.
    both = [view(orbit, lon + side * np.array([0.0, 0.2]), 0.0, 0.0) for orbit in (first, higher)]
    gone = both[1].slant_range - both[0].slant_range
    assert gone[1] < gone[0]


def test_an_error_of_the_dem_moves_ground_as_the_correction_of_it_has_it():
    """Ground too high by e shows at one range from the first orbit, and nearer by B e / (R sin) from the second."""
    first, second = polar(), polar(radius=RADIUS + 150.0)
    sight = view(first, 4.0, 0.3, 200.0)
    lon, lat = locate(first, sight.seconds, sight.slant_range, 230.0, start=(4.0, 0.3))
    other = view(second, [4.0, float(lon)], [0.3, float(lat)], [200.0, 230.0]).slant_range
    perpendicular, _ = baseline(first, second, 4.0, 0.3, 200.0)
    nearer = perpendicular * 30.0 / (sight.slant_range * np.sin(sight.incidence))
    assert nearer > 2e-3
    assert other[0] - other[1] == pytest.approx(nearer, rel=0.01)


def annotation_orbit(path: Path) -> Orbit:
    states = ElementTree.parse(path).getroot().findall(".//orbitList/orbit")
    vectors = [
        [[float(state.findtext(f"{kind}/{axis}")) for axis in "xyz"] for state in states]
        for kind in ("position", "velocity")
    ]
    return orbit_from_states([datetime.fromisoformat(s.findtext("time")) for s in states], *vectors)


def test_baselines_of_a_real_pair_are_those_of_isce2(shared_real):
    folder = shared_real / "s1a_pair_annotation"
    log = (folder / "topsProc_slc.xml").read_text()  # not quite XML
    for swath in (1, 2, 3):
        reference, secondary = (
            sorted(folder.glob(f"*_{day}*/annotation/*iw{swath}-slc-vv*.xml"))[0]
            for day in ("20250406T", "20250418T")
        )
        root = ElementTree.parse(reference).getroot()
        first, second = annotation_orbit(reference), annotation_orbit(secondary)
        image = root.find("imageAnnotation/imageInformation")
        samples, lines = (int(root.findtext(f"swathTiming/{tag}PerBurst")) for tag in ("samples", "lines"))
        spacing = 299792458.0 / 2 / float(root.findtext(".//rangeSamplingRate"))
        near = 299792458.0 / 2 * float(image.findtext("slantRangeTime"))
        middle = near + samples // 2 * spacing
        line = float(image.findtext("azimuthTimeInterval"))
        bursts = root.findall("swathTiming/burstList/burst")
        for which, burst in (("first", bursts[0]), ("last", bursts[-1])):
            start = datetime.fromisoformat(burst.findtext("azimuthTime"))
            moment = start + timedelta(seconds=lines // 2 * line)
            lon, lat = seen_at(first, (moment - first.epoch).total_seconds(), middle)
            perpendicular, parallel = baseline(first, second, lon, lat, 0.0)
            theirs = {
                kind: float(
                    re.search(f"<IW-{swath}_{kind}_at_midrange_for_{which}_common_burst>([-0-9.]+)<", log)[1]
                )
                for kind in ("Bperp", "Bpar")
            }
            # ISCE2 counts the perpendicular baseline towards the near range.
            assert -perpendicular == pytest.approx(theirs["Bperp"], abs=0.02)
            assert parallel == pytest.approx(theirs["Bpar"], abs=0.02)


def test_ranges_and_incidence_are_those_of_esa(shared_real):
    path = sorted((shared_real / "s1a_pair_annotation").glob("*_20250406T*/annotation/*iw2-slc-vv*.xml"))[0]
    names = ("longitude", "latitude", "height", "slantRangeTime", "incidenceAngle")
    points = ElementTree.parse(path).getroot().findall(".//geolocationGridPoint")
    lon, lat, height, two_way, incidence = np.array([[float(p.findtext(n)) for n in names] for p in points]).T
    sight = view(annotation_orbit(path), lon, lat, height)
    assert np.abs(sight.slant_range - 299792458.0 / 2 * two_way).max() < 1e-4
    # ESA counts the incidence from the direction to the Earth's centre.
    assert np.abs(np.rad2deg(sight.incidence) - incidence).max() < 0.05


def seen_at(orbit: Orbit, seconds: float, distance: float) -> tuple[float, float]:
    """The point at height 0 seen at a moment and slant range, by Newton's method over longitude and latitude."""
    place = orbit.path(seconds)
    guess = np.array(
        [np.rad2deg(np.arctan2(place[1], place[0])), np.rad2deg(np.arcsin(place[2] / np.linalg.norm(place)))]
    )
    east, north, _ = local_axes(*guess)
    speed = orbit.speed(seconds)
    right = np.arctan2(speed @ east, speed @ north) + np.pi / 2
    guess += 5.0 * np.array([np.sin(right) / np.cos(np.deg2rad(guess[1])), np.cos(right)])
    for _ in range(20):
        faults = []
        for step in ((0, 0), (1e-4, 0), (0, 1e-4)):
            sight = view(orbit, guess[0] + step[0], guess[1] + step[1], 0.0)
            faults.append([(sight.seconds - seconds) * 7000, sight.slant_range - distance])
        fault = np.array(faults[0])
        slope = (np.array(faults[1:]) - fault).T / 1e-4
        guess -= np.linalg.solve(slope, fault)
    assert np.abs(fault).max() < 1e-3
    return float(guess[0]), float(guess[1])
