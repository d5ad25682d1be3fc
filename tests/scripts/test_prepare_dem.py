"""The elevation model on the analysis grid."""

from types import SimpleNamespace

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from prepare_dem import main
from scarpwatch.errors import InputError
from scarpwatch.grid import Grid, read_raster, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (30, 40))


def job(folder, band=1, crs=None, resolution_m=None):
    return SimpleNamespace(
        input=SimpleNamespace(dem=folder / "dem.tif"),
        output=SimpleNamespace(dem=folder / "out.tif"),
        params=SimpleNamespace(settings={"crs": crs, "resolution_m": resolution_m}, band=band),
    )


@pytest.fixture
def heights():
    return np.random.default_rng(0).integers(100, 900, (2, *GRID.shape)).astype(np.int16)


def test_the_dems_own_grid_keeps_every_value_and_gap(tmp_path, heights):
    heights[1, 5:8, 5:8] = -32768
    write_raster(tmp_path / "dem.tif", heights, GRID, nodata=-32768)
    main(job(tmp_path, band=2))
    result, grid = read_raster(tmp_path / "out.tif")
    assert grid == GRID
    assert result.dtype == np.float32
    expected = np.where(heights[1] == -32768, np.nan, heights[1])
    np.testing.assert_array_equal(result, expected)


def test_another_cell_size_is_warped(tmp_path, heights):
    write_raster(tmp_path / "dem.tif", heights, GRID)
    main(job(tmp_path, resolution_m=20))
    result, grid = read_raster(tmp_path / "out.tif")
    assert grid.cell_size == (20, 20)
    assert grid.shape == (15, 20)
    assert np.isfinite(result).all()


def test_what_is_no_elevation_model_is_refused(tmp_path, heights):
    write_raster(tmp_path / "dem.tif", heights, GRID)
    with pytest.raises(InputError, match="band 3 does not exist"):
        main(job(tmp_path, band=3))
    write_raster(tmp_path / "dem.tif", np.full(GRID.shape, np.nan, np.float32), GRID)
    with pytest.raises(InputError, match="no cell has an elevation"):
        main(job(tmp_path))
    assert not (tmp_path / "out.tif").exists()
