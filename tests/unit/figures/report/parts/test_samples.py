import pandas as pd
import pytest

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.config.susceptibility.samples import SamplesSettings
from scarpwatch.figures.report.basis.result_tables import Model
from scarpwatch.figures.report.parts.samples import rule_table, sample_sentences, sample_table, tuning_table

SUMMARY = {
    "training_landslide": 231,
    "training_free": 230,
    "validation_landslide": 99,
    "validation_free": 98,
    "landslide_units_not_used": 3,
    "free_units_not_drawn": 1200,
    "units_left_out": 0,
}


TITLES = {"slope": "Slope", "ndvi": "NDVI"}


def model(algorithm, tuning):
    return Model(ENTRIES[algorithm], False, {"tuning": tuning}, None, pd.DataFrame())


def test_every_unit_is_in_the_table_once():
    table = sample_table(SUMMARY, "slope units")
    assert table.columns == ("Slope units", "Training", "Validation", "Not used")
    assert table.rows == (
        ("With landslides", "231", "99", "3"),
        ("Free of landslides", "230", "98", "1,200"),
    )
    doubtful = sample_table({**SUMMARY, "units_left_out": 7}, "grid cells")
    assert doubtful.rows[2] == ("Neither for certain", "0", "0", "7")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, ["at random among all", "optimistic"]),
        ({"negatives": "outside_buffer", "buffer_m": 250}, ["farther than 250 m"]),
        ({"negatives": "terrain", "split": "spatial"}, ["as steep and as high", "blocks"]),
        ({"split": "prospective", "prospective_date": "2021-05-01"}, ["before 2021-05-01", "predicted"]),
    ],
)
def test_sentences_say_how_units_were_chosen(settings, said):
    (text,) = sample_sentences(SamplesSettings(**settings).model_dump(mode="json"), [], TITLES)
    assert all(part in text for part in said)


TUNED = {
    "candidates": 10,
    "trainings": 30,
    "units": 8400,
    "inner_folds": 3,
    "folds": "spatial",
    "blocks": 5,
    "auc": 0.81,
    "auc_untuned": 0.80,
    "untuned": False,
    "parameters": {"max_depth": 2, "n_estimators": 120},
}


def test_tuning_is_told_where_there_was_any():
    settings = SamplesSettings().model_dump(mode="json")
    assert len(sample_sentences(settings, [model("rf", None)], TITLES)) == 1
    kept = {**TUNED, "auc": 0.8, "untuned": True, "parameters": {}}
    chosen = [model("rf", kept), model("xgboost", TUNED)]
    assert "It changed XGBoost." in sample_sentences(settings, chosen, TITLES)[1]
    assert "kept the fixed settings" in sample_sentences(settings, chosen[:1], TITLES)[1]
    first, second = tuning_table([*chosen, model("logistic", None)]).rows
    assert first == ("RF", "10 x 3", "180", "8,400", "as they were", "all", "0.800", "0.800")
    assert second[4:] == ("changed", "120", "0.800", "0.810")
    both = {key: value for key, value in TUNED.items() if not key.startswith("auc")}
    (row,) = tuning_table([model("stack", {**both, "parameters": {"rf": {"max_depth": 4}}})]).rows
    assert row[4:] == ("changed", "", "", "")


def test_settings_that_were_not_tuned_for_too_few_units_are_told():
    few = [model("rf", {"candidates": 0, "trainings": 0, "units": 490, "from_units": 2000})]
    text = sample_sentences(SamplesSettings().model_dump(mode="json"), few, TITLES)[1]
    assert "not tuned: there are 490 training units, and tuning starts at 2,000" in text
    assert tuning_table(few) is None
    no_folds = [model("rf", {"candidates": 0, "trainings": 0, "blocks": 5})]
    assert tuning_table(no_folds) is None


def test_factors_that_do_not_vary_are_named():
    dropped = {
        "dropped_columns": ["ndvi", "lithology_share_shale"]
    }  # a class that no training unit has is no fault
    models = [Model(ENTRIES["rf"], False, dropped, None, pd.DataFrame()), model("xgboost", None)]
    text = sample_sentences(SamplesSettings().model_dump(mode="json"), models, TITLES)[-1]
    assert text.endswith("the same value or none: NDVI.")


def test_what_other_label_rules_would_make_of_the_landslides():
    counts = {"landslide_units": 1200, "free_units": 900, "touched_free": 0}
    rules = [
        {"rule": "touched", "min_share": None, "below": "negative", **counts},
        {"rule": "0.01 covered", "min_share": 0.01, "below": "neither", **counts},
        {"rule": "holds most of a landslide", "min_share": None, "below": None, **counts},
    ]
    table = rule_table(
        [{**rule, "median_area_ratio": 2.5, "area_auc": None} for rule in rules], "slope units"
    )
    assert [row[0] for row in table.rows] == [
        "any part of it is covered",
        "1 % of it is covered, others touched left out",
        "most of a landslide lies in it",
    ]
    assert table.rows[0][1:4] == ("1,200", "900", "0") and table.columns[1] == "Slope units with landslides"
    assert rule_table([], "slope units") is None
