import zipfile
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.files.finished import atomic_path
from scarpwatch.grids.grid import (
    Grid,
    apply_transform,
    file_on_disk,
    member_of,
    memory_blocks,
    new_raster,
    open_raster,
    read_grid,
    read_raster,
    read_tags,
    row_blocks,
    write_raster,
)
from scarpwatch.grids.masks import read_numbers

GRID = Grid(CRS.from_epsg(32616), Affine(50, 0, 1000, 0, -50, 9000), (30, 40))


def test_a_raster_comes_back_with_grid_tags_and_gaps(tmp_path):
    values = np.arange(1200, dtype=np.float32).reshape(30, 40)
    values[3, 4] = np.nan
    path = tmp_path / "new" / "a.tif"
    write_raster(path, values, GRID, descriptions=["rate"], tags={"UNITS": "cm/yr"})
    back, grid = read_raster(path)
    np.testing.assert_array_equal(back, values)
    assert grid == GRID == read_grid(path)
    assert read_tags(path)["UNITS"] == "cm/yr"


def test_nodata_becomes_nan_and_zero_stays_zero(tmp_path):
    values = np.zeros((30, 40), np.float32)
    values[0, 0] = -9999
    write_raster(tmp_path / "a.tif", values, GRID, nodata=-9999)
    back, _ = read_raster(tmp_path / "a.tif")
    assert np.isnan(back[0, 0])
    assert (back.ravel()[1:] == 0).all()


def test_complex_scenes_keep_their_phase_in_integer_files(tmp_path):
    rng = np.random.default_rng(0)
    values = (1000 * (rng.standard_normal((30, 40)) + 1j * rng.standard_normal((30, 40)))).astype(
        np.complex64
    )
    write_raster(tmp_path / "a.tif", values, GRID, dtype="complex_int16", nodata=0)
    back, _ = read_raster(tmp_path / "a.tif")
    assert np.abs(back - values).max() < 1


def test_a_failed_write_leaves_nothing(tmp_path):
    def interrupted():
        with atomic_path(tmp_path / "a.txt") as temporary:
            temporary.write_text("half")
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_missing_and_damaged_files_are_named(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read_raster(tmp_path / "none.tif")
    (tmp_path / "text.tif").write_text("no raster")
    with pytest.raises(InputError, match=r"text\.tif.*cannot be read"):
        read_raster(tmp_path / "text.tif")


def test_a_shape_that_does_not_fit_is_refused(tmp_path):
    with pytest.raises(ValueError, match="do not fit"):
        write_raster(tmp_path / "a.tif", np.zeros((3, 3), np.float32), GRID)


def test_blocks_cover_every_row_once():
    rows = [window.row_off + k for window in row_blocks((1100, 7), 512) for k in range(window.height)]
    assert rows == list(range(1100))


@pytest.mark.parametrize("memory_mb", [0.001, 0.05, 1.0, 3.0, 20.0])
@pytest.mark.parametrize("shape", [(700, 900), (300, 40)])
def test_blocks_fit_into_memory_and_cover_each_pixel_once(shape, memory_mb):
    seen = np.zeros(shape, int)
    for window in memory_blocks(shape, bytes_per_pixel=10, memory_mb=memory_mb):
        seen[window.toslices()] += 1
        assert window.width * window.height * 10 <= max(memory_mb * 1e6, 256 * 10)
        if memory_mb * 1e5 >= 256 * 256:  # whole tiles, so that none is decoded twice
            assert window.row_off % 256 == window.col_off % 256 == 0
    assert (seen == 1).all()


def test_bounds_and_centres():
    assert GRID.bounds == (1000, 7500, 3000, 9000)
    x, y = GRID.centres()
    assert (x[0], y[0]) == (1025, 8975)
    assert GRID.cell_size == (50, 50)


def test_a_raster_written_by_windows_is_the_one_written_at_once(tmp_path):
    grid = Grid(GRID.crs, GRID.transform, (600, 700))
    values = np.random.default_rng(0).normal(size=grid.shape).astype(np.float32)
    write_raster(tmp_path / "whole.tif", values, grid, descriptions=["x"], tags={"UNITS": "m"})
    with new_raster(
        tmp_path / "parts.tif", grid, dtype="float32", descriptions=["x"], tags={"UNITS": "m"}
    ) as target:
        for window in memory_blocks(grid.shape, bytes_per_pixel=4, memory_mb=1):
            target.write(values[window.toslices()], 1, window=window)
    np.testing.assert_array_equal(read_raster(tmp_path / "parts.tif")[0], values)
    assert read_tags(tmp_path / "parts.tif") == read_tags(tmp_path / "whole.tif")


def test_an_error_between_windows_leaves_no_file(tmp_path):
    def interrupted():
        with new_raster(tmp_path / "a.tif", GRID, dtype="uint8", nodata=0):
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_a_grid_lies_where_its_window_is():
    part = GRID.part(next(iter(row_blocks(GRID.shape, 10))))
    assert part == Grid(GRID.crs, GRID.transform, (10, 40))
    *_, last = row_blocks(GRID.shape, 10)
    assert GRID.part(last).bounds == (1000, 7500, 3000, 8000)


def test_a_transform_of_arrays_is_that_of_points():
    transform = Affine.rotation(20) @ Affine.scale(3, -7) @ Affine.translation(5, 6)
    x, y = apply_transform(transform, np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]))
    assert x.shape == y.shape == (2, 2)
    np.testing.assert_allclose((x[1, 0], y[1, 0]), transform @ (1.0, 4.0))


def test_scale_and_offset_are_applied_but_not_to_nodata(tmp_path):
    write_raster(
        tmp_path / "a.tif",
        np.array([[5, -3000], [7000, 0]], np.int16),
        Grid(None, GRID.transform, (2, 2)),
        nodata=-3000,
    )
    with rasterio.open(tmp_path / "a.tif", "r+") as target:
        target.scales, target.offsets = (0.0001,), (0.5,)
    with open_raster(tmp_path / "a.tif") as source:
        values = read_numbers(source)
    np.testing.assert_allclose(values, [[0.5005, np.nan], [1.2, 0.5]])


def test_a_raster_inside_a_zip_is_read_in_place(tmp_path):
    values = np.arange(1200, dtype=np.float32).reshape(30, 40)
    write_raster(tmp_path / "a.tif", values, GRID)
    with zipfile.ZipFile(tmp_path / "B.ZIP", "w", zipfile.ZIP_DEFLATED) as file:
        file.write(tmp_path / "a.tif", "folder/a.tif")
    path = f"/vsizip/{tmp_path}/B.ZIP/folder/a.tif"
    assert (file_on_disk(path), member_of(path)) == (tmp_path / "B.ZIP", "folder/a.tif")
    assert (file_on_disk("x/a.tif"), member_of("x/a.tif")) == (Path("x/a.tif"), "")
    np.testing.assert_array_equal(read_raster(path)[0], values)
    with pytest.raises(InputError, match="cannot be read"):
        read_raster(path.replace("a.tif", "b.tif"))
    with pytest.raises(InputError, match="does not exist"):
        read_raster(path.replace("B.ZIP", "C.ZIP"))


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_several_bands_are_no_colours(tmp_path, dtype):
    write_raster(tmp_path / "bands.tif", np.ones((4, *GRID.shape), dtype), GRID)
    with rasterio.open(tmp_path / "bands.tif") as source:
        assert {colour.name for colour in source.colorinterp} <= {"gray", "undefined"}
