"""A small area with factors of the user's own of every kind, whose landslides follow one of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import rasterio
from affine import Affine
from scipy.ndimage import gaussian_filter
from shapely.geometry import LineString, Point, box

from scarpwatch.grids.grid import Grid, write_raster

GRID = Grid(rasterio.CRS.from_epsg(32717), Affine(10, 0, 700_000, 0, -10, 9_560_000), (90, 120))
LAST = date(2024, 6, 28)
DAYS = 40

MORE: dict[str, dict[str, Any]] = {
    "rainfall": {
        "raster": "own/rain_max_day.tif",
        "unit": "mm",
        "title": "Maximum daily rainfall",
        "statistics": ["mean", "max"],
    },
    "land_cover": {"polygons": "own/landcover.gpkg", "column": "class", "kind": "classes"},
    "soil": {"raster": "own/soil.tif", "kind": "classes", "names": {1: "sandy loam", 2: "clay"}},
    "wind": {"raster": "own/wind_direction.tif", "kind": "circular"},
    "quarries": {"distance_to": "own/quarries.gpkg", "cap_m": 500},
    "road_density": {"density_of": "own/roads.gpkg", "radius_m": 100},
    "rain_30d": {"series": "own/rain", "statistic": "sum", "days": 30, "dynamic": True},
}
"""The examples of docs/own_factors.md, on the files of :func:`write_own_factors`."""


def elevations() -> np.ndarray:
    """Hills without creases along whole rows or columns."""
    y, x = np.mgrid[: GRID.shape[0], : GRID.shape[1]]
    return (1000 + 60 * np.sin(x / 9) * np.cos(y / 11) + 2.5 * x + 8 * np.sin((x + y) / 5)).astype(np.float32)


def rain(seed: int = 0) -> np.ndarray:
    """Rain (mm) of which the landslides come."""
    noise = gaussian_filter(np.random.default_rng(seed).normal(size=GRID.shape), 8)
    return (80 + 60 * noise / noise.std()).clip(5).astype(np.float32)


def write_own_factors(folder: Path) -> None:
    """``dem.tif``, ``slides.gpkg`` (90 landslides, where it rains most) and what `MORE` names, below a folder."""
    own = folder / "own"
    (own / "rain").mkdir(parents=True)
    write_raster(folder / "dem.tif", elevations(), GRID)
    wet = rain()
    write_raster(own / "rain_max_day.tif", wet, GRID, tags={"UNITS": "mm"})
    rng = np.random.default_rng(1)
    chance = (1 / (1 + np.exp(-(wet - 110) / 8))).ravel().astype(float)
    cells = rng.choice(wet.size, 90, replace=False, p=chance / chance.sum())
    row, column = np.unravel_index(cells, GRID.shape)
    x, y = GRID.transform * (column + 0.5, row + 0.5)
    gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=GRID.crs).to_file(folder / "slides.gpkg")
    left, bottom, right, top = GRID.bounds
    middle = (left + right) / 2
    halves = [box(left, bottom, middle, top), box(middle, bottom, right, top)]
    cover = gpd.GeoDataFrame({"class": ["forest", "pasture"]}, geometry=halves, crs=GRID.crs)
    cover.to_file(own / "landcover.gpkg")
    soil = np.where(np.arange(GRID.shape[0])[:, None] < 40, 1, 2) * np.ones(GRID.shape[1], int)
    write_raster(own / "soil.tif", soil.astype(np.uint8), GRID, nodata=0)
    wind = (340 + 40 * np.arange(GRID.shape[1]) / GRID.shape[1]) % 360  # turns through north
    write_raster(own / "wind_direction.tif", np.tile(wind, (GRID.shape[0], 1)).astype(np.float32), GRID)
    places = [Point(left + 300, top - 300), Point(right - 200, bottom + 200)]
    gpd.GeoDataFrame(geometry=places, crs=GRID.crs).to_file(own / "quarries.gpkg")
    road = LineString([(left, top - 450), (right, bottom + 350)])
    gpd.GeoDataFrame(geometry=[road], crs=GRID.crs).to_file(own / "roads.gpkg")
    for number in range(DAYS):
        day = LAST - timedelta(days=number)
        write_raster(own / "rain" / f"rain_{day:%Y%m%d}.tif", wet * (1 + number % 3) / 100, GRID)


def write_rate(folder: Path) -> None:
    """``rate/``: a finished rate of deformation up to `LAST`, with its tags and its look vector."""
    (folder / "rate").mkdir()
    y, x = np.mgrid[: GRID.shape[0], : GRID.shape[1]]
    rate = np.random.default_rng(2).normal(0, 1, GRID.shape) + 3 * np.sin(x / 15) - 2 * (y > 60)
    tags = {
        "UNITS": "mm/yr",
        "SIGN": "positive towards the satellite",
        "FIRST_DATE": "2022-01-05",
        "LAST_DATE": LAST.isoformat(),
    }
    write_raster(folder / "rate" / "rate.tif", rate.astype(np.float32), GRID, tags=tags)
