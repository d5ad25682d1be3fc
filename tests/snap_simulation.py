"""What SNAP would make of the truth: radar images of the ground, and the metadata that go with them."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from product_truth import WAVELENGTH, Truth
from truth_orbit import MIDDLE, states

from scarpwatch.sentinel1.geolocation import locate
from scarpwatch.sentinel1.orbit import Orbit, earth_fixed, orbit_from_states, zero_doppler

PLAIN_M = 120.0
SHAPE = (200, 300)
LINE_S, SPACING_M = 5.2e-3, 17.0
SPEED_OF_LIGHT = 299_792_458.0
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short(day: date) -> str:
    """10Jul2018."""
    return f"{day.day:02d}{MONTHS[day.month - 1]}{day.year}"


def orbit_of(truth: Truth, day: date) -> Orbit:
    """The pass of one date."""
    flown = states(truth, day)
    return orbit_from_states(flown.seconds, flown.positions, flown.velocities, epoch=flown.epoch)


def first_line_s(truth: Truth) -> float:
    """Time of the images' first line since the epoch of the reference's orbit."""
    orbit = orbit_of(truth, truth.dates[0])
    middle = float(zero_doppler(orbit, earth_fixed(*MIDDLE, PLAIN_M)))
    return middle - SHAPE[0] / 2 * LINE_S


@dataclass
class Images:
    """Where each cell of the reference's grid lies, and the SLC of each date on it."""

    longitude: np.ndarray
    latitude: np.ndarray
    height: np.ndarray
    near_range: float
    slc: dict[date, np.ndarray]
    geometric: dict[date, np.ndarray]  # slant range without the displacement


_MADE: dict[tuple[str, bool], Images] = {}


def look(truth: Truth, *, speckle: bool = True) -> Images:
    """The SLCs of all dates; made once for each truth."""
    key = (repr(truth), speckle)
    if key not in _MADE:
        _MADE[key] = _look(truth, speckle)
    return _MADE[key]


def _look(truth: Truth, speckle: bool) -> Images:
    rng = np.random.default_rng(11)
    reference = orbit_of(truth, truth.dates[0])
    near = float(truth.slant_range(*MIDDLE)) - 2700.0
    seconds = (first_line_s(truth) + np.arange(SHAPE[0]) * LINE_S)[:, None]
    ranges = (near + np.arange(SHAPE[1]) * SPACING_M)[None, :]
    height = np.full(SHAPE, PLAIN_M)
    for _ in range(9):  # the hill is less steep than the line of sight: each step comes nearer by two thirds
        lon, lat = locate(reference, seconds, ranges, height, start=MIDDLE)
        height = truth.height(lon, lat)
    ground = earth_fixed(lon, lat, height)
    lake = truth.missing(lon, lat)
    steady = (0.95 - 0.25 * (height - 120) / 300).clip(0, 1)

    def noise():
        return (rng.standard_normal(SHAPE) + 1j * rng.standard_normal(SHAPE)) / np.sqrt(2)

    common, slc, geometric = noise(), {}, {}
    for number, day in enumerate(truth.dates):
        if number:
            kept = np.exp(-(day - truth.dates[number - 1]).days / 200)
            common = kept * common + np.sqrt(1 - kept**2) * noise()
        orbit = orbit_of(truth, day)
        geometric[day] = np.linalg.norm(orbit.path(zero_doppler(orbit, ground)) - ground, axis=-1)
        distance = geometric[day] - truth.displacement(lon, lat, day)
        echo = np.sqrt(steady) * common + np.sqrt(1 - steady) * noise() if speckle else 1.0
        slc[day] = (100 * echo * np.exp(-4j * np.pi / WAVELENGTH * distance)).astype(np.complex64)
        slc[day][lake] = 0
    return Images(lon, lat, height, near, slc, geometric)


