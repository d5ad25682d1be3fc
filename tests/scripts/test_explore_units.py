"""Comparing parameters of slope units, through files."""

import numpy as np
import pandas as pd
from affine import Affine
from rasterio.crs import CRS
from scipy.ndimage import gaussian_filter
from steps import run_main

from scarpwatch.config.susceptibility.units import UnitsSettings
from scarpwatch.grids.grid import Grid, write_raster

GRID = Grid(CRS.from_epsg(32617), Affine(30, 0, 500010, 0, -30, 4000000), (90, 110))


def test_a_row_per_combination_in_rising_order(tmp_path):
    smooth = gaussian_filter(np.random.default_rng(5).standard_normal(GRID.shape), 5)
    height = 500 + 200 * smooth / smooth.std() + np.arange(90)[:, None]
    write_raster(tmp_path / "dem.tif", height.astype(np.float32), GRID)
    explored = {"min_area_m2": [300_000, 60_000], "circular_variance": [0.3, 0.1]}
    run_main(
        "explore_units",
        inputs={"dem": str(tmp_path / "dem.tif"), "water": []},
        output={"table": str(tmp_path / "exploration.csv")},
        params={"settings": UnitsSettings(explore=explored).model_dump(mode="json")},
    )
    table = pd.read_csv(tmp_path / "exploration.csv")
    assert table["min_area_m2"].tolist() == [60_000, 60_000, 300_000, 300_000]
    assert table["circular_variance"].tolist() == [0.1, 0.3, 0.1, 0.3]
    assert table["units"].iloc[0] > table["units"].iloc[3] > 5
    assert table["V"].iloc[0] < table["V"].iloc[3]
