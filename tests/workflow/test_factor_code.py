"""Code of a factor: an edit reruns its jobs and what follows, and no other factor's; a plug-in runs through the workflow."""

import json

import pandas as pd
import pytest
from own_factor_files import GRID, elevations, write_own_factors
from projects import copy_project

from scarpwatch.grids.grid import read_raster

from .planning import Planner, without_messages

PLUGIN = '''"""Elevation above the lowest cell: a toy."""

import numpy as np
from rasterio.windows import Window

FACTOR = {"title": "Height above the lowest cell", "unit": "m", "statistics": ["mean", "q90"]}


def derive(dem):
    whole = Window(0, 0, dem.shape[1], dem.shape[0])
    height = dem.read(whole)
    yield whole, (height - np.nanmin(height)).astype(np.float32)
'''
TERRAIN = ["slope", "elevation", "plan_curvature", {"local_relief": {"radius_m": 60}}]
CHANGE = {
    "factors": {
        "dem": "dem.tif",
        "dem_band": 1,
        "rivers": None,
        "terrain": TERRAIN,
        "plugins": ["above_lowest.py"],
    },
    "inventory": {"file": "slides.gpkg", "label_column": None, "label_value": None},
    "models": {"algorithms": ["lightgbm"], "trees": 20, "baseline": False, "control_seeds": 2, "repeats": 1},
}
FOLLOWING = {"tabulate_factors", "train_model", "map_susceptibility", "write_report"}


def prepare(folder):
    write_own_factors(folder)
    (folder / "above_lowest.py").write_text(PLUGIN)
    project = copy_project(folder)
    project.write_config(CHANGE, base="config/examples/ecuador.yaml")
    return project


@pytest.fixture(scope="module")
def planner(tmp_path_factory):
    project = prepare(tmp_path_factory.mktemp("code"))
    without_messages(project.folder)
    planner = Planner(project.folder, "--configfile", "run.yaml")
    planner.make_products()
    yield planner
    planner.close()


def planned_with(planner, path, text, *targets):
    before = path.read_text()
    try:
        path.write_text(text)
        return planner.first(*targets), {rule for rule, _ in planner.planned(*targets)}
    finally:
        path.write_text(before)


@pytest.mark.parametrize(("file", "name"), [("plan_curvature", "plan_curvature"), (None, "above_lowest")])
def test_an_edited_derivation_reruns_its_own_jobs_and_what_follows(planner, file, name):
    library = planner.folder / "scripts/scarpwatch/terrain/factors"
    path = library / f"{file}.py" if file else planner.folder / "above_lowest.py"
    edited = path.read_text() + "\nEDITED = True\n"
    first, every = planned_with(planner, path, edited)
    assert first == {"derive_factor"} and every >= FOLLOWING
    assert not every & {"prepare_dem", "derive_terrain", "delineate_units"}
    own = planned_with(planner, path, edited, f"results/factors/{name}.tif")
    assert own == ({"derive_factor"}, {"derive_factor"})
    assert planned_with(planner, path, edited, "results/factors/local_relief.tif") == (set(), set())
    assert planned_with(planner, path, f"# a comment\n{path.read_text()}") == (set(), set())


def test_a_new_title_or_colour_in_the_registry_retrains_nothing(planner):
    path = planner.folder / "scripts/scarpwatch/factors/registry.py"
    edited = path.read_text().replace('"Plan curvature"', '"Curvature of contours"')
    assert edited != path.read_text()
    before = path.read_text()
    path.write_text(edited)
    fresh = Planner(planner.folder, "--configfile", "run.yaml")  # the other has the registry in memory
    try:
        first, every = fresh.first(), {rule for rule, _ in fresh.planned()}
    finally:
        path.write_text(before)
        fresh.close()
    assert "classify_factors" in first
    assert not every & {"derive_factor", "tabulate_factors", "train_model", "map_susceptibility"}


def test_a_plugin_runs_through_the_workflow(tmp_path):
    project = prepare(tmp_path)
    project.snakemake("results/static/tables/importance.csv", "results/factors/classes/above_lowest.tif")
    results = tmp_path / "results"
    height, grid = read_raster(results / "factors/above_lowest.tif")
    assert grid == GRID and (height == elevations() - elevations().min()).all()
    table = pd.read_parquet(results / "units/factors.parquet")
    assert {"above_lowest", "above_lowest_q90", "plan_curvature", "local_relief"} <= set(table)
    metrics = json.loads((results / "static/models/lightgbm/metrics.json").read_text())
    assert metrics["predictors"] == ["slope", "elevation", "plan_curvature", "local_relief", "above_lowest"]
    assert read_raster(results / "factors/classes/above_lowest.tif")[0].any()
    ranking = pd.read_csv(results / "static/tables/importance.csv")
    assert "above_lowest" in set(ranking["factor"])
