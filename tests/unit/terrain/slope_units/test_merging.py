"""Merging of slivers."""

import numpy as np
import pytest

from scarpwatch.terrain.slope_units.merging import merge_small_units


def test_a_sliver_joins_the_neighbour_that_faces_its_way():
    units = np.ones((6, 12), np.int32)
    units[:, 5:7] = 2
    units[:, 7:] = 3
    aspect = np.full((6, 12), 90.0)
    aspect[:, :5] = 270.0
    merged = merge_small_units(units, aspect, 20)
    assert merged.max() == 2
    assert len(np.unique(merged[:, 5:])) == 1


@pytest.mark.parametrize("by", ["border", "variance"])
def test_a_small_unit_without_neighbour_stays(by):
    units = np.zeros((5, 5), np.int32)
    units[0, 0], units[4, 4] = 1, 2
    np.testing.assert_array_equal(merge_small_units(units, np.full((5, 5), 10.0), 100, by=by), units)


def between_two(width):
    """A strip of a width between a unit to its west and one to its east; it shares a long border with the
    first and a shorter one with the second."""
    units = np.ones((8, 20), np.int32)
    units[:, 8 : 8 + width] = 2
    units[:, 8 + width :] = 3
    units[6:, 8 + width :] = 0
    return units


def test_by_variance_a_small_unit_joins_where_aspect_is_alike_though_the_border_is_shorter():
    units = between_two(2)
    aspect = np.choose(units, [np.nan, 60.0, 90.0, 90.0])
    assert merge_small_units(units, aspect, 20, by="border").tolist() != units.tolist()
    merged = merge_small_units(units, aspect, 20, by="variance")
    assert merged[0, 8] == merged[0, -1] != merged[0, 0]
    # the border counts where aspects differ alike, and on flats
    for angles in ([np.nan, 60.0, 90.0, 120.0], [np.nan, np.nan, np.nan, np.nan]):
        merged = merge_small_units(units, np.choose(units, angles), 20, by="variance")
        assert merged[0, 8] == merged[0, 0] != merged[0, -1]


def test_by_variance_of_units_as_large_as_the_smallest_the_less_homogeneous_are_merged():
    units = np.tile(np.array([1, 1, 1, 2, 3, 3, 4, 5, 5], np.int32), (11, 1))
    aspect = np.full(units.shape, 90.0)
    aspect[:, 6] = np.linspace(0, 250, 11)  # 11 cells that face many ways
    for smallest, left in ((10.0, 5), (10.5, 4), (11.5, 3)):
        merged = merge_small_units(units, aspect, smallest, by="variance")
        assert merged.max() == left
        assert np.bincount(merged.ravel())[1:].min() >= smallest


def test_by_variance_small_units_of_a_plain_do_not_all_join_the_same_neighbour():
    """Forty strips of one cell in front of a wide field: none has an aspect."""
    units = np.repeat(np.arange(1, 42), [1] * 40 + [60])[None, :] * np.ones((6, 1), int)
    merged = merge_small_units(
        units.astype(np.int32), np.full(units.shape, np.nan), 30, by="variance", max_cells=60
    )
    cells = np.bincount(merged.ravel())[1:]
    assert cells[-1] == 360 and cells[:-1].min() >= 30 and cells[:-1].max() <= 60
    alone = np.where(units == 40, 1, np.where(units == 41, 2, 0)).astype(
        np.int32
    )  # the maximum yields to need
    assert merge_small_units(alone, np.full(units.shape, np.nan), 30, by="variance", max_cells=60).max() == 1


@pytest.mark.parametrize("by", ["border", "variance"])
def test_the_result_does_not_depend_on_numbers_or_the_way_up(by):
    """Blocks of sizes that all differ: turned, or numbered anew, the same pieces come out."""
    rng = np.random.default_rng(3)
    heights, widths = np.array([3, 5, 7, 11, 13]), np.array([2, 17, 19, 23, 29, 31])
    units = (np.repeat(np.arange(5), heights)[:, None] * 6 + np.repeat(np.arange(6), widths) + 1).astype(
        np.int32
    )
    assert np.unique(np.bincount(units.ravel())[1:]).size == 30
    aspect = rng.uniform(0, 360, 31)[units] + rng.normal(0, 20, units.shape)
    wanted = merge_small_units(units, aspect, 100, by=by)
    assert 10 < wanted.max() < 30
    order = np.concatenate([[0], 1 + rng.permutation(30)]).astype(np.int32)
    np.testing.assert_array_equal(merge_small_units(order[units], aspect, 100, by=by), wanted)
    turned = merge_small_units(np.rot90(units), np.rot90(aspect) - 90.0, 100, by=by)
    pairs = np.unique(np.stack([np.rot90(turned, -1).ravel(), wanted.ravel()]), axis=1)
    assert pairs.shape[1] == wanted.max() == turned.max()
