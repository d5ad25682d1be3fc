"""Distance to a fault in another CRS, just outside the grid."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import LineString

from measure_distance import main
from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(20, 0, 500000, 0, -20, 4000000), (30, 40))


def test_a_fault_outside_the_grid_counts_and_the_cap_holds(tmp_path):
    write_raster(tmp_path / "dem.tif", np.ones(GRID.shape, np.float32), GRID)
    fault = LineString([(499890, 3990000 + 500 * k) for k in range(41)])  # 120 m west of the first centres
    gpd.GeoDataFrame(geometry=[fault], crs=GRID.crs).to_crs(4326).to_file(tmp_path / "faults.geojson")
    main(
        SimpleNamespace(
            input=SimpleNamespace(dem=tmp_path / "dem.tif", features=tmp_path / "faults.geojson"),
            output=SimpleNamespace(distance=tmp_path / "distance.tif"),
            params=SimpleNamespace(cap_m=500, layer=None, title="Distance to faults"),
            wildcards=SimpleNamespace(factor="distance_to_faults"),
        )
    )
    distance, grid = read_raster(tmp_path / "distance.tif")
    assert grid == GRID
    expected = np.minimum(120 + 20.0 * np.arange(40), 500)
    assert np.abs(distance - expected[None, :]).max() <= np.hypot(20, 20)
    assert (distance[:, 25:] == 500).all()
    assert read_tags(tmp_path / "distance.tif")["UNITS"] == "m"
