import numpy as np
import pandas as pd
import pytest

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.figures.report.basis.result_tables import (
    Model,
    Table,
    class_share_table,
    facts_table,
    flatten,
    importance_table,
    interval,
    number,
    plain_value,
    rate_table,
    skill_table,
    unit_table,
)
from scarpwatch.files.json_files import plain
from scarpwatch.learning.metrics.scores import evaluate_scores
from scarpwatch.learning.zoning import class_table
from scarpwatch.susceptibility_classes import NUMBER


def make_model(algorithm="xgboost", coupled=False):
    truth = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    score = np.array([0.9, 0.8, 0.7, 0.3, 0.6, 0.2, 0.2, 0.1, 0.1, 0.4])
    part = plain(evaluate_scores(truth, score))
    metrics = {
        "training": part,
        "validation": part,
        "cross_validation": {"auc_mean": 0.712, "auc_std": 0.05},
        "area_alone_auc": 0.61,
    }
    classes = class_table(np.array([1, 2, NUMBER]), np.array([4e6, 3e6, 3e6]), np.array([0, 1, 3]))
    importance = pd.DataFrame({"factor": ["slope", "deformation_rate"], "gain": [0.25, 0.75]})
    return Model(ENTRIES[algorithm], coupled, metrics, classes, importance)


@pytest.mark.parametrize(
    ("value", "text"), [(-0.0311, "−0.031"), (None, "–"), (float("nan"), "–"), (1234.5, "1,234.500")]
)
def test_numbers(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (True, "yes"),
        (12345, "12,345"),
        (-0.25, "−0.25"),
        (1e-6, "1e−06"),
        ([], "–"),
        ([0, -1], "0, −1"),
    ],
)
def test_plain_values(value, text):
    assert plain_value(value) == text


def test_intervals():
    assert interval((0.8, 0.912)) == "(0.800–0.912)"
    assert interval(None) == interval((0.8, None)) == ""


def test_a_config_is_flattened_as_it_would_be_typed():
    assert flatten(
        {"seed": 20240107, "sar": {"source": None, "b": {}}, "on": True, "zoning": [0.2, 0.4]}
    ) == [
        ("seed", "20240107"),
        ("sar.source", "–"),
        ("sar.b", "–"),
        ("on", "yes"),
        ("zoning", "0.2, 0.4"),
    ]


def test_facts_get_names_and_unnamed_ones_are_readable_or_left_out():
    record = {"pixels": 1200, "spread": [1, 2], "reference": {"longitude": -84.53219, "chosen": "by_rule"}}
    table = facts_table("Quality", record, {"pixels": "pixels counted", "spread": ""})
    assert table.rows == (
        ("Pixels counted", "1,200"),
        ("Reference: longitude", "−84.5322"),
        ("Reference: chosen", "by rule"),
    )


def test_counts_are_whole_numbers_and_rates_come_from_them():
    (row,) = skill_table([make_model(coupled=True)], "validation").rows
    # 3 of 4 landslides and 5 of 6 others are found at 0.5
    assert row[:9] == ("SAR+XGBoost", "3", "5", "1", "1", "0.750", "0.833", "0.800", "0.750")
    assert row[-1].startswith("0.917 (")


def test_training_is_never_shown_as_skill():
    assert "fit, not skill" in skill_table([make_model()], "training").caption
    assert "held-out" in skill_table([make_model()], "validation").caption


def test_class_shares_in_percent_with_frequency_ratio():
    rows = class_share_table([make_model()]).rows
    empty = NUMBER - 3
    assert rows[0] == ("XGBoost", "area (%)", "40.0", "30.0", *["0.0"] * empty, "30.0")
    assert rows[1] == ("", "landslides (%)", "0.0", "25.0", *["0.0"] * empty, "75.0")
    assert rows[2] == ("", "frequency ratio", "0.00", "0.83", *["–"] * empty, "2.50")


def test_importance_is_ordered_and_absent_factors_have_a_dash():
    static = make_model()
    static = Model(ENTRIES["xgboost"], False, static.metrics, static.classes, static.importance.iloc[:1])
    table = importance_table([static, make_model(coupled=True)], {"deformation_rate": "Rate"})
    assert table.columns == ("Factor", "XGBoost", "SAR+XGBoost")
    assert table.rows == (("Rate", "–", "0.750"), ("slope", "0.250", "0.250"))


def test_units_are_counted_and_measured():
    table = unit_table(pd.DataFrame({"area_m2": [1e6, 2e6, 6e6]}), "slope units")
    values = dict(table.rows)
    assert values["Number of slope units"] == "3"
    assert values["Total area (km²)"] == "9.0"
    assert values["Median area (km²)"] == "2.000"


def test_small_units_are_measured_in_square_metres():
    table = unit_table(pd.DataFrame({"area_m2": [900.0, 900.0, 450.0]}), "grid-cell units")
    assert dict(table.rows)["Mean area (m²)"] == "750"


def test_shares_of_the_measured_area_by_rate():
    rate = np.array([-5.0, -1.5, 0.2, 0.9, -0.9, 1.2, 3.0, np.nan, np.nan, 0.0])
    rows = dict(rate_table(rate, [-2, -1, 1, 2]).rows)
    assert rows["Within 1 cm/yr (stable)"] == "50.00 %"
    assert rows["Faster than 2 cm/yr away from the satellite"] == "12.50 %"
    assert rows["Lowest rate of a cell"] == "−5.00 cm/yr"
    assert rate_table(np.array([np.nan]), [-2, -1, 1, 2]).rows == ()


def test_the_rates_are_shared_out_by_the_limits_of_the_config():
    rows = dict(rate_table(np.array([-5.0, 0.2, 0.9, 3.5]), [-3, 3]).rows)
    assert rows["Within 3 cm/yr (stable)"] == "50.00 %"
    assert rows["Faster than 3 cm/yr towards the satellite"] == "25.00 %"


def test_units_without_area_are_counted():
    model = make_model()
    bare = model.classes.assign(area_km2=np.nan)
    table = class_share_table([Model(ENTRIES["rf"], False, model.metrics, bare, model.importance)])
    assert table.rows[0][1] == "units (%)"
    assert class_share_table([model]).rows[0][1] == "area (%)"


def test_columns_with_sentences_are_told_from_numbers():
    table = Table("x", ("Model", "AUC", "Words"), (("RF", "0.8", "The gain is within chance, p = 0.31."),))
    assert [table.wordy(column) for column in range(3)] == [False, False, True]
    assert not Table("x", ("Quantity", "Value"), (("a", "text " * 20),)).wordy(1)
