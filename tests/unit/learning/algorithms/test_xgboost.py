import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.algorithms import xgboost
from scarpwatch.learning.algorithms.files import load_model, save_model
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.algorithms.protocol import Settings


def test_balanced_classes_get_the_ratio_of_the_training_units():
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.normal(size=(80, 2)), columns=list("ab"))
    labels = np.repeat([0, 1], [60, 20])
    for balanced, weight in ((True, 3.0), (False, None)):
        model = fit_model(make_model("xgboost", seed=1, trees=10, balanced=balanced), values, labels)
        assert model.inner[-1].scale_pos_weight == weight


@pytest.mark.parametrize(("trees", "step"), [(300, 5 / 300), (10, 0.3)])
def test_more_trees_take_smaller_steps(trees, step):
    assert xgboost.make(Settings(seed=1, trees=trees))[-1].learning_rate == step


def test_a_file_finds_its_columns_in_any_order(tmp_path):
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.normal(size=(200, 3)), columns=list("abc"))
    model = fit_model(make_model("xgboost", seed=1, trees=10), values, values["a"] > 0)
    save_model(model, tmp_path / "model.json")
    loaded = load_model("xgboost", tmp_path / "model.json")
    assert (predict_scores(loaded, values[list("cab")]) == predict_scores(model, values)).all()
