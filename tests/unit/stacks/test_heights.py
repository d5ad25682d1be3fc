"""The user's elevation model on the grid of a stack."""

from pathlib import Path

import numpy as np
import pytest
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.stacks.heights import height_on_grid


def test_heights_are_copied_on_the_same_grid_and_warped_from_another(tmp_path: Path) -> None:
    grid = Grid(CRS.from_epsg(4326), from_origin(-99.2, 19.5, 0.001, 0.001), (40, 50))
    east = np.arange(50) * 10.0
    values = np.tile(2000 + east, (40, 1)).astype(np.int16)
    values[3, 4] = 0
    write_raster(tmp_path / "dem.tif", values, grid, nodata=0)
    same = height_on_grid(tmp_path / "dem.tif", grid)
    assert np.isnan(same[3, 4])
    assert same[0, 10] == 2100
    assert same.dtype == np.float32
    inner = Grid(grid.crs, from_origin(-99.19, 19.49, 0.0005, 0.0005), (20, 20))
    warped = height_on_grid(tmp_path / "dem.tif", inner)
    x = inner.centres()[0]
    expected = 2000 + 10 * ((x + 99.2) / 0.001 - 0.5)
    assert np.allclose(warped, expected[None, :], atol=0.6)
    outside = Grid(grid.crs, from_origin(-98.0, 19.49, 0.001, 0.001), (5, 5))
    assert np.isnan(height_on_grid(tmp_path / "dem.tif", outside)).all()


def test_a_finer_model_is_averaged_over_the_cells(tmp_path: Path) -> None:
    fine = Grid(CRS.from_epsg(32649), from_origin(7e5, 2.6e6, 10, 10), (80, 80))
    rough = np.random.default_rng(1).normal(500, 20, fine.shape).astype(np.float32)
    write_raster(tmp_path / "dem.tif", rough, fine)
    coarse = Grid(fine.crs, from_origin(7e5, 2.6e6, 80, 80), (10, 10))
    means = rough.reshape(10, 8, 10, 8).mean(axis=(1, 3))
    assert height_on_grid(tmp_path / "dem.tif", coarse) == pytest.approx(means, abs=1e-2)
