import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score as auc

from scarpwatch.learning.algorithms import svm
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.evaluation.explanation import contributions


def sample(count, seed):
    """Landslides where both of two columns are high or both are low, which no line tells; and a column of noise."""
    rng = np.random.default_rng(seed)
    values = pd.DataFrame(
        rng.normal([30, 500, 0], [8, 100, 3], (count, 3)), columns=["slope", "height", "noise"]
    )
    product = (values["slope"] - 30) / 8 * (values["height"] - 500) / 100
    truth = (rng.random(count) < 1 / (1 + np.exp(-3 * product))).astype(int).to_numpy()
    return values, truth


@pytest.fixture(scope="module")
def trained():
    values, truth = sample(600, 2)
    return fit_model(make_model("svm", seed=1), values, truth), values, truth


def test_a_cause_of_two_columns_together_is_found(trained):
    values, truth = sample(2000, 3)
    found = auc(truth, predict_scores(trained[0], values))
    linear = fit_model(make_model("logistic", seed=1), *trained[1:])
    assert found > 0.8 and auc(truth, predict_scores(linear, values)) < 0.6


def test_the_index_is_calibrated_on_units_that_were_held_out(trained):
    model, values, truth = trained
    unseen, real = sample(4000, 4)
    scores = predict_scores(model, unseen)
    bins = np.digitize(scores, [0.2, 0.4, 0.6, 0.8])
    for number in range(5):
        chosen = bins == number
        assert scores[chosen].mean() == pytest.approx(real[chosen].mean(), abs=0.08)
    # Distances of the units that train are larger than they deserve, and would make the line too steep.
    own = svm._platt(model.inner.decision_function(values), truth, balanced=False)
    assert own[0] > 1.1 * svm.classifier_of(model.inner).platt_[0]


def test_a_gap_counts_as_the_median_of_the_training_units(trained):
    model, values, _ = trained
    gaps, filled = values.head(3).copy(), values.head(3).copy()
    gaps["slope"], filled["slope"] = np.nan, values["slope"].median()
    assert (predict_scores(model, gaps) == predict_scores(model, filled)).all()
    np.testing.assert_allclose(contributions(model, gaps)[0]["slope"], 0, atol=1e-14)


def test_classes_that_are_far_apart_get_a_finite_line():
    distances, labels = np.r_[np.full(20, -3.0), np.full(20, 3.0)], np.repeat([0, 1], 20)
    slope, offset = svm._platt(distances, labels, balanced=False)
    # As Platt counts them, 21 of 22 are of their own class.
    assert slope == pytest.approx(np.log(21) / 3, rel=1e-4) and offset == pytest.approx(0, abs=1e-5)


def test_the_index_does_not_turn_round_where_held_out_units_rank_wrongly():
    distances, labels = np.r_[np.ones(20), -np.ones(30)], np.repeat([0, 1], [20, 30])
    slope, offset = svm._platt(distances, labels, balanced=False)
    assert slope == svm.LEAST_SLOPE and offset == pytest.approx(np.log(30 / 20), abs=0.05)
    assert svm._platt(distances, labels, balanced=True)[1] == pytest.approx(0, abs=0.05)


def test_a_class_of_one_unit_trains():
    values, truth = sample(40, 5)[0], np.zeros(40, dtype=int)
    truth[3] = 1
    scores = predict_scores(fit_model(make_model("svm", seed=1), values, truth), values)
    assert np.isfinite(scores).all() and scores.argmax() == 3
