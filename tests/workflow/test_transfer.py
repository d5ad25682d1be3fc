"""Models that one simulated area trained, applied in others by config alone."""

import json
import shutil

import pandas as pd
import pytest
from projects import copy_project
from transfer_areas import LAW, REVERSED, area

TABLE = {
    "label": "slid",
    "factors": ["slope", "ndvi", "distance_to_roads", "lithology", "aspect"],
    "categorical": ["lithology"],
    "circular": ["aspect"],
    "dynamic_factors": ["deformation_rate"],
    "until": "2025-06-01",
    "x": "x",
    "y": "y",
}
QUICK = {
    "algorithms": ["xgboost"],
    "baseline": False,
    "trees": 30,
    "repeats": 1,
    "control_seeds": 2,
    "uncertainty_seeds": 1,
}
COUPLED = {**LAW, "deformation_rate": -0.8}


def run(project, name, seed, law, *, table=None, models=None, check=True, target=()):
    """Run an area of its own law in a copy of the project; its folder of results."""
    frame, labels = area(seed, law, units=700, landslides=110)
    frame.assign(slid=labels["landslides"].to_numpy()).to_csv(project.folder / f"{name}.csv", index=False)
    shutil.rmtree(project.folder / "results", ignore_errors=True)
    shutil.rmtree(project.folder / ".snakemake", ignore_errors=True)
    settings = {**TABLE, "file": f"{name}.csv", **(table or {})}
    config = {
        "name": name,
        "units": {"source": "table", "table": settings},
        "models": {**QUICK, **(models or {})},
    }
    (project.folder / "run.yaml").write_text(json.dumps(config))
    printed = project.snakemake(*target, check=check)
    if check:
        shutil.copytree(project.folder / "results", project.folder / name, dirs_exist_ok=True)
    return printed, project.folder / name


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    project = copy_project(tmp_path_factory.mktemp("transfer"))
    run(project, "there", 1, COUPLED)
    return project


@pytest.mark.slow
def test_under_the_same_law_it_holds_for_static_and_coupled_models(project):
    printed, results = run(project, "alike", 2, COUPLED, models={"apply": "there"})
    assert "Transfer of the models of there: holds for 1 of 1 model" in printed
    for assessment in ("static", "2025-06-01"):
        model = json.loads((results / assessment / "transfer.json").read_text())["models"][0]
        assert model["verdict"] == "holds" and model["compared"]["applied"] > 0.65
        units = pd.read_csv(results / assessment / "maps" / "xgboost_units.csv")
        assert len(units) == 700 and units["driver_1"].notna().all() and units["applicable"].mean() > 0.8
        assert not (results / assessment / "models" / "xgboost" / "model").exists()  # nothing was trained
    report = (results / "2025-06-01" / "report.html").read_text(encoding="utf-8")
    assert "Models of another area" in report and "The transfer holds: XGBoost (AUC" in report
    assert "SAR+XGBoost (AUC" in report and (results / "2025-06-01/figures/susceptibility.png").exists()


@pytest.mark.slow
def test_under_another_law_the_report_says_that_it_does_not_hold(project):
    static = {"dynamic_factors": [], "until": None}
    printed, results = run(project, "unlike", 3, REVERSED, table=static, models={"apply": "there"})
    assert "does not hold for 1 of 1 model" in printed
    assert (
        "models.apply: there are no dynamic factors here, so the static models alone are applied" in printed
    )
    report = (results / "static" / "report.html").read_text(encoding="utf-8")
    assert (
        "The transfer does not hold: XGBoost (AUC" in report and "of the units lie outside the area" in report
    )


@pytest.mark.slow
def test_without_landslides_there_are_maps_and_their_skill_is_not_known(project):
    bare = {"label": None, "dynamic_factors": [], "until": None}
    printed, results = run(project, "bare", 4, LAW, table=bare, models={"apply": "there"})
    assert "not known for 1 of 1 model" in printed
    units = pd.read_csv(results / "static" / "maps" / "xgboost_units.csv")
    assert units["landslides"].isna().all() and units["class"].between(1, 5).all()
    report = (results / "static" / "report.html").read_text(encoding="utf-8")
    assert "No landslides of this area are known" in report
    assert (results / "static/figures/susceptibility.png").exists()
    assert not (results / "static/figures/class_shares.png").exists()


@pytest.mark.slow
def test_another_model_file_reruns_what_applies_it_and_mismatches_end_the_run_before_any_job(project):
    run(project, "again", 2, COUPLED, models={"apply": "there"})
    assert project.jobs() == {}
    model = project.folder / "there/static/models/xgboost/model/values.parquet"
    values = pd.read_parquet(model)
    values.assign(slope=values["slope"] + 1.0).to_parquet(model)
    assert project.jobs()["apply_model"] == 1
    values.to_parquet(model)
    table = {"factors": ["ndvi", "distance_to_roads", "lithology"], "circular": []}
    printed, _ = run(project, "wrong", 2, COUPLED, table=table, models={"apply": "there"}, check=False)
    assert "slope is missing here" in printed and "aspect is missing here" in printed
    assert "Traceback" not in printed and not (project.folder / "results").exists()
