"""Displacement series with known truth, made without scenes and phases: corrections and sigma are judged on them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scarpwatch.conventions import displacement_per_phase
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.insar.corrections.chain import Setting
from scarpwatch.insar.inversion.solver import invert_network
from scarpwatch.insar.motion.model import temporal_design
from scarpwatch.insar.reference.window import Reference
from scarpwatch.insar.series.sample import extent_coordinates
from scarpwatch.simulate.fields import gaussian_field, power_law_field, seeded

Array = NDArray[np.float64]
RADIANS_TO_METRES = abs(displacement_per_phase(0.0555))


class Simulated(NamedTuple):
    """A series (m, relative to the first date) and what it is made of.

    ``ramps`` (dates, 2) are over all rows and all columns in m, ``vertical`` (dates,) in m per km of height,
    ``error`` the DEM error in m, ``motion`` (dates, rows, columns) and ``rate`` in m and m/yr; ``coherence``
    is what the noise of the pairs follows, ``pairs`` the indices of their dates.
    """

    series: NDArray[np.float32]
    setting: Setting
    years: Array
    ramps: Array
    vertical: Array
    error: Array
    motion: Array
    rate: Array
    coherence: Array
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]]

    @property
    def stable(self) -> NDArray[np.bool_]:
        """Ground that does not move."""
        return self.rate == 0


def pairs_of(dates: int, neighbours: int = 3) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Earlier and later date of every pair of a network of the next few dates."""
    pairs = [(a, b) for a in range(dates) for b in range(a + 1, min(dates, a + neighbours + 1))]
    first, second = np.array(pairs).T
    return first, second


def pair_noise(rng: np.random.Generator, coherence: Array, years: Array, looks: float = 12.0) -> Array:
    """Displacement (m) that independent noise of the pairs' phases becomes in the inversion."""
    first, second = pairs_of(len(years))
    sigma = np.sqrt((1 - coherence**2) / (2 * looks * coherence**2)).ravel()
    phase = (rng.standard_normal((len(first), sigma.size)) * sigma).astype(np.float32)
    solved = invert_network(phase, np.ones_like(phase), first, second, years)
    return RADIANS_TO_METRES * solved.phase.reshape(len(years), *coherence.shape).astype(np.float64)


def moving_ground(rng: np.random.Generator, shape: tuple[int, int], bowls: int = 12) -> tuple[Array, Array]:
    """Rate (m/yr) and yearly amplitude (m) of slow slopes and bowls; the rest is stable."""
    y, x = (c for c in np.meshgrid(*extent_coordinates(shape), indexing="ij"))
    rate, annual = np.zeros(shape), np.zeros(shape)
    for _ in range(bowls):
        row, column = rng.uniform(-0.5, 0.5, 2)
        width = rng.uniform(0.02, 0.06)
        bowl = np.exp(-((y - row) ** 2 + (x - column) ** 2) / (2 * width**2))
        bowl[bowl < 0.05] = 0
        rate -= rng.uniform(0.01, 0.08) * bowl
        annual += 0.003 * bowl
    return rate, annual


def simulate_series(
    seed: int,
    *,
    turbulence_m: float,
    dates: int = 48,
    interval_days: float = 12.0,
    shape: tuple[int, int] = (150, 150),
    spacing_m: float = 200.0,
    dem_error_m: float = 15.0,
    ramp_m: float = 0.005,
    stratified_m: float = 0.005,
    decorrelation: bool = False,
    bowls: int = 12,
) -> Simulated:
    """Motion, ramps, height-dependent delay, DEM error, turbulence and, if asked for, noise of the pairs.

    Parameters
    ----------
    turbulence_m, ramp_m, stratified_m : root mean square over the scene (m); the ramp's in each direction
        together
    """
    rng = seeded(seed, "series")
    years = np.arange(dates) * interval_days / DAYS_PER_YEAR
    height = 500 + 300 * power_law_field(rng, shape, spacing_m, 3.3)
    error = dem_error_m * gaussian_field(rng, shape, spacing_m, 500.0)
    baselines = rng.uniform(-150, 150, dates)
    rate, annual = moving_ground(rng, shape, bowls)
    ground = np.full(shape, 850_000 * np.sin(0.68))
    ramps = ramp_m * np.sqrt(6) * rng.standard_normal((dates, 2))
    vertical = stratified_m * rng.standard_normal(dates) / height.std() * 1000
    y, x = np.meshgrid(*extent_coordinates(shape), indexing="ij")
    time = years[:, None, None]
    motion = rate * time + annual * np.sin(2 * np.pi * time)
    series = motion + ramps[:, 0, None, None] * y + ramps[:, 1, None, None] * x
    series += vertical[:, None, None] * (height - np.median(height)) / 1000
    series += baselines[:, None, None] * error / ground
    for date in range(dates):
        series[date] += turbulence_m * power_law_field(rng, shape, spacing_m)
    coherence = np.clip(0.55 + 0.2 * power_law_field(rng, shape, spacing_m), 0.2, 0.95)
    if decorrelation:
        series += pair_noise(rng, coherence, years)
    setting = Setting(
        temporal_design(years, annual=True, semiannual=False),
        baselines,
        height,
        ground,
        Reference(shape[0] // 2, shape[1] // 2, 2, "by the test"),
    )
    series -= series[0].copy()
    rows, columns = setting.reference.window
    series -= np.median(series[:, rows, columns].reshape(dates, -1), axis=1)[:, None, None]
    return Simulated(
        series.astype(np.float32), setting, years, ramps, vertical, error, motion, rate, coherence,
        pairs_of(dates),
    )  # fmt: skip
