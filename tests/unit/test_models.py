import warnings

import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import ConfigError, DataError, InputError
from scarpwatch.learning.models import (
    ALGORITHMS,
    MODEL_FILES,
    fit_model,
    load_model,
    make_model,
    predict_scores,
    save_model,
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


def test_file_gives_the_same_scores(trained, samples, tmp_path):
    algorithm, model = trained
    path = tmp_path / MODEL_FILES[algorithm]
    save_model(model, path)
    loaded = load_model(path)
    assert used_columns(loaded) == used_columns(model)
    reordered = samples[0][samples[0].columns[::-1]] if algorithm != "rf" else samples[0]
    assert (predict_scores(loaded, reordered) == predict_scores(model, samples[0])).all()
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("algorithm", ["lightgbm", "xgboost"])
def test_booster_files_do_not_depend_on_threads(algorithm, samples, tmp_path):
    for threads in (1, 2):
        model = make_model(algorithm, seed=3, trees=20, n_jobs=threads).fit(*samples)
        save_model(model, tmp_path / f"{threads}_{MODEL_FILES[algorithm]}")
    first, second = sorted(tmp_path.iterdir())
    assert first.read_bytes() == second.read_bytes()


def test_foreign_type_in_a_forest_file_is_refused(samples, tmp_path):
    import skops.io
    from sklearn.pipeline import Pipeline

    model = fit_model(make_model("rf", seed=1, trees=5), *samples)
    model.steps.append(("foreign", ForeignStep()))
    skops.io.dump(model, tmp_path / "foreign.skops")
    with pytest.raises(InputError, match=r"not trusted .*ForeignStep"):
        load_model(tmp_path / "foreign.skops")
    skops.io.dump(Pipeline([("varies", model["varies"])]), tmp_path / "other.skops")
    with pytest.raises(InputError, match="no forest of this program"):
        load_model(tmp_path / "other.skops")


class ForeignStep:
    """A type that no model of the program holds."""


@pytest.mark.parametrize("name", MODEL_FILES.values())
def test_missing_and_damaged_files_are_named(name, tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        load_model(tmp_path / name)
    (tmp_path / name).write_text("no model")
    with pytest.raises(InputError, match="cannot be read"):
        load_model(tmp_path / name)


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
