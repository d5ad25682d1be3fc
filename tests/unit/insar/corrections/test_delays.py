"""The apparent displacement by known delays."""

import numpy as np
import pytest
from affine import Affine
from pyproj import Transformer
from rasterio.crs import CRS
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.insar.corrections.delays import Delays, sample_raster

REFERENCE = slice(0, 2), slice(0, 2)
GRID = Grid(CRS.from_epsg(4326), Affine(0.01, 0, 10, 0, -0.01, 47), (40, 60))


def plane(grid=GRID):
    x, y = np.meshgrid(*grid.centres())
    return (2.0 + 0.1 * (x - 10) + 0.3 * (y - 47)).astype(np.float32)


@pytest.fixture
def files(tmp_path):
    """Delays of three dates, each a centimetre longer than the one before."""
    paths = [tmp_path / f"{number}.tif" for number in range(3)]
    for number, path in enumerate(paths):
        write_raster(path, plane() + np.float32(0.01 * number), GRID)
    return paths


def test_values_are_bilinear_in_any_coordinate_system(tmp_path):
    utm = Grid(CRS.from_epsg(32632), Affine(500, 0, 580_000, 0, -500, 5_200_000), (60, 80))
    x, y = np.meshgrid(*utm.centres())
    write_raster(tmp_path / "utm.tif", (x / 1e5 + y / 1e6).astype(np.float32), utm)
    rng = np.random.default_rng(0)
    px, py = rng.uniform(582_000, 615_000, 50), rng.uniform(5_175_000, 5_198_000, 50)
    position = Transformer.from_crs(32632, 4326, always_xy=True).transform(px, py)
    np.testing.assert_allclose(sample_raster(tmp_path / "utm.tif", *position), px / 1e5 + py / 1e6, atol=1e-5)


def test_outside_and_beside_gaps_there_is_no_value(tmp_path):
    values = plane()
    values[10, 10] = np.nan
    write_raster(tmp_path / "gap.tif", values, GRID)
    found = sample_raster(
        tmp_path / "gap.tif", np.array([9.9, 10.1025, 10.3]), np.array([46.9, 46.8975, 46.8])
    )
    assert np.isnan(found[:2]).all()
    assert found[2] == pytest.approx(2.0 + 0.03 - 0.06, abs=1e-5)
    assert np.isnan(sample_raster(tmp_path / "gap.tif", np.array([9.0]), np.array([46.9]))).all()


def test_a_cell_of_zero_costs_its_date_there_and_moves_nothing(files):
    values = plane() + np.float32(0.01)
    values[20, 20] = 0
    write_raster(files[1], values, GRID)
    longitude, latitude = np.meshgrid(*GRID.centres())
    apparent = Delays(files, longitude, latitude, np.zeros(GRID.shape), direction="zenith")(
        Window(0, 0, 60, 40)
    )
    gap = np.isnan(apparent[1])
    assert gap[20, 20]
    assert gap.sum() <= 9
    np.testing.assert_allclose(apparent[1][~gap], -0.01, atol=1e-6)
    np.testing.assert_allclose(apparent[2], -0.02, atol=1e-6)


def test_a_longer_path_looks_like_ground_that_moved_away(files):
    longitude, latitude = np.meshgrid(np.linspace(10.1, 10.4, 8), np.linspace(46.9, 46.7, 6))
    incidence = np.full((6, 8), np.deg2rad(60))
    window = Window(2, 1, 4, 3)
    oblique = Delays(files, longitude, latitude, incidence, direction="zenith")(window)
    assert oblique.shape == (3, 3, 4)
    np.testing.assert_allclose(oblique[0], 0)
    np.testing.assert_allclose(oblique[2], -0.04, atol=1e-5)
    along = Delays(files, longitude, latitude, incidence, direction="line_of_sight")(window)
    np.testing.assert_allclose(along[2], -0.02, atol=1e-5)


def test_rasters_that_miss_the_ground_are_refused(files):
    longitude, latitude = np.meshgrid(np.linspace(10.4, 11.0, 8), np.linspace(46.9, 46.7, 6))
    delays = Delays(
        files,
        longitude,
        latitude,
        np.zeros((6, 8)),
        direction="zenith",
    )
    with pytest.raises(InputError, match="for 38% of the stack's trusted pixels only"):
        delays.require_cover(np.ones((6, 8), bool), REFERENCE)
    wanted = np.zeros((6, 8), bool)
    wanted[:, :2] = True
    delays.require_cover(wanted, REFERENCE)


def test_rasters_with_a_gap_at_the_reference_are_refused(files):
    longitude, latitude = np.meshgrid(*GRID.centres())
    delays = Delays(files, longitude, latitude, np.zeros(GRID.shape), direction="zenith")
    delays.require_cover(np.ones(GRID.shape, bool), REFERENCE)
    values = plane() + np.float32(0.01)
    values[:4, :4] = 0
    write_raster(files[1], values, GRID)
    with pytest.raises(InputError, match="no delay at the reference point") as caught:
        delays.require_cover(np.ones(GRID.shape, bool), REFERENCE)
    assert caught.value.where == str(files[1])
    delays.require_cover(np.ones(GRID.shape, bool), (slice(10, 12), slice(10, 12)))
