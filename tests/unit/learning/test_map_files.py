import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.grids.class_names import read_class_names
from scarpwatch.grids.grid import Grid
from scarpwatch.learning.map_files import BANDS, write_class_map, write_index_map
from scarpwatch.susceptibility_classes import colour_table

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (2, 3))
UNITS = np.array([[0, 4, 4], [9, 2, 0]], np.int32)
BREAKS = (0.2, 0.4, 0.6, 0.8)


@pytest.fixture
def rated():
    """Unit 9 has no score."""
    return pd.DataFrame(
        {
            "unit_id": [2, 4, 9],
            "score": np.array([0.1, 0.8, np.nan], np.float32),
            "score_std": [0.01, 0.02, np.nan],
            "applicable": [1, 0, 1],
            "probability": [0.01, 0.3, np.nan],
        }
    )


def test_the_index_stands_with_what_is_behind_it(tmp_path, rated):
    write_index_map(tmp_path / "index.tif", rated, UNITS, GRID, {"ALGORITHM": "rf"})
    with rasterio.open(tmp_path / "index.tif") as source:
        index, spread, applicable, probability = source.read()
        assert source.descriptions == tuple(BANDS.values()) and set(source.dtypes) == {"float32"}
        assert source.tags()["ALGORITHM"] == "rf" and "not a probability" in source.tags()["MEANING"]
    nan = np.nan
    np.testing.assert_array_equal(index, np.array([[nan, 0.8, 0.8], [nan, 0.1, nan]], np.float32))
    np.testing.assert_array_equal(spread, np.array([[nan, 0.02, 0.02], [nan, 0.01, nan]], np.float32))
    np.testing.assert_array_equal(probability, np.array([[nan, 0.3, 0.3], [nan, 0.01, nan]], np.float32))
    np.testing.assert_array_equal(applicable, [[nan, 0, 0], [1, 1, nan]])


def test_classes_have_their_limits_and_colours(tmp_path, rated):
    write_class_map(tmp_path / "class.tif", rated, UNITS, GRID, BREAKS, {"ALGORITHM": "rf"})
    with rasterio.open(tmp_path / "class.tif") as source:
        np.testing.assert_array_equal(source.read(1), [[0, 5, 5], [0, 1, 0]])  # a break is the higher class
        assert source.colormap(1)[5] == colour_table()[5] and source.nodata == 0
    assert read_class_names(tmp_path / "class.tif")[5] == "very high (0.8-1)"
