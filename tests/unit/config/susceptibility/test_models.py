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


def test_the_users_own_algorithms_stand_behind_those_of_the_program() -> None:
    models = ModelsSettings(algorithms=["rf"], plugins=["own/knn.py", "nb.py"])
    assert models.mapped == ["rf", "knn", "nb"] and models.evaluated == ["rf", "knn", "nb", "logistic"]
    assert models.plugin_files == {"knn": "own/knn.py", "nb": "nb.py"}
    assert models.entry_of("rf").short == "RF" and models.entry_of("knn").title == "knn"
    assert ModelsSettings(algorithms=[], plugins=["knn.py"], baseline=False).evaluated == ["knn"]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("rf.py", "rf, which is the name of another algorithm"),
        ("two/nb.py", "nb, which is the name of another algorithm"),
        ("nb.txt", r"nb\.txt, which cannot name an algorithm"),
        ("Bayes.py", r"Bayes\.py, which cannot name"),
        ("map_class.py", r"map_class\.py, which cannot name"),
    ],
)
def test_names_of_own_algorithms_are_those_of_files_and_columns(file: str, said: str) -> None:
    with pytest.raises(ValidationError, match=f"models.plugins has {said}"):
        ModelsSettings(plugins=["nb.py", file])


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


def test_ensembles_are_made_of_the_others_that_are_mapped() -> None:
    models = ModelsSettings(algorithms=["stack", "xgboost", "rank_mean", "rf"], plugins=["mine.py"])
    assert models.members == ["xgboost", "rf", "mine"]
    assert ModelsSettings(algorithms=["rf", "stack"], plugins=["mine.py"]).members == ["rf", "mine"]
    for alone in (["stack"], ["stack", "rank_mean", "rf"]):  # the baseline is not mapped
        with pytest.raises(ValidationError, match="list at least two beside"):
            ModelsSettings(algorithms=alone)
