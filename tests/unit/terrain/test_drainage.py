"""Drained area on surfaces where it is known, and beside a plain loop over the cells."""

import numpy as np
import pytest
from terrain_surfaces import AWAY_FROM_SIDES, cone, rough, slope_of

from scarpwatch.terrain.drainage import drained_area, index_blocks
from scarpwatch.terrain.elevation_blocks import assembled, elevation_of
from scarpwatch.terrain.flow import OUTLET, least_cost_flood, route_flow

ROUTINGS = ("multiple", "single")
STEPS = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]


def plain(height, cell_size, routing):
    """From the highest cell to the lowest, each gives to its lower neighbours; on ground without pits."""
    cells = np.ones(height.shape)
    for place in np.argsort(-height, axis=None):
        row, column = np.unravel_index(place, height.shape)
        gradients = {}
        for i, j in STEPS:
            r, c = row + i, column + j
            if 0 <= r < height.shape[0] and 0 <= c < height.shape[1] and height[r, c] < height[row, column]:
                away = np.hypot(i * cell_size[1], j * cell_size[0])
                gradients[r, c] = float(height[row, column] - height[r, c]) / away
        if routing == "single" and gradients:
            cells[max(gradients, key=gradients.get)] += cells[row, column]
        elif gradients:
            total = sum(gradient**1.1 for gradient in gradients.values())
            for other, gradient in gradients.items():
                cells[other] += cells[row, column] * gradient**1.1 / total
    return cells * cell_size[0] * cell_size[1]


@pytest.mark.parametrize("routing", ROUTINGS)
def test_ground_without_pits_agrees_with_a_plain_loop(routing):
    row, column = np.mgrid[:40, :30]
    rng = np.random.default_rng(0)
    hills = 3.0 * row + 2.0 * np.abs(column - 12) + 4 * np.sin(row / 3.0) + rng.uniform(0, 0.5, (40, 30))
    height = hills.astype(np.float32)
    window = np.lib.stride_tricks.sliding_window_view(height, (3, 3)).min(axis=(2, 3))
    assert (window < height[1:-1, 1:-1]).all()  # no pits
    found = drained_area(elevation_of(height, (10.0, 12.0)), routing)
    np.testing.assert_allclose(found, plain(height, (10.0, 12.0), routing), rtol=1e-5)


def test_several_directions_come_near_to_the_area_of_a_cone_and_one_does_not():
    """A contour of the length 2 pi r drains pi r^2: r / 2 by the width of a cell."""
    height, radius = cone()
    inside = (radius > 150) & (radius < 950)
    errors = {
        routing: np.log(drained_area(elevation_of(height, (10.0, 10.0)), routing) / 10 / (radius / 2))[inside]
        for routing in ROUTINGS
    }
    assert np.sqrt((errors["multiple"] ** 2).mean()) < 0.07
    assert np.abs(errors["multiple"]).max() < 0.15
    assert np.sqrt((errors["single"] ** 2).mean()) > 0.8


@pytest.mark.parametrize("routing", ROUTINGS)
def test_all_area_arrives_at_the_outlets_whatever_pits_and_gaps_there_are(routing):
    height = np.round(rough((60, 70), seed=3), 0)  # pits and flats
    dem = elevation_of(height, (10.0, 12.0))
    area = drained_area(dem, routing)
    downstream, taken = least_cost_flood(height, dem.cell_size)
    outlets = taken[downstream[taken] == OUTLET]
    assert area.ravel()[outlets].sum() == pytest.approx(np.isfinite(height).sum() * 120.0, rel=1e-5)
    np.testing.assert_array_equal(np.isnan(area), np.isnan(height))
    assert np.nanmin(area) == 120.0


def test_a_single_direction_is_that_of_the_rivers():
    height = rough((60, 70), seed=3)
    area = drained_area(elevation_of(height, (10.0, 10.0)), "single")
    cells = route_flow(height, (10.0, 10.0)).cells.reshape(height.shape)
    np.testing.assert_array_equal(np.nan_to_num(area), 100.0 * cells)


@pytest.mark.parametrize("cell_size", [(10.0, 10.0), (10.0, 40.0)])
def test_indices_get_the_specific_catchment_area_and_the_gradient(cell_size):
    """The width of a cell that is not square is the root of its area."""
    seen = {}

    def index(area, gradient):
        seen["area"], seen["gradient"] = area, gradient
        return area / gradient

    height = slope_of(0.3, cell=cell_size[1])
    blocks = index_blocks(elevation_of(height, cell_size), index, slope_method="horn")
    found = assembled(blocks, height.shape)
    expected = np.broadcast_to(np.sqrt(np.prod(cell_size)) * np.arange(1, 31)[:, None], (30, 81))
    np.testing.assert_allclose(seen["area"][AWAY_FROM_SIDES], expected[AWAY_FROM_SIDES], rtol=1e-6)
    np.testing.assert_allclose(seen["gradient"], 0.3, rtol=1e-5)
    np.testing.assert_allclose(found, seen["area"] / seen["gradient"], rtol=1e-6)


def test_it_refuses_what_has_no_meaning():
    with pytest.raises(ValueError, match="slope method"):
        index_blocks(elevation_of(np.zeros((5, 5)), (1.0, 1.0)), np.add, slope_method="fleming")
    with pytest.raises(ValueError, match="no valid cell"):
        drained_area(elevation_of(np.full((5, 5), np.nan), (1.0, 1.0)))