def acquisition(truth: Truth, day: date, *, is_reference: bool, extra: dict | None = None) -> dict:
    """Attributes and parts of `Abstracted_Metadata`, or of the element of another date.

    The images are coregistered: the image of another date has had a first line and a first range of its own.
    """
    flown = states(truth, day)
    images = look(truth)
    moved = 0.0 if is_reference else 0.731
    first = flown.epoch + timedelta(seconds=first_line_s(truth) - moved)
    last = first + timedelta(seconds=(SHAPE[0] - 1) * LINE_S)
    lon, lat = images.longitude, images.latitude
    corners = {"first_near": (0, 0), "first_far": (0, -1), "last_near": (-1, 0), "last_far": (-1, -1)}
    stamp = f"{first:%Y%m%dT%H%M%S}"
    attributes = {
        "PRODUCT": f"S1A_IW_SLC__1SDV_{stamp}_{stamp}_051964_064705_ABCD",
        "PRODUCT_TYPE": "SLC",
        "MISSION": "SENTINEL-1A",
        "ACQUISITION_MODE": "IW",
        "antenna_pointing": "right",
        "SWATH": "IW1",
        "REL_ORBIT": 11,
        "ABS_ORBIT": 51964,
        "first_line_time": first,
        "last_line_time": last,
        **{f"{name}_lat": float(lat[at]) for name, at in corners.items()},
        **{f"{name}_long": float(lon[at]) for name, at in corners.items()},
        "PASS": "ASCENDING",
        "SAMPLE_TYPE": "COMPLEX",
        "mds1_tx_rx_polar": "VV",
        "azimuth_looks": 1.0,
        "range_looks": 1.0,
        "range_spacing": SPACING_M,
        "azimuth_spacing": 35.0,
        "radar_frequency": SPEED_OF_LIGHT / WAVELENGTH / 1e6,
        "line_time_interval": LINE_S,
        "num_output_lines": SHAPE[0],
        "num_samples_per_line": SHAPE[1],
        "avg_scene_height": float(images.height.mean()),
        "is_terrain_corrected": 0,
        "lat_pixel_res": 99999.0,
        "slant_range_to_first_pixel": images.near_range - (0 if is_reference else 331.7),
        "coregistered_stack": 1 if is_reference else 0,
        "centre_heading": truth.heading_deg % 360,
        **(extra or {}),
    }
    vectors = {
        f"orbit_vector{number}": {
            "time": time,
            **{f"{axis}_pos": float(value) for axis, value in zip("xyz", position, strict=True)},
            **{f"{axis}_vel": float(value) for axis, value in zip("xyz", velocity, strict=True)},
        }
        for number, (time, position, velocity) in enumerate(
            zip(flown.times, flown.positions, flown.velocities, strict=True), start=1
        )
    }
    return {**attributes, "Orbit_State_Vectors": vectors}


def baselines(truth: Truth, days: list[date], names: tuple[str, str] = ("Ref_", "Secondary_")) -> dict:
    """The table of baselines that SNAP keeps: every date to every other; `names` as SNAP 9 has them, or another."""
    return {
        f"{names[0]}{short(one)}": {
            f"{names[1]}{short(other)}": {
                "Perp Baseline": truth.baseline(one, other),
                "Temp Baseline": float((other - one).days),
                "Modelled Coherence": 0.9,
                "Height of Ambiguity": -500.0,
                "Doppler Difference": 0.0,
            }
            for other in days
        }
        for one in days
    }


def metadata(
    truth: Truth,
    days: list[date],
    *,
    reference: date | None = None,
    root: str = "Slave",
    extra: dict | None = None,
    graph: dict | None = None,
) -> dict:
    """The tree of metadata of a product with some dates; its reference is the first of all if not named."""
    first = reference or truth.dates[0]
    others = [day for day in days if day != first]
    main = acquisition(truth, first, is_reference=True, extra=extra)
    return {
        "Abstracted_Metadata": {**main, "Baselines": baselines(truth, [first, *others])},
        "Original_Product_Metadata": {"XFDU": {"version": "esa/safe/sentinel-1.0"}},
        "Processing_Graph": graph or {"node.0": {"id": "read", "operator": "Read"}},
        f"{root}_Metadata": {
            f"S1A_IW_SLC_Orb_{short(day)}": acquisition(truth, day, is_reference=False) for day in others
        },
    }
