"""The unit table against values known from its making."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.factors.factor import FactorColumns
from scarpwatch.factors.registry import DEFORMATION, STUDY
from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.units.polygons import units_to_polygons
from scarpwatch.units.table import (
    LabelZones,
    PolygonZones,
    dynamic_table,
    open_zones,
    static_table,
)

BY_NAME = {factor.name: factor for factor in (*STUDY, *DEFORMATION)}
GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (20, 40))
CLASSES = {1: "shale", 4: "Quaternary"}


@pytest.fixture
def folder(tmp_path):
    """Four units of 10 x 10 cells in the upper half and their factors; the fourth has no data."""
    labels = np.zeros(GRID.shape, np.int32)
    for k in range(4):
        labels[:10, 10 * k : 10 * k + 10] = k + 1
    row, column = np.mgrid[:20, :40]
    factors = {
        "slope": 10.0 * labels + (row % 2),
        "elevation": 100.0 * labels + row,
        "aspect": np.where(labels == 1, np.where(column % 2, 350.0, 10.0), 90.0),
        "ndvi": np.where(column % 10 < 5, 0.5, np.nan),
    }
    for name, values in factors.items():
        values = np.where(labels == 4, np.nan, values).astype(np.float32)
        write_raster(tmp_path / f"{name}.tif", values, GRID)
    rock = np.select([labels == 1, labels == 2, labels == 3], [1, np.where(column < 13, 1, 4), 4], 0)
    write_raster(tmp_path / "lithology.tif", rock.astype(np.uint8), GRID, nodata=0)
    write_raster(tmp_path / "units.tif", labels, GRID, nodata=0)
    write_geopackage(units_to_polygons(labels, GRID), tmp_path / "units.gpkg", layer="slope_units")
    return tmp_path


CELLS = ("slope", "elevation", "aspect", "ndvi", "lithology")
NAMES = {"lithology": CLASSES}


def factors(*names):
    return [BY_NAME[name] for name in names]


FACTORS = factors("slope", "elevation", "max_elevation_difference", "aspect", "ndvi", "lithology")


def rasters(folder):
    return {name: folder / f"{name}.tif" for name in CELLS}


def test_the_static_table_holds_what_was_put_in(folder):
    table = static_table(LabelZones(folder / "units.tif"), FACTORS, rasters(folder), class_names=NAMES)
    assert table["unit_id"].tolist() == [1, 2, 3, 4]
    np.testing.assert_allclose(table["area_m2"], 10_000)
    np.testing.assert_allclose(table["x"], [500050, 500150, 500250, 500350])
    np.testing.assert_allclose(table["y"], 3999950)
    nan = np.nan
    np.testing.assert_allclose(table["slope"], [10.5, 20.5, 30.5, nan])
    np.testing.assert_allclose(table["slope_std"], [0.5, 0.5, 0.5, nan])
    np.testing.assert_allclose(table["elevation"], [104.5, 204.5, 304.5, nan])
    np.testing.assert_allclose(table["max_elevation_difference"], [9, 9, 9, nan])
    np.testing.assert_allclose(table["aspect_cos"], [1, 0, 0, nan], atol=1e-7)
    np.testing.assert_allclose(table["aspect_sin"], [0, 1, 1, nan], atol=1e-7)
    np.testing.assert_allclose(table["aspect_resultant"], [np.cos(np.radians(10)), 1, 1, nan])
    np.testing.assert_allclose(table["coverage_slope"], [1, 1, 1, 0])
    np.testing.assert_allclose(table["coverage_ndvi"], [0.5, 0.5, 0.5, 0])
    np.testing.assert_allclose(table["ndvi"], [0.5, 0.5, 0.5, nan])
    assert table["lithology"].tolist()[:3] == ["shale", "Quaternary", "Quaternary"]
    assert pd.isna(table["lithology"][3])
    np.testing.assert_allclose(table["lithology_share_shale"], [1, 0.3, 0, nan])
    np.testing.assert_allclose(table["lithology_share_Quaternary"], [0, 0.7, 1, nan])
    np.testing.assert_allclose(table["coverage_lithology"], [1, 1, 1, 0])


def test_a_factor_that_is_not_given_has_no_column(folder):
    table = static_table(LabelZones(folder / "units.tif"), factors("slope"), {"slope": folder / "slope.tif"})
    assert set(table.columns) == {"unit_id", "area_m2", "x", "y", "slope", "slope_std", "coverage_slope"}


def test_polygons_give_the_same_table(folder):
    zones = PolygonZones(gpd.read_file(folder / "units.gpkg"))
    table = static_table(zones, FACTORS, rasters(folder), class_names=NAMES)
    expected = static_table(LabelZones(folder / "units.tif"), FACTORS, rasters(folder), class_names=NAMES)
    pd.testing.assert_frame_equal(table, expected, check_dtype=False, rtol=1e-6, atol=1e-6)


def test_units_without_measurement_are_nan_not_zero(folder):
    rate = np.full(GRID.shape, np.nan, np.float32)
    rate[:10, :10] = -1.0
    rate[:5, :10] = -3.0
    rate[:10, 10:12] = 0.0  # a true zero
    write_raster(folder / "rate.tif", rate, GRID)
    write_raster(folder / "cumulative.tif", 2 * rate, GRID)
    files = {"deformation_rate": folder / "rate.tif", "cumulative_deformation": folder / "cumulative.tif"}
    table = dynamic_table(
        LabelZones(folder / "units.tif"), sorted(DEFORMATION, key=lambda factor: factor.order), files
    )
    assert list(table.columns) == [
        "unit_id",
        "deformation_rate",
        "deformation_rate_std",
        "cumulative_deformation",
        "coverage_deformation_rate",
        "coverage_cumulative_deformation",
    ]
    np.testing.assert_allclose(table["deformation_rate"], [-2, 0, np.nan, np.nan])
    np.testing.assert_allclose(table["deformation_rate_std"], [1, 0, np.nan, np.nan])
    np.testing.assert_allclose(table["cumulative_deformation"], [-4, 0, np.nan, np.nan])
    np.testing.assert_allclose(table["coverage_deformation_rate"], [1, 0.2, 0, 0])
    np.testing.assert_allclose(table["coverage_cumulative_deformation"], [1, 0.2, 0, 0])


def test_the_source_of_units_decides_how_they_are_read(folder):
    files = folder / "units.tif", folder / "units.gpkg"
    assert isinstance(open_zones("slope_units", *files), LabelZones)
    assert isinstance(open_zones("grid", *files), LabelZones)
    assert isinstance(open_zones("polygons", *files), PolygonZones)


def test_statistics_of_a_factor_are_columns_of_their_own(folder):
    words = ("max", "min", "range", "median", "q90")
    slope = FactorColumns("slope", statistics=words, predictors=words)
    files = {"slope": folder / "slope.tif"}
    table = static_table(LabelZones(folder / "units.tif"), [slope], files)
    nan = np.nan
    np.testing.assert_allclose(table["slope"], [11, 21, 31, nan])
    np.testing.assert_allclose(table["slope_min"], [10, 20, 30, nan])
    np.testing.assert_allclose(table["slope_range"], [1, 1, 1, nan])
    np.testing.assert_allclose(table["slope_median"], [10.5, 20.5, 30.5, nan])
    np.testing.assert_allclose(table["slope_q90"], [11, 21, 31, nan])
    same = static_table(PolygonZones(gpd.read_file(folder / "units.gpkg")), [slope], files)
    pd.testing.assert_frame_equal(same, table, check_dtype=False, rtol=1e-6, atol=1e-6)


def test_wrong_arguments_are_refused(folder):
    zones = LabelZones(folder / "units.tif")
    with pytest.raises(ValueError, match="slope has no raster"):
        static_table(zones, factors("slope"), {"rainfall": folder / "slope.tif"})
    with pytest.raises(ValueError, match="without the names"):
        static_table(zones, factors("lithology"), {"lithology": folder / "lithology.tif"})
