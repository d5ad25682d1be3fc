"""Searches for parameters of slope units on terrain of known units."""

from dataclasses import replace

import numpy as np
import pytest

from scarpwatch.errors import ConfigError
from scarpwatch.simulate.fields import power_law_field
from scarpwatch.terrain.slope_units.delineation import (
    SlopeUnitParameters,
    delineate_slope_units,
    even_parameters,
    prepare_terrain,
)
from scarpwatch.terrain.slope_units.search import explore, next_area, search_count
from scarpwatch.terrain.slope_units.segmentation import internal_variance, spatial_autocorrelation
from scarpwatch.terrain.slope_units.sizes import size_figures

PARAMETERS = SlopeUnitParameters(
    min_area_m2=60_000, circular_variance=0.1, threshold_m2=1e6, clean_size_m2=10_000
)


@pytest.fixture(scope="module")
def terrain():
    height = 800 + 150 * power_law_field(np.random.default_rng(3), (260, 300), 30.0, 3.6)
    return prepare_terrain(height.astype(np.float32), (30.0, 30.0))


@pytest.mark.parametrize("wanted", [250, 600])
def test_the_wanted_number_is_reached(terrain, wanted):
    found = search_count(terrain, PARAMETERS, wanted)
    assert abs(found.units.max() / wanted - 1) <= 0.02
    assert len(found.trials) <= 6
    assert found.trials[-1] == (found.parameters.min_area_m2, found.units.max())
    np.testing.assert_array_equal(found.units, delineate_slope_units(terrain, found.parameters))
    # slivers keep their proportion
    assert found.parameters.clean_size_m2 == pytest.approx(found.parameters.min_area_m2 / 6)


@pytest.mark.parametrize("wanted", [60, 250, 600])
@pytest.mark.parametrize("circular_variance", [0.1, 0.25])
def test_units_of_even_size_reach_the_number_and_are_no_less_homogeneous(terrain, wanted, circular_variance):
    published = replace(PARAMETERS, circular_variance=circular_variance)
    uneven = search_count(terrain, published, wanted)
    even = search_count(terrain, even_parameters(60_000, circular_variance, 5.0), wanted)
    assert abs(even.units.max() / wanted - 1) <= 0.035
    assert len(even.trials) <= 4
    areas = np.bincount(even.units.ravel())[1:] * terrain.cell_area
    figures = size_figures(areas)
    assert areas.min() >= even.parameters.clean_size_m2 == even.parameters.min_area_m2
    assert figures["ratio_95_5"] <= 5 and figures["cv"] <= 0.6
    other = size_figures(np.bincount(uneven.units.ravel())[1:])
    assert figures["area_alone_auc_few"] <= other["area_alone_auc_few"]
    assert internal_variance(even.units, terrain.aspect) <= internal_variance(uneven.units, terrain.aspect)


def test_a_number_of_units_is_that_of_what_is_not_masked(terrain):
    masked = np.zeros(terrain.aspect.shape, bool)
    masked[:, :200] = True
    found = search_count(terrain, even_parameters(60_000, 0.25, 5.0), 100, masked=masked)
    assert (found.units[:, :200] == 0).all()
    assert abs(found.units.max() - 100) <= 2 and len(found.trials) <= 4


def test_what_cannot_be_reached_is_said_with_the_nearest(terrain):
    with pytest.raises(ConfigError, match=r"nearest.*circular_variance, ask for fewer units"):
        search_count(terrain, PARAMETERS, 70_000, evaluations=4)
    with pytest.raises(ConfigError, match=r"nearest.*fewer units, or bring a DEM of smaller cells"):
        search_count(terrain, even_parameters(60_000, 0.1, 5.0), 70_000, evaluations=4)
    islands = np.ones(terrain.aspect.shape, bool)
    islands[::10, ::10] = False
    with pytest.raises(ConfigError, match=r"780 are nearest.*more units: each piece"):
        search_count(terrain, even_parameters(60_000, 0.1, 5.0), 20, evaluations=2, masked=islands)


@pytest.mark.parametrize("wanted", [2500, 4000, 5500])
def test_units_of_a_few_cells_reach_the_number_too(terrain, wanted):
    """31, 20 and 14 cells in the mean: whole cells alone would let the number change by steps of 5 % and more."""
    found = search_count(terrain, even_parameters(60_000, 0.25, 5.0), wanted)
    assert abs(found.units.max() / wanted - 1) <= 0.02
    assert np.bincount(found.units.ravel())[1:].min() * terrain.cell_area >= found.parameters.clean_size_m2


def test_the_next_trial_follows_the_inverse_law_and_then_the_line_through_both_sides():
    assert next_area([(1e5, 400)], 200) == pytest.approx(2e5)
    # counts of 1000 / sqrt(area): a straight line in logarithms, so the second step lands on it
    trials = [(1e4, 1000 / 100), (4e4, 1000 / 200)]
    assert next_area(trials, 8) == pytest.approx((1000 / 8) ** 2, rel=1e-6)


def test_exploration_gives_v_and_i_of_the_units_and_f_from_their_extremes(terrain):
    table = explore(terrain, PARAMETERS, min_areas_m2=[6e4, 2.4e5], circular_variances=[0.1, 0.3])
    assert list(table.columns) == [
        *("min_area_m2", "circular_variance", "units", "V", "I", "F", "ratio_95_5", "area_alone_auc_few")
    ]
    units = delineate_slope_units(terrain, PARAMETERS)
    assert table.loc[0, "units"] == units.max()
    assert table.loc[0, "V"] == internal_variance(units, terrain.aspect)
    assert table.loc[0, "I"] == spatial_autocorrelation(units, terrain.aspect)
    sizes = size_figures(np.bincount(units.ravel())[1:])
    assert table.loc[0, "ratio_95_5"] == sizes["ratio_95_5"]
    assert table.loc[0, "area_alone_auc_few"] == sizes["area_alone_auc_few"]
    best = (table["V"].max() - table["V"]) / np.ptp(table["V"]) + (table["I"].max() - table["I"]) / np.ptp(
        table["I"]
    )
    np.testing.assert_allclose(table["F"], best)
    assert table["F"].between(0, 2).all()
