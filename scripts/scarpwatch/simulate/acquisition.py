"""The simulated acquisitions: dates, orbits, viewing geometry, and the tropospheric delay of each date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from scarpwatch.grids.grid import Grid
from scarpwatch.simulate.fields import power_law_field, seeded

WAVELENGTH_M = 0.05546576
ORBIT_HEIGHT_M = 693_000.0
HEADING_RAD = np.deg2rad(-12.3)  # ascending, right-looking
CENTRE_LOOK_RAD = np.deg2rad(39.0)
SCREEN_SPACING_M = 160.0


@dataclass(frozen=True)
class Acquisition:
    """One date: its orbit relative to the stack's reference orbit (baselines in m)."""

    date: date
    perpendicular_baseline_m: float
    parallel_baseline_m: float


def acquisitions(dates: Sequence[date], max_baseline_m: float, seed: int) -> list[Acquisition]:
    """Orbits of the dates, drawn within ``max_baseline_m`` (perpendicular) and 30 m (parallel).

    Each date's orbit depends on the date alone, so that a stack with one scene more has the same scenes
    before it. The first date is the stack's reference orbit.
    """
    result = []
    for day in dates:
        perpendicular, parallel = seeded(seed, "orbit", day).uniform(-1, 1, 2) * (max_baseline_m, 30.0)
        if day == dates[0]:
            perpendicular = parallel = 0.0
        result.append(Acquisition(day, round(float(perpendicular), 3), round(float(parallel), 3)))
    return result


@dataclass(frozen=True)
class Swath:
    """Radar grid over a map grid, on a flat earth.

    A point at map coordinates ``(x, y)`` and height ``z`` has the azimuth coordinate ``a`` along the
    heading and the ground range ``g`` across it, counted from nadir; its slant range is
    ``hypot(g, H - z)`` and its look angle, here also its incidence angle, ``atan2(g, H - z)``.

    Attributes
    ----------
    shape : azimuth lines and range samples of the SLC
    azimuth_spacing, range_spacing : m; range is slant range
    azimuth_start : azimuth coordinate of the first line's centre (m)
    near_range : slant range of the first sample's centre (m)
    origin : map coordinates where ``a`` and ``g - centre_ground`` are zero
    """

    shape: tuple[int, int]
    azimuth_spacing: float
    range_spacing: float
    azimuth_start: float
    near_range: float
    origin: tuple[float, float]

    @property
    def centre_ground(self) -> float:
        """Ground range of the origin from nadir (m)."""
        return float(ORBIT_HEIGHT_M * np.tan(CENTRE_LOOK_RAD))

    def to_map(
        self, azimuth: NDArray[np.float64], ground: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Map coordinates of azimuth and ground-range coordinates (m)."""
        sine, cosine = np.sin(HEADING_RAD), np.cos(HEADING_RAD)
        across = ground - self.centre_ground
        x = self.origin[0] + azimuth * sine + across * cosine
        y = self.origin[1] + azimuth * cosine - across * sine
        return x, y


def fit_swath(grid: Grid, heights: tuple[float, float], spacing_m: float, looks: tuple[int, int]) -> Swath:
    """The swath that covers a map grid, with SLC cells of ``spacing_m`` on level ground.

    Parameters
    ----------
    heights : lowest and highest terrain (m)
    looks : azimuth and range looks; the swath holds a whole number of them
    """
    left, bottom, right, top = grid.bounds
    origin = ((left + right) / 2, (bottom + top) / 2)
    corners = np.array([(x - origin[0], y - origin[1]) for x in (left, right) for y in (bottom, top)])
    sine, cosine = np.sin(HEADING_RAD), np.cos(HEADING_RAD)
    along = corners @ (sine, cosine)
    across = corners @ (cosine, -sine) + ORBIT_HEIGHT_M * np.tan(CENTRE_LOOK_RAD)
    near = np.hypot(across.min(), ORBIT_HEIGHT_M - heights[1])
    far = np.hypot(across.max(), ORBIT_HEIGHT_M - heights[0])
    range_spacing = spacing_m * float(np.sin(CENTRE_LOOK_RAD))
    lines = int(np.ceil((along.max() - along.min()) / spacing_m / looks[0])) * looks[0]
    samples = int(np.ceil((far - near) / range_spacing / looks[1])) * looks[1]
    return Swath(
        (lines, samples), spacing_m, range_spacing, float(along.min()), float(near), (origin[0], origin[1])
    )


@dataclass(frozen=True)
class Atmosphere:
    """One-way delay of one date: ``screen + gradient (height - mean height)``, all in m.

    ``screen`` holds turbulence and orbital ramp on a coarse grid over azimuth and ground range, whose
    first node lies at ``(azimuth_start, ground_start)``.
    """

    screen: NDArray[np.float32]
    gradient: float
    mean_height: float
    azimuth_start: float
    ground_start: float


def simulate_atmosphere(
    swath: Swath,
    ground_extent: tuple[float, float],
    heights: tuple[float, float],
    day: date,
    *,
    turbulence_m: float,
    stratified_m: float,
    ramp_m: float,
    seed: int,
) -> Atmosphere:
    """Draw one date's delay.

    Parameters
    ----------
    ground_extent : lowest and highest ground range (m)
    heights : mean and standard deviation of the terrain's height (m)
    turbulence_m, stratified_m, ramp_m : root mean square over the scene and the dates (m)
    """
    rng = seeded(seed, "atmosphere", day)
    rows = int(swath.shape[0] * swath.azimuth_spacing / SCREEN_SPACING_M) + 3
    columns = int((ground_extent[1] - ground_extent[0]) / SCREEN_SPACING_M) + 3
    turbulence = turbulence_m * power_law_field(rng, (rows, columns), SCREEN_SPACING_M)
    a, g = np.linspace(-1, 1, rows)[:, None], np.linspace(-1, 1, columns)[None, :]
    ramp = ramp_m * np.sqrt(1.5) * (rng.standard_normal() * a + rng.standard_normal() * g)
    # Level ground has no stratified delay, whatever its gradient.
    gradient = stratified_m * rng.standard_normal() / heights[1] if heights[1] > 0 else 0.0
    return Atmosphere(
        (turbulence + ramp).astype(np.float32),
        float(gradient),
        float(heights[0]),
        swath.azimuth_start - SCREEN_SPACING_M,
        ground_extent[0] - SCREEN_SPACING_M,
    )
