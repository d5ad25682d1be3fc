import numpy as np
import pytest

from scarpwatch.learning.predictors.label_surfaces import (
    SURFACES,
    closest_surface,
    label_surfaces,
    likelihood,
    neighbourhood,
    rank_correlation,
)


def grid(side=12, spacing=50.0):
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    return spacing * np.column_stack([column.ravel(), row.ravel()])


def test_the_spacing_of_a_grid_is_the_side_of_its_cells():
    around = neighbourhood(grid())
    inner = 5 * 12 + 5
    assert around.distance[inner, :6] == pytest.approx([0, 1, 1, 1, 1, np.sqrt(2)])


def test_few_units_or_all_at_one_place_have_no_neighbourhood():
    assert neighbourhood(grid(5)) is None
    assert neighbourhood(np.zeros((100, 2))) is None
    assert neighbourhood(np.where(np.arange(144)[:, None] == 3, np.nan, grid())) is None


def test_surfaces_are_those_of_the_labels():
    truth = np.zeros(144, bool)
    truth[5 * 12 + 5] = truth[5 * 12 + 6] = True
    made = dict(
        zip(
            (surface.words for surface in SURFACES), label_surfaces(truth, neighbourhood(grid())), strict=True
        )
    )
    assert made["the distance to the nearest landslide unit"][5 * 12 + 5] == 0
    assert made["the distance to the nearest landslide unit (its own label left out)"][5 * 12 + 5] == 1
    share = made["the share of landslide units under a disc of 1.5 unit spacings"]
    assert share[5 * 12 + 5] == pytest.approx(2 / 9) and share[0] == 0
    other = made["the share of landslide units under a disc of 1.5 unit spacings (its own label left out)"]
    assert other[5 * 12 + 5] == pytest.approx(1 / 8)


def test_a_column_that_is_a_surface_is_found_and_one_that_is_not_is_not():
    rng = np.random.default_rng(0)
    truth = rng.random(144) < 0.3
    around = neighbourhood(grid())
    surfaces = label_surfaces(truth, around)
    words, rho = closest_surface(-surfaces[0], truth, around, surfaces)
    assert words == SURFACES[0].words and rho == pytest.approx(-1)
    assert closest_surface(rng.random(144), truth, around, surfaces) is None


def test_shares_by_value_and_ranks_with_gaps():
    labels = np.array([1, 1, 0, 0, 1, 0], bool)
    assert likelihood(np.array([1.0, 1, 2, 2, np.nan, np.nan]), labels, bins=2) == pytest.approx(
        [1, 1, 0, 0, 0.5, 0.5]
    )
    values = np.arange(60.0)
    assert rank_correlation(values, np.exp(values / 10)) == pytest.approx(1)
    assert rank_correlation(values, np.where(values < 20, np.nan, values)) == 0  # 40 units are too few
    assert rank_correlation(values, np.ones(60)) == 0
