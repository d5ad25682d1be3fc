"""A careless file of the user's own: nothing wrong that it gives goes on, and it changes nothing that it is given."""

import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import DataError, InputError
from scarpwatch.learning.algorithms.files import save_model
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.evaluation.explanation import contributions
from scarpwatch.learning.evaluation.importance import gain_importance

SOUND = """
import numpy as np
from sklearn.naive_bayes import GaussianNB
from scarpwatch.learning.algorithms.parts import classifier
from scarpwatch.learning.algorithms.parts.classifier import *

def make(settings):
    return classifier_model(GaussianNB(), settings)

"""


@pytest.fixture
def units():
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.normal(size=(60, 2)), columns=["a", "b"])
    truth = (values["a"] + rng.normal(size=60) > 0).astype(np.int64).to_numpy()
    values.loc[3:9, "a"] = np.nan
    return values, truth


def run(folder, text, units):
    """All that a run asks of an algorithm."""
    path = folder / "careless.py"
    path.write_text(SOUND + text)
    model = fit_model(make_model(str(path), seed=1), *units)
    predict_scores(model, units[0])
    contributions(model, units[0])
    gain_importance(model, {name: name for name in units[0]})
    save_model(model, folder / "model")
    return model


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def scores(m, v): return np.full(len(v), np.nan)", "scores gives numbers that are NaN"),
        ("def scores(m, v): return np.full(len(v), np.inf)", "scores gives numbers that are NaN or infinite"),
        ("def scores(m, v): return classifier.scores(m, v) - 1", "scores gives .* and not 0 to 1"),
        ("def scores(m, v): return 100 * classifier.scores(m, v)", "scores gives .* and not 0 to 1"),
        ("def scores(m, v): return classifier.scores(m, v)[:-1]", r"of shape \(59,\) where \(60,\)"),
        ("def scores(m, v): return 0.5", r"of shape \(\) where \(60,\)"),
        ("def scores(m, v): return None", "scores gives numbers of shape"),
        ("def scores(m, v): return ['low'] * len(v)", "something else than numbers"),
        ("def scores(m, v): return 1 / 0", r"scores ends with an error in line 10 \(ZeroDivisionError"),
        ("def fit(m, v, l, w): raise SystemExit(0)", r"fit ends with an error in line 10 \(SystemExit: 0\)"),
        ("def make(): return None", r"make ends with an error \(TypeError"),
        ("def columns(m): return ['z']", "columns names z, on which it was not trained"),
        ("def save(m, p): pass", "save writes no file"),
        ("def importance(m): return [-1.0, 1.0]", "importance gives negative numbers"),
        ("def importance(m): return [1.0]", r"importance gives numbers of shape \(1,\) where \(2,\)"),
        ("def contributions(m, v): return np.zeros(v.shape)", "does not give two things"),
        ("def contributions(m, v): return np.zeros((len(v), 1)), 0.0", r"shape \(60, 1\) where \(60, 2\)"),
        (
            "def contributions(m, v): return np.full(v.shape, np.nan), 0.0",
            "contributions gives numbers that are NaN",
        ),
        ("scores = 3", "its scores is no function"),
        ("FILE = '../model'", "FILE is no name"),
        ("FILE = 'record.json'", "FILE is no name"),
        ("SCALE = 'odds'", "SCALE is neither"),
        ("GRID = {'var_smoothing': ()}", "GRID is no dictionary"),
        ("GRID = [1]", "GRID is no dictionary"),
        ("GAP_CONTROL = 'first'", "GAP_CONTROL is neither None"),
        ("TREES_TO_TUNE = 0", "TREES_TO_TUNE is neither None"),
    ],
)
def test_what_a_file_gives_is_checked(text, words, tmp_path, units):
    with pytest.raises(InputError, match=rf"careless\.py: .*{words}"):
        run(tmp_path, text, units)


@pytest.mark.parametrize(
    "text",
    [
        "def contributions(m, v): return np.ones(v.shape), 0.0",
        "def scores(m, v): return np.random.default_rng().random(len(v))",
    ],
)
def test_contributions_that_miss_the_index_are_refused(text, tmp_path, units):
    with pytest.raises(DataError, match=r"careless\.py: base and contributions miss the index"):
        run(tmp_path, text, units)


def test_a_file_cannot_change_what_it_is_given(tmp_path, units):
    text = """
def fit(m, v, l, w):
    classifier.fit(m, v, l, w)
    v.iloc[:], l[:] = 0.0, 0

def scores(m, v):
    found = classifier.scores(m, v)
    v.iloc[:] = 0.0
    return found

def contributions(m, v):
    found = classifier.contributions(m, v)
    v.iloc[:] = 0.0
    return found
"""
    values, truth = units[0].copy(), units[1].copy()
    careless = run(tmp_path, text, units)
    pd.testing.assert_frame_equal(units[0], values)
    np.testing.assert_array_equal(units[1], truth)
    (tmp_path / "sound").mkdir()
    assert (
        predict_scores(careless, values) == predict_scores(run(tmp_path / "sound", "", units), values)
    ).all()
