import numpy as np
import pandas as pd
import pytest
from steps import read_json, run_main

from scarpwatch.factors.factor import columns_record
from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units

FACTORS = columns_record(sorted(BUILT_IN, key=lambda factor: factor.order))

DEFORMATION = ["deformation_rate", "cumulative_deformation"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("control")
    rng = np.random.default_rng(1)
    table = draw_factor_table(800, rng)
    labels = draw_landslide_units(table, {"slope": 1.0, "deformation_rate": -1.2}, 80, rng)
    table.drop(columns=DEFORMATION).to_parquet(folder / "static.parquet")
    table[["unit_id", *DEFORMATION]].to_parquet(folder / "deformation.parquet")
    (folder / "collinearity.json").write_text('{"dropped": ["elevation"]}')
    draw_samples(labels, table, rng=rng).to_parquet(folder / "samples.parquet")
    return folder


def control(folder, assessment, name, algorithms=("rf", "lightgbm", "logistic")):
    coupled = assessment != "static"
    return run_main(
        "control_models",
        inputs={
            "collinearity": folder / "collinearity.json",
            "samples": str(folder / "samples.parquet"),
            "factors": str(folder / "static.parquet"),
            "deformation": str(folder / "deformation.parquet") if coupled else [],
        },
        output={"record": folder / f"{name}.json", "table": folder / f"{name}.csv"},
        params={
            "algorithms": [{"load": name} for name in algorithms],
            "factors": FACTORS,
            "exclude": [],
            "class_weights": "balanced",
            "monotone": {"slope": "increasing"},
            "train_share": 0.7,
            "seeds": 3,
            "members": [],
            "trees": 20,
            "seed": 5,
        },
        wildcards={"assessment": assessment},
    )


def test_controls_of_coupled_models(folder):
    files = control(folder, "2024-06-01", "coupled")
    record = read_json(files["record"])
    for algorithm in ("rf", "lightgbm", "logistic"):
        aucs = record["permuted_labels"][algorithm]["aucs"]
        assert len(aucs) == 3 and record["permuted_labels"][algorithm]["auc_mean"] == pytest.approx(
            np.mean(aucs)
        )
        factors = [row["factor"] for row in record["noise_factor"][algorithm]["ranking"]]
        assert "noise" in factors and "deformation_rate" in factors
        assert "slope" in factors and "elevation" not in factors
    assert record["missingness"]["algorithm"] == "lightgbm" and record["missingness"]["gain"]["splits"] == 3
    table = pd.read_csv(files["table"])
    assert set(table["control"]) == {
        "permuted_labels",
        "missingness_gain",
        "missingness_gain_of_gaps",
        "missingness_gain_of_values",
    }
    assert sorted(table["seed"].unique()) == [5, 6, 7]


def test_static_models_have_no_gaps_to_control(folder):
    record = read_json(control(folder, "static", "static")["record"])
    assert record["missingness"] is None
    assert "deformation_rate" not in [row["factor"] for row in record["noise_factor"]["rf"]["ranking"]]


def test_the_same_seed_gives_the_same_bytes(folder):
    first, second = (control(folder, "2024-06-01", name, ["xgboost"]) for name in ("first", "second"))
    for name in ("record", "table"):
        assert first[name].read_bytes() == second[name].read_bytes()
