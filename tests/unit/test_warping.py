"""Bringing rasters to the analysis grid: position, resampling, and nothing filled."""

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from rasterio.warp import transform

from scarpwatch.errors import InputError
from scarpwatch.grid import Grid, write_raster
from scarpwatch.terrain.warping import analysis_grid, warp_classes, warp_to_grid

UTM = CRS.from_epsg(32617)
GRID = Grid(UTM, Affine(20, 0, 500000, 0, -20, 4000000), (40, 50))


def ramp(grid):
    """A plane over map coordinates, so that the right position gives the right value."""
    x, y = np.meshgrid(*grid.centres())
    return ((x - 500000) * 0.5 + (y - 3999000) * 0.25).astype(np.float32)


def test_a_plane_keeps_its_place_across_cell_sizes(tmp_path):
    for cell in (7.0, 50.0):  # finer (averaged) and coarser (interpolated) than the grid
        source = Grid(UTM, Affine(cell, 0, 499500, 0, -cell, 4000500), (int(2000 / cell), int(2500 / cell)))
        write_raster(tmp_path / "plane.tif", ramp(source), source)
        found = warp_to_grid(tmp_path / "plane.tif", GRID)
        assert np.isfinite(found).all()
        assert np.abs(found - ramp(GRID)).max() < (3.0 if cell < 20 else 0.01)
        assert np.abs((found - ramp(GRID)).mean()) < 0.3


def test_a_raster_in_degrees_lands_where_it_belongs(tmp_path):
    degrees = Grid(CRS.from_epsg(4326), Affine(2e-4, 0, -81.005, 0, -2e-4, 36.15), (120, 120))
    lon, _ = np.meshgrid(*degrees.centres())
    write_raster(tmp_path / "lon.tif", lon + 81, degrees)
    found = warp_to_grid(tmp_path / "lon.tif", GRID)
    x, y = (axis.ravel() for axis in np.meshgrid(*GRID.centres()))
    expected = np.array(transform(UTM, degrees.crs, x, y)[0]).reshape(GRID.shape) + 81
    known = np.isfinite(found)
    assert known.mean() > 0.9
    assert np.abs(found - expected)[known].max() < 0.02 * 2e-4  # a fiftieth of a cell


def test_outside_and_gaps_stay_unknown(tmp_path):
    half = Grid(UTM, Affine(20, 0, 500000, 0, -20, 4000000), (40, 25))
    values = np.ones(half.shape, np.int16)
    values[10:20, 5:15] = -9999
    write_raster(tmp_path / "half.tif", values, half, nodata=-9999)
    found = warp_to_grid(tmp_path / "half.tif", GRID)
    assert np.isnan(found[:, 26:]).all()
    assert np.isnan(found[10:20, 5:15]).all()
    assert set(np.unique(found[np.isfinite(found)])) == {1.0}


def test_classes_are_never_mixed(tmp_path):
    fine = Grid(UTM, Affine(5, 0, 500000, 0, -5, 4000000), (160, 200))
    codes = np.where(np.arange(200) < 100, 10, 30)[None, :].repeat(160, axis=0).astype(np.int16)
    codes[:40] = -1
    codes[40:80] = 77
    write_raster(tmp_path / "rock.tif", codes, fine, nodata=-1)
    found = warp_classes(tmp_path / "rock.tif", GRID, {10: 1, 30: 2}, others=3)
    assert found.dtype == np.uint8
    assert (found[:10] == 0).all()
    assert (found[10:20] == 3).all()
    assert (found[20:, :25] == 1).all()
    assert (found[20:, 25:] == 2).all()
    coarse = Grid(UTM, Affine(100, 0, 500000, 0, -100, 4000000), (8, 5))
    write_raster(tmp_path / "coarse.tif", np.full((8, 5), 10, np.int16), coarse, nodata=-1)
    found = warp_classes(tmp_path / "coarse.tif", GRID, {10: 1})
    assert (found[:, :25] == 1).all()
    assert (found[:, 25:] == 0).all()


def test_the_analysis_grid_is_the_dems_own_or_the_one_asked_for(tmp_path):
    write_raster(tmp_path / "dem.tif", ramp(GRID), GRID)
    assert analysis_grid(tmp_path / "dem.tif") == GRID
    coarser = analysis_grid(tmp_path / "dem.tif", resolution_m=30)
    assert coarser.cell_size == (30, 30)
    assert coarser.transform.c % 30 == coarser.transform.f % 30 == 0
    left, bottom, right, top = coarser.bounds
    assert left <= 500000
    assert right >= 501000
    assert bottom <= 3999200
    assert top >= 4000000

    degrees = Grid(CRS.from_epsg(4326), Affine(2e-4, 0, -81.0, 0, -2e-4, 36.1), (100, 100))
    write_raster(tmp_path / "degrees.tif", np.ones((100, 100), np.float32), degrees)
    warped = analysis_grid(tmp_path / "degrees.tif", crs="EPSG:32617", resolution_m=25)
    assert warped.crs == UTM
    assert warped.shape[0] > 80


def test_grids_that_are_not_in_metres_are_refused(tmp_path):
    degrees = Grid(CRS.from_epsg(4326), Affine(2e-4, 0, -81.0, 0, -2e-4, 36.1), (10, 10))
    write_raster(tmp_path / "degrees.tif", np.ones((10, 10), np.float32), degrees)
    with pytest.raises(InputError, match=r"degrees\.tif.*not projected in metres.*grid\.crs"):
        analysis_grid(tmp_path / "degrees.tif")
    feet = Grid(CRS.from_epsg(2264), Affine(30, 0, 1.5e6, 0, -30, 5e5), (10, 10))
    write_raster(tmp_path / "feet.tif", np.ones((10, 10), np.float32), feet)
    with pytest.raises(InputError, match="not projected in metres"):
        analysis_grid(tmp_path / "feet.tif")
    turned = Grid(UTM, Affine(10, 2, 500000, 2, -10, 4000000), (10, 10))
    write_raster(tmp_path / "turned.tif", np.ones((10, 10), np.float32), turned)
    with pytest.raises(InputError, match="not north up"):
        analysis_grid(tmp_path / "turned.tif")


def test_rasters_that_do_not_meet_the_grid_are_refused(tmp_path):
    away = Grid(UTM, Affine(20, 0, 600000, 0, -20, 4000000), (10, 10))
    write_raster(tmp_path / "away.tif", np.ones((10, 10), np.float32), away)
    with pytest.raises(InputError, match="no part of it lies"):
        warp_to_grid(tmp_path / "away.tif", GRID)
    write_raster(tmp_path / "dem.tif", ramp(GRID), GRID)
    with pytest.raises(InputError, match="band 2 does not exist"):
        warp_to_grid(tmp_path / "dem.tif", GRID, band=2)


def test_a_coarse_raster_covers_its_footprint_to_the_edge(tmp_path):
    coarse = Grid(UTM, Affine(100, 0, 500000, 0, -100, 4000000), (8, 5))
    values = np.full(coarse.shape, 0.4, np.float32)
    values[0, 0] = np.nan
    write_raster(tmp_path / "ndvi.tif", values, coarse)
    found = warp_to_grid(tmp_path / "ndvi.tif", GRID)
    expected = np.full(GRID.shape, np.nan)
    expected[:, :25] = 0.4
    expected[:5, :5] = np.nan
    np.testing.assert_allclose(found, expected, rtol=1e-6)
