import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import LineString, Point, box
from steps import run_main

from scarpwatch.grids.grid import Grid, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(30, 0, 500_000, 0, -30, 4_000_000), (4, 8))


@pytest.fixture
def files(tmp_path):
    write_raster(tmp_path / "dem.tif", np.full(GRID.shape, 5.0, np.float32), GRID)
    shapes = [box(500_000 + 120 * k, 3_999_880, 500_120 + 120 * k, 4_000_000) for k in range(2)]
    units = gpd.GeoDataFrame({"unit_id": [1, 2], "area_m2": 14_400.0}, geometry=shapes, crs=GRID.crs)
    units.to_file(tmp_path / "units.gpkg", layer="slope_units")
    town = gpd.GeoDataFrame({"ort": ["Town"]}, geometry=[Point(499_000, 3_999_940)], crs=GRID.crs)
    town.to_crs(4326).to_file(tmp_path / "places.geojson")
    line = LineString([(500_060, 3_999_940), (500_200, 3_999_940)])
    gpd.GeoDataFrame({"id": [1]}, geometry=[line], crs=GRID.crs).to_file(tmp_path / "roads.gpkg")
    gpd.GeoDataFrame({"id": [1]}, geometry=[Point(500_130, 3_999_900)], crs=GRID.crs).to_file(
        tmp_path / "huts.gpkg"
    )
    return tmp_path


def tabulate(files, places, exposed, *, dem=True):
    made = run_main(
        "tabulate_exposure",
        inputs={
            "polygons": files / "units.gpkg",
            "dem": files / "dem.tif" if dem else [],
            "places": files / "places.geojson" if places else [],
            "exposed": [files / f"{name}.gpkg" for name in exposed],
        },
        params={
            "places": {"column": "ort", "layer": None},
            "exposed": {name: {"key": name, "layer": None} for name in exposed},
        },
        output={"table": files / "exposure.parquet"},
    )
    return pd.read_parquet(made.table)


def test_each_unit_is_told_its_place_its_roads_and_its_huts(files):
    table = tabulate(files, True, ["roads", "huts"])
    assert list(table.columns) == [
        "unit_id", "place", "place_distance_m", "place_direction", "roads_km", "huts_count",
    ]  # fmt: skip
    assert list(table["place"]) == ["Town", "Town"] and list(table["place_direction"]) == ["E", "E"]
    np.testing.assert_allclose(table["place_distance_m"], [1000, 1120], atol=0.1)
    np.testing.assert_allclose(table["roads_km"], [0.06, 0.08])
    assert table["huts_count"].tolist() == [0, 1]


def test_what_is_not_given_has_no_column(files):
    assert list(tabulate(files, False, ["roads"]).columns) == ["unit_id", "roads_km"]


def test_units_stand_for_the_area_where_there_is_no_dem(files):
    every = True, ["roads", "huts"]
    pd.testing.assert_frame_equal(tabulate(files, *every, dem=False), tabulate(files, *every))
