"""Distance to ridges where they are known, and beside a plain walk down the flow."""

import numpy as np
import pytest
from scipy.ndimage import distance_transform_edt
from terrain_surfaces import derived, require_same_in_blocks, rough, valley

from scarpwatch.errors import DataError
from scarpwatch.terrain.factors.distance_to_ridge import derive
from scarpwatch.terrain.flow import route_flow


def plain_catchments(flow, threshold):
    """The lowest cell of the channel that each cell drains into, walked down cell by cell; -1 for none."""
    result = np.full(flow.downstream.size, -1)
    for cell in range(flow.downstream.size):
        at = cell
        while at >= 0 and flow.cells[at] < threshold:
            at = flow.downstream[at]
        while at >= 0 and flow.downstream[at] >= 0 and flow.main[flow.downstream[at]] == at:
            at = flow.downstream[at]
        result[cell] = max(at, -1)
    return result.reshape(flow.shape)


def test_between_two_valleys_the_distance_is_that_to_the_crest():
    row, column = np.mgrid[:50, :61]
    height = 10.0 * np.minimum(np.abs(column - 10), np.abs(column - 50)) + 3.0 * (49 - row)
    found = derived(derive, height, from_dem_km2=0.02)
    np.testing.assert_allclose(found, 10.0 * np.abs(column - 30), atol=1e-3)


def test_rough_ground_agrees_with_a_plain_walk_down_the_flow():
    height, cell_size = rough((60, 70), seed=3), (10.0, 12.0)
    flow = route_flow(height, cell_size)
    catchment, channel = plain_catchments(flow, 100), (flow.cells >= 100).reshape(flow.shape)
    ridge = np.zeros(height.shape, bool)
    for row, column in np.ndindex(height.shape):
        for r, c in ((row, column + 1), (row + 1, column)):
            if r < 60 and c < 70 and not channel[row, column] and not channel[r, c]:
                apart = catchment[row, column] != catchment[r, c]
                if apart and np.isfinite(height[row, column] + height[r, c]):
                    ridge[(row, column) if height[row, column] >= height[r, c] else (r, c)] = True
    assert len(np.unique(catchment)) > 5
    expected = distance_transform_edt(~ridge, sampling=cell_size[::-1])
    expected[np.isnan(height)] = np.nan
    np.testing.assert_allclose(derived(derive, height, cell_size, from_dem_km2=0.012), expected, rtol=1e-6)


def test_a_confluence_is_no_ridge():
    """Two valleys that join: the ridge ends between them, and no channel is one."""
    row, column = np.mgrid[:60, :61]
    branch = np.where(row < 30, np.abs(np.abs(column - 30) - (30 - row)), np.abs(column - 30))
    height = (5.0 * branch + 2.0 * (59 - row)).astype(np.float32)
    flow = route_flow(height, (10.0, 10.0))
    channel = (flow.cells >= 300).reshape(flow.shape)
    found = derived(derive, height, from_dem_km2=0.03)
    assert channel.sum() > 50 and (found[channel] > 0).all()
    np.testing.assert_allclose(found[:20, 30], 0.0)  # the spur between the two
    np.testing.assert_allclose(found[59, 30], 300, atol=30)


def test_gaps_stay_gaps_and_blocks_leave_no_seam():
    require_same_in_blocks(derive, from_dem_km2=0.02)


def test_without_a_ridge_the_error_says_what_to_do():
    with pytest.raises(DataError, match=r"no ridge between catchments of 0\.01 km2\. Lower the value"):
        derived(derive, valley(), from_dem_km2=0.01)


def test_what_has_no_meaning_is_refused_at_once():
    with pytest.raises(ValueError, match="drained area of -1 km2"):
        derive(None, from_dem_km2=-1.0)
