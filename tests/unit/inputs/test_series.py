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
