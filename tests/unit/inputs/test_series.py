"""What is made of the rasters of some days."""

from datetime import date, timedelta

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.inputs.series import aggregate_blocks
from scarpwatch.inputs.series_files import list_series

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (8, 12))
LAST = date(2024, 6, 28)


def write_days(folder, count):
    """A raster of each of the last days, whose values are 1, 2, ... back in time."""
    folder.mkdir()
    for number in range(count):
        day = LAST - timedelta(days=number)
        write_raster(folder / f"rain_{day:%Y%m%d}.tif", np.full(GRID.shape, 1 + number, np.float32), GRID)
    return folder


@pytest.mark.parametrize(("statistic", "value"), [("sum", 10.0), ("mean", 2.5), ("max", 4.0), ("min", 1.0)])
def test_what_is_made_of_four_days(tmp_path, statistic, value):
    files = list_series(write_days(tmp_path / "rain", 4), key="factors.more.rain")
    blocks = list(aggregate_blocks([file.path for file in files], GRID, statistic, expected=4))
    assert sum(values.size for _, values in blocks) == GRID.shape[0] * GRID.shape[1]
    for _, values in blocks:
        np.testing.assert_array_equal(values, np.float32(value))


def test_a_missing_day_is_no_dry_day_and_a_cell_with_too_few_is_unknown(tmp_path):
    folder = write_days(tmp_path / "rain", 4)
    hole = np.full(GRID.shape, 2.0, np.float32)
    hole[:, :3] = np.nan
    write_raster(folder / f"rain_{LAST - timedelta(days=1):%Y%m%d}.tif", hole, GRID)
    paths = [file.path for file in list_series(folder, key="factors.more.rain")]
    (_, some), *_ = aggregate_blocks(paths, GRID, "sum", expected=5, most_missing=0.4)
    assert np.allclose(some[0, :2], (1 + 3 + 4) * 5 / 3) and np.allclose(some[0, 5:], 10 * 5 / 4)
    (_, few), *_ = aggregate_blocks(paths, GRID, "mean", expected=5, most_missing=0.2)
    assert np.isnan(few[0, :2]).all() and np.allclose(few[0, 5:], 2.5)


def plane(number, x, y):
    return (number + 1) * ((x - 500000) / 10 + 20) + (y - 3999900) / 20


def coarse(number, shift=0.0):
    """A plane on 40 m cells around the grid, another for each date."""
    source = Grid(GRID.crs, Affine(40, 0, 499900 + shift, 0, -40, 4000100), (8, 12))
    return source, plane(number, *np.meshgrid(*source.centres())).astype(np.float32)


@pytest.mark.parametrize("statistic", ["sum", "mean", "max", "min"])
@pytest.mark.parametrize("shift", [0.0, 13.0])
def test_rasters_of_one_grid_and_of_several_give_what_is_true(tmp_path, statistic, shift):
    paths = [tmp_path / f"{number}.tif" for number in range(5)]
    for number, path in enumerate(paths):
        source, values = coarse(number, shift if number == 4 else 0.0)
        write_raster(path, values, source)
    x, y = np.meshgrid(*GRID.centres())
    expected = getattr(np, statistic)([plane(number, x, y) for number in range(5)], axis=0)
    for window, part in aggregate_blocks(paths, GRID, statistic, expected=5):
        np.testing.assert_allclose(part, expected[window.toslices()], rtol=1e-5)


@pytest.mark.parametrize("shift", [0.0, 13.0])
def test_blocks_of_an_aggregate_show_no_seam(tmp_path, shift):
    grid = Grid(GRID.crs, Affine(1, 0, 499910, 0, -1, 4000090), (300, 400))
    paths = []
    for number in range(3):
        source, values = coarse(number, shift * number)
        values[:2, number] = np.nan
        paths.append(tmp_path / f"{number}.tif")
        write_raster(paths[-1], values, source)
    (_, whole), *rest = aggregate_blocks(paths, grid, "max", expected=3, most_missing=0.4)
    assert not rest and 0.8 < np.isfinite(whole).mean() <= 1
    pieces = list(aggregate_blocks(paths, grid, "max", expected=3, most_missing=0.4, memory_mb=3.0))
    assert len(pieces) == 8
    for window, part in pieces:
        np.testing.assert_array_equal(part, whole[window.toslices()])


def test_nine_of_ten_are_enough_if_a_tenth_may_be_missing(tmp_path):
    for count, number in ((10, 9), (30, 27)):
        paths = []
        for day in range(number):
            paths.append(tmp_path / f"{day}.tif")
            write_raster(paths[-1], np.full(GRID.shape, 0.3, np.float32), GRID)
        (_, found), *_ = aggregate_blocks(paths, GRID, "mean", expected=count, most_missing=0.1)
        assert np.allclose(found, 0.3)
        (_, found), *_ = aggregate_blocks(paths[1:], GRID, "mean", expected=count, most_missing=0.1)
        assert np.isnan(found).all()
