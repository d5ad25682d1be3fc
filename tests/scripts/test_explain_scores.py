"""The step on a simulated table whose driver is known."""

import numpy as np
import pandas as pd
import pytest
from algorithm_members import members_of
from steps import read_json, run_main

from scarpwatch.algorithms.registry import NAMES
from scarpwatch.factors.factor import columns_record
from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.files.json_files import write_json
from scarpwatch.learning.algorithms.files import model_path, save_model
from scarpwatch.learning.predictors.features import join_factors
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.learning.training import train_and_evaluate
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units

DEFORMATION = ["deformation_rate", "cumulative_deformation"]

FACTORS = columns_record(sorted(BUILT_IN, key=lambda factor: factor.order))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explain")
    rng = np.random.default_rng(1)
    table = draw_factor_table(500, rng, missing=0.2)
    table.loc[7, "slope"] = 500.0  # steeper than anything that trains
    labels = draw_landslide_units(table.assign(slope=table["slope"].clip(0, 80)), {"slope": 2.5}, 70, rng)
    labels.loc[labels["unit_id"] == table.loc[7, "unit_id"], "landslides"] = 0
    static, moving = table.drop(columns=DEFORMATION), table[["unit_id", *DEFORMATION]]
    static.to_parquet(folder / "static.parquet")
    moving.to_parquet(folder / "deformation.parquet")
    drawn = table[table["unit_id"] != table.loc[7, "unit_id"]]
    samples = draw_samples(labels, drawn, rng=rng)
    samples.to_parquet(folder / "samples.parquet")
    for algorithm in NAMES:
        trained = train_and_evaluate(
            join_factors(static, moving),
            samples,
            BUILT_IN,
            algorithm=algorithm,
            dynamic=True,
            seed=1,
            trees=40,
            members=members_of(algorithm),
        )
        save_model(trained.model, model_path(folder / algorithm, algorithm))
        write_json(folder / algorithm / "columns.json", trained.predictors.factor_of)
        write_json(folder / algorithm / "metrics.json", trained.metrics)
        trained.scores.to_parquet(folder / algorithm / "scores.parquet")
    return folder


def explain(folder, algorithm, *, units=10_000, name="a"):
    return run_main(
        "explain_scores",
        inputs={
            "samples": folder / "samples.parquet",
            "static": folder / "static.parquet",
            "deformation": folder / "deformation.parquet",
            "model": folder / algorithm,
            "metrics": folder / algorithm / "metrics.json",
            "scores": folder / algorithm / "scores.parquet",
        },
        output={
            kind: folder / algorithm / f"{name}_{kind}{'.csv' if kind == 'importance' else ''}"
            for kind in ("units", "importance", "record")
        },
        params={
            "algorithm": {"load": algorithm},
            "factors": FACTORS,
            "trees": 40,
            "class_weights": "none",
            "monotone": {},
            "explain_units": units,
            "members": members_of(algorithm),
            "uncertainty_seeds": 1,
            "seed": 3,
        },
        wildcards={"algorithm": algorithm, "assessment": "2024-06-01"},
    )


@pytest.mark.parametrize("algorithm", NAMES)
def test_every_unit_gets_its_drivers_spread_and_applicability(folder, algorithm):
    out = explain(folder, algorithm)
    units = pd.read_parquet(out["units"])
    assert len(units) == 500 and units["score_std"].between(0, 0.5).all()
    assert (units["driver_1"] == "slope").mean() > 0.4
    strange = units.iloc[7]
    assert strange["outside_range"] == "slope" and strange["applicable"] == 0
    assert strange["dissimilarity"] > read_json(out["record"])["dissimilarity_limit"]
    shap = pd.read_csv(folder / algorithm / "a_importance.csv").set_index("factor")["shap"]
    assert shap.idxmax() == "slope" and shap.sum() == pytest.approx(1)
    record = read_json(out["record"])
    assert record["scale"] == ("score" if algorithm == "rf" else "log-odds")
    assert record["models_for_spread"] == 5 and record["explained_units"] == 500
    assert 0 < record["outside_share"] < 0.4


def test_only_the_highest_scores_are_explained_where_there_are_many(folder):
    units = pd.read_parquet(explain(folder, "xgboost", units=50, name="b")["units"])
    scores = pd.read_parquet(folder / "xgboost" / "scores.parquet")["score"]
    named = units["driver_1"].notna().to_numpy()
    assert named.sum() == 50 and scores[named].min() >= scores[~named].max()


def test_the_same_bytes_twice(folder):
    first, second = (explain(folder, "rf", name=name) for name in ("c", "d"))
    for kind in ("units", "importance", "record"):
        assert first[kind].read_bytes() == second[kind].read_bytes()
