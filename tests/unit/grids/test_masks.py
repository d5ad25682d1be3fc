"""Every way in which a raster says that a cell has no value, in every reader of users' rasters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from raster_makers import CELL, COLUMNS, NORTH, ROWS, UTM, WEST, hills, write
from rasterio.enums import ColorInterp
from rasterio.transform import from_origin

from scarpwatch.grids.grid import Grid, open_raster, read_grid, read_raster
from scarpwatch.grids.masks import mask_name, read_known, read_numbers, value_bands
from scarpwatch.grids.warping import class_blocks, warp_to_grid
from scarpwatch.inputs.dem.checks import check_dem
from scarpwatch.inputs.dem.surface import height_reader
from scarpwatch.inputs.ndvi import check_ndvi
from scarpwatch.inputs.rasters.checks import Area, has_values
from scarpwatch.inputs.rasters.factors import check_factor_raster
from scarpwatch.insar.corrections.delays import sample_raster
from scarpwatch.stacks.heights import height_on_grid
from scarpwatch.stacks.pair_rasters import read_rasters
from scarpwatch.terrain.class_map import classes_from_raster

SEEN = np.zeros((ROWS, COLUMNS), bool)
SEEN[:, COLUMNS // 2 :] = True
GRID = Grid(rasterio.CRS.from_string(UTM), from_origin(WEST, NORTH, CELL, CELL), (ROWS, COLUMNS))
AREA = Area("dem.tif", 1, GRID.crs, GRID.bounds)
WAYS = ("internal", "sidecar", "alpha of 2", "alpha of 3", "vrt", "vrt of alpha")


def masked(path: Path, values: np.ndarray, way: str, seen: np.ndarray = SEEN, **options) -> Path:
    """A raster whose masked cells hold values that look like measurements."""
    values = np.asarray(values)
    if "alpha" in way:
        alpha = (seen * np.float64(255)).astype(values.dtype)
        bands = [values, values, alpha] if "3" in way else [values, alpha]
        path = write(path, np.stack(bands), PHOTOMETRIC="MINISBLACK", **options)
        with rasterio.open(path, "r+") as target:
            target.colorinterp = [*[ColorInterp.gray] * (len(bands) - 1), ColorInterp.alpha]
    else:
        write(path, values, **options)
        with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=way != "sidecar"), rasterio.open(path, "r+") as target:
            target.write_mask(seen)
    return virtual(path, way) if way.startswith("vrt") else path


def virtual(path: Path, way: str) -> Path:
    """A virtual raster of one file, with its mask or its alpha band."""
    with rasterio.open(path) as source:
        kind = {"float32": "Float32", "uint8": "Byte", "int16": "Int16"}[source.dtypes[0]]
        wkt, numbers, (rows, columns) = source.crs.to_wkt(), source.transform.to_gdal(), source.shape
        nodata = source.nodata
    of = "<SimpleSource><SourceFilename relativeToVRT='1'>{}</SourceFilename><SourceBand>{}</SourceBand></SimpleSource>"
    declared = "" if nodata is None else f"<NoDataValue>{nodata}</NoDataValue>"
    bands = f"<VRTRasterBand dataType='{kind}' band='1'>{declared}{of.format(path.name, 1)}</VRTRasterBand>"
    if "alpha" in way:
        alpha = f"<ColorInterp>Alpha</ColorInterp>{of.format(path.name, 2)}"
        bands += f"<VRTRasterBand dataType='{kind}' band='2'>{alpha}</VRTRasterBand>"
    else:
        mask = of.format(path.name, "mask,1")
        bands += f"<MaskBand><VRTRasterBand dataType='Byte'>{mask}</VRTRasterBand></MaskBand>"
    path = path.with_suffix(".vrt")
    path.write_text(
        f"<VRTDataset rasterXSize='{columns}' rasterYSize='{rows}'><SRS>{wkt}</SRS>"
        f"<GeoTransform>{', '.join(map(str, numbers))}</GeoTransform>{bands}</VRTDataset>"
    )
    return path


@pytest.fixture(params=WAYS)
def way(request) -> str:
    return request.param


def test_values_are_known_where_the_mask_says_so(tmp_path, way):
    path = masked(tmp_path / "a.tif", hills(), way)
    with open_raster(path) as source:
        np.testing.assert_array_equal(read_known(source)[1], SEEN)
        np.testing.assert_array_equal(np.isfinite(read_numbers(source)), SEEN)
        assert mask_name(source) == ("alpha band" if "alpha" in way else "mask")
        assert value_bands(source) == (2 if way == "alpha of 3" else 1)
    values, _ = read_raster(path)
    np.testing.assert_array_equal(values, np.where(SEEN, hills(), np.nan))
    assert (tmp_path / "a.tif.msk").exists() == (way == "sidecar")


def test_whole_numbers_complex_ones_and_windows(tmp_path):
    window = rasterio.windows.Window(30, 5, 20, 10)
    part = window.toslices()
    values, _ = read_raster(
        masked(tmp_path / "a.tif", np.full(SEEN.shape, 7, np.int16), "internal"), window=window
    )
    np.testing.assert_array_equal(values, np.where(SEEN[part], 7.0, np.nan))
    values, _ = read_raster(masked(tmp_path / "b.tif", np.full(SEEN.shape, 1 + 2j, np.complex64), "internal"))
    np.testing.assert_array_equal(np.isnan(values), ~SEEN)


def test_a_nodata_value_counts_beside_a_mask(tmp_path):
    values = hills()
    values[:, -10:] = -9999
    path = masked(tmp_path / "a.tif", values, "internal", nodata=-9999)
    with open_raster(path) as source:
        np.testing.assert_array_equal(read_known(source)[1], SEEN & (values != -9999))


def test_bands_that_are_without_data_together(tmp_path):
    """GDAL's NODATA_VALUES: a cell is without data where all bands hold their value of it."""
    values = np.stack([hills(), hills()])
    values[:, ~SEEN] = 7
    values[0, 0, -1] = 7  # a measurement, for the other band has another value there
    path = write(tmp_path / "a.tif", values)
    with rasterio.open(path, "r+") as target:
        target.update_tags(NODATA_VALUES="7 7")
    with open_raster(path) as source:
        np.testing.assert_array_equal(read_known(source)[1], SEEN)


