"""Flats and water that belong to no unit."""

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import box

from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.terrain.slope_units.masking import flat_areas, read_ground, water_cells

GRID = Grid(CRS.from_epsg(32617), Affine(30, 0, 500010, 0, -30, 4000000), (40, 50))


def slopes():
    """20 degrees, a flat of 10 x 10 cells, one of a single cell, and unknown ground."""
    slope = np.full(GRID.shape, 20.0, np.float32)
    slope[5:15, 5:15] = 1.0
    slope[30, 30] = 0.0
    slope[20:25, :5] = np.nan
    return slope


def test_only_large_flats_count():
    flat = flat_areas(slopes(), flat_below_deg=3, min_cells=20)
    expected = np.zeros(GRID.shape, bool)
    expected[5:15, 5:15] = True
    np.testing.assert_array_equal(flat, expected)
    assert flat_areas(slopes(), flat_below_deg=3, min_cells=1).sum() == 101


def test_water_is_where_cell_centres_lie_in_it():
    lake = gpd.GeoDataFrame(geometry=[box(500010, 3999400, 500310, 4000000), None], crs=GRID.crs)
    water = water_cells(lake, GRID)
    assert water[:20, :10].all()
    assert water.sum() == 200
    assert not water_cells(lake.iloc[1:], GRID).any()


def test_flats_and_water_are_masked_together_where_asked_for(tmp_path):
    row, column = np.mgrid[:40, :50]
    height = 500 + 10.0 * column + 4.0 * row
    height[5:17, 5:17] = 400.0  # level inside, ten cells wide without its steep rim
    height[35:, :] = np.nan
    write_raster(tmp_path / "dem.tif", height.astype(np.float32), GRID)
    lake = gpd.GeoDataFrame(geometry=[box(501000, 3998800, 501300, 3999300)], crs=GRID.crs)
    lake.to_crs(4326).to_file(tmp_path / "water.gpkg")
    given = {"flat_below_deg": 3.0, "clean_size_m2": 25_000}
    ground = read_ground(tmp_path / "dem.tif", tmp_path / "water.gpkg", given)
    assert ground.grid == GRID
    assert ground.masked[6:16, 6:16].all()
    assert ground.masked[24:35, 34:42].all()
    assert not ground.masked[35:].any()  # outside is outside, not masked
    assert ground.masked.sum() == 10 * 10 + 12 * 10
    assert ground.aspect[30, 10] == pytest.approx(np.degrees(np.arctan2(-10, 4)) % 360, abs=1e-3)
    assert not read_ground(tmp_path / "dem.tif", [], {**given, "flat_below_deg": None}).masked.any()
