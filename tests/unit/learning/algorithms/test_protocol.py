"""What holds for every algorithm: the contract that a new one has to meet."""

import io
import json
import pickle
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from algorithm_members import members_of

from scarpwatch.algorithms import plugin
from scarpwatch.algorithms.registry import ENTRIES, NAMES
from scarpwatch.errors import ConfigError, DataError, InputError
from scarpwatch.learning.algorithms import protocol
from scarpwatch.learning.algorithms.files import load_model, model_path, save_model
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores, used_columns
from scarpwatch.learning.algorithms.parts import classifier, pipeline
from scarpwatch.learning.algorithms.protocol import PARTS, algorithm_name, load_algorithm
from scarpwatch.learning.evaluation.explanation import contributions

NAIVE_BAYES = str(Path(__file__).parents[3] / "plugins" / "naive_bayes.py")
EVERY = [*NAMES, pytest.param(NAIVE_BAYES, id="plug-in")]
DRAW_NOTHING = {"logistic", "weights_of_evidence", "frequency_ratio", NAIVE_BAYES}


def made(name, **options):
    return make_model(name, members=members_of(name), **options)


@pytest.fixture(scope="module")
def samples():
    """A cause that raises the odds, one with gaps that lowers them, noise, and a column that says nothing."""
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.normal(size=(506, 6)), columns=[f"factor_{number}" for number in range(6)])
    truth = (values["factor_0"] - values["factor_1"] + rng.normal(size=506) > 0).astype(int).to_numpy()
    values.loc[rng.random(506) < 0.2, "factor_1"] = np.nan
    return values.assign(constant=1.0), truth


@pytest.fixture(scope="module", params=EVERY)
def trained(request, samples):
    return request.param, fit_model(made(request.param, seed=3, trees=40), *samples)


def test_the_modules_of_the_room_that_are_algorithms_are_those_of_the_registry():
    room = Path(protocol.__file__).parent
    found = set()
    for path in room.glob("[!_]*.py"):
        try:
            found.add(load_algorithm(path.stem).__name__.rpartition(".")[2])
        except ConfigError:
            continue
    assert found == set(NAMES)


def test_scores_are_indices_that_rank(trained, samples):
    values, truth = samples
    scores = predict_scores(trained[1], values)
    assert scores.dtype == np.float64 and scores.shape == (506,)
    assert scores.min() >= 0 and scores.max() <= 1
    assert scores[truth == 1].mean() > scores[truth == 0].mean() + 0.3


def test_a_file_gives_the_same_scores_and_contributions(trained, samples, tmp_path):
    name, model = trained
    path = model_path(tmp_path, name)
    save_model(model, path)
    loaded = load_model(name, path, members=members_of(name))
    assert used_columns(loaded) == used_columns(model)
    assert predict_scores(loaded, samples[0]).tobytes() == predict_scores(model, samples[0]).tobytes()
    (first, base), (second, again) = (contributions(each, samples[0][:50]) for each in (model, loaded))
    pd.testing.assert_frame_equal(first, second)
    assert base == pytest.approx(again)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_file_holds_no_pickle(trained, tmp_path):
    name, model = trained
    path = model_path(tmp_path, name)
    save_model(model, path)
    require_no_pickle(path.name, path.read_bytes())


def require_no_pickle(name, content):
    """Text, arrays, and archives of such."""
    with pytest.raises(Exception):  # noqa: B017, PT011, whatever pickle says of what is none
        pickle.loads(content)
    if name.endswith(".npy"):
        np.load(io.BytesIO(content), allow_pickle=False)
    elif zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.namelist()
            for entry in archive.namelist():
                require_no_pickle(entry, archive.read(entry))
    else:
        text = content.decode("utf-8")
        assert text.isprintable() or "\n" in text
        assert json.loads(text) if name.endswith(".json") else text


def test_a_seed_settles_the_file(trained, samples, tmp_path):
    name, model = trained
    again = fit_model(made(name, seed=3, trees=40), *samples)
    for number, each in enumerate((model, again)):
        save_model(each, model_path(tmp_path / str(number), name))
    first, second = (model_path(tmp_path / number, name).read_bytes() for number in ("0", "1"))
    assert first == second
    other = fit_model(made(name, seed=4, trees=40), *samples)
    changed = (predict_scores(other, samples[0]) != predict_scores(model, samples[0])).any()
    assert changed == (name not in DRAW_NOTHING)


@pytest.mark.parametrize("name", EVERY)
def test_threads_do_not_change_a_byte(name, samples, tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "ROWS_PER_THREAD", 100)  # else boosters keep to one thread for so few units
    for threads in (1, 2):
        model = fit_model(made(name, seed=3, trees=40, n_jobs=threads), *samples)
        save_model(model, model_path(tmp_path / str(threads), name))
        parts = (
            predict_scores(model, samples[0]),
            model.algorithm.importance(model.inner),
            contributions(model, samples[0][:50])[0].to_numpy(),
        )
        (tmp_path / str(threads) / "numbers").write_bytes(b"".join(part.tobytes() for part in parts))
    for file in (model_path("", name).name, "numbers"):
        assert (tmp_path / "1" / file).read_bytes() == (tmp_path / "2" / file).read_bytes()


