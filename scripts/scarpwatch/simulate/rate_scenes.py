"""Displacement series of square scenes of any size with a known rate, to judge what corrections do to it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.simulate.fields import seeded
from scarpwatch.simulate.self_affine import DELAY, RELIEF, self_affine_field

Array = NDArray[np.float64]
MOTIONS = ("slopes", "bowls", "one slope", "height")
RAMP_PER_KM = 1e-4  # m per km and date, of orbits and of the ionosphere, in each direction
LAYERED_PER_KM = 5e-3 / 0.3  # m per km of height and date: 5 mm over the relief of 30 km
PIXEL_NOISE = 2e-3  # m


class RateScene(NamedTuple):
    """A series and its truth.

    Attributes
    ----------
    series : array (dates, rows, columns), m, zero at the first date
    years : array (dates,)
    height : array (rows, columns), m
    rate : array (rows, columns), m/yr; zero on stable ground
    """

    series: Array
    years: Array
    height: Array
    rate: Array

    def error(self, rate: Array) -> Array:
        """Error of a rate (m/yr), its median over stable ground taken out."""
        error = rate - self.rate
        stable = self.rate == 0
        return np.asarray(error - np.median(error[stable] if stable.any() else error))


def _above(depth: Array, share: float) -> Array:
    """0 outside the highest share of a field, rising to 1 within."""
    limit = np.quantile(depth, 1 - share)
    return np.asarray(np.clip(depth - limit, 0, None) / (depth.max() - limit))


def _smooth(rng: np.random.Generator, size: int, length: float) -> Array:
    field = gaussian_filter(rng.standard_normal((size, size)), length, mode="wrap")
    return np.asarray(field / field.std())


def moving_ground(
    rng: np.random.Generator, motion: str, share: float, height: Array, size_km: float
) -> Array:
    """Rate (m/yr) of ground of which a share moves, at most 1 to 5 cm/yr.

    Parameters
    ----------
    motion : one of ``MOTIONS``: patches of at most some kilometres, most of them away from the satellite; bowls; one
        slope at the scene's edge that rises to its fastest like a ramp or at once; the highest or the lowest ground
    """
    size = len(height)
    y, x = np.meshgrid(*[np.linspace(-0.5, 0.5, size)] * 2, indexing="ij")
    fastest = rng.uniform(0.01, 0.05)
    if motion == "slopes":
        length = max(1.2, min(0.15, 1.5 / size_km) * size)
        profile = np.minimum(1, 2.5 * _above(_smooth(rng, size, length), share))
        towards = _smooth(rng, size, 2 * length)
        return fastest * profile * np.where(towards > np.quantile(towards, 0.8), 1, -1)
    if motion == "bowls":
        number = int(np.clip(size_km / 2, 2, 12))
        depth = np.zeros_like(height)
        for row, column in rng.uniform(-0.5, 0.5, (number, 2)):
            width = rng.uniform(0.5, 1) * 0.25 / np.sqrt(number / 2)
            bowl = np.exp(-((y - row) ** 2 + (x - column) ** 2) / (2 * width**2))
            depth = np.maximum(depth, rng.uniform(0.4, 1) * bowl)
        return -fastest * _above(depth, share)
    steepness = rng.choice([0.3, 1.0])
    if motion == "one slope":
        angle = rng.uniform(0, 2 * np.pi)
        distance = np.cos(angle) * y + np.sin(angle) * x + 0.1 * _smooth(rng, size, size / 8)
        return fastest * rng.choice([-1, -1, 1]) * _above(distance, share) ** steepness
    return -fastest * _above(rng.choice([-1, 1]) * height, share) ** steepness


def simulate_rate_scene(
    seed: int,
    size_km: float,
    dates: int,
    share: float,
    *,
    motion: str | None = None,
    interval_days: float = 12.0,
    size: int = 40,
    ramp_per_km: float = RAMP_PER_KM,
) -> RateScene:
    """A scene with turbulent and stratified delay, ramps and noise, of which a share moves.

    Parameters
    ----------
    motion : one of ``MOTIONS``; by default the seed goes round them
    size : rows and columns
    """
    rng = seeded(seed, "rate scene", size_km, dates, share)
    shape, spacing = (size, size), 1000 * size_km / size
    height = 1000 + self_affine_field(rng, shape, spacing, RELIEF)
    rate = moving_ground(rng, motion or MOTIONS[seed % len(MOTIONS)], share, height, size_km)
    years = np.arange(dates) * interval_days / DAYS_PER_YEAR
    y, x = np.meshgrid(*[np.linspace(-0.5, 0.5, size)] * 2, indexing="ij")
    down, across = ramp_per_km * size_km * rng.standard_normal((2, dates, 1, 1))
    layered = LAYERED_PER_KM * rng.standard_normal((dates, 1, 1))
    series = years[:, None, None] * rate + down * y + across * x + layered * (height - height.mean()) / 1000
    series += np.stack([self_affine_field(rng, shape, spacing, DELAY) for _ in range(dates)])
    series += PIXEL_NOISE * rng.standard_normal(series.shape)
    return RateScene(np.asarray(series - series[0], np.float64), years.astype(np.float64), height, rate)
