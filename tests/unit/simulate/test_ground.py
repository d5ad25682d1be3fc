import numpy as np
import pytest
from matplotlib import cbook
from rasterio.crs import CRS

from scarpwatch.simulate.ground import load_terrain, simulate_cover, simulate_motion


@pytest.fixture(scope="module")
def terrain():
    return load_terrain(100.0, None, seed=1)


def test_the_whole_terrain_is_the_fault_at_jacksboro(terrain):
    elevation, grid, source = terrain
    assert "Jacksboro" in source
    assert grid.crs == CRS.from_epsg(32616)
    assert grid.cell_size == (100, 100)
    assert elevation.shape == grid.shape
    assert elevation.dtype == np.float32
    # 0.287 by 0.336 degrees at 36.6 N is some 31.8 by 30 km, less the margins.
    assert np.array(grid.shape) * 0.1 == pytest.approx([30, 28.3], abs=1.2)
    assert elevation.min() == pytest.approx(236, abs=15)
    assert elevation.max() == pytest.approx(1076, abs=25)


def test_a_smaller_area_is_cut_from_the_middle(terrain):
    elevation, grid, _ = terrain
    part, where, _ = load_terrain(100.0, 6.0, seed=1)
    assert part.shape == pytest.approx((60, 60), abs=1)
    left, bottom, right, top = grid.bounds
    west, south, east, north = where.bounds
    assert ((west + east) / 2, (south + north) / 2) == pytest.approx(
        ((left + right) / 2, (bottom + top) / 2), abs=150
    )
    column, row = (round(value) for value in ~grid.transform @ (west, north))
    same = elevation[row : row + part.shape[0], column : column + part.shape[1]]
    assert np.abs(part - same).mean() < 0.5  # the warp is approximate; a cell aside it would be 20


def test_without_the_sample_data_a_generated_terrain_stands_in(terrain, monkeypatch):
    def missing(name, **_):
        raise FileNotFoundError(name)

    monkeypatch.setattr(cbook, "get_sample_data", missing)
    elevation, grid, source = load_terrain(100.0, None, seed=1)
    assert "generated" in source
    assert np.array(grid.shape) == pytest.approx(np.array(terrain[1].shape), abs=2)
    assert np.isfinite(elevation).all()
    assert elevation.std() == pytest.approx(150, rel=0.2)
    again, _, _ = load_terrain(100.0, None, seed=1)
    other, _, _ = load_terrain(100.0, None, seed=2)
    np.testing.assert_array_equal(again, elevation)
    assert np.abs(other - elevation).mean() > 50


def test_cover_follows_the_terrain(terrain):
    elevation, _, _ = terrain
    ndvi, rocks = simulate_cover(elevation, 100.0, seed=1)
    assert ndvi.shape == rocks.shape == elevation.shape
    assert 0 <= ndvi.min() < ndvi.max() <= 0.9
    assert ndvi.mean() == pytest.approx(0.55, abs=0.02)
    assert np.corrcoef(ndvi.ravel(), elevation.ravel())[0, 1] > 0.3
    shares = {code: (rocks == code).mean() for code in range(1, 6)}
    assert sum(shares.values()) == 1
    assert min(shares.values()) > 0.05
    assert shares[4] == pytest.approx(0.12, abs=0.01)
    assert elevation[rocks == 4].mean() < elevation.mean() - 0.5 * elevation.std()


def test_motion_has_the_shares_it_is_said_to_have():
    motion = simulate_motion((600, 600), 50.0, seed=3)
    rate = 100 * motion.rate  # cm/yr
    assert (rate == 0).mean() == pytest.approx(0.6, abs=0.08)
    speed = np.abs(rate)
    assert (speed < 1).mean() == pytest.approx(0.75, abs=0.08)
    assert ((speed >= 1) & (speed < 2)).mean() == pytest.approx(0.2, abs=0.08)
    assert -8.5 < rate.min() < -4.5
    assert 1.5 < rate.max() <= 3
    assert np.abs(motion.annual).max() <= 0.006 + 1e-8
    assert motion.annual.std() == pytest.approx(0.003, rel=0.15)


def test_motion_belongs_to_the_seed():
    first, again, other = (simulate_motion((80, 80), 50.0, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.rate, again.rate)
    np.testing.assert_array_equal(first.annual, again.annual)
    assert np.abs(first.rate - other.rate).max() > 0.01
