import numpy as np
import pytest
from affine import Affine
from radar_grids import GRID, rotated_radar
from rasterio.windows import Window

from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid
from scarpwatch.insar.output.geocoding import (
    Registration,
    geocode,
    locate,
    position,
    positions,
    radar_lookup,
    register,
    registration_record,
)


def test_a_linear_surface_comes_back_exactly_and_without_holes():
    longitude, latitude, x, y = rotated_radar()
    row, column = radar_lookup(longitude, latitude, GRID)
    layer = (0.003 * (x - 743_000) - 0.002 * (y - 4_057_000)).astype(np.float64)
    mapped = geocode(layer, row, column)
    cx, cy = GRID.centres()
    expected = 0.003 * (cx[None, :] - 743_000) - 0.002 * (cy[:, None] - 4_057_000)
    inside = np.isfinite(row)
    assert inside[10:-10, 20:-20].all()
    np.testing.assert_allclose(mapped[inside], expected[inside], atol=2e-3)


def test_nothing_is_extrapolated_beyond_the_swath_or_into_gaps():
    longitude, latitude, _, _ = rotated_radar(shape=(40, 40))
    row, column = radar_lookup(longitude, latitude, GRID)
    assert 0.2 < np.isfinite(row).mean() < 0.9
    layer = np.ones((40, 40))
    layer[15:25, 15:25] = np.nan
    mapped = geocode(layer, row, column)
    assert np.isnan(mapped[~np.isfinite(row)]).all()
    gap = (np.abs(row - 19.5) < 4) & (np.abs(column - 19.5) < 4)
    assert gap.any()
    assert np.isnan(mapped[gap]).all()


def test_cells_without_position_are_left_out():
    longitude, latitude, _, _ = rotated_radar()
    longitude[50:60, 50:60] = np.nan
    row, _ = radar_lookup(longitude, latitude, GRID)
    assert np.isnan(row).any()


def test_locate_and_position_are_inverse():
    longitude, latitude, _, _ = rotated_radar()
    place = position(30, 40, Grid(None, Affine.identity(), longitude.shape), latitude, longitude)
    assert locate(*place, Grid(None, Affine.identity(), longitude.shape), latitude, longitude) == (30, 40)
    assert locate(0.0, 0.0, Grid(None, Affine.identity(), longitude.shape), latitude, longitude) is None
    assert locate(*position(5, 7, GRID), GRID) == (5, 7)
    assert locate(0.0, 0.0, GRID) is None


def test_registration_finds_a_shift():
    rng = np.random.default_rng(0)
    dem = np.cumsum(np.cumsum(rng.normal(0, 1, (90, 90)), axis=0), axis=1)
    assert register(dem, dem).shift == (0, 0)
    assert register(dem, dem).correlation > 0.999
    assert register(np.roll(dem, (2, -1), axis=(0, 1)), dem).shift == (2, -1)


@pytest.mark.parametrize("shape", [(1, 1), (2, 9), (3, 3), (5, 6), (7, 40)])
def test_registration_of_a_small_map(shape):
    dem = np.cumsum(np.random.default_rng(0).normal(0, 1, shape), axis=1)
    found = register(dem, dem)
    assert found.shift == (0, 0)
    assert np.isnan(found.correlation) == (min(shape) < 7)


def test_positions_of_a_window_are_those_of_its_cells():
    longitude, latitude, _, _ = rotated_radar(shape=(20, 30))
    for grid, layers in ((Grid(None, Affine.identity(), (20, 30)), (latitude, longitude)), (GRID, ())):
        found = positions(Window(7, 4, 3, 2), grid, *layers)
        assert found[0].shape == (2, 3)
        expected = position(5, 9, grid, *layers)
        np.testing.assert_allclose((found[0][1, 2], found[1][1, 2]), expected, atol=1e-12)


def test_the_registration_is_told_with_the_share_of_cells_that_have_a_rate():
    covered = np.array([[True, False, False, False]])
    dem = np.array([[1.0, 2.0, np.nan, np.nan]])
    found = registration_record(Registration((1, 0), np.nan), covered, dem, where="velocity.nc")
    assert found == {"covered_share": 0.5, "shift_cells": (1, 0), "height_correlation": None}
    with pytest.raises(DataError, match=r"velocity\.nc.*none of the pixels"):
        registration_record(Registration((0, 0), 0.9), ~covered & False, dem, where="velocity.nc")
