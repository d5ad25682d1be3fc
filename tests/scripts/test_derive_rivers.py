"""Rivers of a valley, through files."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from derive_rivers import main
from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(50, 0, 500000, 0, -50, 4000000), (41, 31))


def job(folder, area_km2):
    row, column = np.mgrid[:41, :31]
    height = 50.0 * np.abs(column - 15) + 10.0 * (40 - row)
    write_raster(folder / "dem.tif", height.astype(np.float32), GRID)
    return SimpleNamespace(
        input=SimpleNamespace(dem=folder / "dem.tif"),
        output=SimpleNamespace(rivers=folder / "rivers.gpkg"),
        params=SimpleNamespace(from_dem_km2=area_km2),
    )


def test_the_river_runs_along_the_valley(tmp_path):
    main(job(tmp_path, 0.5))
    rivers = gpd.read_file(tmp_path / "rivers.gpkg")
    assert len(rivers) == 1
    assert rivers.crs == GRID.crs
    assert rivers.total_bounds[0] == rivers.total_bounds[2] == 500000 + 15.5 * 50
    assert rivers["area_m2"].iloc[0] > 2.5e6


def test_an_area_without_rivers_says_so(tmp_path):
    with pytest.raises(DataError, match="drains 100 km2"):
        main(job(tmp_path, 100.0))
