"""The step on a simulated table, thinned by a factor."""

import numpy as np
import pandas as pd
import pytest
from steps import run_main

from scarpwatch.errors import DataError
from scarpwatch.factors.factor import columns_record
from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.files.json_files import write_json
from scarpwatch.learning.algorithms.files import model_path, save_model
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.learning.training import train_and_evaluate
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units

DEFORMATION = ["deformation_rate", "cumulative_deformation"]
FACTORS = columns_record(sorted(BUILT_IN, key=lambda factor: factor.order))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("thinning")
    rng = np.random.default_rng(1)
    table = draw_factor_table(500, rng, missing=0.2)
    labels = draw_landslide_units(table, {"slope": 2.5}, 70, rng)
    samples = draw_samples(labels, table, rng=rng)
    table.drop(columns=DEFORMATION).to_parquet(folder / "static.parquet")
    table[["unit_id", *DEFORMATION]].to_parquet(folder / "deformation.parquet")
    samples.to_parquet(folder / "samples.parquet")
    trained = train_and_evaluate(
        table, samples, BUILT_IN, algorithm="lightgbm", dynamic=True, seed=1, trees=40
    )
    save_model(trained.model, model_path(folder / "model", "lightgbm"))
    write_json(folder / "model" / "columns.json", trained.predictors.factor_of)
    write_json(folder / "metrics.json", trained.metrics)
    pd.DataFrame({"class": range(1, 6), "upper": [0.2, 0.4, 0.6, 0.8, 1.0]}).to_csv(folder / "classes.csv")
    return folder


def thin(folder, name, *, share=0.8):
    inputs = {"samples": "samples.parquet", "static": "static.parquet", "deformation": "deformation.parquet"}
    inputs |= {"model": "model", "metrics": "metrics.json", "classes": "classes.csv"}
    return run_main(
        "thin_inventory",
        inputs={kind: folder / file for kind, file in inputs.items()},
        output={"table": folder / f"{name}.csv"},
        params={
            "algorithm": {"load": "lightgbm"},
            "members": [],
            "factors": FACTORS,
            "thinning": {"factors": ["distance_to_roads", "ndvi"], "share": share, "seeds": 2},
            "trees": 40,
            "class_weights": "none",
            "monotone": {},
            "seed": 3,
        },
    )["table"]


def test_every_factor_has_its_rows_and_the_bytes_stay(folder):
    first, second = thin(folder, "a"), thin(folder, "b")
    assert first.read_bytes() == second.read_bytes()
    table = pd.read_csv(first)
    assert table["factor"].tolist() == ["distance_to_roads"] * 4 + ["ndvi"] * 4
    assert table["way"].tolist() == ["highest", "anywhere"] * 4 and table["seed"].tolist() == [3, 3, 4, 4] * 2
    assert table["rank_correlation"].between(0, 0.9999).all()


def test_too_few_landslides_are_told_with_the_key(folder):
    with pytest.raises(DataError, match=r"models\.thinning, distance_to_roads: . of .* too few"):
        thin(folder, "c", share=0.01)
