"""A factor from the DEM, by the library and by a file of the user's own, through files."""

import numpy as np
from affine import Affine
from rasterio.crs import CRS
from steps import run_main

from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (30, 40))


def job(folder, how, name):
    run_main(
        "derive_factor",
        inputs={"dem": folder / "dem.tif"},
        output={"factor": folder / f"{name}.tif"},
        params={"derivation": how, "unit": "m"},
        wildcards={"factor": name},
    )
    values, grid = read_raster(folder / f"{name}.tif")
    assert grid == GRID and values.dtype == np.float32
    return values, read_tags(folder / f"{name}.tif")


def test_library_and_plugin(tmp_path):
    elevation = np.random.default_rng(0).uniform(100, 200, GRID.shape).astype(np.float32)
    write_raster(tmp_path / "dem.tif", elevation, GRID)
    how = {"module": "scarpwatch.terrain.factors.local_relief", "settings": {"radius_m": 15.0}, "code": "x"}
    relief, tags = job(tmp_path, how, "local_relief")
    around = elevation[4:7, 4:7]  # a disk of 15 m holds the eight neighbours
    assert relief[5, 5] == np.ptp(around)
    assert tags["UNITS"] == "m" and tags["RADIUS_M"] == "15.0"
    (tmp_path / "above.py").write_text(
        "from rasterio.windows import Window\n"
        "def derive(dem):\n"
        "    whole = Window(0, 0, dem.shape[1], dem.shape[0])\n"
        "    yield whole, dem.read(whole) - 100\n"
    )
    above, _ = job(tmp_path, {"file": str(tmp_path / "above.py"), "settings": {}, "code": "y"}, "above")
    np.testing.assert_array_equal(above, elevation - 100)
