"""The static table, through files; factors that are not given are left out."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.factors.factor import columns_record
from scarpwatch.factors.registry import factor_named
from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.units.polygons import units_to_polygons
from tabulate_factors import main

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (10, 20))


@pytest.mark.parametrize("source", ["slope_units", "polygons"])
def test_two_units_and_three_factors(tmp_path, source):
    labels = np.repeat([[1, 2]], 10, axis=1).repeat(10, axis=0).astype(np.int32)
    write_raster(tmp_path / "units.tif", labels, GRID, nodata=0)
    write_geopackage(units_to_polygons(labels, GRID), tmp_path / "units.gpkg", layer="slope_units")
    elevation = 100.0 * labels + np.arange(10)[:, None]
    write_raster(tmp_path / "elevation.tif", elevation.astype(np.float32), GRID)
    write_raster(tmp_path / "aspect.tif", np.where(labels == 1, 45.0, np.nan).astype(np.float32), GRID)
    write_raster(
        tmp_path / "lithology.tif",
        np.where(labels == 1, 0, 2).astype(np.uint8),
        GRID,
        nodata=0,
        tags={"CLASSES": json.dumps({"1": "shale", "2": "limestone"})},
    )
    cells = ["elevation", "aspect", "lithology"]
    factors = [factor_named(name) for name in [*cells, "max_elevation_difference"]]
    main(
        SimpleNamespace(
            input=SimpleNamespace(
                raster=tmp_path / "units.tif",
                polygons=tmp_path / "units.gpkg",
                rasters=[tmp_path / f"{name}.tif" for name in cells],
            ),
            output=SimpleNamespace(table=tmp_path / "factors.parquet"),
            params=SimpleNamespace(source=source, of=cells, factors=columns_record(factors)),
        )
    )
    table = pd.read_parquet(tmp_path / "factors.parquet")
    assert table["unit_id"].tolist() == [1, 2]
    np.testing.assert_allclose(table["elevation"], [104.5, 204.5])
    np.testing.assert_allclose(table["max_elevation_difference"], [9, 9])
    np.testing.assert_allclose(table["aspect"], [45, np.nan])
    assert table["lithology"][1] == "limestone"
    assert pd.isna(table["lithology"][0])
    np.testing.assert_allclose(table["coverage_lithology"], [0, 1])
    assert not {"slope", "ndvi", "distance_to_roads"} & set(table.columns)
