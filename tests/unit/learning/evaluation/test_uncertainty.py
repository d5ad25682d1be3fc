import numpy as np
import pandas as pd

from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.evaluation.uncertainty import score_spread

RNG = np.random.default_rng(8)


def sample(n):
    values = pd.DataFrame(RNG.normal(size=(n, 3)), columns=list("abc"))
    return values, (RNG.random(n) < 1 / (1 + np.exp(-2 * values["a"]))).to_numpy(int)


def untrained(seed):
    return make_model("lightgbm", seed=seed, trees=30)


def test_the_spread_is_the_standard_deviation_of_the_scores():
    values, truth = sample(200)
    folds = np.arange(200) % 4
    units, _ = sample(50)
    spread, count = score_spread(untrained, values, truth, folds, units, seeds=[1, 2])
    scores = [
        predict_scores(fit_model(untrained(seed), values[folds != fold], truth[folds != fold]), units)
        for seed in (1, 2)
        for fold in range(4)
    ]
    assert count == 8
    np.testing.assert_allclose(spread, np.std(scores, axis=0, ddof=1), atol=1e-12)


def test_more_training_units_settle_the_scores():
    units, _ = sample(300)
    medians = []
    for n in (120, 2000):
        values, truth = sample(n)
        spread, _ = score_spread(untrained, values, truth, np.arange(n) % 5, units, seeds=[1])
        medians.append(np.median(spread))
    assert medians[1] < 0.6 * medians[0]


def test_without_spatial_folds_random_ones_are_drawn_and_the_result_is_repeatable():
    values, truth = sample(150)
    one = score_spread(untrained, values, truth, np.full(150, -1), values, seeds=[3])
    two = score_spread(untrained, values, truth, np.full(150, -1), values, seeds=[3])
    assert one[1] == 5
    np.testing.assert_array_equal(one[0], two[0])


def test_a_fold_that_holds_a_whole_class_is_passed_over():
    values, truth = sample(100)
    spread, count = score_spread(untrained, values, truth, truth, values, seeds=[1])
    assert count == 0 and np.isnan(spread).all()
