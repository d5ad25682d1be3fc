"""Boxes and grids across the 180th meridian, and longitudes from 0 to 360."""

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.grids.longitudes import box_in, middle_longitude, plain_box, span, turned, turned_box, within
from scarpwatch.grids.warping import covering_window, warp_to_grid

DEGREES = CRS.from_epsg(4326)
# UTM zone 1 south, over Taveuni in Fiji: from 179.96 degrees east to 179.85 west.
UTM = Grid(CRS.from_epsg(32701), Affine(200, 0, 178_000, 0, -200, 8_150_000), (100, 100))


def in_degrees(west, columns=100, step=0.01):
    return Grid(DEGREES, Affine(step, 0, west, 0, -step, -16.0), (100, columns))


def test_a_box_goes_on_beyond_the_meridian():
    west, south, east, north = box_in(UTM.crs, DEGREES, UTM.bounds)
    assert 179.9 < west < 180 < east < 180.3
    assert -17 < south < north < -16
    assert box_in(UTM.crs, DEGREES, UTM.bounds, middle=-179) == pytest.approx(
        (west - 360, south, east - 360, north)
    )
    assert turned_box((285, -20, 286, -19), -74.6) == (-75, -20, -74, -19)
    assert box_in(UTM.crs, UTM.crs, UTM.bounds, middle=0) == pytest.approx(UTM.bounds)
    assert plain_box(DEGREES, (west, south, east, north)) is None
    assert plain_box(DEGREES, (10, 40, 11, 41)) == (10, 40, 11, 41)
    assert plain_box(UTM.crs, UTM.bounds) == UTM.bounds


def test_places_are_met_a_turn_further():
    places = np.array([179.9, -179.9, 180.1, 178, np.nan])
    assert within(places, 179.5, 180.5).tolist() == [True, True, True, False, False]
    assert within(places, -180.5, -179.5).tolist() == [True, True, True, False, False]
    assert within(np.array([286.0, -74.0, 74.0]), -75, -73).tolist() == [True, True, False]
    assert span(places[:4]) == pytest.approx((178, 180.1))
    assert span(np.array([-75.0, -74.0])) == (-75, -74)
    near = np.array([10.1, 370.1])
    assert turned(near, 12.0).tolist() == [10.1, pytest.approx(10.1)]
    assert turned(near, 12.0)[0] == near[0]
    assert turned(near, None) is near
    assert middle_longitude(in_degrees(179.5)) == pytest.approx(180.0)
    assert middle_longitude(UTM) is None


@pytest.mark.parametrize("west", [179.5, -180.5, 539.5])
def test_a_raster_that_crosses_the_meridian_is_warped_whole(tmp_path, west):
    source = in_degrees(west)
    x, y = np.meshgrid(*source.centres())
    write_raster(tmp_path / "a.tif", (x - west + 2 * y).astype(np.float32), source)
    assert covering_window(source, UTM).width < 60
    values = warp_to_grid(tmp_path / "a.tif", UTM)
    assert np.isfinite(values).all()
    steps = np.diff(values, axis=1)
    assert steps.max() < 0.003  # 200 m to the east are 0.0019 degrees, across the meridian too
    assert steps.min() > 0.0015


def test_of_a_raster_on_one_side_only_that_side_is_known(tmp_path):
    write_raster(tmp_path / "a.tif", np.ones((100, 100), np.float32), in_degrees(179.0))
    known = np.isfinite(warp_to_grid(tmp_path / "a.tif", UTM))
    assert 0.1 < known.mean() < 0.9
    assert known[:, 0].all()
    assert not known[:, -1].any()


def test_a_raster_that_counts_from_0_to_360_is_met(tmp_path):
    lima = Grid(CRS.from_epsg(32718), Affine(200, 0, 280_000, 0, -200, 8_670_000), (100, 100))
    source = Grid(DEGREES, Affine(0.25, 0, 0, 0, -0.25, 0), (80, 1440))
    x, _ = np.meshgrid(*source.centres())
    write_raster(tmp_path / "a.tif", x.astype(np.float32), source)
    values = warp_to_grid(tmp_path / "a.tif", lima)
    assert 282 < values.min() < values.max() < 284
