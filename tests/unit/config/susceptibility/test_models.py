"""Section `models`."""

import pytest
from pydantic import ValidationError

from scarpwatch.config.susceptibility.models import ModelsSettings


def test_default_is_all_three() -> None:
    assert ModelsSettings().algorithms == ["rf", "lightgbm", "xgboost"]


def test_factors_can_be_left_out_by_name() -> None:
    assert ModelsSettings(predictors_exclude=["elevation"]).predictors_exclude == ["elevation"]


@pytest.mark.parametrize(
    ("values", "evaluated"),
    [
        ({}, ["rf", "lightgbm", "xgboost", "logistic"]),
        ({"baseline": False}, ["rf", "lightgbm", "xgboost"]),
        ({"algorithms": ["logistic", "rf"]}, ["logistic", "rf"]),
        ({"algorithms": ["logistic"], "baseline": False}, ["logistic"]),
    ],
)
def test_the_baseline_stands_behind_the_others_once(values: dict[str, object], evaluated: list[str]) -> None:
    assert ModelsSettings(**values).evaluated == evaluated


@pytest.mark.parametrize(
    "values",
    [
        {"algorithms": []},
        {"algorithms": ["forest"]},
        {"algorithms": ["rf", "rf"]},
        {"trees": 1},
        {"class_weights": "heavy"},
        {"monotone": {"slope": "up"}},
        {"tuning": {"folds": 1}},
        {"predictors_exclude": ["slope", "slope"]},
    ],
)
def test_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ModelsSettings(**values)
