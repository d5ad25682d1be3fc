import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import InputError
from scarpwatch.learning.algorithms import lightgbm
from scarpwatch.learning.algorithms.files import load_model, save_model
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.algorithms.protocol import Settings


def test_leaves_follow_the_depth():
    leaves = [lightgbm.candidate({"max_depth": depth})["num_leaves"] for depth in (2, 3, 4, 6)]
    assert leaves == [4, 8, 16, 31]


@pytest.mark.parametrize(("trees", "step"), [(300, 5 / 300), (10, 0.3)])
def test_more_trees_take_smaller_steps(trees, step):
    assert lightgbm.make(Settings(seed=1, trees=trees))[-1].learning_rate == step


def test_a_file_finds_its_columns_in_any_order(tmp_path):
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.normal(size=(200, 3)), columns=list("abc"))
    model = fit_model(make_model("lightgbm", seed=1, trees=10), values, values["a"] > 0)
    save_model(model, tmp_path / "model.txt")
    loaded = load_model("lightgbm", tmp_path / "model.txt")
    assert (predict_scores(loaded, values[list("cab")]) == predict_scores(model, values)).all()


def test_a_file_that_was_cut_off_anywhere_is_told_and_does_not_end_the_process(tmp_path):
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.normal(size=(200, 3)), columns=list("abc"))
    path = tmp_path / "model.txt"
    save_model(fit_model(make_model("lightgbm", seed=1, trees=10), values, values["a"] > 0), path)
    whole = path.read_bytes()
    for length in (*range(0, len(whole), 300), len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(InputError, match=r"model\.txt: the model cannot be read \((trees|its end) lack"):
            load_model("lightgbm", path)
