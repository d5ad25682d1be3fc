"""A deformation factor in the classes of its map, through files."""

import json

import numpy as np
from affine import Affine
from rasterio.crs import CRS
from steps import run_main

from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(50, 0, 500000, 0, -50, 4000000), (6, 5))


def test_rates_sinking_stable_and_unmeasured(tmp_path):
    rate = np.repeat([[-3.0, -1.0, 0.0, 1.0, np.nan]], 6, axis=0).astype(np.float32)
    write_raster(tmp_path / "rate.tif", rate, GRID)
    run_main(
        "classify_deformation",
        inputs={"raster": str(tmp_path / "rate.tif")},
        output={"classes": tmp_path / "out.tif", "names": tmp_path / "out.tif.aux.xml"},
        params={"classes": {"breaks": [-2, -1, 1, 2], "fit_area": True}},
        wildcards={"factor": "deformation_rate", "until": "2025-12-15"},
    )
    numbers, grid = read_raster(tmp_path / "out.tif")
    assert grid == GRID
    names = ["no data", *json.loads(read_tags(tmp_path / "out.tif")["CLASSES"]).values()]
    assert [names[code] for code in numbers[0]] == ["< −2", "−1 to 1", "−1 to 1", "1 to 2", "no data"]
    assert (tmp_path / "out.tif.aux.xml").exists()
