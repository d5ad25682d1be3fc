"""Interpolation between nodes and heights: quantities of known form come back."""

import numpy as np
import pytest

from scarpwatch.stacks.snap.smooth_field import SmoothField, fill_height, heights_of


def test_a_cubic_surface_quadratic_in_height_is_met_in_every_cell() -> None:
    def compute(rows, columns, height):
        return 3 + 1e-3 * rows**2 * columns - 2e-7 * columns**3 + 0.5 * height + 1e-4 * height**2 * rows

    shape = (530, 410)
    height = np.random.default_rng(2).uniform(-50, 900, shape)
    rows, columns = np.arange(530.0)[:, None], np.arange(410.0)[None, :]
    found = SmoothField(compute, shape, heights_of(height)).at(height)
    assert np.allclose(found, compute(rows, columns, height), rtol=1e-9, atol=1e-6)


def test_where_the_height_is_not_known_nothing_is() -> None:
    field = SmoothField(lambda rows, columns, height: rows + columns + height, (5, 6), (0, 10))
    height = np.zeros((5, 6))
    height[2, 3] = np.nan
    assert np.isnan(field.at(height)).sum() == 1
    assert field.at(height)[4, 5] == pytest.approx(9)


def test_heights_are_filled_with_their_mean() -> None:
    height = np.array([[1.0, np.nan], [3.0, 5.0]])
    assert fill_height(height).tolist() == [[1, 3], [3, 5]]
    assert fill_height(np.full((2, 2), np.nan)).tolist() == [[0, 0], [0, 0]]
    assert heights_of(height) == (1, 5)
    assert heights_of(np.array([np.nan])) == (0, 0)
