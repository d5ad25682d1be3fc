"""One known piece of ground and its motion, for miniatures of every family of products.

Everything is a function of longitude and latitude, so that each miniature has the grid that its maker would
give it, and what comes out of each reader can be compared with the same truth.
"""

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
from pyproj import Transformer
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.conventions import phase_per_displacement
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.grids.grid import Grid, write_raster

WAVELENGTH = 0.05546576
EARTH_RADIUS = 6371e3
WEST, SOUTH, EAST, NORTH = 113.60, 23.60, 113.66, 23.65  # degrees; UTM zone 49 north


def _dates() -> list[date]:
    return [date(2024, 1, 5) + timedelta(days=12 * n) for n in range(6)]


@dataclass(frozen=True)
class Truth:
    """Ground, motion and viewing geometry; lengths in metres, angles in radians unless named otherwise."""

    dates: list[date] = field(default_factory=_dates)
    heading_deg: float = -12.5  # ascending, right-looking
    centre_range: float = 880e3
    satellite_height: float = 700e3
    # Perpendicular baseline of each date less that of the first, positive on the far-range side.
    baselines: tuple[float, ...] = (0.0, 33.9, -71.2, 12.4, 95.0, -40.3)

    @property
    def pairs(self) -> list[tuple[date, date]]:
        """Each date with its next two."""
        steps = list(pairwise(self.dates)) + list(zip(self.dates, self.dates[2:], strict=False))
        return sorted(steps)

    def years(self, day: date) -> float:
        return (day - self.dates[0]).days / DAYS_PER_YEAR

    def baseline(self, first: date, second: date) -> float:
        return self.baselines[self.dates.index(second)] - self.baselines[self.dates.index(first)]

    def height(self, lon, lat):
        """A hill of 300 m beside a plain; m."""
        return 120 + 300 * np.exp(-(((lon - 113.622) / 0.012) ** 2) - ((lat - 23.628) / 0.010) ** 2)

    def rate(self, lon, lat):
        """m/yr along the line of sight, in the project's sign: a sinking bowl, a rising one."""
        sinks = np.exp(-(((lon - 113.615) / 0.006) ** 2) - ((lat - 23.612) / 0.006) ** 2)
        rises = np.exp(-(((lon - 113.645) / 0.005) ** 2) - ((lat - 23.640) / 0.005) ** 2)
        return -0.08 * sinks + 0.03 * rises

    def displacement(self, lon, lat, day: date):
        """m along the line of sight since the first date, in the project's sign.

        Less than a thousandth of a millimetre of it is the same everywhere and no rate, so that no two pairs are one file.
        """
        everywhere = 2e-8 * ((day - self.dates[0]).days / 12) ** 2
        return self.rate(lon, lat) * self.years(day) + everywhere

    def phase(self, lon, lat, first: date, second: date):
        """Unwrapped, flattened phase in the project's sign: grows with the distance to the satellite; rad."""
        moved = self.displacement(lon, lat, second) - self.displacement(lon, lat, first)
        return phase_per_displacement(WAVELENGTH) * moved

    def coherence(self, lon, lat, first: date, second: date):
        """0..1, lower on the hill and with time."""
        days = (second - first).days
        return (0.95 - 0.25 * (self.height(lon, lat) - 120) / 300) * np.exp(-days / 200)

    def missing(self, lon, lat):
        """A lake in which nothing is measured."""
        return np.hypot((lon - 113.650) / 0.004, (lat - 23.612) / 0.003) < 1

    def incidence(self, lon, lat):
        """From the vertical on a sphere, by the law of cosines, growing to the far range; rad."""
        satellite, distance = EARTH_RADIUS + self.satellite_height, self.slant_range(lon, lat)
        cosine = (satellite**2 - distance**2 - EARTH_RADIUS**2) / (2 * distance * EARTH_RADIUS)
        return np.arccos(cosine)

    def slant_range(self, lon, lat):
        """m, growing to the far range."""
        return self.centre_range + 60e3 * (np.asarray(lon) - (WEST + EAST) / 2) + 0 * np.asarray(lat)

    def los(self, lon, lat):
        """Unit vector from the ground to the satellite: east, north, up."""
        incidence = self.incidence(lon, lat)
        towards = math.radians(self.heading_deg - 90)
        return (
            np.sin(incidence) * math.sin(towards),
            np.sin(incidence) * math.cos(towards),
            np.cos(incidence),
        )


def degree_grid(spacing: float = 0.001):
    """Longitudes and latitudes (deg) of the cell centres of a grid in EPSG:4326, and its origin and spacing."""
    columns, rows = round((EAST - WEST) / spacing), round((NORTH - SOUTH) / spacing)
    lon = WEST + spacing * (np.arange(columns) + 0.5)
    lat = NORTH - spacing * (np.arange(rows) + 0.5)
    return (*np.meshgrid(lon, lat), (WEST, NORTH, spacing))


def write_dem(path: Path, truth: Truth, cell: float = 60.0) -> Grid:
    """Heights of the truth over its area and a little around; metres, UTM 49 north."""
    project = Transformer.from_crs(4326, 32649, always_xy=True)
    west, south = project.transform(WEST, SOUTH)
    east, north = project.transform(EAST, NORTH)
    west, north = np.floor(west / cell) * cell - 2 * cell, np.ceil(north / cell) * cell + 2 * cell
    shape = int((north - south) / cell) + 4, int((east - west) / cell) + 4
    grid = Grid(CRS.from_epsg(32649), from_origin(west, north, cell, cell), shape)
    lon, lat = degrees(grid)
    write_raster(path, truth.height(lon, lat).astype(np.float32), grid)
    return grid


def degrees(grid: Grid):
    """Longitude and latitude of the cell centres of a map grid."""
    x, y = np.meshgrid(*grid.centres())
    return Transformer.from_crs(grid.crs, 4326, always_xy=True).transform(x, y)
