import pandas as pd
import pytest
from figure_inputs import FOLDS

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.figures.report.basis.result_tables import Model
from scarpwatch.figures.report.parts.skill import folds_table, skill_sentences


def model(name="xgboost", auc=0.75, *, coupled=False, mapped=True, design="nndm", **metrics):
    known = {"auc": auc, "auc_interval": [auc - 0.05, auc + 0.05], "auc_std": 0.012}
    blocks = {"auc": auc - 0.1, "auc_interval": [auc - 0.15, auc - 0.05], "auc_std": 0.02}
    crossed = {"headline": design, "designs": {design: known, "blocks": blocks}}
    crossed["split_swing"] = {"lower": 0.7, "upper": 0.78}
    held = {"auc": 0.9, "auc_interval": [0.85, 0.94], "pr_auc": 0.8, "brier": 0.1}
    record = {"algorithm": name, "validation": held, "cross_validation": crossed, **metrics}
    return Model(ENTRIES[name], coupled, record, pd.DataFrame() if mapped else None, pd.DataFrame())


THREE = [model("rf", 0.70), model("lightgbm", 0.72), model("xgboost", 0.77)]


def test_the_main_model_is_told_with_the_range_of_all():
    first, others = skill_sentences(THREE, "LGBM")
    assert first.startswith("LGBM has the AUC 0.720 (0.670–0.770) of the map")
    assert others == "The AUCs of all 3 models that are mapped go from 0.700 (RF) to 0.770 (XGBoost)."
    both = [*THREE, model("xgboost", 0.8, coupled=True)]
    (alone,) = skill_sentences(both, "SAR+XGBoost")
    assert alone.startswith("SAR+XGBoost has the AUC 0.800")
    assert skill_sentences([], "RF") == [] == skill_sentences(THREE, None)


def test_a_baseline_that_does_as_well_as_the_main_model_is_said():
    better = model("logistic", 0.75, mapped=False)
    assert skill_sentences([*THREE, better], "LGBM")[-1] == (
        "LR, the baseline, which is not mapped, reaches 0.750: LGBM does no better."
    )
    assert len(skill_sentences([*THREE, better], "XGBoost")) == 2


def test_the_table_has_all_ways_side_by_side_and_what_they_judge():
    table = folds_table(THREE, "random", FOLDS)
    row = dict(zip(table.columns, table.rows[2], strict=True))
    assert row["AUC of the map"] == "0.770 (0.720–0.820)" and row["± over repeats"] == "0.012"
    assert row["AUC in a new valley (blocks)"] == "0.670 (0.620–0.720)"
    assert row["AUC, random split"] == "0.900 (0.850–0.940)"
    bridged, blocks, swing = table.notes
    assert "The map bridges 150 m" in bridged and "which bridge 170 m" in bridged
    assert "520 m" in blocks and "pessimistic for this map" in blocks
    assert "swings by 0.08" in swing and "optimistic" in swing
    nearer = {
        **FOLDS,
        "designs": {name: {**one, "judges": "nearer"} for name, one in FOLDS["designs"].items()},
    }
    notes = folds_table(THREE, "random", nearer).notes
    alone = folds_table(THREE, "random", {**FOLDS, "ground_units": 0}).notes[0]
    assert alone.startswith("Every unit is a sample, so the map has no other ground, and 150 m")
    assert "may be worse" in notes[0] and "Even they are optimistic" in notes[1]


def test_random_folds_are_said_to_be_optimistic():
    table = folds_table([model(design="random")], "random", {"bridged_m": None, "designs": {}})
    assert table.columns[1] == "AUC over random folds" and "optimistic" in table.notes[0]
    assert "which is optimistic" in skill_sentences([model(design="random")], "XGBoost")[0]


@pytest.mark.parametrize("split", ["random", "prospective", "spatial"])
def test_the_table_is_of_the_split_that_was_made(split):
    table = folds_table(THREE, split)
    assert ("random" in " ".join([*table.columns, *table.notes]).casefold()) == (split == "random")


@pytest.mark.parametrize(
    ("metrics", "words"),
    [
        ({}, "The area of a unit alone reaches"),
        ({"area_predictors": []}, "The area of a unit alone, which is not a predictor, reaches"),
        (
            {"area_predictors": ["size"]},
            "The area of a unit alone, which is a predictor here (size), reaches",
        ),
    ],
)
def test_the_area_is_called_a_predictor_where_it_is_one(metrics, words):
    assert folds_table([model(area_alone_auc=0.7, **metrics)]).notes[-1].startswith(words)
