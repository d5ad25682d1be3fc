"""The files of a set of units."""

import json

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid, read_raster, read_tags
from scarpwatch.units.files import write_units

GRID = Grid(CRS.from_epsg(32617), Affine(100, 0, 500000, 0, -100, 4000000), (20, 20))


def files(folder):
    return {
        "raster": folder / "units.tif",
        "polygons": folder / "units.gpkg",
        "summary": folder / "units.json",
    }


def test_raster_polygons_and_summary_agree(tmp_path):
    labels = np.zeros(GRID.shape, np.int32)
    labels[:10], labels[10:18] = 1, 2
    aspect = np.where(labels == 1, 90.0, 270.0).astype(np.float32)
    masked = labels == 0
    record = write_units(
        labels, GRID, aspect, {"source": "grid"}, **files(tmp_path), masked=masked, trials=[(5e4, 2)]
    )
    raster, _ = read_raster(tmp_path / "units.tif")
    np.testing.assert_array_equal(raster, labels)
    assert read_tags(tmp_path / "units.tif")["source"] == "grid"
    polygons = gpd.read_file(tmp_path / "units.gpkg")
    assert polygons["area_m2"].tolist() == [2_000_000, 1_600_000]
    assert record == json.loads((tmp_path / "units.json").read_text())
    assert record["count"] == 2
    assert record["area_km2"] == pytest.approx(3.6)
    assert record["masked_km2"] == pytest.approx(0.4)
    assert record["unit_area_m2"]["mean"] == 1_800_000
    assert record["internal_variance_V"] == pytest.approx(0, abs=1e-9)
    assert record["search"] == [{"min_area_m2": 5e4, "units": 2}]


def test_no_unit_is_an_error(tmp_path):
    with pytest.raises(DataError, match="no mapping unit"):
        write_units(
            np.zeros(GRID.shape, np.int32), GRID, np.zeros(GRID.shape, np.float32), {}, **files(tmp_path)
        )