def test_half_transparent_cells_have_a_value(tmp_path):
    alpha = np.where(SEEN, 255, 0).astype(np.float32)
    alpha[:, COLUMNS // 2] = 100
    path = write(tmp_path / "a.tif", np.stack([hills(), alpha]), ALPHA="YES")
    with open_raster(path) as source:
        np.testing.assert_array_equal(read_known(source)[1], SEEN)


def test_dem_share_heights_and_surface(tmp_path, way):
    elevation = np.where(SEEN, hills(), 6000).astype(np.float32)  # a wall, if it were read
    path = masked(tmp_path / "dem.tif", elevation, way)
    _, found = check_dem(path)
    assert found["share_with_data"] == 0.5
    assert found["highest_m"] < 1200
    assert any("50.0% of its cells are without data" in note for note in found["notes"])
    with open_raster(path) as source:
        read = height_reader(source)(rasterio.windows.Window(0, 0, COLUMNS, ROWS))
    np.testing.assert_array_equal(np.isfinite(read), SEEN)
    np.testing.assert_array_equal(np.isfinite(height_on_grid(path, read_grid(path))), SEEN)


def test_factor_of_half_the_area(tmp_path, way):
    ndvi = np.where(SEEN, 0.6, 0).astype(np.float32)
    path = masked(tmp_path / "ndvi.tif", ndvi, way)
    assert check_ndvi(path, AREA, band=1 if way == "alpha of 3" else None)["coverage"] == 0.5
    warped = warp_to_grid(path, GRID)
    np.testing.assert_array_equal(warped, np.where(SEEN, np.float32(0.6), np.nan))
    coarse = Grid(GRID.crs, GRID.transform @ GRID.transform.scale(8, 8), (ROWS // 8, COLUMNS // 8))
    assert np.nanmean(warp_to_grid(path, coarse)) == pytest.approx(0.6)
    longitude, latitude = rasterio.warp.transform(
        UTM, "EPSG:4326", [WEST + 10.5 * CELL, WEST + 70.5 * CELL], [NORTH - 9.5 * CELL] * 2
    )
    sampled = sample_raster(path, np.array(longitude), np.array(latitude))
    assert np.isnan(sampled[0])
    assert sampled[1] == pytest.approx(0.6)


def test_rock_codes(tmp_path, way):
    path = masked(tmp_path / "rock.tif", np.where(SEEN, 3, 9).astype(np.uint8), way)
    names, blocks = classes_from_raster(path, GRID, None, key="factors.lithology")
    assert names == {1: "3"}
    codes = np.concatenate([block for _, block in blocks])
    np.testing.assert_array_equal(codes, SEEN)
    _, classes = next(class_blocks(path, GRID, {3: 1, 9: 2}))
    np.testing.assert_array_equal(classes, SEEN)


def test_a_raster_that_is_masked_everywhere_is_empty(tmp_path, way):
    path = masked(tmp_path / "a.tif", hills(), way, np.zeros_like(SEEN))
    assert not has_values(path)


@pytest.mark.parametrize("layer", ["phase", "coherence", "water", "components"])
def test_pair(tmp_path, way, layer):
    if way == "alpha of 3":
        pytest.skip("a layer of a pair has one band")
    values = {
        "phase": hills() / 100,
        "coherence": np.full(SEEN.shape, 200, np.uint8),
        "water": np.ones(SEEN.shape, np.uint8),
        "components": np.ones(SEEN.shape, np.uint8),
    }
    files = {
        name: str(masked(tmp_path / f"{name}.tif", one, way) if name == layer else write(tmp_path / f"{name}.tif", one))
        for name, one in values.items()
    }  # fmt: skip
    data = read_rasters(
        files["phase"], files["coherence"], water_mask=files["water"], components=files["components"]
    )
    measured = np.ones_like(SEEN) if layer == "components" else SEEN
    np.testing.assert_array_equal(np.isfinite(data.unwrapped), measured)
    np.testing.assert_array_equal(np.isfinite(data.coherence), measured)
    np.testing.assert_array_equal(data.components, SEEN)


def test_a_nodata_value_in_a_file_beside_the_phase(tmp_path):
    """As GDAL writes it for formats that cannot hold one, and GIS for files that it must not change."""
    phase = write(tmp_path / "unw.tif", np.where(SEEN, hills() / 100, 77).astype(np.float32))
    coherence = write(tmp_path / "cc.tif", np.full(SEEN.shape, 0.8, np.float32))
    (tmp_path / "unw.tif.aux.xml").write_text(
        "<PAMDataset><PAMRasterBand band='1'><NoDataValue>77</NoDataValue></PAMRasterBand></PAMDataset>"
    )
    data = read_rasters(str(phase), str(coherence))
    np.testing.assert_array_equal(np.isfinite(data.unwrapped), SEEN)


@pytest.mark.parametrize("nodata", [None, -9999])
def test_tiles_with_masks(tmp_path, way, nodata):
    """Two tiles that overlap by 20 columns: what the later one does not know, the earlier one tells."""
    left = masked(tmp_path / "a.tif", hills(), way, ~SEEN, nodata=nodata)
    shifted = from_origin(WEST + 20 * CELL, NORTH, CELL, CELL)
    seen = np.zeros_like(SEEN)
    seen[:, :30] = seen[:, 70:] = True
    values = np.full(SEEN.shape, 500, np.float32)
    right = masked(tmp_path / "b.tif", values, way, seen, nodata=nodata, transform=shifted)
    with open_raster([left, right]) as source:
        got = read_numbers(source)
    wanted = np.full((ROWS, COLUMNS + 20), np.nan)
    wanted[:, :40] = hills()[:, :40]
    wanted[:, 20:50] = wanted[:, 90:] = 500
    np.testing.assert_array_equal(got, wanted)


def test_a_masked_tile_among_plain_ones_of_whole_numbers(tmp_path):
    left = write(tmp_path / "a.tif", np.full((ROWS, COLUMNS), 100, np.int16))
    shifted = from_origin(WEST + COLUMNS * CELL, NORTH, CELL, CELL)
    right = masked(tmp_path / "b.tif", np.full((ROWS, COLUMNS), 200, np.int16), "internal", transform=shifted)
    with open_raster([left, right]) as source:
        got = read_numbers(source)
    np.testing.assert_array_equal(got[:, :COLUMNS], 100)
    np.testing.assert_array_equal(got[:, COLUMNS:], np.where(SEEN, 200, np.nan))


def test_the_mask_of_a_factor_is_told(tmp_path):
    found = check_factor_raster(masked(tmp_path / "a.tif", hills(), "sidecar"), AREA)
    assert found["coverage"] == 0.5
    assert found["notes"] == ["50.0% of its cells are without data by its mask or its nodata value"]
