"""Checks of NDVI, one test per fault."""

from pathlib import Path

import numpy as np
import pytest
from modis_tile import places, tile_part, write_tile
from raster_makers import CELL, COLUMNS, NORTH, ROWS, UTM, WEST, hills, truncate, write
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.errors import InputError
from scarpwatch.inputs.ndvi import check_ndvi
from scarpwatch.inputs.rasters.checks import Area

BOUNDS = (WEST, NORTH - ROWS * CELL, WEST + COLUMNS * CELL, NORTH)
GOOD = (hills() - 1000) / 200
TILE = tile_part(8.9, 47.0, 60, 70)  # encloses the area


@pytest.fixture
def area(tmp_path: Path) -> Area:
    return Area(tmp_path / "dem.tif", 1, CRS.from_string(UTM), BOUNDS)


def test_values_that_can_be(tmp_path: Path, area: Area) -> None:
    found = check_ndvi(write(tmp_path / "a.tif", GOOD), area)
    assert found["coverage"] == 1.0
    assert found["lowest"] == pytest.approx(GOOD.min(), abs=1e-4)
    assert found["highest"] == pytest.approx(GOOD.max(), abs=1e-4)
    declared = np.where(np.isclose(GOOD, GOOD[3, 3]), -9999, GOOD).astype(np.float32)
    check_ndvi(write(tmp_path / "b.tif", declared, nodata=-9999), area)


def test_values_that_cannot_be(tmp_path: Path, area: Area) -> None:
    with pytest.raises(InputError, match="NDVI lies between -1 and 1") as caught:
        check_ndvi(write(tmp_path / "b.tif", (GOOD * 10000).astype(np.int16)), area)
    assert "0.0001" in caught.value.cure
    holed = GOOD.copy()
    holed[3, 3] = -9999
    with pytest.raises(InputError, match="-9999"):
        check_ndvi(write(tmp_path / "c.tif", holed), area)


def test_a_declared_scale_is_applied(tmp_path: Path, area: Area) -> None:
    import rasterio

    path = write(tmp_path / "a.tif", np.rint(GOOD * 10000).astype(np.int16), nodata=-3000)
    with rasterio.open(path, "r+") as target:
        target.scales = (0.0001,)
    assert check_ndvi(path, area)["highest"] == pytest.approx(GOOD.max(), abs=1e-4)


def test_a_tile_of_modis(tmp_path: Path, area: Area) -> None:
    lon, _ = places(TILE)
    path = write_tile(tmp_path / "tile.hdf", 0.4 + (lon - 9.0), TILE)
    found = check_ndvi(path, area)
    assert (found["rows"], found["columns"], found["crs"]) == (60, 70, "MODIS sinusoidal")
    assert found["coverage"] == 1.0
    assert 0.35 < found["lowest"] < found["highest"] < 0.5
    cloudy = write_tile(tmp_path / "cloud.hdf", 0.4 + 0 * lon, TILE, reliability=np.full(TILE.shape, 3))
    with pytest.raises(InputError, match="reliability 1 or better"):
        check_ndvi(cloudy, area)
    check_ndvi(cloudy, area, reliability=None)
    with pytest.raises(InputError, match="does not overlap the DEM"):
        check_ndvi(write_tile(tmp_path / "far.hdf", 0.4 + 0 * lon, tile_part(20, 47, 60, 70)), area)


def test_several_files_cover_the_area_together(tmp_path: Path, area: Area) -> None:
    west = write(tmp_path / "w.tif", GOOD[:, :40])
    east = write(
        tmp_path / "e.tif", GOOD[:, 40:60], transform=from_origin(WEST + 40 * CELL, NORTH, CELL, CELL)
    )
    found = check_ndvi([west, east], area)
    assert (found["files"], found["coverage"]) == (2, 0.75)
    with pytest.raises(InputError, match=r"e\.tif.*truncated"):
        check_ndvi([west, truncate(east)], area)
