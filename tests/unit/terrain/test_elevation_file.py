import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, read_raster, read_tags, row_blocks
from scarpwatch.terrain.elevation_file import write_elevation

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (40, 30))


def blocks(values):
    return ((window, values[window.toslices()]) for window in row_blocks(GRID.shape, 16))


@pytest.fixture
def heights():
    values = np.random.default_rng(0).normal(500, 20, GRID.shape).astype(np.float32)
    values[:4] = np.nan
    return values


def test_every_value_and_gap_is_kept(tmp_path, heights):
    share = write_elevation(tmp_path / "a.tif", blocks(heights), GRID, {"UNITS": "m"}, source="dem.tif")
    written, grid = read_raster(tmp_path / "a.tif")
    np.testing.assert_array_equal(written, heights)
    assert grid == GRID and share == pytest.approx(0.9)
    tags = read_tags(tmp_path / "a.tif")
    assert tags["UNITS"] == "m" and "SMOOTHED" not in tags


def test_smoothing_calms_the_ground_says_so_and_leaves_nothing_behind(tmp_path, heights):
    share = write_elevation(tmp_path / "a.tif", blocks(heights), GRID, {}, source="dem.tif", sigma=1.5)
    written, _ = read_raster(tmp_path / "a.tif")
    assert share == pytest.approx(0.9) and (np.isnan(written) == np.isnan(heights)).all()
    assert np.nanstd(written) < 0.5 * np.nanstd(heights)
    assert read_tags(tmp_path / "a.tif")["SMOOTHED"] == "1.5 cells"
    assert not list(tmp_path.glob(".dem-*"))


@pytest.mark.parametrize("sigma", [None, 1.0])
def test_an_empty_model_is_refused_and_leaves_no_file(tmp_path, sigma):
    empty = np.full(GRID.shape, np.nan, np.float32)
    with pytest.raises(InputError, match=r"dem\.tif.*no cell has an elevation"):
        write_elevation(tmp_path / "a.tif", blocks(empty), GRID, {}, source="dem.tif", sigma=sigma)
    assert not (tmp_path / "a.tif").exists()
