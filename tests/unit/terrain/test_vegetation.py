"""The same vegetation through every door, and several files as one."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from modis_tile import places, tile_part, write_tile
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.grids.mosaic import Raster
from scarpwatch.terrain.vegetation import ndvi_blocks

UTM = CRS.from_epsg(32649)
GRID = Grid(UTM, Affine(60, 0, 766_000, 0, -60, 2_616_000), (50, 60))  # around 113.62 E, 23.63 N
AROUND = Grid(UTM, Affine(100, 0, 763_000, 0, -100, 2_619_000), (90, 100))
DEGREES = Grid(CRS.from_epsg(4326), Affine(0.001, 0, 113.57, 0, -0.001, 23.67), (80, 90))
TILE = tile_part(113.5, 23.68, 60, 100)  # the sinusoidal grid is sheared here by 1.6 cells a row
QUANTUM = 0.5e-4
MIDDLE = 79  # a column of the tile that runs through the middle of the grid


def truth(grid: Grid) -> np.ndarray:
    """A plane in longitude and latitude, which interpolation in any of the systems reproduces."""
    lon, lat = places(grid)
    return 0.5 + 2 * (lon - 113.62) + 3 * (lat - 23.63)


def read(files: Raster, **options: int | None) -> np.ndarray:
    result = np.empty(GRID.shape, np.float32)
    for window, values in ndvi_blocks(files, GRID, **options):  # type: ignore[arg-type]
        result[window.toslices()] = values
    return result


def whole_numbers(path: Path, grid: Grid, *, scale: float | None = 0.0001) -> Path:
    write_raster(path, np.rint(truth(grid) * 10000).astype(np.int16), grid, nodata=-3000)
    if scale:
        with rasterio.open(path, "r+") as target:
            target.scales = (scale,)
    return path


def number(folder: Path, name: str, grid: Grid) -> Path:
    write_raster(folder / name, truth(grid).astype(np.float32), grid)
    return folder / name


DOORS = {
    "UTM": (lambda folder: number(folder, "utm.tif", AROUND), 1e-5),
    "degrees": (lambda folder: number(folder, "deg.tif", DEGREES), 1e-5),
    "scaled": (lambda folder: whole_numbers(folder / "int.tif", AROUND), QUANTUM),
    "MOD13Q1": (lambda folder: write_tile(folder / "tile.hdf", truth(TILE), TILE), QUANTUM),
}


@pytest.mark.parametrize("door", DOORS)
def test_the_same_vegetation_comes_through_every_door(tmp_path: Path, door: str) -> None:
    make, quantum = DOORS[door]
    assert np.abs(read(make(tmp_path)) - truth(GRID)).max() < quantum + 2e-5


def test_without_its_scale_it_is_not_taken_for_an_index(tmp_path: Path) -> None:
    assert read(whole_numbers(tmp_path / "int.tif", AROUND, scale=None)).max() > 1000


def test_several_dates_are_averaged_where_they_are_known(tmp_path: Path) -> None:
    first, second = truth(TILE), truth(TILE) + 0.2
    cloud = np.zeros(TILE.shape)
    cloud[:, :MIDDLE] = 3
    files = [
        write_tile(tmp_path / "first.hdf", first, TILE),
        write_tile(tmp_path / "second.hdf", second, TILE, reliability=cloud),
    ]
    gain = read(files) - truth(GRID)
    assert gain[:, 0] == pytest.approx(0.0, abs=1e-3)
    assert gain[:, -1] == pytest.approx(0.1, abs=1e-3)
    assert read(files, reliability=None) - truth(GRID) == pytest.approx(0.1, abs=1e-3)


def test_tiles_stand_side_by_side(tmp_path: Path) -> None:
    left = Grid(TILE.crs, TILE.transform, (60, MIDDLE))
    right = Grid(TILE.crs, TILE.transform @ Affine.translation(MIDDLE, 0), (60, 100 - MIDDLE))
    files = [write_tile(tmp_path / f"{n}.hdf", truth(part), part) for n, part in enumerate((left, right))]
    together = read(files)
    assert np.isfinite(together).all()
    # Half a cell of 231.66 m at the seam is taken from one side alone.
    assert np.abs(together - truth(GRID)).max() < 0.5 * 0.0035 * 3.7


def test_a_tile_of_elsewhere_is_refused(tmp_path: Path) -> None:
    far = tile_part(120, 23, 10, 10)
    with pytest.raises(InputError, match=r"far\.hdf: no part of it lies"):
        read(write_tile(tmp_path / "far.hdf", np.full((10, 10), 0.5), far))
