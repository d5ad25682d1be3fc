"""Phase and coherence of a pair from two rasters."""

from pathlib import Path

import numpy as np
import pytest
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.stacks.pair_rasters import clean_pair, read_alike, read_rasters

GRID = Grid(CRS.from_epsg(4326), from_origin(113, 24, 0.001, 0.001), (4, 5))


def rasters(folder: Path, phase, coherence, grid: Grid = GRID) -> tuple[str, str]:
    write_raster(folder / "unw.tif", np.asarray(phase), GRID, nodata=-9)
    write_raster(folder / "cc.tif", np.asarray(coherence), grid)
    return str(folder / "unw.tif"), str(folder / "cc.tif")


def test_zero_nan_and_the_declared_value_are_missing_in_either(tmp_path: Path) -> None:
    phase = np.full(GRID.shape, 2.0, np.float32)
    coherence = np.full(GRID.shape, 0.5, np.float32)
    phase[0, :3] = 0, np.nan, -9
    coherence[1, :2] = 0, np.nan
    data = read_rasters(*rasters(tmp_path, phase, coherence))
    missing = np.zeros(GRID.shape, bool)
    missing[0, :3] = missing[1, :2] = True
    assert (np.isnan(data.unwrapped) == missing).all()
    assert (np.isnan(data.coherence) == missing).all()
    assert data.unwrapped[3, 3] == 2
    assert data.components is None


def test_sign_and_scale(tmp_path: Path) -> None:
    phase = np.full(GRID.shape, 2.0, np.float32)
    codes = np.full(GRID.shape, 204, np.uint8)
    data = read_rasters(*rasters(tmp_path, phase, codes), negate=True, coherence_scale=1 / 255)
    assert (data.unwrapped == -2).all()
    assert data.coherence == pytest.approx(0.8)


def test_faults(tmp_path: Path) -> None:
    phase, coherence = np.ones(GRID.shape, np.float32), np.full(GRID.shape, 0.5, np.float32)
    rounded = Grid(GRID.crs, from_origin(113.00000001, 24, 0.001, 0.001), GRID.shape)
    assert np.isfinite(read_rasters(*rasters(tmp_path, phase, coherence, rounded)).unwrapped).all()
    shifted = Grid(GRID.crs, from_origin(113.0004, 24, 0.001, 0.001), GRID.shape)
    with pytest.raises(InputError, match="its grid"):
        read_rasters(*rasters(tmp_path, phase, coherence, shifted))
    for wrong in (1.2, -0.1, 200.0):
        with pytest.raises(InputError, match="not 0 to 1"):
            clean_pair(phase, np.full(GRID.shape, wrong), GRID, where="cc.tif")
    phase[0, 0] = -9999
    with pytest.raises(InputError, match=r"reaches 9999 radians, which is 44 m of motion") as caught:
        clean_pair(phase, coherence, GRID, where="cc.tif")
    assert "no-data value" in caught.value.cure
    phase[0, :2] = np.inf, -np.inf
    with pytest.raises(InputError, match=r"is infinite in 2 of its cells"):
        clean_pair(phase, coherence, GRID, where="cc.tif")
    phase[0, 1] = 1
    declared = clean_pair(phase, coherence, GRID, where="cc.tif", no_phase=np.inf).unwrapped
    assert np.isnan(declared).sum() == 1
    nothing = clean_pair(np.zeros(GRID.shape), coherence, GRID, where="cc.tif")
    assert np.isnan(nothing.unwrapped).all()


def test_bytes_count_as_255ths(tmp_path: Path) -> None:
    files = rasters(tmp_path, np.ones(GRID.shape, np.float32), np.full(GRID.shape, 204, np.uint8))
    assert read_rasters(*files).coherence == pytest.approx(0.8)


def test_water_and_components(tmp_path: Path) -> None:
    files = rasters(tmp_path, np.ones(GRID.shape, np.float32), np.full(GRID.shape, 0.5, np.float32))
    land, labels = np.ones(GRID.shape, np.uint8), np.full(GRID.shape, 3, np.float32)
    land[2] = 0
    water, components = str(tmp_path / "water.tif"), str(tmp_path / "components.tif")
    write_raster(water, land, GRID)
    write_raster(components, labels, GRID)
    data = read_rasters(*files, water_mask=water, components=components)
    assert data.components is not None
    assert data.components.dtype == np.uint16
    for values, dry in ((np.isfinite(data.unwrapped), True), (data.components, 3)):
        assert (values[2] == 0).all()
        assert (np.delete(values, 2, axis=0) == dry).all()
    write_raster(water, land[:3], Grid(GRID.crs, GRID.transform, (3, 5)))
    with pytest.raises(InputError, match=r"water\.tif: its grid"):
        read_rasters(*files, water_mask=water)


def test_rasters_without_a_coordinate_system_are_not_laid_over_others(tmp_path: Path) -> None:
    plain = Grid(None, GRID.transform, GRID.shape)
    write_raster(tmp_path / "E.tif", np.ones(GRID.shape, np.float32), plain)
    with pytest.raises(InputError, match=r"E\.tif: it does not say which coordinate system it is in"):
        read_alike({"los_east": str(tmp_path / "E.tif")}, GRID)
