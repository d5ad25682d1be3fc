"""What steps take, for plans of small configs."""

from pathlib import Path

import pytest

from scarpwatch.figures.entries import declared_figures
from scarpwatch.workflow.planning.plan import Plan, make_plan
from scarpwatch.workflow.planning.step_inputs import (
    checked_files,
    class_breaks,
    decision_records,
    figure_files,
    report_entries,
    report_template,
    user_files,
)

from .test_stack import scene_table, touch

DATE = "2024-02-12"


def plan_of(folder: Path, *, factors: dict | None = None, **sections) -> Plan:
    touch(folder, "dem.tif", "slides.gpkg", "roads.gpkg", "ndvi.tif")
    raw = {"name": "a", "factors": {"dem": str(folder / "dem.tif"), **(factors or {})}, **sections}
    return make_plan(raw, "a.yaml", check=False)


@pytest.fixture
def stack(tmp_path):
    """Radar data alone."""
    return plan_of(tmp_path, sar=scene_table(tmp_path))


@pytest.fixture
def models(tmp_path):
    """Models alone, with roads and rivers; grid cells as units, since the DEM is an empty file."""
    return plan_of(
        tmp_path,
        factors={
            "roads": str(tmp_path / "roads.gpkg"),
            "rivers": {"from_dem_km2": 1},
            "layers": {"roads": "r"},
        },
        inventory={"file": str(tmp_path / "slides.gpkg")},
        units={"source": "grid"},
    )


def test_files_are_those_of_the_config_and_of_the_stack(stack, models, tmp_path):
    assert checked_files(stack) == sorted(
        {str(tmp_path / "dem.tif"), str(tmp_path / "scenes.tsv"), *stack.stack.files}
    )
    assert user_files(stack) == checked_files(stack)
    assert checked_files(models) == [
        str(tmp_path / name) for name in ("dem.tif", "roads.gpkg", "slides.gpkg")
    ]


def test_files_of_own_factors_are_among_them_but_not_the_code_of_plugins(tmp_path):
    touch(tmp_path, "rain.tif")
    (tmp_path / "gully.py").write_text("FACTOR = {}\n\n\ndef derive(dem):\n    yield\n")
    (tmp_path / "nb.py").write_text("from a import *\nALGORITHM = {}\ndef make(settings): ...\n")
    own = {"more": {"rain": {"raster": str(tmp_path / "rain.tif")}}, "plugins": [str(tmp_path / "gully.py")]}
    inventory, models = {"file": str(tmp_path / "slides.gpkg")}, {"plugins": [str(tmp_path / "nb.py")]}
    plan = plan_of(tmp_path, factors=own, inventory=inventory, units={"source": "grid"}, models=models)
    assert checked_files(plan) == [str(tmp_path / name) for name in ("dem.tif", "rain.tif", "slides.gpkg")]


def test_rasters_of_the_days_of_a_series_are_among_them(tmp_path):
    days = [f"202402{day:02}" for day in range(1, 13)]
    touch(tmp_path / "rain", *(f"{day}.tif" for day in days))
    own = {"rain": {"series": str(tmp_path / "rain"), "days": 3, "dynamic": True}}
    plan = plan_of(tmp_path, factors={"more": own}, sar=scene_table(tmp_path))
    rain = [path for path in checked_files(plan) if "/rain" in path]
    assert rain == [str(tmp_path / f"rain/{day}.tif") for day in days[-3:]]


def test_what_the_workflow_makes_is_no_file_of_the_users():
    demo = {
        "name": "a",
        "sar": {"source": "simulated"},
        "demo": {"scenes": 5},
        "factors": {"dem": "results/demo/dem.tif"},
    }
    plan = make_plan(demo, "a.yaml", check=False)
    assert checked_files(plan) == ["results/demo/dem.tif"] and user_files(plan) == []


def test_legends_know_only_borders_that_are_fixed(models):
    config = models.config
    fixed = config.model_copy(update={"zoning": config.zoning.model_copy(update={"method": "fixed"})})
    assert class_breaks(fixed) == config.zoning.breaks
    natural = config.model_copy(update={"zoning": config.zoning.model_copy(update={"method": "quantile"})})
    assert class_breaks(natural) is None


def test_records_and_figures_follow_the_parts_of_the_run(stack, models):
    assert decision_records(stack, "static") == ["results/validation.json"]
    assert decision_records(stack, DATE) == [
        "results/validation.json",
        f"results/{DATE}/reference.json",
        f"results/{DATE}/network.json",
        f"results/{DATE}/closure/summary.json",
        f"results/{DATE}/deformation/corrections.json",
        f"results/{DATE}/deformation/quality.json",
        f"results/{DATE}/deformation/registration.json",
    ]
    assert decision_records(models, "static") == [
        "results/validation.json",
        "results/units/delineation.json",
        "results/units/labels.json",
        "results/units/samples.json",
        "results/static/models/leaks.json",
        "results/static/models/collinearity.json",
        "results/static/counts/counts.json",
    ]


def test_the_report_shows_the_figures_of_the_parts_of_the_run(stack, models):
    declared = declared_figures()
    names = {entry.name for entry in report_entries(stack, DATE, declared)}
    assert names == {
        "study_area",
        "workflow",
        "network",
        "closure",
        "corrections",
        "deformation",
        "deformation_quality",
        "series",
    }
    assert {entry.name for entry in report_entries(stack, "static", declared)} == {"study_area", "workflow"}
    names = {entry.name for entry in report_entries(models, "static", declared)}
    assert {
        "study_area",
        "roc",
        "factors",
        "uncertainty",
        "map_static_rf",
    } <= names and "network" not in names


def test_figures_are_drawn_in_two_jobs_by_whether_they_wait_for_models(stack, models):
    declared = declared_figures()
    ground, of_models = figure_files(stack, declared)
    assert {Path(file).stem for file in ground} >= {"study_area", "network", "series"} and not of_models
    assert all(file.startswith(f"results/{stack.until}/figures/") for file in ground)
    ground, of_models = figure_files(models, declared)
    names = [Path(file).stem for file in of_models]
    assert "results/static/figures/study_area.png" in ground and not set(ground) & set(of_models)
    assert {"roc", "factors", "map_static_rf", "map_static_xgboost"} < set(names)
    assert len(names) == len(set(names))


def test_factors_of_a_ready_table_are_shown_where_the_units_have_places(tmp_path):
    rows = [f"{n % 2},{n},{n},{n}" for n in range(100)]
    (tmp_path / "t.csv").write_text("\n".join(["slid,slope,e,n", *rows]))
    table = {"file": str(tmp_path / "t.csv"), "label": "slid", "factors": ["slope"]}
    for places in ({}, {"x": "e", "y": "n"}):
        raw = {"name": "a", "units": {"source": "table", "table": {**table, **places}}}
        entries = report_entries(make_plan(raw, "a.yaml", check=False), "static", declared_figures())
        captions = [entry.caption for entry in entries if entry.name == "factors"]
        assert len(captions) == len(places) / 2 and all("of the table" in caption for caption in captions)


def test_the_template_has_a_digest(tmp_path):
    scripts = Path(__file__).parents[4] / "scripts"
    assert len(report_template(scripts)) == 16
    path = tmp_path / "scarpwatch/figures/report/templates/report.html.j2"
    path.parent.mkdir(parents=True)
    path.write_text("another page")
    assert report_template(tmp_path) != report_template(scripts)
