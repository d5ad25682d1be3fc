"""One grid for pairs of different extents."""

import numpy as np
import pytest
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.stacks.common_grid import area_bounds, offset, overlaps, place_on, stack_grid

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
