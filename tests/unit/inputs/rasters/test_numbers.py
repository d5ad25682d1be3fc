"""A look at the numbers of a raster: range, undeclared fill values, codes among them."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
from raster_makers import CELL, COLUMNS, NORTH, ROWS, UTM, WEST, hills, write
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.rasters.numbers import (
    choose_band,
    look_at_numbers,
    number_notes,
    refuse_fill,
    refuse_implausible,
)

KEY, NOTHING = "factors.more.rain", (None, None)


@pytest.fixture
def area(tmp_path: Path) -> Area:
    bounds = (WEST, NORTH - ROWS * CELL, WEST + COLUMNS * CELL, NORTH)
    return Area(tmp_path / "dem.tif", 1, CRS.from_string(UTM), bounds)


def rain(value=None, rows=6, dtype="float32"):
    """Numbers from 0.5 to 60, whose first rows may hold another one."""
    values = np.linspace(0.5, 60, ROWS * COLUMNS).reshape(ROWS, COLUMNS)[::-1].astype(dtype)
    if value is not None:
        values[:rows] = value
    return values


def notes(path, area):
    found = look_at_numbers(path, area)
    refuse_fill(path, found, NOTHING, KEY)
    refuse_implausible(path, found, NOTHING, KEY)
    return number_notes(found, "rain", KEY)


def test_the_range_is_that_of_the_numbers_after_their_scale(tmp_path, area):
    found = look_at_numbers(write(tmp_path / "a.tif", rain()), area)
    assert (found.cells, found.low, found.high) == (ROWS * COLUMNS, 0.5, 60.0)
    path = write(tmp_path / "b.tif", np.array(rain() * 10, np.int16), nodata=600)
    with rasterio.open(path, "r+") as target:
        target.scales, target.offsets = (-0.1,), (2.0,)
    found = look_at_numbers(path, area)
    assert (found.low, found.high) == pytest.approx((2 - 59.9, 2 - 0.5))
    assert found.rest == (5.0, 599.0) and found.cells == ROWS * COLUMNS - 1
    assert notes(path, area) == []


@pytest.mark.parametrize("value", [-9999, -999, -99, -3000, 9999, 65535, 255, -3.4028235e38, 1e30])
def test_fill_values_are_refused(tmp_path, area, value):
    path = write(tmp_path / "a.tif", rain(value))
    with pytest.raises(
        InputError, match=r"stands for no data and is not declared.*factors\.more\.rain\.plausible"
    ):
        notes(path, area)
    found = look_at_numbers(path, area)
    if abs(value) < 1e20:
        refuse_fill(path, found, (-1e5, 1e5), KEY)  # the config says that it can be
        assert found.shares == {value: pytest.approx(0.1)}
    assert notes(write(tmp_path / "b.tif", rain(value), nodata=value), area) == []


@pytest.mark.parametrize("value", [0, 99, -5, 70])
def test_numbers_near_the_others_are_none(tmp_path, area, value):
    found = notes(write(tmp_path / "a.tif", rain(value)), area)
    assert found == (
        [
            "10.0% of its cells are exactly 99 and count as rain: if that stands for no data, declare it in the file"
        ]
        if value == 99
        else []
    )


def test_fill_values_among_measurements_below_zero(tmp_path, area):
    wide = rain() * 400 - 12000  # -11,800 to 12,000: -9999 lies within
    wide[:6] = -9999
    assert notes(write(tmp_path / "a.tif", wide), area) == []
    cold = rain() - 20
    cold[:6] = -9999
    with pytest.raises(
        InputError, match=r"-9999 \(10\.0% of its cells\), where all others lie between -19\.5 and"
    ):
        notes(write(tmp_path / "b.tif", cold), area)


def test_a_zero_apart_from_all_others_is_told(tmp_path, area):
    apart = rain() + 40
    apart[:6] = 0
    (note,) = notes(write(tmp_path / "a.tif", apart), area)
    assert "10.0% of its cells are exactly 0 and count as rain" in note
    apart[1:6] = 50
    apart[0, 30:] = 50  # less than a hundredth of the cells
    assert notes(write(tmp_path / "b.tif", apart), area) == []


def test_few_whole_numbers_and_one_number_are_told(tmp_path, area):
    codes = np.tile(np.arange(COLUMNS) // 10 * 3, (ROWS, 1)).astype(np.float32)
    (note,) = notes(write(tmp_path / "a.tif", codes), area)
    assert "8 whole numbers (0, 3, 6, 9, 12, 15, 18, 21): if they are codes" in note
    assert "factors.more.rain.kind" in note
    assert notes(write(tmp_path / "b.tif", codes + np.float32(0.5)), area) == []
    assert (
        notes(write(tmp_path / "c.tif", np.tile(np.arange(COLUMNS), (ROWS, 1)).astype(np.int16)), area) == []
    )
    (note,) = notes(write(tmp_path / "d.tif", np.full((ROWS, COLUMNS), 7.5, np.float32)), area)
    assert "all cells looked at in the area are 7.5" in note


def test_numbers_that_cannot_be_are_refused(tmp_path, area):
    path = write(tmp_path / "a.tif", hills())
    found = look_at_numbers(path, area)
    refuse_implausible(path, found, (0, 2000), KEY)
    with pytest.raises(
        InputError, match=r"it holds 900.*, and factors\.more\.rain is at least 950 and at most 2000"
    ):
        refuse_implausible(path, found, (950, 2000), KEY)
    with pytest.raises(InputError, match=r"it holds 1099.*, and factors\.more\.rain is at most 1000"):
        refuse_implausible(path, found, (None, 1000), KEY)


def test_the_band_is_chosen(tmp_path, area):
    path = write(tmp_path / "a.tif", np.stack([hills(), rain()]))
    assert choose_band(path, 2, KEY) == 2
    assert look_at_numbers(path, area, 2).high == 60
    with pytest.raises(InputError, match=r"2 bands.*factors\.more\.rain\.band"):
        choose_band(path, None, KEY)
    with pytest.raises(InputError, match=r"no band 3.*factors\.more\.rain\.band"):
        choose_band(path, 3, KEY)
    assert choose_band(write(tmp_path / "b.tif", hills()), None, KEY) == 1
