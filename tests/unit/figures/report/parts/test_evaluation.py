from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.figures.report.basis.result_tables import Model
from scarpwatch.figures.report.parts.evaluation import (
    evaluation_tables,
    prevalence_sentences,
    probability_tables,
    rate_sentences,
    study_layout,
)
from scarpwatch.files.json_files import plain
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
    return Model(ENTRIES["xgboost"], coupled, metrics, pd.DataFrame(), pd.DataFrame())


@pytest.fixture(scope="module")
def whole():
    return model()


def test_prevalence_is_stated(whole):
    (sentence,) = prevalence_sentences([whole])
    assert sentence.startswith("13.3 % of the units hold a landslide (80 of 600)")
    assert "Every unit is a sample" in prevalence_sentences([model(population=False)])[0]
    assert prevalence_sentences([]) == []


def test_tables_hold_the_figures_of_the_metrics(whole):
    ground, size, calibration = evaluation_tables([whole])
    held = whole.metrics["validation"]
    row = dict(zip(calibration.columns, calibration.rows[0], strict=True))
    assert row["Precision, samples"] == f"{held['rates']['precision']:.3f}"
    assert row["Precision, area"].startswith(f"{held['population']['precision']:.3f} (")
    assert row["ECE (by chance)"].startswith(f"{held['calibration']['ece']:.3f} (0.")
    row = dict(zip(ground.columns, ground.rows[0], strict=True))
    assert row["AUC without flats"].startswith(f"{held['without_flats']['auc']:.3f} (")
    assert row["Prediction rate"] == f"{whole.metrics['rate_curves']['prediction']['auc']:.3f}"
    assert row["In top tenth"].endswith(" %") and "at least 5°" in ground.notes[0]
    row = dict(zip(size.columns, size.rows[0], strict=True))
    assert row["AUC, area alone"] == "0.500" and row["Gain over area"].startswith("+0.")
    assert row["AUC, units of like area (pairs)"].startswith(f"{held['auc']:.3f} (")


def test_rates_by_landslides_are_told_where_they_differ(whole):
    assert rate_sentences([whole]) == [] and rate_sentences([]) == []
    prediction = whole.metrics["rate_curves"]["prediction"]
    halved = [share**0.5 for share in prediction["landslide_share"]]
    counted = {**prediction, "landslide_share": halved, "auc": 0.751, "elsewhere": 0.04}
    curves = {**whole.metrics["rate_curves"], "prediction": {**prediction, "landslides": counted}}
    (sentence,) = rate_sentences([replace(whole, metrics={**whole.metrics, "rate_curves": curves})])
    assert f"is {prediction['auc']:.3f} over the models" in sentence
    assert "0.751 by landslides, of which 4 % lie in other units" in sentence


def test_what_is_not_known_is_a_dash():
    ground, _, calibration = evaluation_tables([model(population=False)])
    assert calibration.rows[0][4:] == ("–", "–", "–")
    assert ground.rows[0][2:4] == ("–", "–") and len(ground.notes) == 1


@pytest.mark.parametrize(("split", "number", "auc"), [("training", 4, "0.934"), ("validation", 5, "0.882")])
def test_the_studys_layout_is_called_so_explained_and_compared(whole, split, number, auc):
    table = study_layout([whole], split, printed=True)
    assert f"Table {number}" in table.caption and "Not the standard rates" in table.notes[0]
    assert (
        len(table.rows) == 4
        and len(study_layout([whole, model(coupled=True)], split, printed=True).rows) == 8
    )
    ours = study_layout([whole], split, printed=False)
    assert ours.rows == table.rows[:1] and "Liang" not in " ".join(ours.notes)
    assert table.rows[0][0] == "XGBoost" and table.rows[1][0] == "XGBoost, printed"
    assert table.rows[1][-1] == auc
    fractions = whole.metrics[split]["study_layout"]
    assert table.rows[0][1] == f"{fractions['TP']:.3f}"


def test_the_probability_is_told_with_its_coefficients():
    record = {
        "observed_share": 0.0346, "mean_probability": 0.0352, "brier_skill": 0.081, "calibration": {"ece": 0.004},
        "coefficients": {"score": 0.92, "ln_area": 1.04}, "expected_landslide_units": 371.4, "landslide_units": 361,
        "negatives": "random",
    }  # fmt: skip
    (table,) = probability_tables([("RF", record)])
    assert table.rows == (("RF", "0.0346", "0.0352", "+0.081", "0.004", "0.92", "1.04", "371 of 361"),)
    assert "at least one landslide of the inventory" in table.notes[0] and probability_tables([]) == []
    (terrain,) = probability_tables([("RF", {**record, "negatives": "terrain"})])
    assert len(terrain.notes) == 2 and "ground like theirs" in terrain.notes[1]
