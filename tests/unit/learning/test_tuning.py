import warnings

import numpy as np
import pandas as pd
import pytest

from scarpwatch.algorithms.registry import NAMES
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.algorithms.parts.pipeline import classifier_of, is_pipeline
from scarpwatch.learning.algorithms.protocol import load_algorithm
from scarpwatch.learning.metrics.roc import delong
from scarpwatch.learning.tuning import draw_candidates, grid_size, settle_candidates, tune


def area(count=500, seed=1, noise=10):
    """One driver that every setting finds, one in pairs of signs that needs depth, and columns of noise."""
    rng = np.random.default_rng(seed)
    values = pd.DataFrame(rng.normal(size=(count, noise)), columns=[f"noise_{n}" for n in range(noise)])
    values["slope"], values["east"], values["north"] = rng.normal(size=(3, count))
    log_odds = values["slope"] + 3 * np.sign(values["east"] * values["north"])
    truth = (rng.random(count) < 1 / (1 + np.exp(-log_odds))).astype(int)
    return values, np.asarray(truth), rng.uniform(0, 1e4, (count, 2))


def recipe(algorithm, trees=60):
    return lambda parameters: make_model(algorithm, seed=1, trees=trees, parameters=parameters)


@pytest.mark.parametrize("algorithm", [name for name in NAMES if load_algorithm(name).GRID])
def test_candidates_are_different_settings_that_the_library_takes(algorithm):
    tried = draw_candidates(algorithm, 4, np.random.default_rng(1))
    assert tried[0] == {} and len({str(point) for point in tried}) == len(tried) == 4
    values, truth, _ = area(120)
    for parameters in tried:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            model = fit_model(recipe(algorithm, 10)(parameters), values, truth)
        given = classifier_of(model.inner).get_params() if is_pipeline(model.inner) else vars(model.inner)
        assert all(given[name] == value for name, value in parameters.items())
    everything = draw_candidates(algorithm, 10**6, np.random.default_rng(1))
    assert len(everything) == 1 + np.prod([len(values) for values in load_algorithm(algorithm).GRID.values()])


def test_an_algorithm_without_a_grid_keeps_its_settings(tmp_path):
    """As a user's own may be, whose dictionary of values is empty unless the file has one."""
    file = tmp_path / "nb.py"
    file.write_text(
        "from sklearn.naive_bayes import GaussianNB\n"
        "from scarpwatch.learning.algorithms.parts.classifier import *\n"
        "def make(settings):\n    return classifier_model(GaussianNB(), settings)\n"
    )
    assert draw_candidates(str(file), 10, np.random.default_rng(1)) == [{}] and grid_size(str(file)) == 0


def test_depth_is_found_where_it_is_needed():
    """Stumps cannot see a driver that shows only in the signs of two columns together; deeper trees can."""
    values, truth, xy = area(900)

    def make(parameters):
        return make_model("xgboost", seed=1, trees=60, parameters={"max_depth": 1, **parameters})

    tuned = tune(make, "xgboost", values[:600], truth[:600], seed=3, xy=xy[:600], candidates=8)
    assert tuned.parameters["max_depth"] > 1
    assert tuned.record["auc"] > tuned.record["auc_untuned"] + 0.05
    before, after = (
        delong(truth[600:], predict_scores(fit_model(make(chosen), values[:600], truth[:600]), values[600:]))[
            0
        ][0]
        for chosen in ({}, tuned.parameters)
    )
    assert after > before + 0.05


def test_the_untuned_settings_stay_where_nothing_is_clearly_better():
    rng = np.random.default_rng(5)
    kept = 0
    for seed in range(5):
        values = pd.DataFrame(rng.normal(size=(200, 6)), columns=list("abcdef"))
        truth = rng.random(200) < 0.5  # nothing can be learned
        tuned = tune(recipe("logistic"), "logistic", values, truth, seed=seed, candidates=5)
        kept += tuned.parameters == {}
    assert kept >= 3


def test_the_budget_is_kept_and_the_seed_settles_the_choice(monkeypatch):
    import scarpwatch.learning.tuning as module

    trained = []
    original = module.fit_model
    monkeypatch.setattr(module, "fit_model", lambda *args, **kw: trained.append(1) or original(*args, **kw))
    values, truth, xy = area(300)
    first = tune(recipe("lightgbm", 20), "lightgbm", values, truth, seed=3, xy=xy, candidates=4, folds=3)
    assert len(trained) == first.record["trainings"] == 12 and first.record["folds"] == "spatial"
    again = tune(recipe("lightgbm", 20), "lightgbm", values, truth, seed=3, xy=xy, candidates=4, folds=3)
    assert first == again
    without = tune(recipe("lightgbm", 20), "lightgbm", values, truth, seed=3, candidates=2)
    assert without.record["folds"] == "random"


@pytest.mark.parametrize("algorithm", ["lightgbm", "xgboost"])
def test_boosters_stop_early_on_the_inner_fold(algorithm):
    values, truth, xy = area(300)

    def make(parameters):  # steps so large that the loss soon rises again
        return make_model(algorithm, seed=1, trees=200, parameters={"learning_rate": 0.3, **parameters})

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        stopped = tune(make, algorithm, values, truth, seed=3, xy=xy, candidates=1)
        whole = tune(make, algorithm, values, truth, seed=3, xy=xy, candidates=1, early_stopping=False)
    assert 10 <= stopped.parameters["n_estimators"] < 150
    assert whole.parameters == {}
    assert fit_model(make(stopped.parameters), values, truth)


def test_of_many_units_so_many_are_drawn_with_the_share_of_both_classes(monkeypatch):
    import scarpwatch.learning.tuning as module

    seen = []
    original = module.fit_model

    def look(model, values, truth, *, watch):
        seen.append((len(values) + len(watch[0]), int(truth.sum() + watch[1].sum())))
        return original(model, values, truth, watch=watch)

    monkeypatch.setattr(module, "fit_model", look)
    values, _, xy = area(900)
    truth = np.arange(900) < 300
    options = {"seed": 3, "xy": xy, "candidates": 2, "groups": np.arange(900) // 2}
    tuned = tune(recipe("logistic"), "logistic", values, truth, **options, max_units=450)
    assert set(seen) == {(450, 150)} and tuned.record["units"] == 450
    assert tune(recipe("logistic"), "logistic", values, truth, **options, max_units=450) == tuned
    whole = tune(recipe("logistic"), "logistic", values, truth, **options, max_units=900)
    assert whole == tune(recipe("logistic"), "logistic", values, truth, **options)
    assert whole.record["units"] == 900


def test_candidates_are_left_to_the_number_of_units_or_settled():
    assert settle_candidates("auto", 999, 1000) < 2 < settle_candidates("auto", 1000, 1000)
    assert settle_candidates(7, 10, 1000) == 7 and settle_candidates(0, 5000, 1000) == 0


def test_too_few_units_for_inner_folds_mean_no_tuning():
    values, truth, _ = area(30)
    xy = np.repeat([[0.0, 0.0], [1e4, 0.0]], 15, axis=0)
    alone = np.r_[np.ones(15), np.zeros(15)]  # each class keeps to one place
    for labels, places, folds in ((alone, xy, 2), (truth, np.zeros((30, 2)), 3)):
        tuned = tune(recipe("rf"), "rf", values, labels, seed=1, xy=places, candidates=5, folds=folds)
        assert tuned.parameters == {} and tuned.record["trainings"] == 0
