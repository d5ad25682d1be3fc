"""A large area in tiles, as jobs: the same files as from one job."""

import geopandas as gpd
import numpy as np
from affine import Affine
from projects import copy_project
from rasterio.crs import CRS
from scipy.ndimage import gaussian_filter
from shapely.geometry import Point

from scarpwatch.grids.grid import Grid, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(30, 0, 500010, 0, -30, 4000000), (140, 180))
PRODUCTS = ("slope_units.tif", "slope_units.gpkg", "delineation.json")


def test_tiles_are_divided_by_jobs_of_their_own_and_give_the_same_files(tmp_path):
    project = copy_project(tmp_path)
    rng = np.random.default_rng(3)
    smooth = gaussian_filter(rng.standard_normal(GRID.shape), 6)
    height = 500 + 150 * smooth / smooth.std() + np.arange(140)[:, None]
    write_raster(tmp_path / "dem.tif", height.astype(np.float32), GRID)
    left, bottom, right, top = GRID.bounds
    places = zip(rng.uniform(left, right, 60), rng.uniform(bottom, top, 60), strict=True)
    gpd.GeoDataFrame(geometry=[Point(*place) for place in places], crs=GRID.crs).to_file(
        tmp_path / "landslides.gpkg"
    )
    change = {
        "factors": {"dem": "dem.tif", "dem_band": 1},
        "inventory": {"file": "landslides.gpkg", "label_column": None, "label_value": None},
    }
    found = {}
    for cells in (1e6, 7000):
        project.write_config(
            change, {"units": {"cells_per_tile": cells}}, base="config/examples/ecuador_slope_units.yaml"
        )
        jobs = project.jobs("results/units/slope_units.tif")
        assert jobs.get("divide_part", 0) == (6 if cells == 7000 else 0)
        project.snakemake("results/units/slope_units.tif")
        folder = tmp_path / "results" / "units"
        found[cells] = [(folder / name).read_bytes() for name in PRODUCTS]
    assert found[1e6] == found[7000]
    assert not list((tmp_path / "results" / "units" / "tiles").glob("*.npz"))
