"""The factors that the workflow makes itself."""

import inspect
from importlib import import_module
from pathlib import Path

import pytest
from matplotlib import colormaps

from scarpwatch.errors import ConfigError
from scarpwatch.factors.factor import KINDS, is_statistic
from scarpwatch.factors.registry import (
    BUILT_IN,
    DEFAULT_TERRAIN,
    DEFORMATION,
    MORE_TERRAIN,
    STUDY,
    TERRAIN,
    displayed,
    factor_named,
)

DERIVATIONS = Path(__file__).parents[3] / "scripts/scarpwatch/terrain/factors"


def test_the_study_has_ten_static_and_two_dynamic_factors_in_its_order():
    assert [factor.name for factor in STUDY][:4] == list(DEFAULT_TERRAIN)[:4]
    assert STUDY[4].name == "max_elevation_difference" and "max_elevation_difference" not in DEFAULT_TERRAIN
    assert len(STUDY) == 10 and [factor.order for factor in STUDY] == list(range(10))
    assert [factor.name for factor in DEFORMATION] == ["cumulative_deformation", "deformation_rate"]
    assert all(factor.order > 150 for factor in MORE_TERRAIN)


@pytest.mark.parametrize("factor", BUILT_IN, ids=lambda factor: factor.name)
def test_an_entry_is_whole(factor):
    assert factor.title and factor.phrase and factor.kind in KINDS
    assert all(map(is_statistic, factor.statistics)) and set(factor.predictors) <= set(factor.statistics)
    assert factor.palette in {*colormaps, "rate"}
    assert list(factor.breaks) == sorted(set(factor.breaks))
    assert all(0 < share < 1 for share in factor.printed if share is not None)


def test_names_and_places_are_each_factors_own():
    assert len({factor.name for factor in BUILT_IN}) == len(BUILT_IN)
    assert len({factor.order for factor in BUILT_IN}) == len(BUILT_IN)


def test_each_derivation_is_a_module_that_takes_what_its_entry_says():
    modules = {path.stem for path in DERIVATIONS.glob("*.py") if path.stem != "__init__"}
    assert {factor.derivation for factor in MORE_TERRAIN} == modules
    for factor in MORE_TERRAIN:
        derive = import_module(f"scarpwatch.terrain.factors.{factor.derivation}").derive
        takes = {name: each.default for name, each in inspect.signature(derive).parameters.items()}
        takes.pop("dem")
        assert (takes.pop("slope_method", None) is not None) == factor.slope_method
        assert takes == {each.name: each.default for each in factor.parameters}
        assert all(each.low <= each.default <= each.high for each in factor.parameters)


def test_people_see_static_factors_first_and_the_studys_before_others():
    names = [factor.name for factor in displayed(reversed(BUILT_IN))]
    assert names[:10] == [factor.name for factor in STUDY]
    assert names[-2:] == ["cumulative_deformation", "deformation_rate"]


def test_an_unknown_name_is_refused():
    assert factor_named("slope").unit == "°"
    with pytest.raises(ConfigError, match="sloop is no factor"):
        factor_named("sloop")
    assert set(DEFAULT_TERRAIN) < set(TERRAIN) and "ndvi" not in TERRAIN
