import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import Point

from scarpwatch.grids.grid import Grid
from scarpwatch.simulate.lines import FAULT_STRIKE_DEG, simulate_faults, simulate_roads

GRID = Grid(CRS.from_epsg(32616), Affine(100, 0, 740_000, 0, -100, 4_060_000), (300, 300))


def inside(table):
    west, south, east, north = table.total_bounds
    left, bottom, right, top = GRID.bounds
    return left <= west and south >= bottom and east <= right and north <= top


def test_faults_run_along_strike():
    faults = simulate_faults(GRID, seed=2)
    assert faults.crs == GRID.crs
    assert inside(faults)
    assert set(faults.geom_type) == {"LineString"}
    assert faults["fault"].nunique() == 9  # 900 km2
    assert faults.length.max() < 16_000
    whole = faults[faults.length > 4000]
    ends = [np.diff(np.array([line.coords[0], line.coords[-1]]), axis=0)[0] for line in whole.geometry]
    strikes = [np.rad2deg(np.arctan2(east, north)) % 180 for east, north in ends]
    assert np.median(strikes) == pytest.approx(FAULT_STRIKE_DEG, abs=8)


def test_level_ground_has_straight_roads():
    roads = simulate_roads(np.full(GRID.shape, 300, np.float32), GRID, seed=2)
    assert inside(roads)
    assert len(roads) == 14  # between 15 places on 900 km2
    for line in roads.geometry:
        east, north = np.abs(np.subtract(line.coords[-1], line.coords[0]))
        # The shortest way in eight directions
        shortest = max(east, north) + (np.sqrt(2) - 1) * min(east, north)
        assert line.length == pytest.approx(shortest, rel=1e-6)


def test_roads_cross_a_ridge_at_the_pass():
    height = np.full(GRID.shape, 300, np.float32)
    height[:, 140:160] = 900
    height[90:111, 140:160] = 300  # the pass
    roads = simulate_roads(height, GRID, seed=2)
    x = GRID.bounds[0] + 150 * 100
    crossings = [Point(point) for line in roads.geometry for point in line.coords if abs(point[0] - x) <= 600]
    assert crossings  # places lie on both sides
    rows = np.array([(GRID.bounds[3] - point.y) / 100 for point in crossings])
    assert ((rows >= 90) & (rows <= 111)).all()


def test_lines_belong_to_the_seed():
    height = np.random.default_rng(0).normal(300, 30, GRID.shape).astype(np.float32)
    assert simulate_faults(GRID, 1).equals(simulate_faults(GRID, 1))
    assert not simulate_faults(GRID, 1).equals(simulate_faults(GRID, 2))
    assert simulate_roads(height, GRID, 1).equals(simulate_roads(height, GRID, 1))
    assert not simulate_roads(height, GRID, 1).equals(simulate_roads(height, GRID, 2))
