"""The analysis grid: the DEM's own, or the one asked for, always in metres."""

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.terrain.analysis_grid import analysis_grid

UTM = CRS.from_epsg(32617)
GRID = Grid(UTM, Affine(20, 0, 500000, 0, -20, 4000000), (40, 50))


def test_the_analysis_grid_is_the_dems_own_or_the_one_asked_for(tmp_path):
    write_raster(tmp_path / "dem.tif", np.ones(GRID.shape, np.float32), GRID)
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
    with pytest.raises(InputError, match=r"degrees\.tif.*not projected.*metres on the ground.*grid\.crs"):
        analysis_grid(tmp_path / "degrees.tif")
    feet = Grid(CRS.from_epsg(2264), Affine(30, 0, 1.5e6, 0, -30, 5e5), (10, 10))
    write_raster(tmp_path / "feet.tif", np.ones((10, 10), np.float32), feet)
    with pytest.raises(InputError, match="US survey foot"):
        analysis_grid(tmp_path / "feet.tif")
    mercator = Grid(CRS.from_epsg(3857), Affine(30, 0, 1.2e6, 0, -30, 8.4e6), (10, 10))
    write_raster(tmp_path / "mercator.tif", np.ones((10, 10), np.float32), mercator)
    with pytest.raises(InputError, match=r"EPSG:3857.*slopes, areas and distances.*EPSG:32632"):
        analysis_grid(tmp_path / "mercator.tif")
    assert analysis_grid(tmp_path / "mercator.tif", crs="EPSG:32632", resolution_m=15).cell_size == (15, 15)
    with pytest.raises(InputError, match=r"EPSG:3857"):
        analysis_grid(tmp_path / "mercator.tif", crs="EPSG:3857", resolution_m=15)
    turned = Grid(UTM, Affine(10, 2, 500000, 2, -10, 4000000), (10, 10))
    write_raster(tmp_path / "turned.tif", np.ones((10, 10), np.float32), turned)
    with pytest.raises(InputError, match="not north up"):
        analysis_grid(tmp_path / "turned.tif")
