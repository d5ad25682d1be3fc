"""Disks and their statistics, beside a plain loop over the cells."""

import numpy as np
import pytest
from terrain_surfaces import rough

from scarpwatch.errors import ConfigError
from scarpwatch.terrain.moving_windows import disk, disk_mean, disk_relief, disk_std, known_cells, strips

CELL = (10.0, 12.0)


def mask_of(radius, cell_size):
    """The disk as a mask, from its definition."""
    rows, columns = int(radius / cell_size[1]) + 1, int(radius / cell_size[0]) + 1
    row, column = np.mgrid[-rows : rows + 1, -columns : columns + 1]
    return np.hypot(row * cell_size[1], column * cell_size[0]) <= radius + 1e-6


def disks(values, mask):
    """The values in the disk of each cell, and how many of its cells lie on the grid."""
    rows, columns = mask.shape[0] // 2, mask.shape[1] // 2
    padded = np.pad(values.astype(float), ((rows, rows), (columns, columns)), constant_values=np.nan)
    there = np.pad(np.ones(values.shape, bool), ((rows, rows), (columns, columns)))
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            part = np.s_[row : row + mask.shape[0], column : column + mask.shape[1]]
            yield row, column, padded[part][mask], int(there[part][mask].sum())


def of_strips(compute, values, radius, *, block_mb=100.0, **settings):
    around = disk(radius, CELL)
    result = np.full(values.shape, -1.0)
    for strip in strips(
        lambda window: values[window.toslices()], values.shape, around, block_mb=block_mb, **settings
    ):
        result[strip.window.toslices()] = compute(strip, around)
    return result


@pytest.mark.parametrize("radius", [12.0, 30.0, 36.0, 100.0])
def test_a_disk_holds_the_cells_within_the_radius(radius):
    around, mask = disk(radius, CELL), mask_of(radius, CELL)
    assert (2 * around + 1).tolist() == [row.sum() for row in mask if row.any()]


def test_a_cell_at_the_radius_belongs_to_the_disk_whatever_the_rounding():
    assert disk(0.3, (0.1, 0.1)).tolist() == [0, 2, 2, 3, 2, 2, 0]


def test_a_radius_of_less_than_a_cell_is_refused():
    for radius in (11.9, 0.0, float("nan")):
        with pytest.raises(ConfigError, match="less than a cell of 10 x 12 m"):
            disk(radius, CELL)


@pytest.mark.parametrize(
    ("compute", "expected"),
    [
        (lambda strip, around: disk_mean(strip, around, 2.0**-13), np.mean),
        (lambda strip, around: disk_std(strip, around, 2.0**-13), np.std),
        (disk_relief, np.ptp),
    ],
    ids=["mean", "std", "relief"],
)
@pytest.mark.parametrize("radius", [14.0, 45.0])
def test_statistics_are_those_of_the_known_cells_where_half_are_known(compute, expected, radius):
    values = rough((23, 31), seed=2, holes=9)
    values[np.random.default_rng(0).random(values.shape) < 0.4] = np.nan
    found, unknown = of_strips(compute, values, radius), 0
    for row, column, inside, there in disks(values, mask_of(radius, CELL)):
        known = inside[np.isfinite(inside)]
        if np.isnan(values[row, column]) or 2 * known.size < there:
            assert np.isnan(found[row, column])
            unknown += bool(np.isfinite(values[row, column]))
        else:
            assert found[row, column] == pytest.approx(expected(known), abs=1e-3)
    assert 20 < unknown < 300


def test_known_cells_are_counted():
    values = rough((23, 31), holes=9)
    found = of_strips(known_cells, values, 45.0)
    for row, column, inside, _ in disks(values, mask_of(45.0, CELL)):
        assert found[row, column] == np.isfinite(inside).sum()


@pytest.mark.parametrize("shape", [(1, 1), (2, 40), (4, 4), (30, 25)])
@pytest.mark.parametrize("beyond", [False, True])
def test_the_cells_that_there_are_are_counted(shape, beyond):
    """Of a grid without gaps, all cells of a disk that there are, are known."""
    around, values = disk(60.0, CELL), np.zeros(shape)
    for strip in strips(
        lambda window: values[window.toslices()], shape, around, block_mb=0.01, beyond=beyond
    ):
        np.testing.assert_array_equal(known_cells(strip, around), strip.cells)


def test_a_spread_small_beside_the_values_is_not_lost():
    values = 8000.0 + 0.01 * (np.indices((40, 50)).sum(axis=0) % 2)
    found = of_strips(lambda strip, around: disk_std(strip, around, 2.0**-13), values, 100.0)
    np.testing.assert_allclose(found[12:-12, 12:-12], 0.005, rtol=0.01)
    level = np.full((40, 50), 8000.3)
    assert (of_strips(lambda strip, around: disk_std(strip, around, 2.0**-13), level, 100.0) == 0).all()
