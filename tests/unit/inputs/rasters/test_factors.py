"""Checks of rasters that are factors, one test per fault."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
from raster_makers import CELL, COLUMNS, NORTH, ROWS, UTM, WEST, hills, write
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.errors import InputError
from scarpwatch.inputs.ndvi import check_ndvi
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inputs.rasters.factors import check_code_raster, check_factor_raster

BOUNDS = (WEST, NORTH - ROWS * CELL, WEST + COLUMNS * CELL, NORTH)
LISTED = "factors.lithology.classes"


@pytest.fixture
def area(tmp_path: Path) -> Area:
    return Area(tmp_path / "dem.tif", 1, CRS.from_string(UTM), BOUNDS)


def test_a_good_factor_and_its_coverage(tmp_path: Path, area: Area) -> None:
    found = check_factor_raster(write(tmp_path / "a.tif", hills()), area)
    assert found["coverage"] == 1.0
    assert (found["rows"], found["columns"]) == (ROWS, COLUMNS)
    half = write(tmp_path / "b.tif", hills(), transform=from_origin(WEST + 40 * CELL, NORTH, CELL, CELL))
    assert check_factor_raster(half, area)["coverage"] == pytest.approx(0.5)


def test_a_factor_without_a_coordinate_system(tmp_path: Path, area: Area) -> None:
    with pytest.raises(InputError, match="which coordinate system"):
        check_factor_raster(write(tmp_path / "a.tif", hills(), crs=None), area)


def test_a_factor_elsewhere(tmp_path: Path, area: Area) -> None:
    path = write(tmp_path / "a.tif", hills(), transform=from_origin(WEST + 1e5, NORTH, CELL, CELL))
    with pytest.raises(InputError, match="does not overlap the DEM"):
        check_factor_raster(path, area)


def rocks(dtype: str = "uint8") -> np.ndarray:
    """Four rocks in quarters."""
    codes = np.ones((ROWS, COLUMNS), dtype)
    codes[:, 40:] += 1
    codes[30:] += 2
    return codes


def test_sound_codes(tmp_path, area):
    found = check_code_raster(write(tmp_path / "a.tif", rocks()), area, None, listed_in=LISTED)
    assert found["values"] == ["1", "2", "3", "4"]
    assert "notes" not in found
    as_float = write(tmp_path / "b.tif", rocks("float32"))
    assert (
        check_code_raster(as_float, area, {"1": "a", "2": "b", "3": "c", "4": "d"}, listed_in=LISTED)[
            "values"
        ]
        == found["values"]
    )


def test_interpolated_codes(tmp_path, area):
    codes = (100 + np.arange(ROWS * COLUMNS).reshape(ROWS, COLUMNS) % 1601).astype(np.int16)
    with pytest.raises(InputError, match=r"1601 codes in the area.*at most 255 classes.*nearest"):
        check_code_raster(write(tmp_path / "a.tif", codes), area, None, listed_in=LISTED)
    mixed = rocks("float32")
    mixed[:, 38:42] = 1.37
    with pytest.raises(
        InputError, match=r"5\.0% of its cells.*not whole numbers, such as 1\.37.*interpolated"
    ):
        check_code_raster(write(tmp_path / "b.tif", mixed), area, None, listed_in=LISTED)


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "exactly 0"), (255, "exactly 255"), (5, None), (15, "exactly 15"), (99, "exactly 99")],
)
def test_codes_that_often_stand_for_no_data(tmp_path, area, value, told):
    codes = rocks()
    codes[:15] = value
    path = write(tmp_path / "a.tif", codes)
    notes = check_code_raster(path, area, None, listed_in=LISTED).get("notes", [])
    assert len(notes) == (told is not None)
    assert all(told in note and "25.0%" in note for note in notes)
    listed = {str(value): "lake", "1": "a", "2": "b", "3": "c", "4": "d"}
    assert "notes" not in check_code_raster(path, area, listed, listed_in=LISTED)


def test_codes_beyond_all_others_and_the_largest_of_a_type(tmp_path, area):
    codes = rocks("int32")
    codes[:15] = 2147483647
    (note,) = check_code_raster(write(tmp_path / "a.tif", codes), area, None, listed_in=LISTED)["notes"]
    assert "exactly 2147483647" in note
    codes[:15], codes[15:30] = 99, 98  # the last of many codes
    assert "notes" not in check_code_raster(write(tmp_path / "b.tif", codes), area, None, listed_in=LISTED)
    large = rocks("float32")
    large[:15] = 1e20
    with pytest.raises(InputError, match=r"25\.0% of its cells hold 1e\+20, which is no class"):
        check_code_raster(write(tmp_path / "c.tif", large), area, None, listed_in=LISTED)


def test_a_negative_code_is_none(tmp_path, area):
    codes = rocks("int16")
    codes[:15] = -9999
    path = write(tmp_path / "a.tif", codes)
    with pytest.raises(InputError, match=r"25\.0% of its cells hold the code -9999.*--nodata -9999"):
        check_code_raster(path, area, None, listed_in=LISTED)
    with pytest.raises(InputError, match="-9999"):
        check_code_raster(path, area, {"1": "a"}, listed_in=LISTED)
    assert (
        check_code_raster(path, area, {"-9999": "lake", "1": "a"}, listed_in=LISTED)["values"][0] == "-9999"
    )


def test_codes_without_a_class(tmp_path, area):
    path = write(tmp_path / "a.tif", rocks())
    note = check_code_raster(path, area, {"1": "shale", "2": "marl"}, listed_in=LISTED)["notes"][0]
    assert "50.0% of its cells hold codes that are not among factors.lithology.classes (3, 4)" in note
    with pytest.raises(InputError, match="none of its codes"):
        check_code_raster(path, area, {"7": "shale"}, listed_in=LISTED)


def test_several_bands(tmp_path, area):
    path = write(tmp_path / "rgb.tif", np.stack([rocks()] * 3))
    with pytest.raises(InputError, match=r"it has 3 bands \(1, 2, 3\)"):
        check_code_raster(path, area, None, listed_in=LISTED)
    ndvi = write(tmp_path / "ndvi.tif", np.stack([hills() / 2000, hills() / 3000]))
    with pytest.raises(InputError, match=r"2 bands.*factors\.ndvi_band"):
        check_ndvi(ndvi, area)
    assert check_ndvi(ndvi, area, band=2)["highest"] == pytest.approx(hills().max() / 3000, abs=1e-4)
    with pytest.raises(InputError, match=r"2 band\(s\) and factors\.ndvi_band is 3"):
        check_ndvi(ndvi, area, band=3)


@pytest.mark.parametrize("value", [0.0, -1.0])
def test_odd_values_of_ndvi(tmp_path, area, value):
    index = hills() / 2000
    index[:6] = value
    (note,) = check_ndvi(write(tmp_path / "a.tif", index), area)["notes"]
    assert f"10.0% of its cells are exactly {value:g} and count as NDVI" in note
    assert "notes" not in check_ndvi(write(tmp_path / "b.tif", index, nodata=value), area)
    assert "notes" not in check_ndvi(write(tmp_path / "c.tif", hills() / 2000), area)


def test_a_fill_value_that_ndvi_could_have(tmp_path, area):
    """-3000 is MODIS's, and gets lost with its declaration when a file is converted."""
    index = np.rint(hills() * 5).astype(np.int16)
    index[:6] = -3000
    path = write(tmp_path / "a.tif", index)
    with rasterio.open(path, "r+") as target:
        target.scales = (0.0001,)
    (note,) = check_ndvi(path, area)["notes"]
    assert "10.0% of its cells are exactly -3000 and count as NDVI" in note


def test_ndvi_of_a_part_of_the_area_is_told(tmp_path, area):
    half = write(
        tmp_path / "a.tif", hills() / 2000, transform=from_origin(WEST + 40 * CELL, NORTH, CELL, CELL)
    )
    assert "it covers 50.0% of the area" in check_ndvi(half, area)["notes"][0]
    other = write(
        tmp_path / "b.tif", hills() / 2000, transform=from_origin(WEST - 40 * CELL, NORTH, CELL, CELL)
    )
    assert "notes" not in check_ndvi([half, other], area)
