"""Checks of raster files, one test per fault."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from raster_makers import CELL, COLUMNS, NORTH, ROWS, UTM, WEST, truncate, write
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.inputs.rasters.checks import (
    Area,
    check_complete,
    check_has_values,
    check_overlap,
)

BOUNDS = (WEST, NORTH - ROWS * CELL, WEST + COLUMNS * CELL, NORTH)


@pytest.fixture
def area(tmp_path: Path) -> Area:
    return Area(tmp_path / "dem.tif", 1, CRS.from_string(UTM), BOUNDS)


LAYOUTS = [
    {},
    {"tiled": True, "blockxsize": 16, "blockysize": 16},
    {"compress": "deflate"},
    {"tiled": True, "blockxsize": 16, "blockysize": 16, "compress": "deflate", "interleave": "band"},
]


@pytest.mark.parametrize("layout", LAYOUTS[::3])
def test_a_truncated_geotiff_inside_a_zip(tmp_path: Path, layout: dict[str, object]) -> None:
    noise = np.random.default_rng(1).normal(size=(1, ROWS, COLUMNS)).astype(np.float32)
    path = write(tmp_path / "a.tif", noise, **layout)

    def packed(name: str) -> str:
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as file:
            file.write(path, "a.tif")
        return f"/vsizip/{tmp_path / name}/a.tif"

    check_complete(packed("whole.zip"))
    truncate(path, 0.7)
    with pytest.raises(InputError, match="truncated"):
        check_complete(packed("part.zip"))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("bands", [1, 2])
def test_a_truncated_geotiff(tmp_path: Path, layout: dict[str, object], bands: int) -> None:
    noise = np.random.default_rng(1).normal(size=(bands, ROWS, COLUMNS)).astype(np.float32)
    path = write(tmp_path / "a.tif", noise, **layout)
    check_complete(path)
    for share in (0.95, 0.5):
        truncate(path, share)
        with pytest.raises(InputError, match=r"truncated|cannot be read") as caught:
            check_complete(path)
        assert "a.tif" in str(caught.value)
        assert "again" in caught.value.cure


def test_a_sparse_geotiff_is_whole(tmp_path: Path) -> None:
    values = np.zeros((64, 64), np.float32)
    values[:16, :16] = 1
    path = write(tmp_path / "a.tif", values, tiled=True, blockxsize=16, blockysize=16, sparse_ok=True)
    check_complete(path)


@pytest.mark.parametrize(
    ("content", "fault"),
    [(None, "does not exist"), (b"no raster", "cannot be read"), (b"", "cannot be read")],
)
def test_what_is_no_raster(tmp_path: Path, content: bytes | None, fault: str) -> None:
    if content is not None:
        (tmp_path / "a.tif").write_bytes(content)
    with pytest.raises(InputError, match=fault):
        check_complete(tmp_path / "a.tif")


@pytest.mark.parametrize(
    ("values", "nodata"),
    [
        (np.zeros((9, 9), np.float32), None),
        (np.full((9, 9), np.nan, np.float32), np.nan),
        (np.full((9, 9), -9999, np.float32), -9999),
        (np.zeros((9, 9), np.complex64), None),
    ],
)
def test_an_empty_raster(tmp_path: Path, values: np.ndarray, nodata: float | None) -> None:
    with pytest.raises(InputError, match="it is empty"):
        check_has_values(write(tmp_path / "a.tif", values, nodata=nodata))


def test_values_anywhere_in_a_small_raster_are_enough(tmp_path: Path) -> None:
    values = np.zeros((300, 9), np.float32)
    values[299, 8] = 1
    check_has_values(write(tmp_path / "a.tif", values))


def test_overlap_across_coordinate_systems(area: Area) -> None:
    west, south, east, north = area.bounds_in("EPSG:4326")
    assert check_overlap("a", CRS.from_epsg(4326), (west, south, east, north), area) == pytest.approx(
        1, abs=0.01
    )
    swapped = (south, west, north, east)
    with pytest.raises(InputError, match="does not overlap"):
        check_overlap("a", CRS.from_epsg(4326), swapped, area)


def test_a_layer_just_outside_counts_within_the_margin(area: Area) -> None:
    outside = (BOUNDS[2] + 500, BOUNDS[1], BOUNDS[2] + 900, BOUNDS[3])
    assert check_overlap("a", area.crs, outside, area, margin=1000) == 0.0
    with pytest.raises(InputError, match="does not overlap"):
        check_overlap("a", area.crs, outside, area)


def test_a_truncated_grid_of_text_is_refused_at_once(tmp_path: Path) -> None:
    rows = [" ".join(["7"] * 3)] * 40
    head = ["ncols 3", "nrows 40", "xllcorner 0", "yllcorner 0", "cellsize 25", "NODATA_value -9999"]
    path = tmp_path / "a.asc"
    path.write_text("\n".join([*head, *rows]) + "\n")
    check_complete(path)
    path.write_text("\n".join([*head, *rows[:9]]))  # GDAL tries for hours to read its last row
    with pytest.raises(InputError, match="cannot be read"):
        check_complete(path)
