"""The view of every cell, interpolated, beside the view of single cells."""

import numpy as np
import pytest
from circular_orbit import polar
from rasterio.crs import CRS
from rasterio.transform import from_origin
from rasterio.warp import transform

from scarpwatch.grids.grid import Grid
from scarpwatch.sentinel1.map_view import LAYERS, view_map
from scarpwatch.sentinel1.orbit import Orbit, view

UTM = Grid(CRS.from_epsg(32631), from_origin(500_000, 60_000, 40, 80), (120, 300))
DEGREES = Grid(CRS.from_epsg(4326), from_origin(3.0, 0.5, 0.002, 0.001), (150, 40))


def relief(grid: Grid) -> np.ndarray:
    rows, columns = np.indices(grid.shape)
    return (500 + 500 * np.sin(rows / 9) * np.cos(columns / 13)).astype(np.float32)


def exact(orbit: Orbit, grid: Grid, height: np.ndarray):
    x, y = np.meshgrid(*grid.centres())
    lon, lat = transform(grid.crs, "EPSG:4326", x.ravel(), y.ravel())[:2]
    return view(orbit, np.reshape(lon, grid.shape), np.reshape(lat, grid.shape), height)


@pytest.mark.parametrize("grid", [UTM, DEGREES], ids=["metres", "degrees"])
def test_each_cell_is_seen_as_if_asked_alone(grid):
    orbit, height = polar(), relief(grid)
    layers, truth = view_map(orbit, grid, height), exact(orbit, grid, height.astype(float))
    assert set(layers) == set(LAYERS)
    allowed = {"slant_range": 0.15}  # m; float32 holds 0.06 m at 850 km
    for name, values in layers.items():
        assert values.dtype == np.float32
        assert np.abs(values - getattr(truth, name)).max() < allowed.get(name, 2e-6), name


def test_a_cell_without_height_has_a_view_all_the_same():
    height = relief(UTM)
    height[3, 4] = np.nan
    layers = view_map(polar(), UTM, height)
    assert all(np.isfinite(values).all() for values in layers.values())
    assert layers["slant_range"][3, 4] == pytest.approx(
        view_map(polar(), UTM, np.full(UTM.shape, 500, np.float32))["slant_range"][3, 4], abs=1
    )
    assert np.isfinite(view_map(polar(), UTM, np.full(UTM.shape, np.nan, np.float32))["incidence"]).all()


def test_a_grid_of_one_cell():
    grid = Grid(UTM.crs, UTM.transform, (1, 1))
    layers = view_map(polar(), grid, np.zeros((1, 1), np.float32))
    truth = exact(polar(), grid, np.zeros((1, 1)))
    assert layers["slant_range"][0, 0] == pytest.approx(truth.slant_range[0, 0], abs=0.1)
