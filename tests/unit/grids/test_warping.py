"""Resampling rasters to the analysis grid: position, resampling, and nothing filled."""

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from rasterio.warp import transform
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.grids.warping import class_blocks, warp_blocks, warp_layer, warp_to_grid

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
    _, found = next(class_blocks(tmp_path / "rock.tif", GRID, {10: 1, 30: 2}, others=3))
    assert found.dtype == np.uint8
    assert (found[:10] == 0).all()
    assert (found[10:20] == 3).all()
    assert (found[20:, :25] == 1).all()
    assert (found[20:, 25:] == 2).all()
    coarse = Grid(UTM, Affine(100, 0, 500000, 0, -100, 4000000), (8, 5))
    write_raster(tmp_path / "coarse.tif", np.full((8, 5), 10, np.int16), coarse, nodata=-1)
    _, found = next(class_blocks(tmp_path / "coarse.tif", GRID, {10: 1}))
    assert (found[:, :25] == 1).all()
    assert (found[:, 25:] == 0).all()


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


@pytest.fixture(scope="module")
def wide():
    """A grid of six blocks, and a grid in the neighbouring zone, turned against it, for each cell size."""
    grid = Grid(UTM, Affine(20, 0, 500000, 0, -20, 4000000), (600, 500))

    def other_zone(cell):
        transform = Affine(cell, 0, 1037000, 0, -cell, 4016000)
        return Grid(CRS.from_epsg(32616), transform, (int(12000 / cell), int(12000 / cell)))

    return grid, other_zone


@pytest.mark.parametrize("cell", [8.0, 23.0, 90.0])  # averaged, and interpolated from cells of two sizes
@pytest.mark.parametrize("kind", ["continuous", "direction"])
def test_blocks_show_no_seam(tmp_path, wide, cell, kind):
    grid, other_zone = wide
    source = other_zone(cell)
    values = np.random.default_rng(0).uniform(0, 360, source.shape).astype(np.float32)
    values[5:9, :40] = np.nan
    write_raster(tmp_path / "a.tif", values, source)
    whole = warp_to_grid(tmp_path / "a.tif", grid, kind=kind)
    assert 0.5 < np.isfinite(whole).mean() < 1
    blocks = list(warp_blocks(tmp_path / "a.tif", grid, kind=kind, memory_mb=8.0))
    assert len(blocks) == 6
    for window, part in blocks:
        np.testing.assert_array_equal(part, whole[window.toslices()])


@pytest.mark.parametrize("cell", [8.0, 90.0])
def test_blocks_of_classes_show_no_seam(tmp_path, wide, cell):
    grid, other_zone = wide
    source = other_zone(cell)
    codes = np.random.default_rng(0).integers(0, 4, source.shape).astype(np.uint8)
    write_raster(tmp_path / "a.tif", codes, source, nodata=0)
    same = {1: 1, 2: 2, 3: 3}
    _, whole = next(class_blocks(tmp_path / "a.tif", grid, same))
    assert set(np.unique(whole)) == {0, 1, 2, 3}
    for window, part in class_blocks(tmp_path / "a.tif", grid, same, memory_mb=8.0):
        np.testing.assert_array_equal(part, whole[window.toslices()])


@pytest.mark.parametrize("cell", [5.0, 30.0])
def test_directions_are_warped_on_the_circle(tmp_path, cell):
    """350 and 10 degrees side by side: their mean is 0, not 180."""
    source = Grid(UTM, Affine(cell, 0, 500000, 0, -cell, 4000000), (int(800 / cell), int(1000 / cell)))
    degrees = np.where(np.arange(source.shape[1]) % 2, 350.0, 10.0)[None, :].repeat(source.shape[0], axis=0)
    degrees[:2] = np.nan  # flat ground has no direction
    write_raster(tmp_path / "aspect.tif", degrees.astype(np.float32), source)
    found = warp_to_grid(tmp_path / "aspect.tif", GRID, kind="direction")
    known = np.isfinite(found)
    assert known.mean() > 0.7
    assert np.abs((found[known] + 180) % 360 - 180).max() < 10.1
    assert (found[known] < 360).all()
    if cell < 10:  # four by four cells to one
        assert np.abs((found[known] + 180) % 360 - 180).max() < 1e-3


