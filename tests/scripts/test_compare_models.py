import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from compare_models import main
from scarpwatch.factors.factor import columns_record
from scarpwatch.factors.registry import BUILT_IN

FACTORS = columns_record(sorted(BUILT_IN, key=lambda factor: factor.order))


def test_comparison_uses_held_out_units_only(tmp_path):
    rng = np.random.default_rng(1)
    samples = pd.DataFrame(
        {
            "unit_id": np.arange(2, 402),
            "landslide": np.tile([0, 1], 200).astype(np.int8),
            "split": np.repeat(["training", "validation"], 200),
            "fold": 0,
        }
    )
    samples.to_parquet(tmp_path / "samples.parquet")
    (tmp_path / "collinearity.json").write_text('{"dropped": []}')
    held = samples["split"] == "validation"
    paths = {"static": [], "coupled": []}
    aucs = {}
    for kind, noise in (("static", 1.5), ("coupled", 0.5)):
        for algorithm in ("rf", "xgboost"):
            score = samples["landslide"] + rng.normal(0, noise, 400)
            score[~held] = 1 - samples["landslide"][~held]  # would spoil the AUC if it were used
            table = pd.DataFrame({"unit_id": samples["unit_id"], "score": score}).sample(
                frac=1, random_state=1
            )
            path = tmp_path / f"{kind}_{algorithm}.parquet"
            table.to_parquet(path)
            paths[kind].append(path)
            aucs[kind, algorithm] = roc_auc_score(samples["landslide"][held], score[held])
    slope = rng.uniform(0, 40, 400)
    factors = pd.DataFrame({"unit_id": samples["unit_id"], "slope": slope})
    factors[["x", "y"]] = rng.uniform(0, 1000, (400, 2))
    factors.to_parquet(tmp_path / "factors.parquet")
    rate = np.where(rng.random(400) < 0.25, np.nan, samples["landslide"] + rng.normal(0, 1, 400))
    moving = pd.DataFrame({"unit_id": samples["unit_id"], "deformation_rate": rate})
    moving.to_parquet(tmp_path / "deformation.parquet")
    main(
        SimpleNamespace(
            input=SimpleNamespace(
                samples=tmp_path / "samples.parquet",
                factors=tmp_path / "factors.parquet",
                deformation=tmp_path / "deformation.parquet",
                collinearity=tmp_path / "collinearity.json",
                **paths,
            ),
            output=SimpleNamespace(record=tmp_path / "c.json", table=tmp_path / "c.csv"),
            params=SimpleNamespace(
                algorithms=[{"load": "rf"}, {"load": "xgboost"}],
                factors=FACTORS,
                exclude=[],
                class_weights="none",
                monotone={"slope": "increasing"},
                flat_below_deg=5.0,
                slope="slope",
                folds=4,
                repeats=1,
                members=[],
                trees=10,
                seed=1,
            ),
            wildcards=SimpleNamespace(until="2024-06-01"),
        )
    )
    record = json.loads((tmp_path / "c.json").read_text())
    assert record["units"] == 200 and record["positives"] == 100 and record["until"] == "2024-06-01"
    for row in record["models"]:
        assert row["static_auc"] == pytest.approx(aucs["static", row["algorithm"]])
        assert row["coupled_auc"] == pytest.approx(aucs["coupled", row["algorithm"]])
        assert row["lower"] < row["difference"] < row["upper"] and row["verdict"] == "beyond_chance"
        assert row["covered"]["units"] == np.isfinite(rate[held]).sum()
        assert row["without_flats"]["units"] == (slope[held] >= 5).sum()
        for name in ("random_splits", "spatial_blocks"):
            assert row[name]["splits"] == 4 and row[name]["difference"] > 0.05
    assert record["splits"]["folds"] == 4 and record["flat_below_deg"] == 5
    table = pd.read_csv(tmp_path / "c.csv")
    assert table["covered_p_value"].tolist() == [row["covered"]["p_value"] for row in record["models"]]
    assert table["algorithm"].tolist() == ["rf", "xgboost"]
    assert table["p_value"].tolist() == [row["p_value"] for row in record["models"]]
