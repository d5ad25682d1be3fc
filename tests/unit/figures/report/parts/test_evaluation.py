import numpy as np
import pandas as pd
import pytest

from scarpwatch.figures.report.basis.result_tables import Model
from scarpwatch.figures.report.parts.evaluation import (
    comparison_details,
    control_tables,
    evaluation_tables,
    gap_warning,
    prevalence_sentences,
    study_layout,
)
from scarpwatch.files.records import plain
from scarpwatch.learning.metrics.skill import assess_skill


def model(*, population=True, coupled=False):
    rng = np.random.default_rng(1)
    hit = np.arange(600) < 80
    table = pd.DataFrame({"unit_id": np.arange(600), "area_m2": 1e5, "slope": rng.uniform(0, 40, 600)})
    drawn = np.arange(160)
    split = np.where(rng.random(160) < 0.7, "training", "validation")
    samples = pd.DataFrame({"unit_id": drawn, "landslide": hit[drawn].astype(int), "split": split})
    score = 1 / (1 + np.exp(-1.5 * (hit - 0.5) - 0.7 * rng.standard_normal(600)))
    scores = pd.DataFrame({"unit_id": table["unit_id"], "score": score})
    if not population:
        table = table[table["unit_id"].isin(drawn)].drop(columns="slope")
    metrics = plain({"algorithm": "xgboost", "coupled": coupled, **assess_skill(samples, table, scores)})
    return Model("xgboost", coupled, metrics, pd.DataFrame(), pd.DataFrame())


@pytest.fixture(scope="module")
def whole():
    return model()


def test_prevalence_is_stated(whole):
    (sentence,) = prevalence_sentences([whole])
    assert sentence.startswith("13.3 % of the units hold a landslide (80 of 600)")
    assert "Every unit is a sample" in prevalence_sentences([model(population=False)])[0]
    assert prevalence_sentences([]) == []


def test_tables_hold_the_figures_of_the_metrics(whole):
    ground, calibration = evaluation_tables([whole])
    held = whole.metrics["validation"]
    row = dict(zip(calibration.columns, calibration.rows[0], strict=True))
    assert row["Precision, samples"] == f"{held['rates']['precision']:.3f}"
    assert row["Precision, area"].startswith(f"{held['population']['precision']:.3f} (")
    assert row["ECE (by chance)"].startswith(f"{held['calibration']['ece']:.3f} (0.")
    row = dict(zip(ground.columns, ground.rows[0], strict=True))
    assert row["AUC without flats"].startswith(f"{held['without_flats']['auc']:.3f} (")
    assert row["Prediction rate"] == f"{whole.metrics['rate_curves']['prediction']['auc']:.3f}"
    assert row["In top tenth"].endswith(" %") and "at least 5°" in ground.notes[0]


def test_what_is_not_known_is_a_dash():
    ground, calibration = evaluation_tables([model(population=False)])
    assert calibration.rows[0][4:] == ("–", "–", "–")
    assert ground.rows[0][2:4] == ("–", "–") and len(ground.notes) == 1


def test_the_gain_elsewhere():
    part = {"units": 90, "difference": 0.02, "lower": -0.01, "upper": 0.05, "p_value": 0.2, "words": "W."}
    folds = {**part, "splits": 10, "p_value": None, "lower": None}
    one_class = {"units": 3, "positives": 3, "words": "Only one class."}
    record = {
        "splits": "2 x 5-fold",
        "models": [{"algorithm": "rf", "covered": part, "without_flats": one_class, "random_splits": folds}],
    }
    table = comparison_details(record)
    assert [row[0] for row in table.rows] == ["RF", "", ""]
    assert table.rows[0][1:5] == (
        "units with a value of deformation (90 units)",
        "+0.020",
        "−0.010 to +0.050",
        "0.200",
    )
    assert table.rows[1][2:] == ("–", "–", "–", "Only one class.")
    assert table.rows[2][1] == "random splits (10 folds)" and table.rows[2][3:5] == ("–", "–")
    assert comparison_details({"models": [{"algorithm": "rf"}]}) is None


def test_controls_say_what_was_found():
    ranking = [
        {"factor": "slope", "gain_rank": 1.2, "permutation_rank": 1.0},
        {"factor": "noise", "gain_rank": 2.0, "permutation_rank": 2.5},
        {"factor": "ndvi", "gain_rank": 2.8, "permutation_rank": 2.4},
    ]
    gain = {"difference": 0.02, "lower": 0.01, "upper": 0.03, "p_value": 0.0001, "splits": 20}
    record = {
        "assessment": "2024-06-01",
        "seeds": 20,
        "trees": 100,
        "models": "untuned",
        "permuted_labels": {"rf": {"auc_mean": 0.507}},
        "noise_factor": {"rf": {"below_noise": {"gain": ["ndvi"], "permutation": []}, "ranking": ranking}},
        "missingness": {
            "algorithm": "lightgbm",
            "missing_share": 0.25,
            "gain": gain,
            "gain_of_gaps": gain,
            "gain_of_values": {**gain, "difference": -0.001},
            "words": "All from gaps.",
        },
    }
    first, second = control_tables(record)
    assert first.rows == (("SAR+RF", "0.507", "2.0 of 3", "2.5 of 3", "NDVI", "none"),)
    assert [row[1] for row in second.rows] == ["+0.020", "+0.020", "−0.001"]
    assert "25.0 %" in second.notes[0] and "All from gaps." in second.notes[0]
    assert len(control_tables({**record, "missingness": None})) == 1
    (warning,) = gap_warning(record)
    assert "still gain 0.020" in warning
    for change in ({"p_value": 0.3}, {"p_value": None}, {"difference": -0.01}):
        harmless = {**record["missingness"], "gain_of_gaps": {**gain, **change}}
        assert gap_warning({**record, "missingness": harmless}) == []
    assert gap_warning(None) == gap_warning({"missingness": None}) == []


@pytest.mark.parametrize(("split", "number", "auc"), [("training", 4, "0.934"), ("validation", 5, "0.882")])
def test_the_studys_layout_is_called_so_explained_and_compared(whole, split, number, auc):
    table = study_layout([whole], split)
    assert f"Table {number}" in table.caption and "Not the standard rates" in table.notes[0]
    assert len(table.rows) == 4 and len(study_layout([whole, model(coupled=True)], split).rows) == 8
    assert table.rows[0][0] == "XGBoost" and table.rows[1][0] == "XGBoost, printed"
    assert table.rows[1][-1] == auc
    fractions = whole.metrics[split]["study_layout"]
    assert table.rows[0][1] == f"{fractions['TP']:.3f}"


def test_a_ready_table_may_hold_other_dynamic_factors_than_deformation():
    gains = {"difference": 0.02, "lower": 0.01, "upper": 0.03, "p_value": 0.01, "splits": 5}
    found = {
        "algorithm": "rf",
        "gain": gains,
        "gain_of_gaps": gains,
        "gain_of_values": gains,
        "missing_share": 0.1,
    }
    found["words"] = "Where deformation is missing tells landslides by itself."
    record = {
        "assessment": "2025-01-01",
        "seeds": 2,
        "models": "untuned",
        "trees": 9,
        "permuted_labels": {},
        "missingness": found,
    }
    told = [*control_tables(record, "the dynamic factors"), *gap_warning(record, "the dynamic factors")]
    assert "deformation" not in str(told) and str(told).count("the dynamic factors") > 3
