"""Rasters of the user's own on the analysis grid, through files."""

import numpy as np
from affine import Affine
from rasterio.crs import CRS
from steps import run_main

from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (20, 30))


def warp(folder, source, kind, unit):
    write_raster(folder / "dem.tif", np.ones(GRID.shape, np.float32), GRID)
    run_main(
        "warp_factor",
        inputs={"raster": source, "dem": folder / "dem.tif"},
        output={"factor": folder / "out.tif"},
        params={
            "settings": {
                "key": "factors.more.a",
                "kind": kind,
                "band": 1,
                "plausible": [None, None],
                "title": "A",
                "unit": unit,
            }
        },
    )
    values, grid = read_raster(folder / "out.tif")
    assert grid == GRID
    return values, read_tags(folder / "out.tif")["UNITS"]


def test_numbers_of_coarser_cells_and_directions_through_north(tmp_path):
    coarse = Grid(GRID.crs, Affine(20, 0, 500000, 0, -20, 4000000), (10, 15))
    ramp = np.tile(np.arange(15, dtype=np.float32), (10, 1))
    write_raster(tmp_path / "rain.tif", ramp, coarse)
    values, unit = warp(tmp_path, tmp_path / "rain.tif", "continuous", "mm")
    assert unit == "mm" and np.allclose(values[5, 2:28], (np.arange(2, 28) - 0.5) / 2, atol=1e-5)
    write_raster(tmp_path / "wind.tif", np.where(ramp < 7, 350.0, 10.0).astype(np.float32), coarse)
    values, unit = warp(tmp_path, tmp_path / "wind.tif", "circular", "")
    assert unit == "degrees" and (((values >= 349.9) | (values <= 10.1)) | np.isnan(values)).all()
