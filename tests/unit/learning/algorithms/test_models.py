import warnings

import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import ConfigError, DataError
from scarpwatch.learning.algorithms.models import (
    ALGORITHMS,
    MODEL_FILES,
    fit_model,
    make_model,
    predict_scores,
    trees_kept,
    used_columns,
)


@pytest.fixture(scope="module")
def samples():
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.normal(size=(506, 8)), columns=[f"factor_{number}" for number in range(8)])
    truth = (values["factor_0"] - values["factor_1"] + rng.normal(size=506) > 0).astype(int).to_numpy()
    values.loc[rng.random(506) < 0.2, "factor_1"] = np.nan
    return values, truth


@pytest.fixture(scope="module", params=MODEL_FILES)
def trained(request, samples):
    return request.param, fit_model(make_model(request.param, seed=3, trees=60), *samples)


def test_scores_are_indices_that_rank(trained, samples):
    values, truth = samples
    scores = predict_scores(trained[1], values)
    assert scores.dtype == np.float64 and scores.shape == (506,)
    assert scores.min() >= 0 and scores.max() <= 1
    assert scores[truth == 1].mean() > scores[truth == 0].mean() + 0.3


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_threads_do_not_change_a_byte(algorithm, samples):
    values, truth = samples
    # Fitted directly: fit_model keeps a booster on one thread for so few units.
    models = [make_model(algorithm, seed=3, trees=60, n_jobs=n).fit(values, truth) for n in (1, 2)]
    first, second = (predict_scores(model, values).tobytes() for model in models)
    assert first == second
    gains = [model["classifier"].feature_importances_.tobytes() for model in models]
    assert gains[0] == gains[1]


@pytest.mark.parametrize(("algorithm", "threads"), [("lightgbm", 1), ("xgboost", 1), ("rf", 2)])
def test_few_units_keep_a_booster_on_one_thread(algorithm, threads, samples):
    model = fit_model(make_model(algorithm, seed=3, trees=10, n_jobs=2), *samples)
    assert model["classifier"].n_jobs == threads


def test_seed_changes_scores_of_trees(trained, samples):
    algorithm, model = trained
    other = fit_model(make_model(algorithm, seed=4, trees=60), *samples)
    changed = (predict_scores(other, samples[0]) != predict_scores(model, samples[0])).any()
    assert changed == (algorithm != "logistic")


@pytest.mark.parametrize("algorithm", MODEL_FILES)
def test_useless_columns_are_dropped_without_a_warning(algorithm, samples):
    values = samples[0].assign(constant=1.0, empty=np.nan, half=np.where(samples[1], 2.0, np.nan))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = fit_model(make_model(algorithm, seed=1, trees=10), values, samples[1])
        scores = predict_scores(model, values)
    # "half" is constant where known: only its gaps could tell, and a gap is no measurement.
    assert used_columns(model) == list(samples[0].columns) and np.isfinite(scores).all()


def test_gaps_first_met_after_training_are_taken(trained, samples):
    gaps = samples[0].head(5).copy()
    gaps[:] = np.nan
    assert np.isfinite(predict_scores(trained[1], gaps)).all()


def test_what_cannot_be_learned_is_refused(samples):
    values, truth = samples
    with pytest.raises(DataError, match="one class"):
        fit_model(make_model("rf", seed=1), values, np.ones(506))
    with pytest.raises(DataError, match="no predictor varies"):
        fit_model(make_model("rf", seed=1), values * 0, truth)
    with pytest.raises(ConfigError, match="svm"):
        make_model("svm", seed=1)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("direction", [1, -1])
def test_the_index_follows_a_constrained_column_one_way_only(algorithm, direction, samples):
    """The constraint must hold on noise, with gaps in other columns, and with a constant column before it."""
    rng = np.random.default_rng(3)
    values = samples[0].copy()
    values.insert(0, "constant", 1.0)
    truth = (rng.random(506) < 0.5 + 0.3 * np.sin(3 * values["factor_2"])).astype(int).to_numpy()
    ladder = pd.concat([values.head(40)] * 30, ignore_index=True)
    ladder["factor_2"] = np.repeat(np.linspace(-3, 3, 30), 40)
    steps = {}
    for monotone in (None, {"factor_2": direction, "constant": 1, "absent": -1}):
        model = fit_model(make_model(algorithm, seed=1, trees=40, monotone=monotone), values, truth)
        assert "constant" not in used_columns(model)
        steps[monotone is None] = direction * np.diff(predict_scores(model, ladder).reshape(30, 40), axis=0)
    assert steps[False].min() >= -1e-7 and steps[True].min() < -0.02


@pytest.mark.parametrize("algorithm", MODEL_FILES)
def test_balanced_classes_move_the_index_to_the_middle(algorithm, samples):
    values, truth = samples
    few = np.r_[np.flatnonzero(truth == 1)[:60], np.flatnonzero(truth == 0)]
    means = [
        predict_scores(
            fit_model(
                make_model(algorithm, seed=1, trees=60, balanced=balanced), values.iloc[few], truth[few]
            ),
            values.iloc[few],
        ).mean()
        for balanced in (False, True)
    ]
    assert means[0] < 0.25 and means[1] > means[0] + 0.05


@pytest.mark.parametrize("algorithm", MODEL_FILES)
def test_watching_changes_boosters_alone(algorithm, samples):
    values, truth = samples
    rng = np.random.default_rng(0)
    made = [make_model(algorithm, seed=1, trees=100, parameters={}) for _ in range(2)]
    noise = rng.permutation(truth[300:])  # on which nothing can be gained for long
    watched = fit_model(made[0], values[:300], truth[:300], watch=(values[300:], noise))
    plain = fit_model(made[1], values[:300], truth[:300])
    differs = (predict_scores(watched, values) != predict_scores(plain, values)).any()
    assert differs == (algorithm in ("lightgbm", "xgboost"))
    assert (trees_kept(watched) is not None) == differs and trees_kept(plain) is None
    if differs:
        assert trees_kept(watched) < 50
