"""Flow routing on surfaces whose drainage is known."""

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.grids.grid import Grid
from scarpwatch.terrain.flow import (
    NO_DATA,
    OUTLET,
    channel_cells,
    least_cost_flood,
    river_lines,
    route_flow,
    stream_links,
)

UTM = CRS.from_epsg(32617)


def valley(rows=41, columns=31):
    """A V-shaped valley that falls to the south along its middle column."""
    row, column = np.mgrid[:rows, :columns]
    return (10.0 * np.abs(column - columns // 2) + 3.0 * (rows - 1 - row)).astype(np.float32)


def rough(shape=(80, 90), seed=1):
    """Noise with many pits, some cells unknown."""
    rng = np.random.default_rng(seed)
    height = rng.normal(100, 20, shape).astype(np.float32)
    height[10:14, 20:30] = np.nan
    return height


def test_a_valley_drains_along_its_middle_to_one_main_outlet():
    height = valley()
    flow = route_flow(height, (10.0, 10.0))
    cells = flow.cells.reshape(flow.shape)
    middle = 15
    downstream = flow.downstream.reshape(flow.shape)
    assert downstream[40, middle] == OUTLET
    np.testing.assert_array_equal(downstream[:-1, middle], (np.arange(1, 41)) * 31 + middle)
    assert cells[40, middle] == cells.max() > 0.9 * height.size
    assert (np.diff(cells[:, middle]) > 0).all()


def test_every_cell_drains_out_and_drainage_areas_add_up():
    height = rough()
    flow = route_flow(height, (30.0, 30.0))
    valid = np.isfinite(height).ravel()
    assert flow.order.size == valid.sum() == np.unique(flow.order).size
    assert (flow.downstream[~valid] == NO_DATA).all()
    place = np.full(height.size, -1)
    place[flow.order] = np.arange(flow.order.size)
    inner = flow.order[flow.downstream[flow.order] >= 0]
    assert (place[flow.downstream[inner]] < place[inner]).all()  # so no cycles, and all reach an outlet
    outlets = flow.order[flow.downstream[flow.order] == OUTLET]
    assert flow.cells[outlets].sum() == valid.sum()
    rows, columns = np.divmod(inner, flow.shape[1])
    to_rows, to_columns = np.divmod(flow.downstream[inner], flow.shape[1])
    assert max(np.abs(rows - to_rows).max(), np.abs(columns - to_columns).max()) == 1


def test_without_pits_flow_takes_the_steepest_way_down():
    row, column = np.mgrid[:30, :30]
    height = (2.0 * row + 1.3 * column + 0.01 * row * column).astype(np.float32)
    flow = route_flow(height, (1.0, 1.0))
    for r in range(1, 29):
        for c in range(1, 29):
            gradients = {
                (r + i) * 30 + c + j: (height[r, c] - height[r + i, c + j]) / np.hypot(i, j)
                for i in (-1, 0, 1)
                for j in (-1, 0, 1)
                if (i, j) != (0, 0)
            }
            assert flow.downstream[r * 30 + c] == max(gradients, key=gradients.get)


def test_a_pit_overflows_at_its_lowest_rim():
    height = np.full((9, 9), 50.0, np.float32)
    height[0], height[-1], height[:, 0], height[:, -1] = 0, 0, 0, 0
    height[3:6, 3:6] = 10  # a pit
    height[4, 6:8] = 20  # its lowest way out, to the east
    flow = route_flow(height, (1.0, 1.0))
    cell, path = 4 * 9 + 4, []
    while cell != OUTLET:
        path.append(cell)
        cell = int(flow.downstream[cell])
    assert 4 * 9 + 7 in path


def test_links_end_at_confluences():
    """Two valleys that join: three links."""
    row, column = np.mgrid[:60, :61]
    branch = np.where(row < 30, np.abs(np.abs(column - 30) - (30 - row)), np.abs(column - 30))
    height = (5.0 * branch + 2.0 * (59 - row)).astype(np.float32)
    flow = route_flow(height, (10.0, 10.0))
    links = stream_links(flow, 600)
    assert set(np.unique(links)) == {0, 1, 2, 3}
    assert links[59, 30] == 1  # numbered from the outlet


def test_river_lines_follow_the_flow_and_carry_the_drainage_area():
    grid = Grid(UTM, Affine(10, 0, 500000, 0, -10, 4000000), (41, 31))
    flow = route_flow(valley(), (10.0, 10.0))
    rivers = river_lines(flow, grid, 300 * 100.0)
    assert len(rivers) == 1
    line = rivers.geometry.iloc[0]
    assert rivers["area_m2"].iloc[0] == flow.cells.max() * 100
    assert rivers["next"].iloc[0] == 0
    x, y = np.array(line.coords).T
    assert (x == 500000 + 15.5 * 10).all()
    assert (np.diff(y) < 0).all()  # southwards, with the flow
    assert rivers.crs == UTM


def test_river_lines_refuse_another_grid():
    flow = route_flow(valley(), (10.0, 10.0))
    with pytest.raises(ValueError, match="does not fit"):
        river_lines(flow, Grid(UTM, Affine.identity(), (3, 3)), 100.0)


def test_the_result_depends_on_nothing_but_the_elevations():
    height = np.round(rough(), -1)  # many ties
    one, other = route_flow(height, (30.0, 30.0)), route_flow(height.astype(np.float64), (30.0, 30.0))
    np.testing.assert_array_equal(one.downstream, other.downstream)
    np.testing.assert_array_equal(one.order, other.order)


def test_the_flood_takes_every_cell_after_the_one_it_drains_into():
    height = rough()
    downstream, taken = least_cost_flood(height, (30.0, 30.0))
    np.testing.assert_array_equal(downstream, route_flow(height, (30.0, 30.0)).downstream)
    assert np.unique(taken).size == taken.size == np.isfinite(height).sum()
    place = np.full(height.size, -1)
    place[taken] = np.arange(taken.size)
    inner = taken[downstream[taken] >= 0]
    assert (place[downstream[inner]] < place[inner]).all()


@pytest.mark.parametrize(("area_m2", "cells"), [(600.0, 2), (601.0, 3), (1.0, 1)])
def test_a_channel_begins_at_whole_cells(area_m2, cells):
    assert channel_cells(area_m2, (10.0, 30.0)) == cells


def test_it_refuses_an_elevation_model_without_elevations():
    with pytest.raises(ValueError, match="no valid cell"):
        route_flow(np.full((5, 5), np.nan), (1.0, 1.0))
