import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from scarpwatch.learning.algorithms.models import make_model
from scarpwatch.learning.evaluation.comparison import (
    compare_models,
    compare_part,
    judge,
    repeat_comparison,
    resampled_test,
)


def test_comparison_tells_gain_from_loss_and_from_nothing():
    rng = np.random.default_rng(3)
    truth = np.repeat([1, 0], 100)
    weak, strong = truth + rng.normal(0, 2.0, 200), truth + rng.normal(0, 0.5, 200)
    got = compare_models(truth, weak, strong)
    assert got["difference"] > 0.1 and got["verdict"] == "beyond_chance"
    assert compare_models(truth, strong, weak)["difference"] == -got["difference"]
    assert compare_models(truth, weak, weak)["verdict"] == "no_difference"
    close = compare_models(truth, strong, strong + rng.normal(0, 0.1, 200))
    assert close["p_value"] > 0.05
    assert close["verdict"] in ("within_chance", "no_difference")


@pytest.mark.parametrize(
    ("difference", "p_value", "verdict"),
    [
        (0.021, 0.31, "within_chance"),
        (0.051, 0.0004, "beyond_chance"),
        (-0.03, 0.0496, "beyond_chance"),
        (-0.03, 0.05, "within_chance"),
        (0.0001, 0.9, "no_difference"),
        (0.1, float("nan"), "untestable"),
    ],
)
def test_verdicts(difference, p_value, verdict):
    assert judge(difference, p_value, alpha=0.05) == verdict


def test_the_test_on_a_part_uses_that_part():
    rng = np.random.default_rng(4)
    truth = np.repeat([1, 0], 100)
    static, coupled = truth + rng.normal(0, 1, 200), truth + rng.normal(0, 1, 200)
    part = rng.random(200) < 0.6
    got = compare_part(truth, static, coupled, part)
    assert got["units"] == part.sum() and got["positives"] == truth[part].sum()
    assert got["coupled_auc"] == pytest.approx(roc_auc_score(truth[part], coupled[part]))
    assert compare_part(truth, static, coupled, truth == 1)["verdict"] == "one_class"
    assert compare_part(truth, static, coupled, np.zeros(200, bool))["units"] == 0


def test_resampled_test_by_hand():
    # Four differences of mean 2 and variance 2/3; n2/n1 = 1/4: t = 2 / sqrt(2/3 (1/4 + 1/4)).
    got = resampled_test([1, 2, 2, 3], test_to_train=0.25)
    t = 2 / np.sqrt(2 / 3 * 0.5)
    assert got["difference"] == 2 and got["share_positive"] == 1
    assert got["upper"] - 2 == pytest.approx(3.182446 * np.sqrt(2 / 3 * 0.5))
    assert got["p_value"] == pytest.approx(0.0405, abs=5e-4) and t == pytest.approx(3.4641, abs=1e-4)


def test_few_splits_test_nothing():
    for values in ([], [0.1]):
        got = resampled_test(values, test_to_train=0.25)
        assert got["splits"] == len(values) and np.isnan(got["p_value"]) and got["verdict"] == "untestable"
    assert resampled_test([0.0, 0.0], test_to_train=0.25)["p_value"] == 1


def columns(rng, count, effect):
    """Two columns; the labels follow the first and, with ``effect``, the second."""
    values = pd.DataFrame(rng.standard_normal((count, 2)), columns=["ground", "motion"])
    chance = 1 / (1 + np.exp(-values["ground"] - effect * values["motion"]))
    return values, (rng.random(count) < chance).to_numpy()


def untrained():
    return make_model("logistic", seed=1)


def test_a_gain_over_splits_is_found_in_random_folds_and_blocks():
    rng = np.random.default_rng(5)
    values, truth = columns(rng, 300, 1.5)
    xy = rng.uniform(0, 1000, (300, 2))
    for places in (None, xy):
        got = repeat_comparison(
            untrained, values[["ground"]], values, truth, folds=5, repeats=2, seed=1, xy=places
        )
        assert got["splits"] == 10 and got["difference"] > 0.05 and got["p_value"] < 0.01
        assert got["coupled_auc"] - got["static_auc"] == pytest.approx(got["difference"])
        assert got["lower"] < got["difference"] < got["upper"]


def test_the_corrected_test_keeps_its_level_where_splits_share_units():
    """Differences that share the part n2 / (n1 + n2) of their variance, as Nadeau and Bengio take it."""
    rng = np.random.default_rng(6)
    shared, splits = 1 / 5, 10
    draws = np.sqrt(shared) * rng.standard_normal((4000, 1)) + np.sqrt(1 - shared) * rng.standard_normal(
        (4000, splits)
    )
    found = np.mean([resampled_test(row, test_to_train=1 / 4)["p_value"] < 0.05 for row in draws])
    plain = np.mean([resampled_test(row, test_to_train=0)["p_value"] < 0.05 for row in draws])
    assert found == pytest.approx(0.05, abs=0.011)  # three binomial standard errors
    assert plain > 0.2
