"""Tiles of MODIS vegetation indices."""

import sys
from pathlib import Path

import numpy as np
import pytest
from modis_tile import NORTH, WEST, places, tile_part, write_tile
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.inputs.rasters.modis import is_modis, read_modis_grid, read_modis_ndvi

PART = tile_part(113.58, 23.67, 40, 50)
NAME = "MOD13Q1.A2024001.h28v06.061.2024018000000.hdf"


def index() -> np.ndarray:
    lon, lat = places(PART)
    return 0.5 + 2 * (lon - 113.62) + 3 * (lat - 23.63)


def test_the_index_comes_back_to_its_quantum(tmp_path: Path) -> None:
    truth = index()
    truth[3, 4] = np.nan
    path = write_tile(tmp_path / NAME, truth, PART)
    values = read_modis_ndvi(path)
    assert is_modis(path)
    assert values.dtype == np.float32
    np.testing.assert_array_equal(np.isnan(values), np.isnan(truth))
    assert np.nanmax(np.abs(values - truth)) < 0.51e-4
    part = read_modis_ndvi(path, window=Window(10, 5, 7, 3))
    np.testing.assert_array_equal(part, values[5:8, 10:17])


def test_a_scale_that_multiplies_is_understood(tmp_path: Path) -> None:
    path = write_tile(tmp_path / NAME, index(), PART, scale_factor=0.0001)
    assert np.abs(read_modis_ndvi(path) - index()).max() < 0.51e-4


def test_what_is_out_of_range_or_unreliable_is_unknown(tmp_path: Path) -> None:
    truth, ranks = index(), np.zeros(PART.shape)
    truth[0, 0] = -0.25  # below the valid range
    ranks[1, :4] = [0, 1, 2, 3]
    path = write_tile(tmp_path / NAME, truth, PART, reliability=ranks)
    assert np.isnan(read_modis_ndvi(path)[0, 0])
    for limit, known in ((0, 1), (1, 2), (2, 3), (3, 4), (None, 4)):
        assert np.isfinite(read_modis_ndvi(path, reliability=limit)[1, :4]).sum() == known


def test_the_place_is_that_of_the_metadata_or_of_the_name(tmp_path: Path) -> None:
    grid = read_modis_grid(write_tile(tmp_path / NAME, index(), PART))
    assert grid.shape == PART.shape
    assert grid.crs == PART.crs
    assert grid.transform.almost_equals(PART.transform, 1e-5)
    whole = read_modis_grid(write_tile(tmp_path / f"x.{NAME}", index(), PART, structure=False))
    side = 4800 * 231.65635826
    # Column 28 and row 6 of the tiles, from the corner of the grid: the part shown stands for the whole tile.
    assert whole.bounds == pytest.approx(
        (WEST + 28 * side, NORTH - 7 * side, WEST + 29 * side, NORTH - 6 * side), abs=0.5
    )


def test_the_stated_corners_of_a_real_tile_are_those_of_its_name(tmp_path: Path) -> None:
    # StructMetadata of MOD13Q1 h08v05 states (-11119505.196667, 4447802.078667), (-10007554.677, 3335851.559).
    name = "MOD13Q1.A2023241.h08v05.061.2023258002222.hdf"
    grid = read_modis_grid(write_tile(tmp_path / name, index(), PART, structure=False))
    assert grid.bounds == pytest.approx(
        (-11119505.196667, 3335851.559, -10007554.677, 4447802.078667), abs=0.01
    )


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_modis_grid(tmp_path / "none.hdf")
    (tmp_path / "text.hdf").write_text("<html>please log in</html>")
    with pytest.raises(InputError, match="not an HDF4 file"):
        read_modis_ndvi(tmp_path / "text.hdf")
    good = write_tile(tmp_path / NAME, index(), PART)
    (tmp_path / "cut.hdf").write_bytes(good.read_bytes()[:400])
    with pytest.raises(InputError, match=r"cut\.hdf"):
        read_modis_ndvi(tmp_path / "cut.hdf")
    with pytest.raises(InputError, match="where it lies"):
        read_modis_grid(write_tile(tmp_path / "renamed.hdf", index(), PART, structure=False))
    with pytest.raises(InputError, match="scale_factor"):
        read_modis_ndvi(write_tile(tmp_path / "unscaled.hdf", index(), PART, scale_factor=None))


def test_a_system_without_pyhdf_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_tile(tmp_path / NAME, index(), PART)
    monkeypatch.setitem(sys.modules, "pyhdf.SD", None)
    for read in (read_modis_grid, read_modis_ndvi):
        with pytest.raises(InputError, match=r"pyhdf, which is not installed.*GeoTIFF"):
            read(path)
