"""What holds for every ensemble."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.errors import ConfigError, InputError
from scarpwatch.learning.algorithms import protocol
from scarpwatch.learning.algorithms.ensemble import member_scores
from scarpwatch.learning.algorithms.files import load_model, model_path, save_model
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.metrics.roc import delong

ENSEMBLES = [name for name, entry in ENTRIES.items() if entry.ensemble]

NAIVE_BAYES = str(Path(__file__).parents[3] / "plugins" / "naive_bayes.py")


@pytest.fixture(scope="module")
def samples():
    rng = np.random.default_rng(2)
    values = pd.DataFrame(rng.normal(size=(400, 5)), columns=list("abcde"))
    odds = 1.5 * values["a"] + 2 * np.sign(values["b"] * values["c"])
    truth = (rng.random(400) < 1 / (1 + np.exp(-odds))).astype(int).to_numpy()
    return values, truth


def auc(truth, scores):
    return delong(truth, scores)[0][0]


@pytest.mark.parametrize("name", ENSEMBLES)
def test_fewer_than_two_members_are_refused(name):
    for members in ((), ("rf",)):
        with pytest.raises(ConfigError, match="at least two other algorithms"):
            make_model(name, seed=1, members=members)


@pytest.mark.parametrize("name", ENSEMBLES)
def test_it_ranks_better_than_its_worst_member_and_about_as_the_best(name, samples):
    values, truth = samples
    members = ("lightgbm", "logistic")
    alone = [
        auc(
            truth[250:],
            predict_scores(fit_model(make_model(each, seed=1), values[:250], truth[:250]), values[250:]),
        )
        for each in members
    ]
    model = fit_model(make_model(name, seed=1, members=members), values[:250], truth[:250])
    together = auc(truth[250:], predict_scores(model, values[250:]))
    assert together > min(alone) + 0.02 and together > max(alone) - 0.08


@pytest.mark.parametrize("name", ENSEMBLES)
def test_a_single_unit_has_the_score_that_it_has_among_others(name, samples):
    model = fit_model(make_model(name, seed=1, members=("lightgbm", "logistic")), *samples)
    together = predict_scores(model, samples[0][:20])
    alone = [predict_scores(model, samples[0][row : row + 1])[0] for row in range(20)]
    assert together.tolist() == alone


@pytest.mark.parametrize("name", ENSEMBLES)
def test_members_that_overfit_gain_nothing_by_it(name):
    """A deep forest knows the training units by heart; where nothing can be learned, the index must say so."""
    rng = np.random.default_rng(3)
    values, truth = pd.DataFrame(rng.normal(size=(300, 4)), columns=list("abcd")), rng.integers(0, 2, 300)
    model = fit_model(make_model(name, seed=1, trees=40, members=("rf", "lightgbm")), values, truth)
    assert member_scores(model.inner, values)[:, 0].std() > 0.2
    assert predict_scores(model, values).std() < 0.15


@pytest.mark.parametrize("name", ENSEMBLES)
def test_copies_that_share_a_fold_teach_nothing(name):
    """Every unit three times: random folds see copies of what they hold out, those of the samples do not."""
    rng = np.random.default_rng(4)
    values = pd.DataFrame(np.repeat(rng.normal(size=(100, 4)), 3, axis=0), columns=list("abcd"))
    truth, folds = np.repeat(rng.integers(0, 2, 100), 3), np.repeat(np.arange(100) % 5, 3)
    make = {"seed": 1, "trees": 40, "members": ("rf", "lightgbm")}
    random = fit_model(make_model(name, **make), values, truth)
    known = fit_model(make_model(name, **make), values, truth, folds=folds)
    spreads = [predict_scores(model, values).std() for model in (random, known)]
    assert spreads[0] > 0.3 and spreads[1] < 0.15


@pytest.mark.parametrize("name", ENSEMBLES)
def test_folds_that_cannot_be_held_out_give_way_to_random_ones(name, samples):
    values, truth = samples
    make = {"seed": 1, "members": ("lightgbm", "logistic")}
    drawn = predict_scores(fit_model(make_model(name, **make), values, truth), values)
    for folds in (np.zeros(400), truth):  # one fold; folds without which one class is left
        found = fit_model(make_model(name, **make), values, truth, folds=folds)
        assert predict_scores(found, values).tobytes() == drawn.tobytes()


@pytest.mark.parametrize("name", ENSEMBLES)
def test_parameters_reach_the_member_that_they_are_of(name, samples):
    parameters = {"lightgbm": {"n_estimators": 7}, "logistic": {"C": 0.01}}
    model = fit_model(
        make_model(name, seed=1, members=("lightgbm", "logistic"), parameters=parameters), *samples
    )
    trees, line = (inner["classifier"] for _, inner in model.inner.members)
    assert trees.n_estimators == 7 and line.C == 0.01


@pytest.mark.parametrize("name", ENSEMBLES)
def test_a_file_of_the_users_can_be_a_member_and_is_run_only_where_it_is_given(
    name, samples, tmp_path, monkeypatch
):
    members = ("lightgbm", NAIVE_BAYES)
    model = fit_model(make_model(name, seed=1, trees=20, members=members), *samples)
    path = model_path(tmp_path / "model", name)
    save_model(model, path)
    loaded = load_model(name, path, members=members)
    assert predict_scores(loaded, samples[0]).tobytes() == predict_scores(model, samples[0]).tobytes()
    with zipfile.ZipFile(path) as archive:
        record = json.loads(archive.read("ensemble.json"))
        assert (
            record["members"] == ["lightgbm", "naive_bayes"]
            and "naive_bayes/model.skops" in archive.namelist()
        )
    monkeypatch.setattr(protocol, "_GIVEN", {})  # as in another process
    with pytest.raises(InputError, match="a member 'naive_bayes', which is unknown"):
        load_model(name, path)
