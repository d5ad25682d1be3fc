import numpy as np
import pandas as pd
import pytest

from scarpwatch.files.json_files import plain
from scarpwatch.learning.metrics.skill import assess_skill
from scarpwatch.learning.metrics.skill_tables import (
    LAYOUT,
    PRINTED,
    STUDY,
    curves_table,
    rates_table,
    study_layout_table,
)


@pytest.fixture(scope="module")
def records():
    """Two models as ``metrics.json`` holds them."""
    rng = np.random.default_rng(1)
    hit = np.arange(600) < 80
    table = pd.DataFrame({"unit_id": np.arange(600), "area_m2": 1e5, "slope": rng.uniform(0, 40, 600)})
    drawn = np.arange(160)
    split = np.where(rng.random(160) < 0.7, "training", "validation")
    samples = pd.DataFrame({"unit_id": drawn, "landslide": hit[drawn].astype(int), "split": split})
    labels = pd.DataFrame({"unit_id": table["unit_id"], "landslides": hit.astype(int)})
    labels["landslides"] *= 1 + table["unit_id"] % 5
    found = []
    for coupled, strength in ((False, 1.0), (True, 2.0)):
        score = 1 / (1 + np.exp(-strength * (hit - 0.5) - 0.7 * rng.standard_normal(600)))
        scores = pd.DataFrame({"unit_id": table["unit_id"], "score": score})
        parts = assess_skill(samples, table, scores, labels=labels)
        designs = {
            name: {"auc": auc, "auc_interval": [auc - 0.1, auc + 0.1], "auc_std": 0.02}
            for name, auc in (("nndm", 0.74), ("blocks", 0.69))
        }
        cross = {"auc_mean": 0.7, "headline": "nndm", "designs": designs}
        found.append(plain({"algorithm": "rf", "coupled": coupled, **parts, "cross_validation": cross}))
    return found


@pytest.mark.parametrize("split", ["training", "validation"])
def test_counts_are_integers_and_rates_belong_to_them(records, split):
    table = rates_table(records, split)
    assert table["factors"].tolist() == ["static", "coupled"]
    for row in table.to_dict("records"):
        assert row["TP"] + row["TN"] + row["FP"] + row["FN"] == row["units"]
        assert row["sensitivity"] == pytest.approx(row["TP"] / (row["TP"] + row["FN"]))
        for name in ("sensitivity", "specificity", "accuracy", "precision", "auc"):
            assert row[f"{name}_lower"] < row[name] < row[f"{name}_upper"]
    assert all(table[name].dtype.kind == "i" for name in ("TP", "TN", "FP", "FN"))


def test_what_reaches_beyond_the_samples_is_of_validation_only(records):
    assert not {"auc_without_flats", "precision_at_prevalence"} & set(rates_table(records, "training"))
    table = rates_table(records, "validation")
    assert table["prevalence"].tolist() == pytest.approx([80 / 600] * 2)
    assert (table["precision_at_prevalence"] < table["precision"]).all()
    assert table["auc_spatial_blocks"].tolist() == [0.7, 0.7]
    assert table["auc_map"].tolist() == [0.74, 0.74] and set(table["auc_design"]) == {"nndm"}
    assert table["auc_map_upper"].tolist() == [0.84, 0.84] and table["auc_blocks"].tolist() == [0.69, 0.69]


def test_rates_by_landslides_stand_beside_those_by_units(records):
    row = rates_table(records, "validation").iloc[1]
    curve = records[1]["rate_curves"]["prediction"]
    assert row["prediction_rate_auc"] == curve["auc"]
    assert row["prediction_rate_auc_by_landslides"] == curve["landslides"]["auc"] != curve["auc"]
    assert row["landslides_in_top_fifth"] == curve["landslides"]["in_top_fifth"]
    assert pd.isna(row["prediction_rate_auc_by_landslide_area"])


def test_curves_of_every_model_are_rows(records):
    table = curves_table(records)
    assert len(table) == 2 * 2 * 101 and list(table)[:4] == ["algorithm", "factors", "curve", "area_share"]
    of = table[(table["factors"] == "coupled") & (table["curve"] == "prediction")]
    curve = records[1]["rate_curves"]["prediction"]
    assert of["landslide_unit_share"].tolist() == curve["landslide_share"]
    assert of["landslide_share"].tolist() == curve["landslides"]["landslide_share"]
    assert table["landslide_area_share"].isna().all()


def test_a_missing_population_is_a_gap(records):
    bare = {**records[0], "validation": {**records[0]["validation"], "population": None}}
    bare["validation"].pop("without_flats")
    row = rates_table([bare, records[1]], "validation").iloc[0]
    assert np.isnan(row["precision_at_prevalence"]) and np.isnan(row["auc_without_flats"])


@pytest.mark.parametrize("split", ["training", "validation"])
def test_the_study_s_rows_follow_ours_in_its_layout(records, split):
    ours = study_layout_table(records, split)
    assert set(ours["source"]) == {"this run"}
    table = study_layout_table(records, split, printed=True)
    assert table[: len(ours)].equals(ours)
    assert table["source"].tolist() == ["this run"] * 2 + [STUDY] * 6
    assert list(table.columns) == ["source", "algorithm", "factors", *LAYOUT]
    assert (table["TP"] + table["FP"]).to_numpy() == pytest.approx(1)
    assert (table["TN"] + table["FN"]).to_numpy() == pytest.approx(1)


@pytest.mark.parametrize("split", ["training", "validation"])
def test_the_study_s_rates_follow_from_its_fractions(split):
    """Its rates are those of the fractions, to one in the last digit printed; a misprint here would show."""
    for values in PRINTED[split].values():
        tp, tn, fp, fn, sensitivity, specificity, accuracy, auc = values
        assert sensitivity == pytest.approx(tp / (tp + fn), abs=0.0011)
        assert specificity == pytest.approx(tn / (tn + fp), abs=0.0041)
        assert accuracy == pytest.approx((tp + tn) / 2, abs=0.0011)
        assert 0.79 <= auc <= 0.96
