"""The rain of some days on the analysis grid, through files."""

import numpy as np
from affine import Affine
from rasterio.crs import CRS
from steps import run_main

from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (20, 30))


def test_three_days_of_four_are_scaled_and_told(tmp_path, caplog):
    write_raster(tmp_path / "dem.tif", np.ones(GRID.shape, np.float32), GRID)
    for day in (1, 2, 3):
        write_raster(tmp_path / f"rain_2024010{day}.tif", np.full(GRID.shape, day, np.float32), GRID)
    run_main(
        "aggregate_series",
        inputs={
            "rasters": [tmp_path / f"rain_2024010{day}.tif" for day in (1, 2, 3)],
            "dem": tmp_path / "dem.tif",
        },
        output={"factor": tmp_path / "out.tif"},
        params={
            "settings": {
                "key": "factors.more.rain",
                "kind": "continuous",
                "band": 1,
                "plausible": [0, None],
                "title": "Rain of four days",
                "unit": "mm",
                "statistic": "sum",
                "days": 4,
                "most_missing": 0.3,
                "missing": ["2024-01-04"],
            }
        },
    )
    values, grid = read_raster(tmp_path / "out.tif")
    assert grid == GRID and (values == 8.0).all()
    assert read_tags(tmp_path / "out.tif")["RASTERS"] == "3"
    assert "missing: 2024-01-04; a sum is scaled to all 4" in caplog.text
