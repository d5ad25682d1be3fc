"""Columns that tell the area of a unit, planted among others that do not."""

import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.predictors.area_columns import area_columns, area_table, decide_on_area
from scarpwatch.learning.predictors.features import Predictors


def table(units=800, *, seed=1):
    """Relief grows with the area; two columns tell it together, if less well; three say nothing."""
    rng = np.random.default_rng(seed)
    size = rng.normal(12, 0.9, units)
    values = pd.DataFrame({f"noise_{number}": rng.normal(size=units) for number in range(3)})
    values["relief"] = size + rng.normal(0, 0.5, units)
    values["one"] = rng.normal(0, 2, units)
    values["other"] = values["one"] + (size - 12) + rng.normal(0, 0.6, units)
    return Predictors(values, {name: name.split("_")[0] for name in values}), np.exp(size)


@pytest.fixture(scope="module")
def found():
    return area_columns(*table(), seed=0)


def test_the_planted_columns_are_named_and_no_others(found):
    named = {tuple(one["columns"]): one["told"] for one in found["named"]}
    assert 0.6 < named[("relief",)] < 0.85  # the truth is .81 / (.81 + .25)
    assert named[("one", "other")] > 0.3
    assert not [columns for columns in named if any(name.startswith("noise") for name in columns)]
    assert found["together"] > 0.7 and found["units"] == 800


def test_a_missing_value_and_the_scale_of_the_area_change_little(found):
    predictors, area = table()
    values = predictors.values.copy()
    values.loc[values.index[:40], "relief"] = np.nan
    again = area_columns(Predictors(values, predictors.factor_of), 1e-6 * area, seed=0)
    assert again["named"][0]["columns"] == ["relief"]
    assert abs(again["named"][0]["told"] - found["named"][0]["told"]) < 0.1


def test_nothing_is_named_where_nothing_tells_it():
    predictors, _ = table()
    area = np.exp(np.random.default_rng(9).normal(12, 1, 800))
    found = area_columns(predictors, area, seed=0)
    assert found["named"] == [] and found["together"] < 0.1
    assert not decide_on_area(found)["notable"]
    assert area_table(found).empty


@pytest.mark.parametrize("area", [None, np.full(800, 900.0)])
def test_units_without_areas_or_of_one_size_are_not_judged(area):
    found = area_columns(table()[0], area, seed=0)
    assert found == {"units": 0, "together": None, "named": []}
    assert decide_on_area(found)["taken"] == "not judged"


def test_what_was_said_of_the_static_factors_is_not_said_again(found):
    told = decide_on_area(found)
    assert told["notable"] and told["taken"].startswith("told by relief (")
    assert not decide_on_area(found, seen=["relief", "one", "other", "noise"])["notable"]


def test_as_a_table(found):
    rows = area_table(found)
    assert rows["columns"].iloc[0] == "relief" and "one + other" in set(rows["columns"])
    assert rows["told"].is_monotonic_decreasing
