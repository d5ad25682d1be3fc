"""The step tells whether models of another area hold here."""

import numpy as np
import pandas as pd
import pytest
from steps import read_json, run_main
from transfer_areas import FACTORS, LAW, REVERSED, SAMPLING, area, train_there

from scarpwatch.factors.factor import columns_record
from scarpwatch.files.json_files import write_json
from scarpwatch.learning.algorithms.files import load_model, model_path
from scarpwatch.learning.training import score_units
from scarpwatch.learning.transfer.matching import encode_for
from scarpwatch.learning.transfer.record import read_kept

DEFORMATION = ["deformation_rate", "cumulative_deformation"]


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    results = tmp_path_factory.mktemp("there")
    return train_there(results, *area(1, LAW, landslides=200), trees=40) / "static" / "models" / "xgboost"


def judge(folder, there, table, labels, min_landslides=30):
    table.drop(columns=DEFORMATION).to_parquet(folder / "static.parquet")
    labels.to_parquet(folder / "labels.parquet")
    kept = read_kept(there / "model")
    values = encode_for(kept, table, FACTORS, dynamic=False)
    score_units(load_model("xgboost", model_path(kept.folder, "xgboost")), values).to_parquet(
        folder / "scores"
    )
    write_json(folder / "reliability.json", {"outside_share": 0.07})
    out = run_main(
        "judge_transfer",
        inputs={
            "labels": folder / "labels.parquet",
            "static": folder / "static.parquet",
            "deformation": [],
            "scores": [folder / "scores"],
            "reliability": [folder / "reliability.json"],
        },
        output={"record": folder / "transfer.json", "table": folder / "transfer.csv"},
        params={
            "applied": [
                {
                    "name": "xgboost",
                    "algorithm": {"load": "xgboost"},
                    "folder": str(there / "model"),
                    "metrics": str(there / "metrics.json"),
                }
            ],
            "origin": "../there/results",
            "notes": ["the models were trained without rainfall"],
            "factors": columns_record(FACTORS),
            "samples": SAMPLING,
            "min_landslides": min_landslides,
            "seed": 1,
        },
    )
    return read_json(out["record"]), pd.read_csv(out["table"])


@pytest.mark.parametrize(("law", "expected"), [(LAW, "holds"), (REVERSED, "does not hold")])
def test_the_law_of_the_area_decides(there, tmp_path, law, expected):
    record, table = judge(tmp_path, there, *area(21, law))
    model = record["models"][0]
    assert model["verdict"] == expected and table["verdict"].tolist() == [expected]
    assert model["outside_share"] == 0.07 and record["folder"] == "../there/results" and not record["coupled"]
    assert model["there"]["auc"] == read_json(there / "metrics.json")["validation"]["auc"]
    assert record["not_compared"] == "" and record["notes"] == ["the models were trained without rainfall"]


def test_too_few_landslides_and_none_are_said(there, tmp_path):
    table, labels = area(22, LAW, landslides=20)
    few, _ = judge(tmp_path, there, table, labels)
    assert few["models"][0]["verdict"] == "undecided" and "20 units have a landslide" in few["not_compared"]
    assert few["models"][0]["here"]["auc"] > 0.5
    none, rows = judge(tmp_path, there, table, labels.assign(landslides=np.nan), min_landslides=None)
    assert none["models"][0]["verdict"] == "not known" and none["models"][0]["here"]["auc"] is None
    assert rows["auc_here"].isna().all() and rows["landslide_units"].tolist() == [0]
