"""The 3 x 3 windows, beside a plain loop over the cells."""

import numpy as np
import pytest
from terrain_surfaces import derived, require_same_in_blocks, rough, surface

from scarpwatch.terrain.elevation_blocks import elevation_of
from scarpwatch.terrain.neighbourhoods import array_neighbourhoods, neighbourhood_blocks, quartic


def weighted(around):
    """One number that every cell of the window moves, each in its own way."""
    return sum((k + 1) * values for k, values in enumerate(around))


def test_every_cell_gets_its_own_window():
    height = rough((9, 11))
    found = derived(lambda dem: neighbourhood_blocks(dem, weighted), height)
    for row in range(1, 8):
        for column in range(1, 10):
            window = height[row - 1 : row + 2, column - 1 : column + 2].astype(float)
            expected = (window.ravel() * np.arange(1, 10)).sum()
            np.testing.assert_allclose(found[row, column], expected, rtol=1e-6)


def test_the_surface_goes_on_linearly_beyond_the_edge():
    plane, _, _ = surface(lambda x, y: 2 * x - 3 * y)
    found = derived(lambda dem: neighbourhood_blocks(dem, lambda around: sum(around) - 9 * around[4]), plane)
    np.testing.assert_allclose(found, 0.0, atol=1e-6)


def test_a_hole_makes_its_eight_neighbours_unknown_whatever_is_computed():
    height = np.zeros((9, 9))
    height[4, 4] = np.nan
    found = derived(lambda dem: neighbourhood_blocks(dem, lambda around: np.ones(around[0].shape)), height)
    expected = np.ones((9, 9))
    expected[3:6, 3:6] = np.nan
    np.testing.assert_array_equal(found, expected)


def test_blocks_leave_no_seam():
    require_same_in_blocks(lambda dem: neighbourhood_blocks(dem, weighted))


def test_the_terms_of_a_quadratic_are_its_own():
    cell_size = (10.0, 25.0)
    height, x, y = surface(
        lambda x, y: 2e-4 * x**2 - 3e-4 * y**2 + 1e-4 * x * y + 0.2 * x + 0.1 * y, cell_size=cell_size
    )
    for rows, around in array_neighbourhoods(height):
        inside = np.s_[1:-1, 1:-1]
        terms = [term[inside] for term in quartic(around, cell_size)]
        across, up = x[rows][inside], y[rows][inside]
        expected = (2e-4, -3e-4, 1e-4, 4e-4 * across + 1e-4 * up + 0.2, -6e-4 * up + 1e-4 * across + 0.1)
        for term, truth in zip(terms, expected, strict=True):
            np.testing.assert_allclose(term, truth, atol=1e-9)


def test_it_refuses_a_strip():
    with pytest.raises(ValueError, match="3 x 3 window"):
        neighbourhood_blocks(elevation_of(np.zeros((2, 9)), (1.0, 1.0)), weighted)
