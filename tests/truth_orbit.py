"""Orbits that see the truth's area as the truth says: its middle exactly, the rest as a real orbit would.

Each is a circle about the Earth's centre, the other dates' displaced by the truth's baselines.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import numpy as np
from product_truth import EAST, NORTH, SOUTH, WEST, Truth

from scarpwatch.sentinel1.orbit import earth_fixed, local_axes

MIDDLE = (WEST + EAST) / 2, (SOUTH + NORTH) / 2
SPEED = 7500.0  # m/s
PASS = time(10, 21, 30)  # when the middle is passed (UTC)
PARALLEL = 0.4  # of each baseline, along the line of sight


class States(NamedTuple):
    """State vectors every 10 s: seconds since the epoch (n,), positions and velocities (n, 3) in m and m/s."""

    epoch: datetime
    seconds: np.ndarray
    positions: np.ndarray
    velocities: np.ndarray

    @property
    def times(self) -> list[datetime]:
        return [self.epoch + timedelta(seconds=float(second)) for second in self.seconds]


def states(truth: Truth, day: date, *, seconds: float = 80.0) -> States:
    """The states of one date, that long before and after it passes the middle of the area."""
    ground = earth_fixed(*MIDDLE, truth.height(*MIDDLE))
    sight = -sum(
        float(part) * axis for part, axis in zip(truth.los(*MIDDLE), local_axes(*MIDDLE), strict=True)
    )
    place = ground - float(truth.slant_range(*MIDDLE)) * sight
    flight = np.cross(place, sight)  # a right-looking satellite flies where its right hand is not
    flight *= np.sign(flight[2]) / np.linalg.norm(flight)  # ascending
    across = np.cross(flight, sight)
    across *= np.sign(across @ place)
    baseline = truth.baselines[truth.dates.index(day)]
    place = place + baseline * across + PARALLEL * baseline * sight
    radius = np.linalg.norm(place)
    rate = SPEED / radius
    since = np.arange(-seconds, seconds + 1, 10.0)
    angle = rate * since[:, np.newaxis]
    up = place / radius
    positions = radius * (np.cos(angle) * up + np.sin(angle) * flight)
    velocities = SPEED * (np.cos(angle) * flight - np.sin(angle) * up)
    epoch = datetime.combine(day, PASS) - timedelta(seconds=seconds)
    return States(epoch, since + seconds, positions, velocities)
