"""Code of an algorithm: an edit retrains it, and no other one; logistic regression that is listed and a plug-in are mapped."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from own_factor_files import write_own_factors
from projects import copy_project

from .planning import Planner, without_messages
from .test_factor_code import planned_with

PLUGIN = Path(__file__).parents[1] / "plugins" / "naive_bayes.py"
MODELS = {
    "algorithms": ["rf", "logistic", "stack"],
    "plugins": [PLUGIN.name],
    "trees": 20,
    "control_seeds": 2,
    "repeats": 1,
}
CHANGE = {
    "factors": {"dem": "dem.tif", "dem_band": 1, "rivers": None, "terrain": ["slope", "elevation"]},
    "inventory": {"file": "slides.gpkg", "label_column": None, "label_value": None},
    "models": MODELS,
}


def prepare(folder):
    write_own_factors(folder)
    shutil.copy(PLUGIN, folder)
    project = copy_project(folder)
    project.write_config(CHANGE, base="config/examples/ecuador.yaml")
    return project


@pytest.fixture(scope="module")
def planner(tmp_path_factory):
    project = prepare(tmp_path_factory.mktemp("algorithms"))
    without_messages(project.folder)
    planner = Planner(project.folder, "--configfile", "run.yaml")
    planner.make_products()
    yield planner
    planner.close()


def scores(name):
    return f"results/static/models/{name}/scores.parquet"


def code(planner, name):
    """The file of an algorithm: the user's own, or a module of the library."""
    own = planner.folder / f"{name}.py"
    return own if own.is_file() else planner.folder / f"scripts/scarpwatch/learning/algorithms/{name}.py"


@pytest.mark.parametrize(
    ("edited", "others"),
    [
        ("rf", ["logistic", "naive_bayes"]),
        pytest.param("logistic", ["rf", "naive_bayes"], marks=pytest.mark.slow),
        pytest.param("naive_bayes", ["rf", "logistic"], marks=pytest.mark.slow),
        ("stack", ["rf", "logistic", "naive_bayes"]),
    ],
)
def test_an_edited_algorithm_is_retrained_and_no_other(planner, edited, others):
    path = code(planner, edited)
    text = path.read_text() + "\nEDITED = True\n"
    first, every = planned_with(planner, path, text)
    assert first == {"train_model", "control_models"}
    assert every >= {"explain_scores", "map_susceptibility", "rank_factors", "write_report"}
    assert not every & {"check_factors", "draw_samples"}
    assert planned_with(planner, path, text, scores(edited)) == ({"train_model"}, {"train_model"})
    kept = [file for other in others for file in (scores(other), f"results/static/maps/{other}.gpkg")]
    assert planned_with(planner, path, text, *kept) == (set(), set())
    assert planned_with(planner, path, f"# a comment\n{path.read_text()}") == (set(), set())


def test_an_edit_of_what_a_plugin_imports_retrains_it_alone(planner):
    path = planner.folder / "scripts/scarpwatch/learning/algorithms/parts/classifier.py"
    text = path.read_text() + "\nEDITED = True\n"
    assert planned_with(planner, path, text, scores("naive_bayes")) == ({"train_model"}, {"train_model"})
    assert planned_with(planner, path, text, scores("rf"), scores("logistic")) == (set(), set())


@pytest.mark.parametrize("member", ["rf", "naive_bayes"])
def test_an_edited_member_retrains_the_ensemble(planner, member):
    path = code(planner, member)
    text = path.read_text() + "\nEDITED = True\n"
    assert planned_with(planner, path, text, scores("stack")) == ({"train_model"}, {"train_model"})


@pytest.mark.parametrize("unused", ["lightgbm", "xgboost", "rank_mean"])
def test_an_algorithm_that_is_not_used_reruns_nothing(planner, unused):
    path = planner.folder / f"scripts/scarpwatch/learning/algorithms/{unused}.py"
    assert planned_with(planner, path, path.read_text() + "\nEDITED = True\n") == (set(), set())


def test_another_colour_draws_figures_anew_and_retrains_nothing(planner):
    path = planner.folder / "scripts/scarpwatch/algorithms/registry.py"
    before = path.read_text()
    assert "#009e73" in before
    path.write_text(before.replace("#009e73", "#00ff00"))
    fresh = Planner(planner.folder, "--configfile", "run.yaml")  # the other has the registry in memory
    try:
        every = {rule for rule, _ in fresh.planned()}
    finally:
        path.write_text(before)
        fresh.close()
    assert {"plot_model_figures", "write_report"} <= every
    assert not every & {"train_model", "explain_scores", "control_models", "map_susceptibility"}


@pytest.mark.slow
def test_logistic_regression_that_is_listed_an_ensemble_and_a_plugin_are_mapped_explained_and_reported(
    tmp_path,
):
    project = prepare(tmp_path)
    project.snakemake()
    results = tmp_path / "results/static"
    ranking = pd.read_csv(results / "tables/importance.csv").set_index("algorithm")
    assert list(dict.fromkeys(ranking.index)) == ["rf", "logistic", "stack", "naive_bayes"]
    for name in ("logistic", "stack", "naive_bayes"):
        assert ranking.loc[name, "shap"].sum() == pytest.approx(1)
        units = pd.read_parquet(results / f"models/{name}/units.parquet")
        assert units["driver_1"].notna().any() and units["score_std"].notna().all()
        assert (results / f"maps/{name}.gpkg").is_file() and (results / f"maps/{name}_class.tif").is_file()
    assert "naive_bayes" in json.loads((results / "controls.json").read_text())["permuted_labels"]
    page = (results / "report.html").read_text()
    assert "NB&#39;s own importance" in page and page.count("<td>NB</td>") > 1
