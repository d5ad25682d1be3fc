"""Density of roads, in another CRS, around the cells of the grid."""

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import LineString, Point
from steps import run_main

from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(20, 0, 500000, 0, -20, 4000000), (60, 60))


@pytest.mark.parametrize(
    ("feature", "unit", "highest"),
    [
        (LineString([(500_610, 3_990_000), (500_610, 4_010_000)]), "km/km2", 2 * 0.2 / (np.pi * 0.2**2)),
        (Point(500_610, 3_999_390), "1/km2", 1 / (np.pi * 0.2**2)),
    ],
)
def test_a_road_and_a_spring(tmp_path, feature, unit, highest):
    write_raster(tmp_path / "dem.tif", np.ones(GRID.shape, np.float32), GRID)
    gpd.GeoDataFrame(geometry=[feature], crs=GRID.crs).to_file(tmp_path / "features.gpkg")
    run_main(
        "measure_density",
        inputs={"features": tmp_path / "features.gpkg", "dem": tmp_path / "dem.tif"},
        output={"density": tmp_path / "out.tif"},
        params={"radius_m": 200.0, "layer": None, "title": "Density"},
    )
    density, grid = read_raster(tmp_path / "out.tif")
    assert grid == GRID and density.max() == pytest.approx(highest, rel=0.02)
    assert (density[:, :15] == 0).all()  # 300 m and more away
    assert read_tags(tmp_path / "out.tif")["UNITS"] == unit


def test_nothing_has_no_unit(tmp_path):
    write_raster(tmp_path / "dem.tif", np.ones(GRID.shape, np.float32), GRID)
    far = Point(900_000, 4_000_000)
    gpd.GeoDataFrame(geometry=[far], crs=GRID.crs).to_file(tmp_path / "features.gpkg")
    run_main(
        "measure_density",
        inputs={"features": tmp_path / "features.gpkg", "dem": tmp_path / "dem.tif"},
        output={"density": tmp_path / "out.tif"},
        params={"radius_m": 200.0, "layer": None, "title": "Density"},
    )
    assert not read_raster(tmp_path / "out.tif")[0].any() and "UNITS" not in read_tags(tmp_path / "out.tif")
