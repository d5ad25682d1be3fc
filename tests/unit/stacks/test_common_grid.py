"""One grid for pairs of different extents."""

from pathlib import Path

import numpy as np
import pytest
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.inputs.rasters.checks import Area, check_overlap
from scarpwatch.insar.output.resampling import to_map
from scarpwatch.stacks.common_grid import area_bounds, offset, overlaps, place_on, stack_grid
from scarpwatch.stacks.heights import height_on_grid

UTM = CRS.from_epsg(32649)


def grid(column: int, row: int, columns: int, rows: int, cell: float = 80.0) -> Grid:
    """A part of a lattice that begins at x 700 km, y 2620 km."""
    return Grid(UTM, from_origin(7e5 + column * cell, 2.62e6 - row * cell, cell, cell), (rows, columns))


def test_the_grid_is_the_lattice_over_the_area_whatever_the_extent_of_the_product() -> None:
    x, y = 7e5, 2.62e6
    for product in (grid(0, 0, 50, 40), grid(-3, 500, 5, 4)):
        inside = stack_grid(product, (x + 410, y - 1650, x + 805, y - 790), where="here")
        assert offset(inside, grid(0, 0, 1, 1), where="here") == (9, 5)
        assert inside.shape == (12, 6)  # rows 9 to 20, columns 5 to 10: whole cells that touch the area
        same = stack_grid(product, inside.bounds, where="here")
        assert same.shape == inside.shape
        assert same.bounds == inside.bounds


def test_values_are_placed_without_being_moved_on_the_ground() -> None:
    target = grid(0, 0, 30, 20)
    for other in (grid(4, 3, 10, 10), grid(-5, -2, 20, 10), grid(20, 15, 40, 40), grid(-5, -5, 100, 100)):
        x, y = np.meshgrid(*other.centres())
        placed = place_on(x + 1000 * y, other, target, fill=np.nan, where="here")
        here, there = np.meshgrid(*target.centres())
        known = np.isfinite(placed)
        assert (placed[known] == (here + 1000 * there)[known]).all()
        left, bottom, right, top = other.bounds
        inside = (here > left) & (here < right) & (there > bottom) & (there < top)
        assert (known == inside).all()
        assert overlaps(other, target, where="here")
    away = grid(30, 0, 10, 10)
    assert not overlaps(away, target, where="here")
    assert np.isnan(place_on(np.ones(away.shape), away, target, fill=np.nan, where="here")).all()
    same = np.ones(target.shape)
    assert place_on(same, target, target, fill=0, where="here") is same


def test_another_lattice_is_refused() -> None:
    base = grid(0, 0, 30, 20)
    half = Grid(UTM, from_origin(7e5 + 40, 2.62e6, 80, 80), (20, 30))
    for wrong, fault in (
        (half, "do not lie on those"),
        (grid(0, 0, 30, 20, cell=40), "do not lie on those"),
        (Grid(CRS.from_epsg(32650), base.transform, base.shape), "EPSG:32650"),
    ):
        with pytest.raises(InputError, match=fault):
            offset(wrong, base, where="here")
    rounded = Grid(UTM, from_origin(7e5 + 80 + 1e-4, 2.62e6, 80, 80), (20, 30))
    assert offset(rounded, base, where="here") == (0, 1)


def test_no_place_and_no_crs(tmp_path) -> None:
    with pytest.raises(InputError, match="no place in their coordinate system"):
        stack_grid(grid(0, 0, 30, 20), (0, 0, np.inf, 1000), where="here")
    bare = Grid(None, from_origin(0, 0, 1, 1), (3, 4))
    write_raster(tmp_path / "dem.tif", np.ones(bare.shape, np.float32), bare)
    with pytest.raises(InputError, match="coordinate system"):
        area_bounds(tmp_path / "dem.tif", UTM)


def test_bounds_of_the_dem_in_another_system(tmp_path) -> None:
    dem = grid(0, 0, 30, 20)
    write_raster(tmp_path / "dem.tif", np.ones(dem.shape, np.float32), dem)
    assert area_bounds(tmp_path / "dem.tif", UTM) == pytest.approx(dem.bounds)
    west, south, east, north = area_bounds(tmp_path / "dem.tif", CRS.from_epsg(4326))
    assert 112.9 < west < east < 113.1
    assert 23.6 < south < north < 23.7


@pytest.mark.parametrize("west", [179.0, -181.0, -180.0])
def test_across_the_180th_meridian_the_grid_is_that_of_the_area(tmp_path: Path, west: float) -> None:
    """Products lie on both sides of it or on one, and count from -180 or beyond 180."""
    dem = Grid(CRS.from_epsg(32701), from_origin(178_000, 8_150_000, 100, 100), (200, 200))
    write_raster(tmp_path / "dem.tif", np.ones(dem.shape, np.float32), dem)
    degrees = CRS.from_epsg(4326)
    product = Grid(degrees, from_origin(west, -16, 0.001, 0.001), (1500, 2000))
    inside = stack_grid(product, area_bounds(tmp_path / "dem.tif", degrees), where="here")
    assert 150 < inside.shape[1] < 250
    other = Grid(degrees, from_origin(west + 360, -16, 0.001, 0.001), (1500, 2000))
    assert offset(product, other, where="here") == (0, 0)
    placed = place_on(np.ones(product.shape), other, inside, fill=np.nan, where="here")
    share = np.isfinite(placed).mean()
    assert share == (1.0 if west != -180 else pytest.approx(0.8, abs=0.1))
    area = Area(tmp_path / "dem.tif", 1, dem.crs, dem.bounds)
    assert check_overlap("a", degrees, inside.bounds, area) == pytest.approx(1, abs=0.01)
    heights = height_on_grid(tmp_path / "dem.tif", inside)
    assert np.isfinite(heights).mean() > 0.9
    ones = np.ones(inside.shape, np.float32)
    for method in ("bilinear", "nearest", "mean"):
        assert np.isfinite(to_map(inside, dem, method=method)(ones)).all()
