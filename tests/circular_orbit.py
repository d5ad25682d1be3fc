"""A circular polar orbit, of which place and speed are known at any time."""

from datetime import datetime

import numpy as np

from scarpwatch.sentinel1.orbit import SEMI_MAJOR_M, Orbit, orbit_from_states

EPOCH = datetime(2024, 1, 5, 10, 0, 0)
RADIUS, SPEED = SEMI_MAJOR_M + 700e3, 7500.0
RATE = SPEED / RADIUS


def circle(times, *, radius=RADIUS, turn=0.0):
    """A polar orbit in the plane of Greenwich, northwards over the equator at time 0; turned about the pole."""
    angle = RATE * np.asarray(times, float)
    across = np.array([np.cos(turn), np.sin(turn), 0.0])
    pole = np.array([0.0, 0.0, 1.0])
    place = radius * (np.cos(angle)[..., None] * across + np.sin(angle)[..., None] * pole)
    speed = radius * RATE * (np.cos(angle)[..., None] * pole - np.sin(angle)[..., None] * across)
    return place, speed


def polar(step=10.0, count=17, **how) -> Orbit:
    times = step * (np.arange(count) - count // 2)
    return orbit_from_states(times, *circle(times, **how), epoch=EPOCH)
