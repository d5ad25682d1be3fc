"""Ready tables of units, with and without coordinates, from the file to the report."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from projects import copy_project
from shapely.geometry import LineString, Point, box

EXAMPLE = "config/examples/factor_table.yaml"
QUICK = {"trees": 30, "repeats": 1, "control_seeds": 2, "uncertainty_seeds": 1}
COLUMNS = {
    "label": "slid",
    "factors": ["steepness", "rock type", "facing"],
    "categorical": ["rock type"],
    "circular": ["facing"],
    "dynamic_factors": ["sinking"],
    "until": "2025-06-01",
    "unit_id": "name",
}


def user_table(n: int = 400) -> pd.DataFrame:
    """Steep and sinking units slide; the rest of the columns say nothing."""
    rng = np.random.default_rng(4)
    steep, sinking = rng.normal(25, 6, n), rng.normal(0, 1, n)
    odds = (steep - 25) / 4 - 1.5 * sinking
    table = {
        "name": [f"valley {number}" for number in range(n)],
        "slid": (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(int),
        "steepness": steep,
        "rock type": rng.choice(["shale", "limestone", "NA"], n),
        "facing": rng.uniform(0, 360, n),
        "sinking": np.where(rng.random(n) < 0.2, np.nan, sinking),
    }
    return pd.DataFrame(table)


def run(folder: Path, table: dict, *, models: dict | None = None, report: dict | None = None):
    project = copy_project(folder)
    change = {"units": {"table": table}, "models": {**QUICK, **(models or {})}, "report": report or {}}
    project.write_config(change, base=EXAMPLE)
    project.snakemake()
    return project.folder / "results"


@pytest.mark.slow
def test_a_table_without_coordinates_gives_everything_but_what_needs_them(tmp_path):
    user_table().to_csv(tmp_path / "t.csv", index=False)
    results = run(tmp_path, {"file": "t.csv", **COLUMNS})
    dated = results / "2025-06-01"
    report = (dated / "report.html").read_text(encoding="utf-8")
    assert "has no coordinates" in report and "rock type" in report and "SAR+RF" in report
    assert "There are no maps of them" in report
    assert not (dated / "figures" / "susceptibility.png").exists()
    assert not (dated / "figures" / "factors.png").exists()
    assert (dated / "figures" / "roc.png").exists() and (dated / "figures" / "importance.png").exists()
    units = pd.read_csv(dated / "maps" / "xgboost_units.csv")
    assert units["name"][3] == "valley 3" and units["score"].between(0, 1).all()
    assert units["driver_1"].isin(["steepness", "sinking", "rock type", "facing"]).all()
    metrics = json.loads((dated / "models" / "xgboost" / "metrics.json").read_text())
    assert metrics["validation"]["auc"] > 0.75
    assert metrics["cross_validation"]["auc_mean"] is None  # there are no blocks without places
    ranking = pd.read_csv(dated / "tables" / "importance.csv")
    best = ranking[ranking["algorithm"] == "xgboost"].nlargest(2, "shap")["factor"]
    assert set(best) == {"steepness", "sinking"}
    comparison = json.loads((dated / "comparison.json").read_text())
    assert all(row["difference"] > 0 for row in comparison["models"])
    verdict = json.loads((dated / "verdict.json").read_text())
    assert verdict["ranks"] == "not known on new ground" and verdict["moves"] is None
    assert "whether the ranking holds on new ground is not known" in report


@pytest.mark.slow
def test_polygons_are_mapped_and_validated_on_blocks(tmp_path):
    table = user_table(300)
    squares = [
        box(100 * (n % 20), 100 * (n // 20), 100 * (n % 20) + 90, 100 * (n // 20) + 90) for n in range(300)
    ]
    gpd.GeoDataFrame(table, geometry=squares, crs=32617).to_file(tmp_path / "t.gpkg")
    static = {**COLUMNS, "file": "t.gpkg", "dynamic_factors": [], "until": None}
    road = gpd.GeoDataFrame({"id": [1]}, geometry=[LineString([(0, 45), (2000, 45)])], crs=32617)
    road.to_file(tmp_path / "roads.gpkg")
    town = gpd.GeoDataFrame({"name": ["Valley Town"]}, geometry=[Point(0, 0)], crs=32617)
    town.to_file(tmp_path / "places.gpkg")
    told = {"places": {"file": "places.gpkg"}, "exposure": {"roads": {"file": "roads.gpkg"}}}
    results = run(tmp_path, static, models={"algorithms": ["xgboost"]}, report=told)
    exposure = pd.read_parquet(results / "units" / "exposure.parquet")
    assert exposure["roads_km"].round(6).tolist() == [0.09] * 20 + [0.0] * 280
    assert "of Valley Town" in (results / "static" / "report.html").read_text(encoding="utf-8")
    rated = gpd.read_file(results / "static" / "maps" / "xgboost.gpkg")
    assert rated.crs.to_epsg() == 32617 and rated.area.iloc[0] == pytest.approx(8100)
    assert (results / "static" / "figures" / "susceptibility.png").exists()
    assert (results / "static" / "figures" / "factors.png").exists()
    classes = pd.read_csv(results / "static" / "maps" / "xgboost_classes.csv")
    assert classes["area_km2"].sum() == pytest.approx(300 * 0.0081)
    metrics = json.loads((results / "static" / "models" / "xgboost" / "metrics.json").read_text())
    assert metrics["cross_validation"]["auc_mean"] > 0.6
    assert "has no coordinates" not in (results / "static" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"label": "slipped"}, "it has no column 'slipped'"),
        ({"categorical": []}, "holds text such as"),
        ({"factors": ["slid"], "categorical": [], "circular": []}, "learn the answer"),
    ],
)
def test_a_faulty_table_ends_the_run_before_any_job(tmp_path, change, fault):
    user_table().to_csv(tmp_path / "t.csv", index=False)
    project = copy_project(tmp_path)
    project.write_config({"units": {"table": {"file": "t.csv", **COLUMNS, **change}}}, base=EXAMPLE)
    printed = project.snakemake(check=False)
    assert fault in printed and "Traceback" not in printed
    assert not (project.folder / "results").exists()


def test_a_column_that_is_the_label_in_disguise_is_refused(tmp_path):
    table = user_table()
    table["slide area"] = np.where(
        table["slid"] == 1, np.random.default_rng(0).uniform(10, 900, len(table)), 0.0
    )
    table.to_csv(tmp_path / "t.csv", index=False)
    project = copy_project(tmp_path)
    columns = {
        **COLUMNS,
        "file": "t.csv",
        "factors": ["steepness", "slide area"],
        "categorical": [],
        "circular": [],
    }
    project.write_config({"units": {"table": columns}, "models": QUICK}, base=EXAMPLE)
    printed = project.snakemake("results/static/models/xgboost/scores.parquet", check=False)
    assert "a factor with target leakage" in printed
    assert "slide area: 100% of the landslide units lie between" in printed
    assert not (project.folder / "results" / "static" / "models" / "xgboost").exists()


@pytest.mark.slow
def test_the_ecuador_points_run_as_a_table(shared_real, tmp_path):
    file = shared_real / "ecuador_landslides" / "lsl_350pts.gpkg"
    project = copy_project(tmp_path)
    project.write_config({"units": {"table": {"file": str(file)}}, "models": QUICK}, base=EXAMPLE)
    project.snakemake()
    static = project.folder / "results" / "static"
    assert len(gpd.read_file(static / "maps" / "rf.gpkg")) == 350
    for algorithm in ("rf", "lightgbm", "xgboost", "logistic"):
        metrics = json.loads((static / "models" / algorithm / "metrics.json").read_text())
        assert metrics["validation"]["auc"] > 0.7
        assert metrics["cross_validation"]["auc_mean"] > 0.6
    report = (static / "report.html").read_text(encoding="utf-8")
    assert "log10_carea" in report and "has no coordinates" not in report
