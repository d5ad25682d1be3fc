"""Tiles read as one raster."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
from raster_makers import CELL, NORTH, WEST, hills, write
from rasterio.transform import Affine, from_origin

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import open_raster, read_grid, read_raster
from scarpwatch.grids.mosaic import mosaic_document, raster_files


def tiles(folder: Path, **options: object) -> tuple[list[Path], np.ndarray]:
    """Four tiles of a whole, by their names: a to d."""
    whole = hills()
    files = []
    for name, row, column in (("a", 0, 0), ("b", 0, 30), ("c", 25, 0), ("d", 25, 30)):
        part = whole[row : row + 25 if row == 0 else None, column : column + 30 if column == 0 else None]
        corner = from_origin(WEST + column * CELL, NORTH - row * CELL, CELL, CELL)
        files.append(write(folder / f"{name}.tif", part, transform=corner, **options))  # type: ignore[arg-type]
    return files, whole


def test_tiles_are_the_whole_in_any_order(tmp_path: Path) -> None:
    files, whole = tiles(tmp_path)
    single = write(tmp_path / "whole.tif", whole)
    for order in (files, files[::-1]):
        values, grid = read_raster(order)
        np.testing.assert_array_equal(values, whole)
        assert grid == read_grid(single)


def test_ground_without_a_tile_has_no_data(tmp_path: Path) -> None:
    files, whole = tiles(tmp_path)
    values, _ = read_raster(files[:3])
    np.testing.assert_array_equal(values[:25], whole[:25])
    assert np.isnan(values[25:, 30:]).all()
    whole_numbers = [
        write(
            tmp_path / f"i{path.name}",
            np.rint(read_raster(path)[0]).astype(np.int16),
            transform=grid.transform,
        )
        for path, grid in ((path, read_grid(path)) for path in (files[0], files[3]))
    ]
    with open_raster(whole_numbers) as source:
        assert source.nodata == -32768
        assert (source.read(1)[:25, 30:] == -32768).all()


def test_no_data_of_one_tile_lets_the_other_be_seen(tmp_path: Path) -> None:
    full, holed = hills(), hills() + 5
    holed[10:20] = -9999
    files = [write(tmp_path / "full.tif", full), write(tmp_path / "holed.tif", holed, nodata=-9999)]
    values, _ = read_raster(files)
    np.testing.assert_array_equal(values[10:20], full[10:20])
    np.testing.assert_array_equal(values[:10], holed[:10])


def beside(number: int) -> Affine:
    """The place of a tile beside those before it."""
    return from_origin(WEST + number * 80 * CELL, NORTH, CELL, CELL)


@pytest.mark.parametrize("kind", [np.float32, np.int16, np.int32])
def test_each_tile_keeps_its_own_no_data(tmp_path: Path, kind: type) -> None:
    land = np.rint(hills()).astype(kind)
    land[:20] = 0  # the sea in one, heights of 0 m in the others
    land[40:50] = -9999
    sea, voids, plain = (
        write(tmp_path / f"{name}.tif", land, transform=beside(number), nodata=nodata)
        for number, (name, nodata) in enumerate((("sea", 0), ("voids", -9999), ("plain", None)))
    )
    for order in ((sea, voids, plain), (plain, sea, voids), (voids, plain, sea)):
        values, grid = read_raster(order)
        assert grid.shape == (60, 240)
        expected = np.tile(land.astype(np.float64), 3)
        expected[:20, :80] = np.nan
        expected[40:50, 80:160] = np.nan
        np.testing.assert_array_equal(values, expected)


def test_heights_of_zero_without_declared_no_data_are_kept(tmp_path: Path) -> None:
    low = np.tile(np.arange(80, dtype=np.uint8), (60, 1))
    files = [write(tmp_path / f"{place}.tif", low, transform=beside(place)) for place in (0, 2)]
    values, _ = read_raster(files)
    np.testing.assert_array_equal(values[:, :80], low)
    assert np.isnan(values[:, 80:160]).all()


def test_tiles_of_two_scales_are_refused(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{name}.tif", hills(), transform=beside(n)) for n, name in enumerate("ab")]
    for scale, offset in ((0.1, 0.0), (1.0, -100.0)):
        with rasterio.open(files[1], "r+") as target:
            target.scales, target.offsets = (scale,), (offset,)
        with pytest.raises(InputError, match=rf"b\.tif: .* scale {scale:g} and offset {offset:g}, .* a\.tif"):
            read_raster(files)


def test_tiles_of_two_lattices_are_refused(tmp_path: Path) -> None:
    first = write(tmp_path / "a.tif", hills())
    aside = write(tmp_path / "b.tif", hills(), transform=from_origin(WEST + 0.4 * CELL, NORTH, CELL, CELL))
    coarse = write(tmp_path / "c.tif", hills(), transform=from_origin(WEST, NORTH, 2 * CELL, 2 * CELL))
    other = write(tmp_path / "d.tif", hills(), crs="EPSG:32633")
    for wrong in (aside, coarse, other):
        with pytest.raises(InputError, match=r"do not lie on the lattice of a\.tif") as caught:
            mosaic_document([first, wrong])
        assert caught.value.where == str(wrong)
    with pytest.raises(InputError, match="cannot be read"):
        mosaic_document([first, tmp_path / "none.tif"])
    with (
        pytest.raises(InputError, match=r"none\.tif: the file does not exist"),
        open_raster([first, tmp_path / "none.tif"]),
    ):
        pass


def test_a_single_file_is_its_only_tile(tmp_path: Path) -> None:
    assert raster_files("a.tif") == ["a.tif"]
    assert raster_files([Path("a.tif"), "b.tif"]) == [Path("a.tif"), "b.tif"]


def test_a_virtual_raster_is_read_like_a_list(tmp_path: Path) -> None:
    files, whole = tiles(tmp_path)
    (tmp_path / "all.vrt").write_text(mosaic_document(files))
    np.testing.assert_array_equal(read_raster(tmp_path / "all.vrt")[0], whole)
