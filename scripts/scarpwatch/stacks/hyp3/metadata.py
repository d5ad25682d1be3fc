"""Names and parameter files of HyP3's interferograms.

Facts, from HyP3's product guides and the plugins that write the files (hyp3-gamma, hyp3-isce2). Lines read
``Key: value``. Older files call ``Reference Granule`` ``Master Granule`` and ``Reference Orbit Number`` ``Orbit Number``. ISCE2 products give the constants
693000 and 6337286.64 m for ``Spacecraft height`` and ``Earth radius at nadir``, so that slant ranges made of
them are 1.5 % short. ``Baseline`` may be ``nan``.

Sign of ``Baseline``. The guides do not say it. ISCE2, whose value stands in burst products, counts it towards
the near range, by the state vectors of a real pair (``tests/unit/test_orbit.py``), and for one pair the GAMMA
product gives the same sign and size as the ISCE2 product (issue 62 of hyp3-isce2: -14.8 and -14.3 m). So it is
the reverse of the project's in both. A wrong sign would turn the estimated DEM
error's sign and leave the corrected displacement as it is.
"""

from __future__ import annotations

import datetime
import math
import re
import zipfile
from typing import NamedTuple

from scarpwatch.errors import InputError
from scarpwatch.files.kinds import read_small_text
from scarpwatch.stacks.listing import date_of, seconds_of

_ENDING = r"_[VH]{2}_INT\d+_[0-9A-Fa-f]{4}"
_DAYS = r"_(?P<first>\d{8})_(?P<second>\d{8})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        # Whole scenes, made with GAMMA (G) or, formerly, ISCE2 (I): platforms, two times, polarisations with orbit type
        # and days, options
        r"S1[A-D]{2}_(?P<first>\d{8})T(?P<time>\d{6})_(?P<second>\d{8})T\d{6}_[VH]{2}[POR]\d{3}_INT\d+_[GI]_[a-z0-9A-Z]{3}"
        r"_[0-9A-Fa-f]{4}",
        # ISCE2, one burst
        r"S1_(?P<track>\d{6}_IW\d)" + _DAYS + _ENDING,
        # ISCE2, several bursts: relative orbit, first burst and count of each swath
        r"S1_(?P<track>\d{3}[-_]\d{6}s1n\d{2}-\d{6}s2n\d{2}-\d{6}s3n\d{2})_IW" + _DAYS + _ENDING,
        # ISCE2, several bursts, until October 2025: relative orbit and the corners' longitudes and latitudes
        r"S1[A-D]_(?P<track>\d{3}(?:_[EWNS]\d{2,3}_\d){4})" + _DAYS + _ENDING,
    )
)
_CHANNEL = re.compile(r"_([VH]{2})(?:[POR]\d{3})?_INT\d")
_MOMENT = re.compile(r"_(\d{8})T(\d{6})(?!\d)")
# Absolute orbit less this, modulo 175, plus 1 is the relative orbit.
_FIRST_ORBIT = {"S1A": 73, "S1B": 27, "S1C": 172, "S1D": 42}
# Sentinel-1C was moved along the orbit in June 2026; this was the last orbit before.
_S1C_MOVED_AFTER, _S1C_FIRST_ORBIT_SINCE = 8018, 99
# Of the looks taken, the share that is independent: the product of the processed bandwidths over the sampling
# rates of range and azimuth, which is 0.59, 0.48 and 0.43 in the annotation of IW1, IW2 and IW3.
INDEPENDENT_SHARE = 0.5


class ProductName(NamedTuple):
    """What a product's name says: its dates as they stand there, its burst, or the reference's UTC time (HHMMSS), and its
    polarisation."""

    first: datetime.date
    second: datetime.date
    track: str
    time: str = ""
    polarisation: str = ""

    @property
    def place(self) -> str:
        """What tells products of the same dates apart, in words; empty where the name does not say."""
        if self.track:
            return f"burst {self.track}"
        return f"the scene of {self.time[:2]}:{self.time[2:4]}:{self.time[4:]}" if self.time else ""


class Parameters(NamedTuple):
    """What a parameter file says; lengths in metres, NaN where it does not say.

    ``far_baseline`` is the second granule's perpendicular baseline, positive on the far-range side of the first.
    """

    heading_deg: float
    far_baseline: float
    earth_radius: float
    satellite_height: float
    centre_range: float
    looks: float
    sensor: str
    track: str
    acquired: float = math.nan  # seconds of the day, UTC
    days: tuple[datetime.date | None, ...] = ()  # of the granules


def parse_name(name: str) -> ProductName | None:
    """What the name says, or None if it is not one of HyP3's interferograms."""
    for form in _FORMS:
        match = form.fullmatch(name)
        if match is None:
            continue
        first, second = date_of(match["first"]), date_of(match["second"])
        if first is None or second is None:
            return None
        told = match.groupdict()
        channel = _CHANNEL.search(name)
        return ProductName(
            first,
            second,
            told.get("track", "").replace("-", "_"),
            told.get("time", ""),
            channel[1] if channel else "",
        )
    return None


def read_parameters(path: str) -> Parameters:
    """Read the parameter file of a product, also one inside a ZIP.

    Raises
    ------
    InputError
        If it is missing or is not such a file.
    """
    values = {}
    for line in _text(path).splitlines():
        key, colon, value = line.partition(":")
        if colon:
            values[key.strip().lower()] = value.strip()
    granule = values.get("reference granule", values.get("master granule"))
    if granule is None:
        raise InputError(
            path, "it has no line `Reference Granule: ...`", "Download the product again; do not edit it."
        )

    def number(key: str) -> float:
        text = values.get(key, "nan").split()[:1]
        try:
            return float(text[0]) if text else math.nan
        except ValueError:
            raise InputError(
                path, f"`{key}` is {text[0]!r}, not a number", "Download the product again."
            ) from None

    looks = number("range looks") * number("azimuth looks") * INDEPENDENT_SHARE
    orbit = values.get("reference orbit number", values.get("orbit number", ""))
    direction = values.get("reference pass direction", values.get("pass direction", ""))
    return Parameters(
        (number("heading") + 180) % 360 - 180,
        -number("baseline"),
        number("earth radius at nadir"),
        number("spacecraft height"),
        number("slant range center"),
        looks,
        _satellites(granule, values.get("secondary granule", values.get("slave granule", granule))),
        _track(granule[:3], orbit, direction),
        seconds_of(moment[2]) if (moment := _MOMENT.search(granule)) else math.nan,
        tuple(
            date_of(found[1])
            for key in ("reference granule", "secondary granule")
            if (found := _MOMENT.search(values.get(key, "")))
        ),
    )


def _satellites(*granules: str) -> str:
    """The satellite of both granules, or each; the names of bursts do not tell it."""
    names = [f"Sentinel-1{name[2]}" if re.match(r"S1[A-D]_", name) else "Sentinel-1" for name in granules]
    return " and ".join(dict.fromkeys(names))


def _track(platform: str, orbit: str, direction: str) -> str:
    """Relative orbit and direction; empty where the satellite's numbering or the orbit is not known."""
    if platform not in _FIRST_ORBIT or not orbit.isdigit():
        return ""
    first = _FIRST_ORBIT[platform]
    if platform == "S1C" and int(orbit) > _S1C_MOVED_AFTER:
        first = _S1C_FIRST_ORBIT_SINCE
    relative = (int(orbit) - first) % 175 + 1
    return f"relative orbit {relative} {direction.lower()}".strip()


def _text(path: str) -> str:
    try:
        return read_small_text(path)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(
            path, f"the parameter file cannot be read ({error})", "Download the product again."
        ) from error
