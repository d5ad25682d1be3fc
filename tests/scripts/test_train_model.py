import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from algorithm_members import members_of

from scarpwatch.algorithms.registry import NAMES
from scarpwatch.config.susceptibility.factor_list import factor_identities
from scarpwatch.config.susceptibility.factors import FactorsSettings
from scarpwatch.factors.factor import columns_record
from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.learning.algorithms.files import load_model, model_path
from scarpwatch.learning.samples.designs import lay_folds
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.learning.transfer.record import read_kept, read_samples
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units
from train_model import main

DEFORMATION = ["deformation_rate", "cumulative_deformation"]

FACTORS = columns_record(sorted(BUILT_IN, key=lambda factor: factor.order))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("train")
    rng = np.random.default_rng(1)
    table = draw_factor_table(800, rng)
    labels = draw_landslide_units(table, {"slope": 1.0, "deformation_rate": -1.2}, 80, rng)
    table.drop(columns=DEFORMATION).to_parquet(folder / "static.parquet")
    table[["unit_id", *DEFORMATION]].iloc[20:].to_parquet(folder / "deformation.parquet")
    samples = draw_samples(labels, table, rng=rng)
    samples.to_parquet(folder / "samples.parquet")
    lay_folds(samples, table, folds=5, repeats=1, seed=1).to_parquet(folder / "folds.parquet")
    labels.to_parquet(folder / "labels.parquet")
    (folder / "collinearity.json").write_text('{"dropped": []}')
    return folder


OPTIONS = {
    "class_weights": "none",
    "monotone": {},
    "tuning": {"candidates": 0, "folds": 3, "early_stopping": True},
}


def train(folder, algorithm, assessment, threads=1, **options):
    out = folder / assessment / algorithm / f"{threads}{'_'.join(options)}"
    main(
        SimpleNamespace(
            input=SimpleNamespace(
                static=folder / "static.parquet",
                collinearity=folder / "collinearity.json",
                samples=folder / "samples.parquet",
                labels=folder / "labels.parquet",
                folds=folder / "folds.parquet",
                deformation=[] if assessment == "static" else folder / "deformation.parquet",
            ),
            output=SimpleNamespace(
                model=out / "model",
                scores=out / "scores.parquet",
                metrics=out / "metrics.json",
                importance=out / "importance.csv",
                out_of_fold=out / "out_of_fold.parquet",
            ),
            params=SimpleNamespace(
                algorithm={"load": algorithm},
                trees=30,
                factors=FACTORS,
                identities=factor_identities(BUILT_IN, FactorsSettings()),
                exclude=[],
                accepted=[],
                flat_below_deg=5.0,
                slope="slope",
                seed=7,
                members=members_of(algorithm),
                **{**OPTIONS, **options},
            ),
            wildcards=SimpleNamespace(algorithm=algorithm, assessment=assessment),
            threads=threads,
        )
    )
    return out


@pytest.mark.parametrize(
    ("algorithm", "assessment"), [("rf", "static"), *((name, "2024-06-01") for name in NAMES)]
)
def test_products_are_complete(folder, algorithm, assessment):
    out = train(folder, algorithm, assessment)
    scores = pd.read_parquet(out / "scores.parquet")
    assert list(scores) == ["unit_id", "score"] and len(scores) == 800 and scores["score"].notna().all()
    metrics = json.loads((out / "metrics.json").read_text())
    assert metrics["assessment"] == assessment and metrics["coupled"] == (assessment != "static")
    assert ("deformation_rate" in metrics["predictors"]) == (assessment != "static")
    assert all(isinstance(count, int) for count in metrics["validation"]["counts"].values())
    scored = pd.read_parquet(out / "out_of_fold.parquet")
    assert list(scored) == ["design", "repeat", "fold", "unit_id", "landslide", "score", "rank"]
    assert (
        len(scored) == 2 * 160 and scored["score"].between(0, 1).all() and scored["rank"].between(0, 1).all()
    )
    assert metrics["cross_validation"]["headline"] == "nndm"
    importance = pd.read_csv(out / "importance.csv")
    assert list(importance) == ["factor", "gain", "permutation", "permutation_std"]
    assert importance["gain"].sum() == pytest.approx(1)
    columns = json.loads((out / "model" / "columns.json").read_text())
    assert set(columns.values()) == set(importance["factor"])
    assert load_model(algorithm, model_path(out / "model", algorithm))
    kept = read_kept(out / "model")
    assert list(kept.factors) == list(dict.fromkeys(columns.values()))
    assert list(read_samples(kept).values) == list(columns)


TUNED = {"tuning": {"candidates": 2, "folds": 2, "early_stopping": True}}


@pytest.mark.parametrize(
    ("algorithm", "options"),
    [
        ("rf", {}),  # test_protocol asks the same of every algorithm
        ("stack", {}),
        ("lightgbm", TUNED),
        *(pytest.param(name, TUNED, marks=pytest.mark.slow) for name in ("rf", "xgboost", "logistic")),
    ],
)
def test_two_threads_write_the_same_bytes(folder, algorithm, options):
    first, second = (train(folder, algorithm, "2024-06-01", threads, **options) for threads in (1, 2))
    for name in ("scores.parquet", "metrics.json", "importance.csv", "out_of_fold.parquet"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
    metrics = json.loads((first / "metrics.json").read_text())
    assert (metrics["tuning"] or {}).get("trainings") == (4 if options else None)


@pytest.mark.parametrize("algorithm", ["lightgbm", "xgboost"])
def test_weights_and_directions_reach_the_model(folder, algorithm):
    plain = pd.read_parquet(train(folder, algorithm, "static") / "scores.parquet")
    for options in ({"class_weights": "balanced"}, {"monotone": {"slope": "decreasing"}}):
        other = pd.read_parquet(train(folder, algorithm, "static", **options) / "scores.parquet")
        # As many landslide units as others were drawn, so that weights change nothing.
        assert (plain["score"] != other["score"]).any() == ("monotone" in options)


@pytest.mark.parametrize("algorithm", NAMES)
def test_factors_without_a_use_are_left_out_and_named(folder, algorithm, tmp_path, caplog):
    table = pd.read_parquet(folder / "static.parquet").assign(ndvi=np.nan, profile_curvature=0.5)
    table.to_parquet(tmp_path / "static.parquet")
    for name in ("samples.parquet", "folds.parquet", "labels.parquet", "collinearity.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    out = train(tmp_path, algorithm, "static")
    metrics = json.loads((out / "metrics.json").read_text())
    assert metrics["dropped_columns"] == ["profile_curvature", "ndvi"]
    assert "left out: profile_curvature ndvi" in caplog.text
    importance = pd.read_csv(out / "importance.csv").set_index("factor")["gain"]
    assert importance[["ndvi", "profile_curvature"]].tolist() == [0, 0]


def test_collinear_factors_are_left_out_where_the_config_asks_for_it(folder):
    (folder / "collinearity.json").write_text('{"dropped": ["elevation"]}')
    try:
        out = train(folder, "lightgbm", "static", threads=3)
    finally:
        (folder / "collinearity.json").write_text('{"dropped": []}')
    assert "elevation" not in json.loads((out / "metrics.json").read_text())["predictors"]
