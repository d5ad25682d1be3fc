"""GAMMA's parameter files: images (`*_slc.par`, `*_mli.par`), baselines (`*_base.par`), lookup tables."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scarpwatch.errors import InputError
from scarpwatch.files.kinds import require_small_text

SPEED_OF_LIGHT = 299792458.0  # m/s


@dataclass(frozen=True)
class Acquisition:
    """What a `*_slc.par` or `*_mli.par` says of the geometry; angles in radians, lengths in metres."""

    wavelength: float
    incidence: float
    heading: float
    near_range: float
    centre_range: float
    range_spacing: float
    satellite_radius: float
    earth_radius: float
    azimuth_lines: int
    line_time: float
    looks: int
    sensor: str
    center_time: float = math.nan  # seconds of the day, UTC; NaN where the file does not say
    day: datetime.date | None = None  # None where the file does not say

    def look_angle(self, slant_range: float) -> float:
        """Angle at the satellite between nadir and the line of sight, for ground at height 0.

        Law of cosines in the triangle of Earth's centre, satellite and ground; NaN where there is none.
        """
        satellite, earth = self.satellite_radius, self.earth_radius
        if not slant_range > 0 or not satellite > 0:
            return math.nan
        cosine = (satellite**2 + slant_range**2 - earth**2) / (2 * satellite * slant_range)
        return math.acos(cosine) if abs(cosine) <= 1 else math.nan

    def incidence_angle(
        self, slant_range: NDArray[np.floating], height: NDArray[np.floating]
    ) -> NDArray[np.float32]:
        """Angle at the ground between the vertical and the line of sight, on the sphere.

        Parameters
        ----------
        slant_range, height : arrays of one shape (m)
        """
        ground = self.earth_radius + height.astype(np.float64)
        distance = slant_range.astype(np.float64)
        cosine = (self.satellite_radius**2 - distance**2 - ground**2) / (2 * distance * ground)
        return np.arccos(cosine).astype(np.float32)


@dataclass(frozen=True)
class Baseline:
    """A pair's baseline: from the first to the second satellite position, in GAMMA's TCN axes.

    C points across the track, to the side of the swath (right-looking), N down to nadir. The rates are
    per second of azimuth time from the middle of the image.
    """

    across: float
    down: float
    across_rate: float
    down_rate: float

    def perpendicular(self, look_angle: float, seconds: float = 0.0) -> float:
        """Component perpendicular to the line of sight (m), positive towards far range.

        This is the `bperp` of GAMMA's base_perp: C cos(look) - N sin(look).

        Parameters
        ----------
        look_angle : float (radians)
        seconds : float
            Azimuth time from the middle of the image.
        """
        across = self.across + self.across_rate * seconds
        down = self.down + self.down_rate * seconds
        return across * math.cos(look_angle) - down * math.sin(look_angle)


def read_acquisition(path: str | Path) -> Acquisition:
    """Read a `*_slc.par` or `*_mli.par`; the range of its middle follows from the samples where it is not there.

    Raises
    ------
    InputError
        If the file is missing or lacks a value, or its ranges and radii make no triangle.
    """
    values = _read(path)
    frequency, near, spacing = (
        _number(path, values, key) for key in ("radar_frequency", "near_range_slc", "range_pixel_spacing")
    )
    centre = "center_range_slc"
    found = Acquisition(
        wavelength=SPEED_OF_LIGHT / frequency,
        incidence=math.radians(_number(path, values, "incidence_angle")),
        heading=math.radians(_number(path, values, "heading")),
        near_range=near,
        centre_range=_number(path, values, centre)
        if centre in values
        else near + (_number(path, values, "range_samples") - 1) / 2 * spacing,
        range_spacing=spacing,
        satellite_radius=_number(path, values, "sar_to_earth_center"),
        earth_radius=_number(path, values, "earth_radius_below_sensor"),
        azimuth_lines=int(_number(path, values, "azimuth_lines")),
        line_time=_number(path, values, "azimuth_line_time"),
        looks=int(_number(path, values, "range_looks") * _number(path, values, "azimuth_looks")),
        sensor=" ".join(values.get("sensor", ["unknown"])),
        center_time=_number(path, values, "center_time") if "center_time" in values else math.nan,
        day=_day(values.get("date", ())),
    )
    if not math.isfinite(found.look_angle(found.centre_range)):
        raise InputError(
            path,
            f"its slant range of {found.centre_range:g} m, sar_to_earth_center ({found.satellite_radius:g} m) and "
            f"earth_radius_below_sensor ({found.earth_radius:g} m) make no triangle",
            "Write the parameter file again with GAMMA.",
        )
    return found


def read_baseline(path: str | Path) -> Baseline:
    """Read a `*_base.par`: the precision baseline where it has been estimated, else the one from the orbits.

    Raises
    ------
    InputError
        If the file is missing or lacks a value.
    """
    values = _read(path)
    kind = "precision"
    across, down = (_number(path, values, f"{kind}_baseline(TCN)", part) for part in (1, 2))
    if across == 0.0 and down == 0.0:  # GAMMA writes zeros until it is estimated
        kind = "initial"
        across, down = (_number(path, values, f"{kind}_baseline(TCN)", part) for part in (1, 2))
    rates = [_number(path, values, f"{kind}_baseline_rate", part) for part in (1, 2)]
    return Baseline(across, down, rates[0], rates[1])


def read_lookup(path: str | Path, shape: tuple[int, int]) -> NDArray[np.complex64]:
    """Read a lookup table from map to radar coordinates.

    Parameters
    ----------
    shape : rows and columns of the map grid

    Returns
    -------
    array (rows, columns), complex64
        Real part: range sample, imaginary part: azimuth line of the multilooked image; NaN where the table
        has none (0).

    Raises
    ------
    InputError
        If the file's size does not fit the grid.
    """
    path = Path(path)
    expected = 8 * shape[0] * shape[1]
    if not path.is_file() or path.stat().st_size != expected:
        size = path.stat().st_size if path.is_file() else 0
        raise InputError(
            path,
            f"the lookup table has {size} bytes where a grid of {shape[0]} x {shape[1]} cells takes {expected}",
            "Give the table that belongs to the interferograms' grid, or none.",
        )
    table = np.fromfile(path, dtype=">c8").astype(np.complex64).reshape(shape)  # GAMMA writes big-endian
    table[table == 0] = complex(np.nan, np.nan)
    return table


def _read(path: str | Path) -> dict[str, list[str]]:
    path = Path(path)
    if not path.is_file():
        raise InputError(path, "the parameter file does not exist", "Put it beside the interferograms.")
    text = require_small_text(path)
    pairs = (line.split(":", 1) for line in text.splitlines() if ":" in line)
    return {key.strip(): value.split() for key, value in pairs}


def _day(parts: Sequence[str]) -> datetime.date | None:
    """The day of `date: 2018 01 06`, behind which the time may follow."""
    try:
        year, month, day = (int(part) for part in parts[:3])
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _number(path: str | Path, values: dict[str, list[str]], key: str, part: int = 0) -> float:
    try:
        value = float(values[key][part])
    except (KeyError, IndexError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise InputError(
            path,
            f"the value `{key}` is missing or is not a number",
            "Write the parameter file again with GAMMA.",
        )
    return value
