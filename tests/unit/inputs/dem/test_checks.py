"""Checks of the DEM, one test per fault."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
from raster_makers import CELL, COLUMNS, NORTH, ROWS, UTM, WEST, hills, truncate, write
from rasterio.transform import Affine, from_origin

from scarpwatch.errors import ConfigError, InputError
from scarpwatch.inputs.dem.checks import check_dem

DEGREES = from_origin(9.0, 47.0, 0.001, 0.001)


def fault(path: Path, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        check_dem(path, **options)  # type: ignore[arg-type]
    assert caught.value.where == str(path)
    assert caught.value.cure
    return str(caught.value)


def test_a_good_dem(tmp_path: Path) -> None:
    values = hills()
    values[0, :8] = -9999
    area, found = check_dem(write(tmp_path / "a.tif", values, nodata=-9999))
    assert area.bounds == (WEST, NORTH - ROWS * CELL, WEST + COLUMNS * CELL, NORTH)
    assert found["share_with_data"] == pytest.approx(1 - 8 / (ROWS * COLUMNS), abs=1e-4)
    assert 890 < found["lowest_m"] < 950
    assert found["cell_size"] == [CELL, CELL]


def test_missing_and_truncated(tmp_path: Path) -> None:
    assert "does not exist" in fault(tmp_path / "none.tif")
    assert "truncated" in fault(truncate(write(tmp_path / "a.tif", hills())))


def test_degrees_where_metres_are_needed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", hills(), crs="EPSG:4326", transform=DEGREES)
    text = fault(path)
    assert "in degrees" in text
    assert "grid.crs" in text
    assert "EPSG:32632" in text
    area, _ = check_dem(path, target_crs="EPSG:32632", resolution_m=50)
    assert area.crs.to_epsg() == 4326


def test_feet(tmp_path: Path) -> None:
    assert "US survey foot" in fault(write(tmp_path / "a.tif", hills(), crs="EPSG:2227"))


def test_web_mercator(tmp_path: Path) -> None:
    text = fault(
        write(tmp_path / "a.tif", hills(), crs="EPSG:3857", transform=from_origin(1.2e6, 8.4e6, 50, 50))
    )
    assert "EPSG:3857" in text
    assert "EPSG:32632" in text


@pytest.mark.parametrize("target", ["EPSG:4326", "EPSG:2227", "EPSG:3857", "EPSG:6933", "EPSG:999999"])
def test_a_target_that_is_not_in_metres(tmp_path: Path, target: str) -> None:
    with pytest.raises(ConfigError, match=r"grid\.crs"):
        check_dem(write(tmp_path / "a.tif", hills()), target_crs=target, resolution_m=50)


def test_no_coordinate_system(tmp_path: Path) -> None:
    assert "which coordinate system" in fault(write(tmp_path / "a.tif", hills(), crs=None))


def test_oblong_cells(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", hills(), transform=from_origin(WEST, NORTH, 50, 40))
    assert "not square (50 m x 40 m)" in fault(path)
    assert "grid.resolution_m: 40" in fault(path)
    check_dem(path, target_crs=UTM, resolution_m=40)


@pytest.mark.parametrize(
    "transform", [Affine(50, 9, WEST, -9, -50, NORTH), Affine(50, 0, WEST, 0, 50, NORTH)]
)
def test_a_rotated_or_upturned_grid(tmp_path: Path, transform: Affine) -> None:
    assert "not north up" in fault(write(tmp_path / "a.tif", hills(), transform=transform))


@pytest.mark.parametrize("value", [-9999, -32768, 3.4e38, 32767])
def test_an_undeclared_nodata_value(tmp_path: Path, value: float) -> None:
    values = hills()
    values[5, 5] = value
    text = fault(write(tmp_path / "a.tif", values))
    assert f"{np.float32(value):g}" in text
    assert "declares no nodata value" in text
    assert "--nodata" in text


def test_a_wrongly_declared_nodata_value(tmp_path: Path) -> None:
    values = hills()
    values[5, 5] = -9999
    assert "declares nodata 0" in fault(write(tmp_path / "a.tif", values, nodata=0))


def test_integers_with_minus_9999(tmp_path: Path) -> None:
    values = hills().astype(np.int16)
    values[5, 5] = -9999
    assert "-9999" in fault(write(tmp_path / "a.tif", values))


@pytest.mark.parametrize(
    ("values", "part"),
    [
        (np.full((ROWS, COLUMNS), np.nan, np.float32), "no cell has an elevation"),
        (np.zeros((ROWS, COLUMNS), np.float32), "every elevation is 0 m"),
    ],
)
def test_an_empty_dem(tmp_path: Path, values: np.ndarray, part: str) -> None:
    assert part in fault(write(tmp_path / "a.tif", values))


def test_the_band(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", np.stack([np.zeros_like(hills()), hills()]))
    check_dem(path, band=2)
    assert "factors.dem_band is 3" in fault(path, band=3)


def test_real_dems_pass(shared_real: Path) -> None:
    _, found = check_dem(shared_real / "big_tujunga" / "dem.tif")
    assert found["share_with_data"] > 0.3
    _, found = check_dem(shared_real / "ecuador_landslides" / "ta.tif", band=4)
    assert 1700 < found["lowest_m"] < found["highest_m"] < 3200
    with pytest.raises(InputError, match="in degrees"):
        check_dem(shared_real / "mexico_city_s1" / "geotiffs" / "cropA_T005A_dem.tif")


def test_tiles(tmp_path: Path) -> None:
    tiles = [
        write(tmp_path / "w.tif", hills()[:, :30]),
        write(
            tmp_path / "e.tif", hills()[:, 30:], transform=from_origin(WEST + 30 * CELL, NORTH, CELL, CELL)
        ),
    ]
    area, found = check_dem(tiles)
    whole, alone = check_dem(write(tmp_path / "a.tif", hills()))
    assert area.bounds == whole.bounds
    assert {**found, "file": alone["file"]} == alone
    truncate(tiles[1])
    with pytest.raises(InputError, match=r"e\.tif.*truncated"):
        check_dem(tiles)


def test_a_declared_scale_is_applied(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", np.rint(hills() * 10).astype(np.int16))
    with rasterio.open(path, "r+") as target:
        target.scales = (0.1,)
    assert check_dem(path)[1]["highest_m"] == pytest.approx(hills().max(), abs=0.05)


def test_complex_numbers_are_no_elevations(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="its values are complex64"):
        check_dem(write(tmp_path / "a.tif", hills().astype(np.complex64)))