def test_gaps_first_met_after_training_are_taken(trained, samples):
    gaps = samples[0].head(5).copy()
    gaps[:] = np.nan
    assert np.isfinite(predict_scores(trained[1], gaps)).all()
    assert np.isfinite(contributions(trained[1], gaps)[0]).all(axis=None)


@pytest.mark.parametrize("name", EVERY)
def test_what_cannot_be_learned_is_refused(name, samples):
    values, truth = samples
    with pytest.raises(DataError, match="one class"):
        fit_model(made(name, seed=1), values, np.ones(506))
    with pytest.raises(DataError, match="no predictor varies"):
        fit_model(made(name, seed=1), values * 0, truth)


@pytest.mark.parametrize("name", EVERY)
def test_useless_columns_are_dropped_without_a_warning(name, samples):
    values = samples[0].assign(empty=np.nan, half=np.where(samples[1], 2.0, np.nan))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = fit_model(made(name, seed=1, trees=10), values, samples[1])
        scores = predict_scores(model, values)
    # "half" is constant where known: only its gaps could tell, and a gap is no measurement.
    assert used_columns(model) == list(samples[0].columns[:-1]) and np.isfinite(scores).all()


@pytest.mark.parametrize("name", [name for name in NAMES if ENTRIES[name].takes_monotone])
@pytest.mark.parametrize("direction", [1, -1])
def test_the_index_follows_a_constrained_column_one_way_only(name, direction, samples):
    """The constraint must hold on noise, with gaps in other columns, and with a constant column before it."""
    rng = np.random.default_rng(3)
    values = samples[0][["constant", *samples[0].columns[:-1]]]
    truth = (rng.random(506) < 0.5 + 0.3 * np.sin(3 * values["factor_2"])).astype(int).to_numpy()
    ladder = pd.concat([values.head(40)] * 30, ignore_index=True)
    ladder["factor_2"] = np.repeat(np.linspace(-3, 3, 30), 40)
    steps = {}
    for monotone in (None, {"factor_2": direction, "constant": 1, "absent": -1}):
        model = fit_model(made(name, seed=1, trees=40, monotone=monotone), values, truth)
        assert "constant" not in used_columns(model)
        steps[monotone is None] = direction * np.diff(predict_scores(model, ladder).reshape(30, 40), axis=0)
    assert steps[False].min() >= -1e-7 and steps[True].min() < -0.02


def test_contributions_add_up_to_the_output_on_its_scale(trained, samples):
    model = trained[1]
    parts, base = contributions(model, samples[0])
    score = predict_scores(model, samples[0])
    output = score if model.algorithm.SCALE == "score" else np.log(score / (1 - score))
    assert list(parts) == used_columns(model)
    np.testing.assert_allclose(parts.sum(axis=1) + base, output, atol=2e-5)
    assert parts["factor_0"].abs().mean() > 2 * parts["factor_5"].abs().mean()


def test_importance_is_that_of_the_causes(trained):
    model = trained[1]
    found = pd.Series(model.algorithm.importance(model.inner), index=used_columns(model))
    assert (found >= 0).all() and set(found.nlargest(2).index) == {"factor_0", "factor_1"}


@pytest.mark.parametrize("name", EVERY)
def test_every_value_of_the_grid_trains(name, samples):
    module = load_algorithm(name)
    values, truth = samples[0][:150], samples[1][:150]
    point = {parameter: choices[0] for parameter, choices in module.GRID.items()}
    for parameter, choices in module.GRID.items():
        for value in choices:
            given = module.candidate({**point, parameter: value})
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                model = fit_model(made(name, seed=1, trees=10, parameters=given), values, truth)
            assert np.isfinite(predict_scores(model, values)).all()


@pytest.mark.parametrize("name", EVERY)
def test_balanced_classes_move_the_index_to_the_middle(name, samples):
    values, truth = samples
    few = np.r_[np.flatnonzero(truth == 1)[:60], np.flatnonzero(truth == 0)]
    means = [
        predict_scores(
            fit_model(made(name, seed=1, trees=60, balanced=balanced), values.iloc[few], truth[few]),
            values.iloc[few],
        ).mean()
        for balanced in (False, True)
    ]
    assert means[0] < 0.25 and means[1] > means[0] + 0.05


@pytest.mark.parametrize("name", ["forest", "models", "no.such", ""])
def test_what_is_no_algorithm_is_refused(name):
    with pytest.raises(ConfigError, match=f"'{name}' is unknown"):
        load_algorithm(name)


def test_a_file_that_lacks_a_part_or_fails_is_named(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("FILE = 'model.json'\n")
    with pytest.raises(InputError, match=r"mine\.py.*it lacks GAP_CONTROL, GRID, SCALE"):
        load_algorithm(str(path))
    (tmp_path / "other.py").write_text("1 / 0\n")
    with pytest.raises(InputError, match=r"other\.py.*ZeroDivisionError"):
        load_algorithm(str(tmp_path / "other.py"))
    assert algorithm_name(str(path)) == "mine" and algorithm_name("rf") == "rf"


def test_the_parts_are_those_that_plugins_are_asked_for():
    assert {"FILE", "SCALE", "GRID", "make", "fit", "scores", "save", "load"} < set(PARTS)
    assert tuple(sorted(plugin.PARTS)) == PARTS
    assert set(PARTS) - set(classifier.__all__) == {"make"}
