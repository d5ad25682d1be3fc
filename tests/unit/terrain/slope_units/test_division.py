"""The division of drainage trees, beside the same steps written out in plain Python."""

import numpy as np
import pytest

from scarpwatch.terrain.derivatives import slope_aspect
from scarpwatch.terrain.flow import COLUMN_STEP, ROW_STEP, route_flow
from scarpwatch.terrain.slope_units.division import (
    MAIN_INFLOW,
    OUTLET,
    divide,
    drainage_trees,
    label_half_basins,
)

CELL = (30.0, 30.0)


def valley(rows=81, columns=61):
    """A V-shaped valley that falls gently to the south."""
    row, column = np.mgrid[:rows, :columns]
    return (15.0 * np.abs(column - columns // 2) + 1.0 * (rows - 1 - row)).astype(np.float32)


def rough(rows=60, columns=70, seed=4):
    """Noise on a tilt, with a hole: many confluences, pits and outlets."""
    rng = np.random.default_rng(seed)
    height = rng.normal(0, 20, (rows, columns)) + 5.0 * np.arange(rows)[:, None]
    height[20:26, 30:40] = np.nan
    return height.astype(np.float32)


def plain_half_basins(flow, threshold):
    """Half-basins by cell number: (cell at which the link begins, bank), 0 the bank with the channel."""
    inflows = {}
    for cell in flow.order:
        if flow.cells[cell] >= threshold:
            inflows[flow.downstream[cell]] = inflows.get(flow.downstream[cell], 0) + 1

    def direction(of, towards):
        step = (towards // flow.shape[1] - of // flow.shape[1], towards % flow.shape[1] - of % flow.shape[1])
        return list(zip(ROW_STEP, COLUMN_STEP, strict=True)).index(step)

    half, stem = {}, set()
    for cell in flow.order:
        below = flow.downstream[cell]
        if below < 0 or (flow.cells[cell] >= threshold and inflows[below] > 1):
            half[cell] = (cell, 0)
            stem.add(cell)
        elif below not in stem:
            half[cell] = half[below]
        elif flow.main[below] == cell:
            half[cell] = half[below]
            stem.add(cell)
        else:
            upward = direction(below, flow.main[below])
            outflow = flow.downstream[below]
            away = direction(below, outflow) if outflow >= 0 else (upward + 4) % 8
            first = (direction(below, cell) - away) % 8 < (upward - away) % 8
            half[cell] = half[below] if first else (half[below][0], 1)
    return half


def plain_division(flow, aspect, minimum, maximum, variance, threshold, factor, divide_large):
    """Units as sets of cells, divided round by round."""
    is_open, closed, first = [set(flow.order.tolist())], [], True
    radians = np.radians(aspect.ravel())
    while is_open and threshold >= 1:
        half = plain_half_basins(flow, int(np.ceil(threshold)))
        left = []
        for unit in is_open:
            parts = {}
            for cell in unit:
                parts.setdefault(half[cell], set()).add(cell)
            if not first and len(unit) / len(parts) < minimum and not (divide_large and len(unit) > maximum):
                closed.append(unit)
                continue
            for part in parts.values():
                angle = radians[sorted(part)]
                angle = angle[np.isfinite(angle)]
                spread = 1 - np.hypot(np.sin(angle).sum(), np.cos(angle).sum()) / max(angle.size, 1)
                again = (len(part) > minimum and spread > variance) or len(part) > maximum
                (left if again else closed).append(part)
        is_open, first = left, False
        threshold -= threshold / factor
    return {frozenset(unit) for unit in (*closed, *is_open)}


def test_trees_keep_every_cell_behind_the_one_it_drains_into():
    flow = route_flow(rough(), CELL)
    trees = drainage_trees(flow)
    position = np.arange(trees.below.size)
    assert (trees.below < position).all()
    np.testing.assert_array_equal(trees.below < 0, trees.kind == OUTLET)
    inner = trees.below >= 0
    under = trees.below[inner]
    assert (position[inner] < under + trees.size[under]).all()  # inside the interval of the cell below
    largest = np.zeros(trees.below.size, np.int32)
    np.maximum.at(largest, under, trees.size[inner])
    main = trees.kind == MAIN_INFLOW
    np.testing.assert_array_equal(trees.size[main], largest[trees.below[main]])
    assert (trees.second <= largest).all()


def test_half_basins_of_a_valley_are_its_banks():
    flow = route_flow(valley(), CELL)
    halves = np.empty(flow.cells.size, np.int32)
    halves[flow.order] = label_half_basins(drainage_trees(flow), 1000)
    outlet = int(flow.order[np.argmax(flow.cells[flow.order])])
    main = halves[outlet]
    assert main % 2 == 0
    banks = halves.reshape(flow.shape)
    assert set(np.unique(banks[:60, :30])) | set(np.unique(banks[:60, 31:])) == {main, main + 1}


@pytest.mark.parametrize("threshold", [3, 25, 400])
def test_half_basins_are_those_of_the_plain_steps(threshold):
    flow = route_flow(rough(), CELL)
    half = label_half_basins(drainage_trees(flow), threshold)
    plain = plain_half_basins(flow, threshold)
    assert {(flow.order[h >> 1], h & 1) for h in half} == set(plain.values())
    assert all(plain[cell] == (flow.order[h >> 1], h & 1) for cell, h in zip(flow.order, half, strict=True))


@pytest.mark.parametrize(
    ("variance", "maximum", "divide_large"),
    [(0.3, np.inf, False), (0.1, np.inf, False), (1.0, 80, False), (0.3, 80, True)],
)
def test_the_division_is_that_of_the_plain_steps(variance, maximum, divide_large):
    height = rough()
    flow = route_flow(height, CELL)
    _, aspect = slope_aspect(height, CELL)
    ordered = np.radians(aspect.ravel()[flow.order])
    flat = ~np.isfinite(ordered)
    assert flat.any()  # beside the hole
    unit = divide(
        drainage_trees(flow),
        np.where(flat, 0, np.sin(ordered)).astype(np.float32),
        np.where(flat, 0, np.cos(ordered)).astype(np.float32),
        min_cells=25,
        max_cells=maximum,
        circular_variance=variance,
        threshold_cells=500,
        reduction_factor=5,
        divide_large=divide_large,
    )
    found = {frozenset(flow.order[unit == number].tolist()) for number in np.unique(unit)}
    assert found == plain_division(flow, aspect, 25, maximum, variance, 500, 5, divide_large)
    assert not divide_large or max(map(len, found)) <= maximum
    assert len(found) > 40
