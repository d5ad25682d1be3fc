"""What is known of a factor, and how it travels as a parameter of a rule."""

import json

import pytest

from scarpwatch.factors.factor import (
    FactorColumns,
    columns_record,
    factor_record,
    is_statistic,
    look_record,
    quantile_level,
    read_columns,
    read_factors,
    read_look,
    statistics_fault,
    titles,
)
from scarpwatch.factors.registry import BUILT_IN, factor_named


def test_the_first_statistic_has_the_factors_name_and_others_their_own_behind_it():
    rain = FactorColumns("rain", statistics=("max", "q90"), predictors=("max", "q90"))
    assert [rain.statistic_column(word) for word in rain.statistics] == ["rain", "rain_q90"]
    with pytest.raises(ValueError, match="rain has no statistic mean"):
        rain.statistic_column("mean")
    assert FactorColumns("rain", column="static:number:rain").main_column == "static:number:rain"


def test_statistics_and_quantiles_are_told_by_their_words():
    assert all(map(is_statistic, ("mean", "std", "median", "q1", "q5", "q90", "q99")))
    assert not any(map(is_statistic, ("q0", "q100", "q", "mode", "")))
    assert statistics_fault(("mean", "q90")) == ""
    assert "mode, q0 is no statistic: choose among mean" in statistics_fault(("mean", "mode", "q0"))
    assert "follows the area of the unit" in statistics_fault(("count",))
    assert (quantile_level("median"), quantile_level("q5"), quantile_level("mean")) == (0.5, 0.05, None)


def test_records_come_back_as_they_were_also_through_json():
    for factor in BUILT_IN:
        (again,) = read_factors(json.loads(json.dumps([factor_record(factor)])))
        assert again == factor
        (columns,) = read_columns(json.loads(json.dumps(columns_record([factor]))))
        assert (columns.name, columns.statistics, columns.of) == (factor.name, factor.statistics, factor.of)
        look = read_look(json.loads(json.dumps(look_record(factor))))
        assert (look.title, look.breaks) == (factor.title, factor.breaks)


def test_a_new_title_or_colour_does_not_reach_what_retrains_the_models():
    (record,) = columns_record([factor_named("slope")])
    assert not {"title", "unit", "palette", "breaks", "phrase"} & set(record)


def test_titles_are_by_name():
    assert titles([factor_named("ndvi"), factor_named("slope")]) == {"ndvi": "NDVI", "slope": "Slope"}
