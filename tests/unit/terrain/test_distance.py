"""Distances to lines, against the geometric distance."""

import numpy as np
import pytest
import shapely
from affine import Affine
from rasterio.crs import CRS
from scipy.ndimage import distance_transform_edt
from shapely.geometry import LineString, MultiLineString, Polygon

from scarpwatch.grids.grid import Grid
from scarpwatch.terrain.distance import distance_to_cells, distance_to_features

GRID = Grid(CRS.from_epsg(32617), Affine(10, 0, 500000, 0, -10, 4000000), (50, 60))


def geometric(line, grid):
    """Distance of every cell centre to the line itself."""
    x, y = np.meshgrid(*grid.centres())
    return shapely.distance(line, shapely.points(x, y))


@pytest.mark.parametrize("grid", [GRID, Grid(GRID.crs, Affine(10, 0, 500000, 0, -20, 4000000), (25, 60))])
def test_distances_are_true_to_a_cell_diagonal(grid):
    line = LineString([(500031, 3999987), (500322, 3999733), (500555, 3999801)])
    expected = geometric(line, grid)
    found = distance_to_features([line], grid, 5000.0)
    assert np.abs(found - expected).max() <= np.hypot(*grid.cell_size)


@pytest.mark.parametrize("size", [(10.0, 10.0), (10.0, 12.3)])
def test_distances_are_those_of_scipy_to_the_byte(size):
    width, height = size
    grid = Grid(GRID.crs, Affine(width, 0, 500000, 0, -height, 4000000), (120, 150))
    burnt = np.random.default_rng(3).random(grid.shape) < 0.002
    x, y = np.meshgrid(*grid.centres())
    found = distance_to_features(shapely.points(x[burnt], y[burnt]), grid, 300.0)
    expected = np.minimum(distance_transform_edt(~burnt, sampling=(height, width)), 300.0)
    np.testing.assert_array_equal(found, expected.astype(np.float32))


def test_a_line_along_cell_centres_is_exact():
    line = LineString([(500005, 3999995), (500595, 3999995)])
    found = distance_to_features([line], GRID, 5000.0)
    np.testing.assert_array_equal(found, np.repeat(10.0 * np.arange(50)[:, None], 60, axis=1))


def test_a_line_outside_counts_up_to_the_cap():
    line = LineString([(499795, 3999000), (499795, 4001000)])  # 205 m west of the first column's centres
    found = distance_to_features([line], GRID, 400.0)
    expected = np.minimum(210.0 + 10 * np.arange(60), 400.0)
    np.testing.assert_array_equal(found, np.repeat(expected[None, :], 50, axis=0))


def test_far_and_no_features_give_the_cap():
    far = LineString([(0, 0), (1, 1)])
    for shapes in ([far], [], [None, LineString()]):
        assert (distance_to_features(shapes, GRID, 300.0) == 300).all()


def test_inside_a_polygon_the_distance_is_zero_and_parts_all_count():
    lake = Polygon([(500100, 3999800), (500200, 3999800), (500200, 3999900), (500100, 3999900)])
    found = distance_to_features([lake], GRID, 1000.0)
    assert (found[10:20, 10:20] == 0).all()
    both = MultiLineString([[(500005, 3999995), (500005, 3999505)], [(500595, 3999995), (500595, 3999505)]])
    found = distance_to_features([both], GRID, 1000.0)
    np.testing.assert_array_equal(found[25], 10.0 * np.minimum(np.arange(60), 59 - np.arange(60)))


def test_a_cap_of_nothing_is_refused():
    with pytest.raises(ValueError, match="not positive"):
        distance_to_features([], GRID, 0.0)


@pytest.mark.parametrize("size", [(10.0, 10.0), (10.0, 25.0)])
def test_distance_to_marked_cells_is_exact_and_without_any_infinite(size):
    marked = np.random.default_rng(3).random((70, 90)) < 0.002
    assert marked.sum() > 5
    expected = distance_transform_edt(~marked, sampling=size[::-1])
    np.testing.assert_array_equal(distance_to_cells(marked, size), expected.astype(np.float32))
    assert np.isinf(distance_to_cells(np.zeros((4, 5), bool), size)).all()
