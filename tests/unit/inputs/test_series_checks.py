"""Checks of a folder of rasters by date, one test per fault."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import rasterio
from raster_makers import CELL, COLUMNS, NORTH, ROWS, UTM, WEST, truncate, write
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.errors import InputError
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.series_checks import check_series

KEY = "factors.more.rain"
FIRST = date(2024, 6, 1)
LAST = FIRST + timedelta(19)
CELLS = {"transform": from_origin(WEST - 500, NORTH + 500, 500.0, 500.0)}  # ten cells of the DEM a side


@pytest.fixture
def area(tmp_path: Path) -> Area:
    bounds = (WEST, NORTH - ROWS * CELL, WEST + COLUMNS * CELL, NORTH)
    return Area(tmp_path / "dem.tif", 1, CRS.from_string(UTM), bounds)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Rain of twenty days, the first four of them dry."""
    (tmp_path / "rain").mkdir()
    for number in range(20):
        write(day(tmp_path / "rain", number), rain(number), **CELLS)
    return tmp_path / "rain"


def day(folder: Path, number: int) -> Path:
    return folder / f"rain_{FIRST + timedelta(number):%Y%m%d}.tif"


def rain(number: int) -> np.ndarray:
    y, x = np.mgrid[:8, :10]
    return (max(number - 3, 0) * (1 + x / 10 + y / 20)).astype(np.float32)


def check(folder: Path, area: Area, **options: object) -> dict:
    return check_series(folder, area, **{"key": KEY, "untils": [LAST], "days": 20, **options})  # type: ignore[arg-type]


def test_a_sound_series(folder, area):
    found = check(folder, area, plausible=(0, 500))
    assert "notes" not in found
    assert (found["rasters"], found["dates"], found["step_days"]) == (20, "2024-06-01 to 2024-06-20", 1)
    assert (found["rows"], found["columns"], found["coverage"]) == (8, 10, 1.0)
    assert (found["lowest"], found["highest"]) == (0.0, pytest.approx(16 * (1 + 8 / 10 + 6 / 20)))


def test_the_rasters_of_all_assessments_are_looked_at(folder, area):
    found = check(folder, area, untils=[LAST, LAST - timedelta(10)], days=5)
    assert (found["rasters"], found["dates"]) == (10, "2024-06-06 to 2024-06-20")
    day(folder, 7).unlink()
    found = check(folder, area, untils=[LAST, LAST - timedelta(10)], days=5, most_missing=0.2)
    (note,) = found["notes"]
    assert "of 5 rasters from 2024-06-06 to 2024-06-10, 1 is missing (2024-06-08)" in note
    with pytest.raises(InputError, match="1 are missing"):
        check(folder, area, untils=[LAST, LAST - timedelta(10)], days=5)
    with pytest.raises(InputError, match="its first raster is of 2024-06-01"):
        check(folder, area, days=21)
    truncate(day(folder, 2))  # not used, so it does not matter
    check(folder, area, days=5)


def test_faults_of_single_rasters(folder, area):
    write(day(folder, 9), np.stack([rain(9)] * 2), **CELLS)
    with pytest.raises(
        InputError,
        match=r"20240610\.tif: its number of bands \(2\) differs from that of rain_20240601\.tif \(1\)",
    ):
        check(folder, area)
    write(day(folder, 9), rain(9), crs="EPSG:32633", **CELLS)
    with pytest.raises(InputError, match=r"20240610\.tif: its coordinate system \(EPSG:32633\) differs"):
        check(folder, area)
    write(day(folder, 9), rain(9), crs=None, **CELLS)
    with pytest.raises(InputError, match=r"20240610\.tif: it does not say which coordinate system"):
        check(folder, area)
    write(day(folder, 9), rain(9), **CELLS)
    with rasterio.open(day(folder, 9), "r+") as target:
        target.units = ("m",)
    with pytest.raises(InputError, match=r"20240610\.tif: its unit \(m\) differs from that of .* \(none\)"):
        check(folder, area)
    truncate(write(day(folder, 9), rain(9), **CELLS))
    with pytest.raises(InputError, match=r"20240610\.tif: .*truncated"):
        check(folder, area)


def test_values_that_cannot_be(folder, area):
    with pytest.raises(InputError, match=r"factors\.more\.rain is at least 0 and at most 30"):
        check(folder, area, plausible=(0, 30))
    values = rain(19)
    values[3] = -9999
    write(day(folder, 19), values, **CELLS)
    with pytest.raises(InputError, match=r"20240620\.tif: it holds -9999 .*factors\.more\.rain\.plausible"):
        check(folder, area)
    write(day(folder, 19), values, nodata=-9999, **CELLS)
    (note,) = check(folder, area)["notes"]
    assert "a raster covers 83.3% of the area; units beyond it have no rain" in note


def test_rasters_without_values_and_elsewhere(folder, area):
    for number in range(20):
        write(day(folder, number), np.full((8, 10), np.nan, np.float32), **CELLS)
    with pytest.raises(InputError, match="no raster of it has a value in the area"):
        check(folder, area)
    for number in range(20):
        write(day(folder, number), np.zeros((8, 10), np.float32), **CELLS)
    (note,) = check(folder, area)["notes"]
    assert "are 0, in each raster" in note
    for number in range(20):
        write(day(folder, number), rain(number), transform=from_origin(WEST + 1e5, NORTH, 500.0, 500.0))
    with pytest.raises(InputError, match="does not overlap the DEM"):
        check(folder, area)


def test_bands_units_and_grids(folder, area):
    for number in range(20):
        path = write(day(folder, number), np.stack([rain(0), rain(number)]), **CELLS)
        with rasterio.open(path, "r+") as target:
            target.update_tags(UNITS="mm")
    with pytest.raises(InputError, match=r"2 bands.*factors\.more\.rain\.band"):
        check(folder, area)
    assert check(folder, area, band=1)["highest"] == 0
    found = check(folder, area, band=2, unit="cm")
    assert found["unit"] == "mm"
    assert found["notes"] == ["its unit is mm as the files tell it, and cm in factors.more.rain.unit"]
    shifted = write(
        day(folder, 4),
        np.stack([rain(0), rain(4)]),
        transform=from_origin(WEST - 480, NORTH + 500, 500.0, 500.0),
    )
    with rasterio.open(shifted, "r+") as target:
        target.update_tags(UNITS="mm")
    (note,) = check(folder, area, band=2)["notes"]
    assert "1 of its 20 rasters have another grid than rain_20240601.tif" in note
