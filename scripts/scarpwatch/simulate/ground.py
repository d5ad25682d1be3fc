"""The simulated ground: real terrain, what covers it, and how it moves.

Everything lies on one map grid, and everything here is truth: the displacement is in the radar's line
of sight, in the sign of ``scarpwatch.conventions``.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.warp import transform_bounds

from scarpwatch.conventions import DISPLACEMENT_OF_APPROACH
from scarpwatch.grids.grid import Grid
from scarpwatch.grids.warping import warp_layer
from scarpwatch.simulate.fields import gaussian_field, power_law_field, seeded

logger = logging.getLogger(__name__)
UTM_16N = CRS.from_epsg(32616)


def load_terrain(
    resolution_m: float, size_km: float | None, seed: int
) -> tuple[NDArray[np.float32], Grid, str]:
    """The demo's terrain on a projected grid.

    The Jacksboro fault DEM of matplotlib's sample data (Tennessee; 3 arc seconds, 236 to 1076 m),
    warped to UTM 16N by cubic convolution. Where a distribution has stripped the sample data, a
    generated power-law terrain of the same size stands in.

    Parameters
    ----------
    resolution_m : cell size
    size_km : side of the square cut from the middle, or ``None`` for the whole

    Returns
    -------
    elevation : array (rows, columns), m, without gaps
    grid : Grid, UTM 16N
    source : what the terrain is, for the log and the report
    """
    from matplotlib import cbook

    try:
        with np.load(cbook.get_sample_data("jacksboro_fault_dem.npz", asfileobj=False)) as sample:
            source_elevation = sample["elevation"].astype(np.float32)
            west, south, east, north = (float(sample[k]) for k in ("xmin", "ymin", "xmax", "ymax"))
            south, north = min(south, north), max(south, north)
        source = "Jacksboro fault DEM (matplotlib sample data)"
    except (OSError, ValueError) as error:
        logger.warning("matplotlib's sample data are missing (%s): a generated terrain stands in", error)
        rng = seeded(seed, "terrain")
        west, south, east, north = -84.41375, 36.44625, -84.07791667, 36.73291667
        source_elevation = (500 + 150 * power_law_field(rng, (344, 403), 90.0, 3.4)).astype(np.float32)
        source = "generated power-law terrain (matplotlib's sample data are not installed)"
    rows, columns = source_elevation.shape
    source_transform = Affine((east - west) / columns, 0, west, 0, -(north - south) / rows, north)
    left, bottom, right, top = transform_bounds(CRS.from_epsg(4326), UTM_16N, west, south, east, north)
    margin = 950.0  # the warped rectangle is slightly rotated: stay inside it
    left, bottom, right, top = left + margin, bottom + margin, right - margin, top - margin
    if size_km is not None:
        x, y, half = (left + right) / 2, (bottom + top) / 2, size_km * 500
        left, right = max(left, x - half), min(right, x + half)
        bottom, top = max(bottom, y - half), min(top, y + half)
    left, top = np.ceil(left / resolution_m) * resolution_m, np.floor(top / resolution_m) * resolution_m
    shape = (int((top - bottom) // resolution_m), int((right - left) // resolution_m))
    transform = Affine(resolution_m, 0, left, 0, -resolution_m, top)
    source_grid = Grid(CRS.from_epsg(4326), source_transform, source_elevation.shape)
    grid = Grid(UTM_16N, transform, shape)
    elevation = warp_layer(source_elevation, source_grid, grid, method="cubic")
    if not np.isfinite(elevation).all():
        raise ValueError("the demo's terrain has gaps: the margin is too small")
    return elevation, grid, source


def simulate_cover(
    elevation: NDArray[np.float32], resolution_m: float, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Vegetation index (0..0.9) and lithology codes (1..5), both partly tied to the terrain.

    Lithology follows folded beds: an undulating surface cut by the topography gives bands, as in the
    valley-and-ridge country that the terrain is from; code 4 (Quaternary) fills the low ground.
    """
    rng = seeded(seed, "cover")
    height = (elevation - elevation.mean()) / elevation.std()
    patches = gaussian_field(rng, elevation.shape, resolution_m, 700.0)
    ndvi = 0.55 + 0.10 * height + 0.14 * patches
    beds = gaussian_field(rng, elevation.shape, resolution_m, 6000.0) + 0.5 * height
    edges = np.quantile(beds, [0.3, 0.55, 0.85])
    lithology = np.array([1, 2, 3, 5], np.uint8)[np.digitize(beds, edges)]
    low = gaussian_field(rng, elevation.shape, resolution_m, 1500.0) * 0.3 + height
    lithology[low < np.quantile(low, 0.12)] = 4
    return np.clip(ndvi, 0.0, 0.9).astype(np.float32), lithology


@dataclass(frozen=True)
class Motion:
    """Truth of the line-of-sight displacement: ``d(t) = rate t + annual sin(2 pi t)``.

    Attributes
    ----------
    rate : array (rows, columns), m/yr (sign: ``scarpwatch.conventions``); exactly 0 on stable ground
    annual : array (rows, columns), m, amplitude of the seasonal term
    """

    rate: NDArray[np.float32]
    annual: NDArray[np.float32]


def simulate_motion(shape: tuple[int, int], resolution_m: float, seed: int) -> Motion:
    """Stable ground (about 60 %), slow slopes, subsidence bowls to -8 cm/yr, two rising lobes, a season.

    The slow slopes are the excess of a Gaussian field (correlation length 900 m) over a threshold, which
    gives shares near the study's: some 75 % below 1 cm/yr, 20 % from 1 to 2, 5 % above.
    """
    rng = seeded(seed, "motion")
    creep = gaussian_field(rng, shape, resolution_m, 900.0)
    rate = -0.019 * np.maximum(creep - 0.3, 0)
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    area_km2 = shape[0] * shape[1] * (resolution_m / 1000) ** 2
    bowls = max(2, round(area_km2 / 150))
    for number in range(bowls + 2):
        row, column = rng.uniform(0.08, 0.92, 2) * shape
        radius = rng.uniform(550, 900) / resolution_m
        peak = rng.uniform(0.02, 0.03) if number >= bowls else -rng.uniform(0.045, 0.08)
        bump = np.exp(-(((rows - row) ** 2 + (columns - column) ** 2) / (2 * (radius / 1.5) ** 2)))
        bump[bump < 0.02] = 0
        rate = np.where(bump > 0, rate * (1 - bump) + peak * bump, rate)
    season = gaussian_field(rng, shape, resolution_m, 2500.0)
    annual = 0.003 * np.clip(season, -2, 2)
    return Motion(
        (DISPLACEMENT_OF_APPROACH * rate).astype(np.float32),
        (DISPLACEMENT_OF_APPROACH * annual).astype(np.float32),
    )
