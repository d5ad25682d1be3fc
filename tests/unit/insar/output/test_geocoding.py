import numpy as np
import pytest
from affine import Affine
from radar_grids import GRID, rotated_radar
from rasterio.crs import CRS
from rasterio.windows import Window
from scipy.ndimage import gaussian_filter

from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid
from scarpwatch.insar.output.geocoding import (
    Registration,
    geocode,
    locate,
    map_places,
    position,
    positions,
    radar_lookup,
    register,
    registration_record,
)

WHOLE = Window(0, 0, *GRID.shape[::-1])


def lookup(longitude, latitude):
    return radar_lookup(*map_places(longitude, latitude, GRID), WHOLE)


def test_a_linear_surface_comes_back_exactly_and_without_holes():
    longitude, latitude, x, y = rotated_radar()
    row, column = lookup(longitude, latitude)
    layer = (0.003 * (x - 743_000) - 0.002 * (y - 4_057_000)).astype(np.float64)
    mapped = geocode(layer, row, column)
    cx, cy = GRID.centres()
    expected = 0.003 * (cx[None, :] - 743_000) - 0.002 * (cy[:, None] - 4_057_000)
    inside = np.isfinite(row)
    assert inside[10:-10, 20:-20].all()
    np.testing.assert_allclose(mapped[inside], expected[inside], atol=2e-3)


def test_nothing_is_extrapolated_beyond_the_swath_or_into_gaps():
    longitude, latitude, _, _ = rotated_radar(shape=(40, 40))
    row, column = lookup(longitude, latitude)
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
    row, _ = lookup(longitude, latitude)
    assert np.isnan(row).any()


def test_a_lookup_in_blocks_is_that_of_the_whole():
    longitude, latitude, _, _ = rotated_radar()
    places = map_places(longitude, latitude, GRID)
    whole = radar_lookup(*places, WHOLE)
    for top, height in ((0, 7), (30, 1), (GRID.shape[0] - 20, 20)):
        block = radar_lookup(*places, Window(0, top, GRID.shape[1], height))
        for part, all_of_it in zip(block, whole, strict=True):
            np.testing.assert_array_equal(part, all_of_it[top : top + height])


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


@pytest.mark.parametrize("shift", [(0, 0), (1, 0), (0, -1), (-3, 2)])
def test_a_sample_of_the_cells_tells_the_shift_that_all_of_them_tell(shift):
    rng = np.random.default_rng(4)
    dem = gaussian_filter(rng.normal(0, 1, (400, 400)), 4) * 300
    height = np.roll(dem, shift, axis=(0, 1)) + rng.normal(0, 3, dem.shape)
    height[rng.random(dem.shape) < 0.3] = np.nan
    whole, sampled = register(height, dem), register(height, dem, cells=2000)
    assert whole.shift == sampled.shift == shift
    assert sampled.correlation == pytest.approx(whole.correlation, abs=0.05)


def test_a_plane_fits_wherever_it_lies():
    plane = 3.1 * np.arange(60)[:, None] + 0.7 * np.arange(50)
    assert register(plane, np.rint(plane)).shift == register(plane, plane).shift == (0, 0)
    assert register(np.full((60, 50), 7.0), plane) == Registration((0, 0), 0.0)


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
    found = registration_record(Registration((1, 0), np.nan), 1, 2, where="velocity.nc")
    assert found == {"covered_share": 0.5, "shift_cells": (1, 0), "height_correlation": None}
    with pytest.raises(DataError, match=r"velocity\.nc.*none of the pixels"):
        registration_record(Registration((0, 0), 0.9), 0, 2, where="velocity.nc")


@pytest.mark.parametrize("west", [179.5, -180.5])
def test_places_across_the_180th_meridian(west):
    grid = Grid(CRS.from_epsg(4326), Affine(0.01, 0, west, 0, -0.01, -16), (100, 100))
    for longitude, column in ((179.905, 40), (-179.895, 60)):
        assert locate(longitude, -16.105, grid) == (10, column)
        assert position(10, column, grid) == pytest.approx((longitude, -16.105))
        assert positions(Window(column, 10, 1, 1), grid)[0].item() == pytest.approx(longitude)
    latitudes, longitudes = np.meshgrid(*grid.centres()[::-1], indexing="ij")
    turned_round = np.where(longitudes > 180, longitudes - 360, longitudes)
    assert locate(-179.895, -16.105, Grid(None, Affine.identity(), grid.shape), latitudes, turned_round) == (
        10,
        60,
    )
    assert locate(179.905, -16.105, Grid(None, Affine.identity(), grid.shape), latitudes, turned_round) == (
        10,
        40,
    )
