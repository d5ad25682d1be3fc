"""The deformation table, through files."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.factors.factor import columns_record
from scarpwatch.factors.registry import factor_named
from scarpwatch.grids.grid import Grid, write_raster
from tabulate_deformation import main

FACTORS = ["deformation_rate", "cumulative_deformation"]
GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (10, 30))


def test_units_without_measurement_are_nan(tmp_path):
    labels = np.repeat([[1, 2, 3]], 10, axis=1).repeat(10, axis=0).astype(np.int32)
    rate = np.where(labels == 1, -2.5, 0.0).astype(np.float32)
    rate[5:, 10:20] = np.nan
    rate[:, 20:] = np.nan
    write_raster(tmp_path / "units.tif", labels, GRID, nodata=0)
    write_raster(tmp_path / "rate.tif", rate, GRID)
    write_raster(tmp_path / "cumulative.tif", 2 * rate, GRID)
    main(
        SimpleNamespace(
            input=SimpleNamespace(
                raster=tmp_path / "units.tif",
                polygons=tmp_path / "units.gpkg",
                rasters=[tmp_path / "rate.tif", tmp_path / "cumulative.tif"],
            ),
            output=SimpleNamespace(table=tmp_path / "factors.parquet"),
            params=SimpleNamespace(
                source="slope_units", of=FACTORS, factors=columns_record(map(factor_named, FACTORS))
            ),
        )
    )
    table = pd.read_parquet(tmp_path / "factors.parquet")
    assert table["unit_id"].tolist() == [1, 2, 3]
    np.testing.assert_allclose(table["deformation_rate"], [-2.5, 0, np.nan])
    np.testing.assert_allclose(table["cumulative_deformation"], [-5, 0, np.nan])
    np.testing.assert_allclose(table["coverage_deformation_rate"], [1, 0.5, 0])
