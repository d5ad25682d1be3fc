"""The elevation model on the analysis grid."""

from types import SimpleNamespace

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from rasterio.windows import Window

from prepare_dem import main
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (30, 40))


def job(folder, band=1, crs=None, resolution_m=None, dem_faults="stop", smoothing=None):
    return SimpleNamespace(
        input=SimpleNamespace(dem=folder / "dem.tif"),
        output=SimpleNamespace(dem=folder / "out.tif"),
        params=SimpleNamespace(
            settings={"crs": crs, "resolution_m": resolution_m},
            band=band,
            dem_faults=dem_faults,
            smoothing=smoothing,
        ),
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


def ridges(grid=GRID):
    """Smooth hills between 100 and 180 m."""
    row, column = np.mgrid[: grid.shape[0], : grid.shape[1]]
    return (140 + 20 * np.sin(column / 6) + 20 * np.cos(row / 5)).astype(np.float32)


LARGE = Grid(GRID.crs, GRID.transform, (80, 90))


def test_a_spike_ends_the_run_or_is_reported(tmp_path):
    spoilt = ridges()
    spoilt[12, 20] += 60
    write_raster(tmp_path / "dem.tif", spoilt, GRID)
    with pytest.raises(
        InputError, match=r"dem\.tif.*1 spike.*row 13, column 21.*factors\.dem_faults: report"
    ):
        main(job(tmp_path))
    assert not (tmp_path / "out.tif").exists()
    main(job(tmp_path, dem_faults="report"))
    np.testing.assert_array_equal(read_raster(tmp_path / "out.tif")[0], spoilt)
    assert "spike" in read_tags(tmp_path / "out.tif")["FAULTS"]


def test_stripes_and_undeclared_voids_end_the_run(tmp_path):
    spoilt = ridges(LARGE)
    spoilt[40] += 2
    write_raster(tmp_path / "dem.tif", spoilt, LARGE)
    with pytest.raises(InputError, match="striped"):
        main(job(tmp_path))
    spoilt = ridges(LARGE)
    spoilt[30:36, 30:40] = 0
    write_raster(tmp_path / "dem.tif", spoilt, LARGE)
    with pytest.raises(InputError, match=r"60 cell\(s\) hold exactly 0 m"):
        main(job(tmp_path))
    write_raster(tmp_path / "dem.tif", spoilt, LARGE, nodata=0)
    main(job(tmp_path))
    assert np.isnan(read_raster(tmp_path / "out.tif")[0]).sum() == 60


def test_a_fault_is_sought_on_the_dems_own_grid(tmp_path):
    """Averaged onto larger cells, a spike would be a hill that nothing tells from the others."""
    spoilt = ridges(LARGE)
    spoilt[40, 40] += 60
    write_raster(tmp_path / "dem.tif", spoilt, LARGE)
    with pytest.raises(InputError, match="spike"):
        main(job(tmp_path, resolution_m=40))


def test_a_sea_stays_at_its_level(tmp_path):
    flooded = np.maximum(ridges(LARGE) - 140, 0)
    write_raster(tmp_path / "dem.tif", flooded, LARGE)
    main(job(tmp_path))
    np.testing.assert_array_equal(read_raster(tmp_path / "out.tif")[0], flooded)


def test_degrees_are_refused_or_warped(tmp_path):
    degrees = Grid(CRS.from_epsg(4326), Affine(1e-4, 0, -81.0, 0, -1e-4, 36.1), (80, 90))
    write_raster(tmp_path / "dem.tif", ridges(degrees), degrees)
    with pytest.raises(InputError, match=r"not projected.*metres on the ground.*grid\.crs"):
        main(job(tmp_path))
    main(job(tmp_path, crs="EPSG:32617", resolution_m=10))
    result, grid = read_raster(tmp_path / "out.tif")
    assert grid.cell_size == (10, 10)
    assert np.nanmin(result) >= 100
    assert np.nanmax(result) <= 180
    spoilt = ridges(degrees)
    spoilt[40, 40] += 60
    write_raster(tmp_path / "dem.tif", spoilt, degrees)
    with pytest.raises(InputError, match="spike"):
        main(job(tmp_path, crs="EPSG:32617", resolution_m=10))


def test_tiles_make_the_same_dem_as_one_file(tmp_path):
    degrees = Grid(CRS.from_epsg(4326), Affine(1e-4, 0, -81.0, 0, -1e-4, 36.1), (80, 90))
    heights = ridges(degrees)
    write_raster(tmp_path / "dem.tif", heights, degrees)
    whole = job(tmp_path, crs="EPSG:32617", resolution_m=10)
    main(whole)
    expected = read_raster(whole.output.dem)
    tiles = []
    for name, window in (("west", Window(0, 0, 37, 80)), ("east", Window(37, 0, 53, 80))):
        tiles.append(tmp_path / f"{name}.tif")
        write_raster(tiles[-1], heights[window.toslices()], degrees.part(window))
    whole.input.dem, whole.output.dem = tiles, tmp_path / "tiled.tif"
    main(whole)
    tiled = read_raster(tmp_path / "tiled.tif")
    assert tiled[1] == expected[1]
    np.testing.assert_array_equal(tiled[0], expected[0])
