import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import box
from steps import run_main

from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(30, 0, 500_000, 0, -30, 4_000_000), (4, 8))
COUNTED = {"unit_id": [1, 2], "landslides": [0, 3], "observed_density": [0.0, 200.0]}


@pytest.fixture
def files(tmp_path):
    """Two units of 4 x 4 cells, the first without a landslide."""
    write_raster(
        tmp_path / "units.tif", np.repeat([[1, 2]], 4, axis=1).repeat(4, axis=0).astype(np.int32), GRID
    )
    shapes = [box(500_000 + 120 * k, 3_999_880, 500_120 + 120 * k, 4_000_000) for k in range(2)]
    polygons = gpd.GeoDataFrame({"unit_id": [1, 2], "area_m2": 14_400.0}, geometry=shapes, crs=GRID.crs)
    polygons.to_file(tmp_path / "units.gpkg", layer="slope_units")
    return tmp_path


def map_density(files, **columns):
    pd.DataFrame({**COUNTED, **columns}).to_parquet(files / "counts.parquet")
    return run_main(
        "map_density",
        inputs={
            "raster": files / "units.tif",
            "polygons": files / "units.gpkg",
            "counts": files / "counts.parquet",
        },
        output={
            "observed": files / "observed.tif",
            "expected": files / "expected.tif",
            "polygons": files / "density.gpkg",
        },
        params={"provenance": {"AREA": "by the test", "CONFIG_DIGEST": "0123456789abcdef"}},
        wildcards={"assessment": "static"},
    )


def test_observed_and_expected_densities_are_maps_and_columns(files):
    out = map_density(files, expected_density=[np.nan, 150.5], expected_landslides=[np.nan, 2.2])
    with rasterio.open(out.observed) as raster:
        observed = raster.read(1)
        assert raster.count == 1 and raster.tags()["UNITS"] == "1/km2"
    with rasterio.open(out.expected) as raster:
        expected = raster.read(1)
        assert raster.descriptions[0].startswith("expected landslides per km2")
    assert (observed[:, :4] == 0).all() and (observed[:, 4:] == 200).all()
    assert np.isnan(expected[:, :4]).all() and (expected[:, 4:] == 150.5).all()
    polygons = gpd.read_file(out.polygons)
    assert polygons["landslides"].tolist() == [0, 3] and polygons["expected_density"][1] == 150.5
    assert np.isnan(polygons["expected_density"][0])


def test_without_a_model_there_is_what_was_observed(files):
    out = map_density(files)
    with rasterio.open(out.observed) as raster:
        assert raster.read(1).max() == 200
    with rasterio.open(out.expected) as raster:
        assert np.isnan(raster.read(1)).all() and "not modelled" in raster.tags()["NOTE"]


def test_counts_of_other_units_are_refused(files):
    with pytest.raises(DataError, match="not on the map"):
        map_density(files, unit_id=[1, 3])
