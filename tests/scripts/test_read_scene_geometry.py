"""The step that cuts a stack of SLCs to the DEM, on the files of OPERA."""

import numpy as np
import pytest
from miniatures import opera as miniature
from opera_geometry import read_geometry
from product_truth import Truth, degrees, write_dem

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster

TRUTH = Truth(dates=Truth().dates[:2])


def test_layers_on_the_stacks_grid(tmp_path):
    (tmp_path / "products").mkdir()
    miniature.write(tmp_path / "products", TRUTH)
    write_dem(tmp_path / "dem.tif", TRUTH)
    layers = read_geometry(tmp_path, tmp_path / "dem.tif")
    assert {"height", "incidence", "slant_range", "los_east", "los_north", "los_up"} <= set(layers)
    values, grid = read_raster(layers["los_up"])
    assert {read_raster(path)[1] for path in layers.values()} == {grid}
    lon, lat = degrees(grid)
    known = np.isfinite(values)
    assert values[known] == pytest.approx(TRUTH.los(lon, lat)[2][known], abs=0.02)
    assert read_tags(layers["slant_range"])["UNITS"] == "m"
    assert read_tags(layers["los_up"])["UNITS"] == "1"


def test_a_dem_elsewhere(tmp_path):
    (tmp_path / "products").mkdir()
    miniature.write(tmp_path / "products", TRUTH)
    grid = write_dem(tmp_path / "here.tif", TRUTH)
    far = Grid(grid.crs, grid.transform @ grid.transform.translation(1000, 0), grid.shape)
    write_raster(tmp_path / "dem.tif", np.full(far.shape, 100, np.float32), far)
    with pytest.raises(InputError, match="does not cover any of the area"):
        read_geometry(tmp_path, tmp_path / "dem.tif")
