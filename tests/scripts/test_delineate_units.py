"""Mapping units of each source, through files."""

import json
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import box

from delineate_units import main
from scarpwatch.config.units_settings import UnitsSettings
from scarpwatch.errors import DataError
from scarpwatch.grid import Grid, read_raster, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(30, 0, 500010, 0, -30, 4000000), (81, 61))


def job(folder, height=None, **settings):
    if height is None:  # a valley that falls to the south
        row, column = np.mgrid[:81, :61]
        height = 15.0 * np.abs(column - 30) + (80 - row)
    write_raster(folder / "dem.tif", height.astype(np.float32), GRID)
    units = UnitsSettings(**settings)
    return SimpleNamespace(
        input=SimpleNamespace(dem=folder / "dem.tif", polygons=units.polygons or []),
        output=SimpleNamespace(
            raster=folder / "units.tif", polygons=folder / "units.gpkg", summary=folder / "units.json"
        ),
        params=SimpleNamespace(settings=units.model_dump(mode="json", exclude={"polygons"})),
    )


def products(folder):
    labels, grid = read_raster(folder / "units.tif")
    assert grid == GRID
    assert labels.dtype == np.int32
    return labels, gpd.read_file(folder / "units.gpkg"), json.loads((folder / "units.json").read_text())


def test_slope_units_of_a_valley_are_its_sides(tmp_path):
    main(job(tmp_path))
    labels, polygons, summary = products(tmp_path)
    assert set(np.unique(labels)) == {1, 2}
    assert polygons["unit_id"].tolist() == [1, 2]
    assert polygons["area_m2"].sum() == labels.size * 900
    assert summary["count"] == 2
    assert summary["parameters"]["minimum_area_m2"] == 150_000
    assert 0 <= summary["internal_variance_V"] < 0.05
    assert -1 <= summary["spatial_autocorrelation_I"] <= 1


def test_grid_cells(tmp_path):
    main(job(tmp_path, source="grid", grid_cells=20))
    labels, polygons, summary = products(tmp_path)
    assert labels.max() == len(polygons) == summary["count"] == 5 * 4
    assert summary["unit_area_m2"]["largest"] == 400 * 900


def test_users_polygons(tmp_path):
    shapes = [box(500010, 3999000, 500610, 4000000), box(500310, 3999000, 500910, 4000000)]
    gpd.GeoDataFrame(geometry=shapes, crs=GRID.crs).to_file(tmp_path / "own.gpkg")
    main(job(tmp_path, source="polygons", polygons=tmp_path / "own.gpkg"))
    labels, polygons, summary = products(tmp_path)
    assert set(np.unique(labels)) == {0, 1, 2}
    np.testing.assert_allclose(polygons["area_m2"], 600_000)
    assert summary["parameters"] == {"source": "polygons"}


def test_no_unit_at_all_is_an_error(tmp_path):
    with pytest.raises(DataError, match="no mapping unit"):
        main(job(tmp_path, np.full(GRID.shape, np.nan), source="grid"))
