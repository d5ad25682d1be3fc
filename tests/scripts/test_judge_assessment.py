"""The step reaches the verdict of runs with and without models, radar data and coordinates."""

import numpy as np
import pandas as pd
import pytest
from figure_inputs import LOOKS, UNTIL, make_area
from steps import read_json, run_main

from scarpwatch.files.json_files import write_json
from scarpwatch.grids.grid import read_raster, write_raster

EMPTY = (
    "dem", "rate", "sigma", "quality", "units", "classes", "reliability", "metrics", "scored", "static_scored", "transfer",
)  # fmt: skip
PARAMS = {
    "algorithms": LOOKS[:1],
    "chosen": "RF is first.",
    "coupled": True,
    "simulated": False,
    "unit_name": "units",
}


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    root = make_area(tmp_path_factory.mktemp("area"))
    factors = pd.read_parquet(root / "results/units/factors.parquet")
    reliability = pd.DataFrame(
        {"unit_id": factors["unit_id"], "applicable": (factors["unit_id"] > 5).astype(int)}
    )
    reliability.to_parquet(root / "units.parquet")
    return root


def of_models(area, assessment=UNTIL):
    results = area / "results"
    folder = results / assessment
    return {
        "units": results / "units/factors.parquet",
        "classes": folder / "maps/rf_classes.csv",
        "reliability": area / "units.parquet",
        "metrics": folder / "models/rf/metrics.json",
        "scored": folder / "models/rf/out_of_fold.parquet",
        "static_scored": results / "static/models/rf/out_of_fold.parquet" if assessment == UNTIL else [],
    }


def of_rates(area):
    folder = area / "results" / UNTIL / "deformation"
    named = {"rate": "rate.tif", "sigma": "rate_sigma.tif", "quality": "quality.json"}
    return {"dem": area / "results/factors/dem.tif", **{key: folder / name for key, name in named.items()}}


def judge(folder, params=None, **inputs):
    out = run_main(
        "judge_assessment",
        inputs={**{key: [] for key in EMPTY}, **inputs},
        output={"verdict": folder / "verdict.json"},
        params={**PARAMS, **(params or {})},
    )
    return read_json(out.verdict)


def test_models_and_rates(area, tmp_path):
    found = judge(tmp_path, **of_models(area), **of_rates(area))
    metrics = read_json(area / f"results/{UNTIL}/models/rf/metrics.json")
    assert found["ranking"]["auc"] == metrics["cross_validation"]["designs"]["nndm"]["auc"]
    assert found["main"] == {"model": "SAR+RF", "chosen": "RF is first."}
    assert found["moves"] == "moves" and found["ranks"] == "ranks" and len(found["figures"]) == 5
    assert found["coupling_gain"]["interval"] is not None and found["outside"]["outside_units"] == 5


def test_static_models_have_no_word_on_deformation(area, tmp_path):
    found = judge(tmp_path, {"coupled": False}, **of_models(area, "static"))
    assert found["deformation"] is None and found["coupling_gain"] is None and found["main"]["model"] == "RF"
    assert "deformation" not in found["headline"]


def test_a_deformation_alone(area, tmp_path):
    found = judge(tmp_path, {"algorithms": [], "chosen": ""}, **of_rates(area))
    assert found["ranks"] is None and found["main"] is None
    assert found["headline"] == "The deformation shows ground that moves."
    measured = found["deformation"]["measured_share"]
    assert 0.5 < measured < 1


def test_a_table_without_coordinates_or_areas(area, tmp_path):
    given = of_models(area, "static")
    factors = pd.read_parquet(given["units"]).drop(columns="area_m2")
    factors.to_parquet(tmp_path / "factors.parquet")
    metrics = read_json(given["metrics"])
    crossed = metrics["cross_validation"]
    crossed["designs"] = {"random": crossed["designs"]["nndm"]}
    crossed["headline"] = "random"
    write_json(tmp_path / "metrics.json", metrics)
    found = judge(
        tmp_path, **{**given, "units": tmp_path / "factors.parquet", "metrics": tmp_path / "metrics.json"}
    )
    assert found["ranks"] == "not known on new ground" and found["ranking"]["area_auc"] is None
    assert found["outside"]["outside_km2"] is None


def test_models_of_another_area_have_the_verdict_of_their_transfer(area, tmp_path):
    here = {"positives": 40, "auc": 0.71, "auc_interval": [0.62, 0.79]}
    models = [
        {"algorithm": name, "verdict": "holds" if name == "rf" else "undecided", "here": here}
        for name in ("xgboost", "rf")
    ]
    write_json(tmp_path / "transfer.json", {"models": models})
    given = {
        key: value
        for key, value in of_models(area, "static").items()
        if key in ("units", "classes", "reliability")
    }
    found = judge(tmp_path, **given, transfer=tmp_path / "transfer.json")
    assert found["ranks"] == "holds" and found["transfer"]["here"] == here and found["ranking"] is None


def test_ground_that_does_not_move(area, tmp_path):

    given = of_rates(area)
    sigma, grid = read_raster(given["sigma"])
    rate = sigma * np.random.default_rng(0).standard_normal(sigma.shape)
    write_raster(tmp_path / "rate.tif", rate.astype(np.float32), grid)
    found = judge(tmp_path, {"algorithms": [], "chosen": ""}, **{**given, "rate": tmp_path / "rate.tif"})
    assert found["headline"] == "The deformation says nothing."
