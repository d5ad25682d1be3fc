import json

from scarpwatch.algorithms.algorithm import (
    AlgorithmLook,
    look_record,
    measures,
    model_name,
    ordering,
    read_looks,
)
from scarpwatch.algorithms.registry import ENTRIES, NAMES

LOOKS = list(ENTRIES.values())


def test_a_look_survives_the_parameters_of_a_rule():
    records = [look_record(ENTRIES[name]) for name in NAMES]
    looks = read_looks(json.loads(json.dumps(records)))
    assert list(looks) == list(NAMES) and all(type(look) is AlgorithmLook for look in looks.values())
    assert [look_record(look) for look in looks.values()] == records


def test_names_as_in_the_study():
    names = [
        model_name(ENTRIES[name], coupled)
        for coupled in (False, True)
        for name in ("rf", "lightgbm", "xgboost")
    ]
    assert names == ["RF", "LGBM", "XGBoost", "SAR+RF", "SAR+LGBM", "SAR+XGBoost"]


def test_measures_are_told_once():
    boosters = [ENTRIES["lightgbm"], ENTRIES["xgboost"]]
    assert measures(boosters) == "gain of the boosters"
    assert measures([ENTRIES["rf"], *boosters]) == "Gini importance of the forest, gain of the boosters"


def test_trees_order_the_factors_where_there_are_any():
    assert ordering(LOOKS, ["rf", "logistic"]) == ["rf"]
    assert ordering(LOOKS, ["logistic"]) == ["logistic"]
