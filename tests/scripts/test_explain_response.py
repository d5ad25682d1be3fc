"""The step on a simulated table whose driver is known."""

import numpy as np
import pandas as pd
import pytest
from steps import run_main

from scarpwatch.factors.factor import columns_record
from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.files.json_files import write_json
from scarpwatch.learning.algorithms.files import model_path, save_model
from scarpwatch.learning.samples.designs import lay_folds
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.learning.training import train_and_evaluate
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units

DEFORMATION = ["deformation_rate", "cumulative_deformation"]
FACTORS = columns_record(sorted(BUILT_IN, key=lambda factor: factor.order))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("response")
    rng = np.random.default_rng(1)
    table = draw_factor_table(500, rng, missing=0.2)
    labels = draw_landslide_units(table, {"slope": 2.5}, 70, rng)
    samples = draw_samples(labels, table, rng=rng)
    table.drop(columns=DEFORMATION).to_parquet(folder / "static.parquet")
    table[["unit_id", *DEFORMATION]].to_parquet(folder / "deformation.parquet")
    samples.to_parquet(folder / "samples.parquet")
    lay_folds(samples, table, folds=4, repeats=2, seed=1).to_parquet(folder / "folds.parquet")
    trained = train_and_evaluate(
        table, samples, BUILT_IN, algorithm="lightgbm", dynamic=True, seed=1, trees=40
    )
    save_model(trained.model, model_path(folder / "model", "lightgbm"))
    write_json(folder / "model" / "columns.json", trained.predictors.factor_of)
    write_json(folder / "metrics.json", trained.metrics)
    trained.importance.to_csv(folder / "importance.csv", index=False)
    shap = trained.importance[["factor"]].assign(shap=np.linspace(1, 0, len(trained.importance)))
    shap.to_csv(folder / "shap.csv", index=False)
    return folder


def explain(folder, name):
    inputs = {"samples": "samples.parquet", "folds": "folds.parquet", "static": "static.parquet"}
    inputs |= {"deformation": "deformation.parquet", "model": "model", "metrics": "metrics.json"}
    inputs |= {"shap": "shap.csv", "importance": "importance.csv"}
    return run_main(
        "explain_response",
        inputs={kind: folder / file for kind, file in inputs.items()},
        output={kind: folder / f"{name}_{kind}.csv" for kind in ("response", "importance")},
        params={
            "algorithm": {"load": "lightgbm"},
            "members": [],
            "factors": FACTORS,
            "trees": 40,
            "class_weights": "none",
            "monotone": {},
            "seed": 3,
        },
    )


def test_the_driver_leads_and_the_bytes_stay(folder):
    first, second = explain(folder, "a"), explain(folder, "b")
    for kind in ("response", "importance"):
        assert first[kind].read_bytes() == second[kind].read_bytes()
    importance = pd.read_csv(first["importance"]).set_index("factor")
    assert (
        importance["folds_permutation"].idxmax() == "slope"
        and importance.loc["slope", "folds_permutation"] > 0.1
    )
    assert importance["design"].unique().tolist() == ["nndm"]
    # One loss per factor on split and folds, and those on the split as training told them.
    told = pd.read_csv(folder / "importance.csv").set_index("factor")["permutation"]
    pd.testing.assert_series_equal(
        importance["split_permutation"], told.reindex(importance.index), check_names=False
    )
    response = pd.read_csv(first["response"])
    assert response["factor"].nunique() == 5 and (response["shap_scale"] == "log-odds").all()
    slope = response[response["factor"] == "slope"]
    assert slope["ale"].iloc[-1] > slope["ale"].iloc[0] + 0.1
