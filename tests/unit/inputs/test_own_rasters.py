"""Checks of rasters of the user's own factors, one test per kind of fault."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
from raster_makers import CELL, COLUMNS, NORTH, ROWS, UTM, WEST, hills, write
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.errors import InputError
from scarpwatch.inputs.own_rasters import check_raster_factor
from scarpwatch.inputs.rasters.checks import Area

KEY = "factors.more.wind"


@pytest.fixture
def area(tmp_path: Path) -> Area:
    bounds = (WEST, NORTH - ROWS * CELL, WEST + COLUMNS * CELL, NORTH)
    return Area(tmp_path / "dem.tif", 1, CRS.from_string(UTM), bounds)


def directions(low=0.0, high=360.0):
    return np.linspace(low, high, ROWS * COLUMNS, endpoint=False).reshape(ROWS, COLUMNS).astype(np.float32)


def test_sound_numbers(tmp_path, area):
    path = write(tmp_path / "a.tif", hills())
    with rasterio.open(path, "r+") as target:
        target.units = ("mm",)
    found = check_raster_factor(path, area, key=KEY, plausible=(0, None), unit="mm")
    assert "notes" not in found
    assert (found["coverage"], found["unit"]) == (1.0, "mm")
    assert found["lowest"] == pytest.approx(hills().min(), rel=1e-5)
    assert found["highest"] == pytest.approx(hills().max(), rel=1e-5)
    (note,) = check_raster_factor(path, area, key=KEY, unit="cm")["notes"]
    assert note == "its unit is mm as the file tells it, and cm in factors.more.wind.unit"


def test_a_part_of_the_area_and_no_value_in_it(tmp_path, area):
    half = write(tmp_path / "a.tif", hills(), transform=from_origin(WEST + 40 * CELL, NORTH, CELL, CELL))
    (note,) = check_raster_factor(half, area, key=KEY)["notes"]
    assert note == "it covers 50.0% of the area; units beyond it have no wind"
    values = hills(ROWS, 2 * COLUMNS)
    values[:, :COLUMNS] = np.nan
    with pytest.raises(InputError, match="no cell of it in the area has a value"):
        check_raster_factor(write(tmp_path / "b.tif", values), area, key=KEY)


def test_faults_of_numbers_are_told_with_the_key(tmp_path, area):
    values = hills()
    values[:6] = -9999
    path = write(tmp_path / "a.tif", values)
    with pytest.raises(InputError, match=r"-9999 \(10\.0% of its cells\).*factors\.more\.wind\.plausible"):
        check_raster_factor(path, area, key=KEY)
    with pytest.raises(InputError, match=r"factors\.more\.wind is at most 1000"):
        check_raster_factor(write(tmp_path / "b.tif", hills()), area, key=KEY, plausible=(None, 1000))
    with pytest.raises(InputError, match=r"factors\.more\.wind\.band"):
        check_raster_factor(write(tmp_path / "c.tif", np.stack([values] * 2)), area, key=KEY)


def test_sound_directions(tmp_path, area):
    found = check_raster_factor(write(tmp_path / "a.tif", directions()), area, key=KEY, kind="circular")
    assert "notes" not in found and found["highest"] < 360
    path = write(tmp_path / "b.tif", directions(-180, 180))
    (note,) = check_raster_factor(path, area, key=KEY, kind="circular")["notes"]
    assert note == "its directions begin at -180 degrees; those below zero are taken as 360 more"


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (directions(0, 400), "between 0 and 399.9.*, and directions between 0 and 360 degrees"),
        (directions(-270, 90), "between -270 and 8"),
        (
            np.where(np.arange(COLUMNS) < 8, -1, directions()).astype(np.float32),
            r"10\.0% .* exactly -1 .*flat",
        ),
        (np.where(np.arange(COLUMNS) < 8, -9999, directions()).astype(np.float32), "-9999 .*not declared"),
    ],
)
def test_numbers_that_are_no_directions(tmp_path, area, made, told):
    with pytest.raises(InputError, match=told):
        check_raster_factor(write(tmp_path / "a.tif", made), area, key=KEY, kind="circular")


def test_doubtful_directions(tmp_path, area):
    path = write(tmp_path / "a.tif", np.radians(directions()))
    (note,) = check_raster_factor(path, area, key=KEY, kind="circular")["notes"]
    assert "as directions in radians do, and are taken as degrees" in note
    flat = np.where(np.arange(COLUMNS) < 8, 0, directions(1, 359)).astype(np.float32)
    (note,) = check_raster_factor(write(tmp_path / "b.tif", flat), area, key=KEY, kind="circular")["notes"]
    assert "10.0% of its cells are exactly 0 and count as north" in note


def test_tiles_are_one_raster(tmp_path, area):
    whole = hills()
    whole[:6] = -9999
    east = from_origin(WEST + 40 * CELL, NORTH, CELL, CELL)
    tiles = [
        write(tmp_path / "a.tif", whole[:, :40], nodata=-9999),
        write(tmp_path / "b.tif", whole[:, 40:], nodata=-9999, transform=east),
    ]
    found = check_raster_factor(tiles, area, key=KEY)
    assert found["coverage"] == pytest.approx(0.9)
    assert found["file"] == f"{tiles[0]}, {tiles[1]}"
    undeclared = [
        write(tmp_path / "c.tif", whole[:, :40]),
        write(tmp_path / "d.tif", whole[:, 40:], transform=east),
    ]
    with pytest.raises(
        InputError, match=r"c\.tif and 1 other file: it holds -9999 .*--nodata -9999 .*c\.tif`"
    ):
        check_raster_factor(undeclared, area, key=KEY)
    codes = [
        write(tmp_path / "e.tif", np.ones((ROWS, 40), np.uint8)),
        write(tmp_path / "f.tif", np.full((ROWS, 40), 3, np.uint8), transform=east),
    ]
    assert check_raster_factor(codes, area, key=KEY, kind="classes")["values"] == ["1", "3"]


def test_classes(tmp_path, area):
    codes = np.ones((2, ROWS, COLUMNS), np.uint8)
    codes[1, :, 40:] = 7
    path = write(tmp_path / "a.tif", codes)
    options = {"key": "factors.more.soil", "kind": "classes"}
    found = check_raster_factor(path, area, band=2, names={"1": "loam"}, **options)
    assert found["values"] == ["1", "7"]
    assert "among factors.more.soil.names (7), and are `others`" in found["notes"][0]
    with pytest.raises(InputError, match=r"2 bands.*factors\.more\.soil\.band"):
        check_raster_factor(path, area, **options)
    with pytest.raises(InputError, match="no band 3"):
        check_raster_factor(path, area, band=3, **options)
    with pytest.raises(InputError, match="not whole numbers"):
        check_raster_factor(write(tmp_path / "b.tif", hills()), area, **options)


def test_directions_in_a_unit_that_is_none_of_theirs_are_refused(tmp_path, area):
    path = write(tmp_path / "a.tif", directions())
    for unit, wrong in (("degrees", False), ("mm", True)):
        with rasterio.open(path, "r+") as target:
            target.units = (unit,)
        if wrong:
            with pytest.raises(InputError, match=r"its unit is mm .* directions are in degrees"):
                check_raster_factor(path, area, key=KEY, kind="circular")
        else:
            assert "notes" not in check_raster_factor(path, area, key=KEY, kind="circular")
