import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.models import MODEL_FILES, load_model
from scarpwatch.learning.sampling import draw_samples
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units
from train_model import main

DEFORMATION = ["deformation_rate", "cumulative_deformation"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("train")
    rng = np.random.default_rng(1)
    table = draw_factor_table(800, rng)
    labels = draw_landslide_units(table, {"slope": 1.0, "deformation_rate": -1.2}, 80, rng)
    table.drop(columns=DEFORMATION).to_parquet(folder / "static.parquet")
    table[["unit_id", *DEFORMATION]].iloc[20:].to_parquet(folder / "deformation.parquet")
    draw_samples(labels, table, rng=rng).to_parquet(folder / "samples.parquet")
    return folder


def train(folder, algorithm, assessment, threads=1):
    out = folder / assessment / algorithm / str(threads)
    main(
        SimpleNamespace(
            input=SimpleNamespace(
                static=folder / "static.parquet",
                samples=folder / "samples.parquet",
                deformation=[] if assessment == "static" else folder / "deformation.parquet",
            ),
            output=SimpleNamespace(
                model=out / "model",
                scores=out / "scores.parquet",
                metrics=out / "metrics.json",
                importance=out / "importance.csv",
            ),
            params=SimpleNamespace(trees=30, exclude=[], flat_below_deg=5.0, seed=7),
            wildcards=SimpleNamespace(algorithm=algorithm, assessment=assessment),
            threads=threads,
        )
    )
    return out


@pytest.mark.parametrize("algorithm", MODEL_FILES)
@pytest.mark.parametrize("assessment", ["static", "2024-06-01"])
def test_products_are_complete(folder, algorithm, assessment):
    out = train(folder, algorithm, assessment)
    scores = pd.read_parquet(out / "scores.parquet")
    assert list(scores) == ["unit_id", "score"] and len(scores) == 800 and scores["score"].notna().all()
    metrics = json.loads((out / "metrics.json").read_text())
    assert metrics["assessment"] == assessment and metrics["coupled"] == (assessment != "static")
    assert ("deformation_rate" in metrics["predictors"]) == (assessment != "static")
    assert all(isinstance(count, int) for count in metrics["validation"]["counts"].values())
    importance = pd.read_csv(out / "importance.csv")
    assert list(importance) == ["factor", "gain", "permutation", "permutation_std"]
    assert importance["gain"].sum() == pytest.approx(1)
    columns = json.loads((out / "model" / "columns.json").read_text())
    assert set(columns.values()) == set(importance["factor"])
    assert load_model(out / "model" / MODEL_FILES[algorithm])


@pytest.mark.parametrize("algorithm", MODEL_FILES)
def test_two_threads_write_the_same_bytes(folder, algorithm):
    first, second = (train(folder, algorithm, "2024-06-01", threads) for threads in (1, 2))
    for name in ("scores.parquet", "metrics.json", "importance.csv"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
