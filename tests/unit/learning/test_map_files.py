import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.grids.class_names import read_class_names
from scarpwatch.grids.grid import Grid
from scarpwatch.learning.map_files import (
    INDEX,
    PROBABILITY,
    SIGMA,
    write_applicable_map,
    write_class_map,
    write_density_map,
    write_number_map,
)
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


@pytest.mark.parametrize(
    ("layer", "known", "meaning"),
    [
        (INDEX, (0.1, 0.8), "is not a probability"),
        (SIGMA, (0.01, 0.02), "standard deviation of the susceptibility index"),
        (PROBABILITY, (0.01, 0.3), "probability that the unit holds at least one"),
    ],
)
def test_each_number_of_the_units_is_a_map_of_one_band(tmp_path, rated, layer, known, meaning):
    write_number_map(tmp_path / "map.tif", layer, rated, UNITS, GRID, {"ALGORITHM": "rf"})
    with rasterio.open(tmp_path / "map.tif") as source:
        assert source.count == 1 and source.dtypes == ("float32",) and np.isnan(source.nodata)
        assert source.descriptions == (layer.description,)
        assert source.tags()["ALGORITHM"] == "rf" and meaning in source.tags()["MEANING"]
        found = source.read(1)
    nan, (low, high) = np.nan, known
    np.testing.assert_array_equal(found, np.array([[nan, high, high], [nan, low, nan]], np.float32))


def test_the_area_of_applicability_is_a_map_of_two_classes(tmp_path, rated):
    write_applicable_map(tmp_path / "inside.tif", rated, UNITS, GRID, {})
    with rasterio.open(tmp_path / "inside.tif") as source:
        np.testing.assert_array_equal(source.read(1), [[255, 0, 0], [1, 1, 255]])
        assert source.nodata == 255
    assert read_class_names(tmp_path / "inside.tif")[0] == "outside the area of applicability"


def test_a_density_that_was_not_modelled_is_told_and_not_zero(tmp_path):
    counted = pd.DataFrame({"unit_id": [2, 4], "observed_density": [0.0, 2.5]})
    for column in ("observed_density", "expected_density"):
        write_density_map(tmp_path / f"{column}.tif", column, counted, UNITS, GRID, {})
    with rasterio.open(tmp_path / "observed_density.tif") as source:
        np.testing.assert_array_equal(source.read(1), [[np.nan, 2.5, 2.5], [np.nan, 0, np.nan]])
        assert "NOTE" not in source.tags()
    with rasterio.open(tmp_path / "expected_density.tif") as source:
        assert np.isnan(source.read(1)).all() and "not modelled" in source.tags()["NOTE"]


def test_classes_have_their_limits_and_colours(tmp_path, rated):
    write_class_map(tmp_path / "class.tif", rated, UNITS, GRID, BREAKS, {"ALGORITHM": "rf"})
    with rasterio.open(tmp_path / "class.tif") as source:
        np.testing.assert_array_equal(source.read(1), [[0, 5, 5], [0, 1, 0]])  # a break is the higher class
        assert source.colormap(1)[5] == colour_table()[5] and source.nodata == 0
    assert read_class_names(tmp_path / "class.tif")[5] == "very high (0.8-1)"
