"""Topographic position index on surfaces where it is known, and beside a plain loop."""

import numpy as np
import pytest
from terrain_surfaces import derived, require_same_in_blocks, rough, surface

from scarpwatch.errors import ConfigError
from scarpwatch.terrain.factors.topographic_position_index import derive


def plain(height, radius, cell_size):
    """Elevation less the mean of the disk, from the definition, with the surface turned about its edges beyond them."""
    rows, columns = int(radius / cell_size[1]), int(radius / cell_size[0])
    row, column = np.mgrid[-rows : rows + 1, -columns : columns + 1]
    mask = np.hypot(row * cell_size[1], column * cell_size[0]) <= radius + 1e-6
    around = np.pad(
        height.astype(float), ((rows, rows), (columns, columns)), mode="reflect", reflect_type="odd"
    )
    result = np.full(height.shape, np.nan)
    for r, c in np.ndindex(height.shape):
        inside = around[r : r + 2 * rows + 1, c : c + 2 * columns + 1][mask]
        if np.isfinite(height[r, c]) and 2 * np.isfinite(inside).sum() >= inside.size:
            result[r, c] = height[r, c] - np.nanmean(inside)
    return result


def test_a_plane_has_none_up_to_the_edge():
    plane, _, _ = surface(lambda x, y: 100 + 0.3 * x - 0.4 * y)
    np.testing.assert_allclose(derived(derive, plane, radius_m=150.0), 0.0, atol=1e-3)


def test_a_paraboloid_lies_above_its_surroundings_by_the_mean_square_of_their_distance():
    """The mean of x^2 + y^2 over the cells of a disk: near to half of its radius squared."""
    cap, _, _ = surface(lambda x, y: -1e-3 * ((x - 250) ** 2 + (y - 200) ** 2))
    row, column = np.mgrid[-10:11, -10:11] * 10.0
    squares = (row**2 + column**2)[np.hypot(row, column) <= 100]
    assert squares.mean() == pytest.approx(100**2 / 2, rel=0.02)
    found = derived(derive, cap, radius_m=100.0)[11:-11, 11:-11]
    np.testing.assert_allclose(found, 1e-3 * squares.mean(), atol=1e-3)


@pytest.mark.parametrize("radius", [12.0, 70.0])
def test_rough_ground_agrees_with_a_plain_loop(radius):
    height = rough((26, 31), holes=4)
    found, expected = (
        derived(derive, height, (10.0, 12.0), radius_m=radius),
        plain(height, radius, (10.0, 12.0)),
    )
    np.testing.assert_allclose(found, expected, atol=1e-3)
    assert np.isfinite(found).sum() > 600


def test_a_ridge_is_positive_and_a_valley_negative():
    ridges, _, _ = surface(lambda x, y: 50 * np.sin(2 * np.pi * y / 400), (80, 60))
    found = derived(derive, ridges, radius_m=150.0)
    assert (np.sign(found) == np.sign(ridges)).mean() > 0.99


def test_blocks_leave_no_seam():
    require_same_in_blocks(derive, radius_m=130.0)


def test_a_radius_of_less_than_a_cell_is_refused_at_once():
    with pytest.raises(ConfigError, match="less than a cell"):
        derived(derive, np.zeros((9, 9)), radius_m=9.0)
