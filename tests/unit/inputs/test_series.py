"""Series of rasters: dates in names, the days that a factor takes, and what is made of them."""

from datetime import date, timedelta

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.inputs.series import aggregate_blocks, list_series, series_window

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (8, 12))
LAST = date(2024, 6, 28)


def write_days(folder, count, *, value=1.0, step=1, leave_out=()):
    folder.mkdir(exist_ok=True)
    for number in range(count):
        if number not in leave_out:
            day = LAST - timedelta(days=step * number)
            write_raster(
                folder / f"rain_{day:%Y%m%d}.tif", np.full(GRID.shape, value + number, np.float32), GRID
            )
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "rain_20240628.tif",
        "chirps-v2.0.2024.06.28.tif",
        "3B-DAY.MS.MRG.3IMERG.20240628-S000000-E235959.V07B.tif",
        "tp_2024-06-28.TIF",
        "2024_06_28.vrt",
    ],
)
def test_dates_as_makers_write_them(tmp_path, name):
    (tmp_path / name).touch()
    (tmp_path / "readme_20230101.txt").touch()
    assert [file.date for file in list_series(tmp_path)] == [LAST]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "holds no raster"),
        (["rain.tif"], "has no date"),
        (["rain_20241399.tif"], "has no date"),
        (["rain_20240628_20240629.tif"], "has 2 dates"),
        (["a_20240628.tif", "b_2024-06-28.tif"], "has the same date, 2024-06-28"),
    ],
)
def test_names_that_leave_a_doubt_are_refused(tmp_path, names, words):
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(InputError, match=words):
        list_series(tmp_path)


def test_the_last_days_are_taken_with_the_last_one(tmp_path):
    series = list_series(write_days(tmp_path / "rain", 40))
    found = series_window(series, LAST - timedelta(days=2), 30, most_missing=0.0)
    assert (found.files[0].date, found.files[-1].date) == (LAST - timedelta(31), LAST - timedelta(2))
    assert (len(found.files), found.expected, found.missing) == (30, 30, 0)


def test_missing_days_are_counted_and_too_many_are_refused(tmp_path):
    series = list_series(write_days(tmp_path / "rain", 30, leave_out=(3, 4)))
    assert series_window(series, LAST, 30, most_missing=0.1).missing == 2
    with pytest.raises(InputError, match="2 of the 30 rasters from 2024-05-30 to 2024-06-28 are missing"):
        series_window(series, LAST, 30, most_missing=0.05)
    with pytest.raises(InputError, match="its last is of 2024-06-28"):
        series_window(series, LAST + timedelta(days=20), 20, most_missing=0.5)


def test_days_before_the_first_raster_are_refused(tmp_path):
    series = list_series(write_days(tmp_path / "rain", 20))
    with pytest.raises(InputError, match=r"begin on 2024-05-30, before its first raster \(2024-06-09\)"):
        series_window(series, LAST, 30, most_missing=0.9)


def test_rasters_of_ten_days_are_counted_as_such(tmp_path):
    series = list_series(write_days(tmp_path / "rain", 6, step=10))
    found = series_window(series, LAST, 30, most_missing=0.0)
    assert len(found.files) == found.expected == 3


@pytest.mark.parametrize(("statistic", "value"), [("sum", 10.0), ("mean", 2.5), ("max", 4.0), ("min", 1.0)])
def test_what_is_made_of_four_days(tmp_path, statistic, value):
    files = list_series(write_days(tmp_path / "rain", 4))
    blocks = list(aggregate_blocks([file.path for file in files], GRID, statistic, expected=4))
    assert sum(values.size for _, values in blocks) == GRID.shape[0] * GRID.shape[1]
    for _, values in blocks:
        np.testing.assert_array_equal(values, np.float32(value))


def test_a_missing_day_is_no_dry_day_and_a_cell_with_too_few_is_unknown(tmp_path):
    folder = write_days(tmp_path / "rain", 4)
    hole = np.full(GRID.shape, 2.0, np.float32)
    hole[:, :3] = np.nan
    write_raster(folder / f"rain_{LAST - timedelta(days=1):%Y%m%d}.tif", hole, GRID)
    paths = [file.path for file in list_series(folder)]
    (_, some), *_ = aggregate_blocks(paths, GRID, "sum", expected=5, most_missing=0.4)
    assert np.allclose(some[0, :2], (1 + 3 + 4) * 5 / 3) and np.allclose(some[0, 5:], 10 * 5 / 4)
    (_, few), *_ = aggregate_blocks(paths, GRID, "mean", expected=5, most_missing=0.2)
    assert np.isnan(few[0, :2]).all() and np.allclose(few[0, 5:], 2.5)
