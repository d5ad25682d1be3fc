"""Height above the nearest drainage where it is known, and beside a plain walk down the flow."""

import numpy as np
import pytest
from terrain_surfaces import derived, require_same_in_blocks, rough, valley

from scarpwatch.errors import DataError
from scarpwatch.terrain.factors.height_above_drainage import derive
from scarpwatch.terrain.flow import route_flow


def test_a_valley_rises_from_its_channel():
    """The middle drains 3,100 m2 a row: from 0.01 km2 on, that is from row 3, it is a channel."""
    row, column = np.mgrid[:41, :31]
    expected = 10.0 * np.abs(column - 15) + 3.0 * np.maximum(3 - row, 0)
    np.testing.assert_allclose(derived(derive, valley(), from_dem_km2=0.01), expected, atol=1e-4)


def test_rough_ground_agrees_with_a_plain_walk_down_the_flow():
    height = rough((60, 70), seed=3)
    flow = route_flow(height, (10.0, 12.0))
    found = derived(derive, height, (10.0, 12.0), from_dem_km2=0.012)
    for cell, value in enumerate(found.ravel()):
        at = cell
        while at >= 0 and flow.cells[at] < 100:
            at = flow.downstream[at]
        if np.isnan(height.flat[cell]) or at < 0:
            assert np.isnan(value)
        else:
            assert value == np.float32(height.flat[cell] - height.flat[at])
    assert 0.2 < np.isfinite(found).mean() < 0.95


def test_a_cell_whose_flow_leaves_before_a_channel_is_unknown():
    """A roof: the western half drains to a channel along its foot, the eastern half row by row over the edge."""
    row, column = np.mgrid[:41, :31]
    height = np.where(column <= 15, 10.0 * column + 3.0 * (40 - row), 10.0 * (30 - column) + 5.0 * (row % 2))
    height[:, 0] += 20.0  # a bank, so that the channel runs along column 1
    found = derived(derive, height, from_dem_km2=0.02)
    assert np.isfinite(found[:, 1:15]).all()
    assert np.isnan(found[:, 17:]).all()


def test_blocks_leave_no_seam():
    require_same_in_blocks(derive, from_dem_km2=0.02)


def test_without_a_channel_the_error_says_what_to_do():
    with pytest.raises(DataError, match=r"no channel of the DEM drains 1 km2\. Lower the value"):
        derived(derive, valley())


def test_what_has_no_meaning_is_refused_at_once():
    with pytest.raises(ValueError, match="drained area of 0 km2"):
        derive(None, from_dem_km2=0.0)
