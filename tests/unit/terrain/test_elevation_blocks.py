"""The DEM that factors read in windows."""

import numpy as np
import pytest
from rasterio.windows import Window

from scarpwatch.terrain.elevation_blocks import (
    Elevation,
    assembled,
    continued,
    elevation_of,
    in_blocks,
    whole,
)


def test_an_array_is_read_in_windows():
    height = np.arange(12.0).reshape(3, 4)
    dem = elevation_of(height, (10.0, 20.0))
    assert (dem.shape, dem.cell_size) == ((3, 4), (10.0, 20.0))
    np.testing.assert_array_equal(dem.read(Window(1, 2, 3, 1)), [[9.0, 10.0, 11.0]])


def test_blocks_are_put_together_and_what_none_covers_is_unknown():
    blocks = [
        (Window(0, 0, 2, 1), np.array([[1, 2]], np.float32)),
        (Window(1, 1, 1, 1), np.ones((1, 1), np.float32)),
    ]
    np.testing.assert_array_equal(assembled(iter(blocks), (2, 2)), [[1, 2], [np.nan, 1]])


@pytest.mark.parametrize(
    ("shape", "cell_size", "fault"),
    [
        ((0, 3), (1.0, 1.0), "no cell"),
        ((3, 3), (1.0, 0.0), "positive"),
        ((3, 3), (float("nan"), 1.0), "positive"),
    ],
)
def test_it_refuses_what_has_no_meaning(shape, cell_size, fault):
    with pytest.raises(ValueError, match=fault):
        Elevation(lambda window: np.zeros(shape), shape, cell_size)


@pytest.mark.parametrize("block_mb", [1e-4, 100.0])
def test_a_whole_and_its_blocks_are_the_same(block_mb):
    height = np.arange(600.0).reshape(20, 30)
    dem = elevation_of(height, (1.0, 1.0), block_mb=block_mb)
    np.testing.assert_array_equal(whole(dem), height)
    np.testing.assert_array_equal(assembled(in_blocks(whole(dem), dem), dem.shape), height)


def test_rows_go_on_beyond_the_ends_as_far_as_there_are_rows_to_mirror():
    rows = np.array([[1.0], [2.0], [4.0]])
    found = continued(rows, (3, 1)).ravel()
    np.testing.assert_array_equal(found, [np.nan, -2.0, 0.0, 1.0, 2.0, 4.0, 6.0])