@pytest.mark.parametrize("cell", [5.0, 20.0, 90.0])
def test_a_field_that_crosses_north_keeps_its_turn(tmp_path, cell):
    """Directions that turn evenly eastward, from 300 over north to 60, however they are written."""
    source = Grid(UTM, Affine(cell, 0, 499500, 0, -cell, 4000500), (int(2000 / cell), int(2500 / cell)))

    def turn(grid):
        return (np.meshgrid(*grid.centres())[0] - 500500) * 0.12  # -60 to 60 over the 1000 m of the grid

    for offset in (0.0, 360.0):
        write_raster(tmp_path / "wind.tif", turn(source) % 360 - 360 + offset, source)
        found = warp_to_grid(tmp_path / "wind.tif", GRID, kind="direction")
        assert (found >= 0).all() and (found < 360).all()
        assert np.abs((found - turn(GRID) + 180) % 360 - 180).max() < (1.3 if cell == 5 else 0.1)


def test_opposite_directions_in_equal_parts_have_no_mean(tmp_path):
    fine = Grid(UTM, Affine(5, 0, 500000, 0, -5, 4000000), (160, 200))
    degrees = np.where(np.arange(200) % 2, 90.0, 270.0)[None, :].repeat(160, axis=0)
    degrees[:80, 1::4] = 80.0  # east outweighs a little to the north
    write_raster(tmp_path / "a.tif", degrees.astype(np.float32), fine)
    found = warp_to_grid(tmp_path / "a.tif", GRID, kind="direction")
    assert np.isnan(found[20:]).all()
    assert np.isfinite(found[:20]).all()
    between = Grid(UTM, Affine(40, 0, 499990, 0, -40, 4000010), (22, 27))  # nodes at every second centre
    degrees = np.where(np.arange(27) % 2, 90.0, 270.0)[None, :].repeat(22, axis=0)
    write_raster(tmp_path / "b.tif", degrees.astype(np.float32), between)
    found = warp_to_grid(tmp_path / "b.tif", GRID, kind="direction")
    np.testing.assert_array_equal(np.isnan(found[::2]), np.arange(50)[None, :].repeat(20, axis=0) % 2 == 1)


def test_a_source_that_is_rotated_or_south_up_keeps_its_place(tmp_path):
    expected = ramp(GRID)
    upturned = Grid(UTM, Affine(20, 0, 500000, 0, 20, 3999200), (40, 50))
    write_raster(tmp_path / "up.tif", expected[::-1], upturned)
    np.testing.assert_allclose(warp_to_grid(tmp_path / "up.tif", GRID), expected, atol=1e-3)
    turned = Grid(
        UTM, Affine.translation(500300, 3999700) @ Affine.rotation(30) @ Affine.scale(15, -15), (90, 90)
    )
    column, row = np.meshgrid(np.arange(90) + 0.5, np.arange(90) + 0.5)
    x, y = turned.transform @ (column, row)
    write_raster(
        tmp_path / "turned.tif", ((x - 500000) * 0.5 + (y - 3999000) * 0.25).astype(np.float32), turned
    )
    found = warp_to_grid(tmp_path / "turned.tif", GRID)
    known = np.isfinite(found)
    assert 0.2 < known.mean() < 0.9
    assert np.quantile(np.abs(found - expected)[known], 0.9) < 0.01
    assert (
        np.abs(found - expected)[known].max() < 8.0
    )  # beside the edge, where half the neighbours are missing


@pytest.mark.parametrize("method", ["bilinear", "average", "cubic"])
def test_a_layer_is_warped_whole_and_its_gaps_stay(method):
    source = Grid(UTM, Affine(7, 0, 499500, 0, -7, 4000500), (200, 250))
    layer = ramp(source)
    layer[:, 160:] = np.nan
    warped = warp_layer(layer, source, GRID, method=method)
    known = np.isfinite(warped)
    assert known.any() and not known.all()
    assert known[:, :25].all() and not known[:, 32:].any()
    np.testing.assert_allclose(warped[:, :25], ramp(GRID)[:, :25], atol=3)
    assert np.isnan(warp_layer(layer, source, GRID.part(Window(40, 0, 10, 40)), method=method)).all()
