import math

import numpy as np
import pytest
from sklearn import metrics as reference

from scarpwatch.errors import DataError
from scarpwatch.learning.metrics.scores import (
    confusion_counts,
    evaluate_scores,
    normalised_fractions,
    rates,
)


def test_counts_by_hand_and_the_threshold_belongs_to_the_positives():
    truth = [1, 1, 1, 0, 0, 0, 0]
    score = [0.9, 0.5, 0.1, 0.5, 0.2, 0.49999, 0.7]
    assert confusion_counts(truth, score) == {"TP": 2, "TN": 2, "FP": 2, "FN": 1}


def test_rates_by_hand():
    got = rates({"TP": 40, "TN": 30, "FP": 20, "FN": 10})
    assert got["sensitivity"] == 40 / 50
    assert got["specificity"] == 30 / 50
    assert got["accuracy"] == 70 / 100
    assert got["precision"] == 40 / 60
    assert got["f1"] == 80 / 110
    assert got["mcc"] == pytest.approx((40 * 30 - 20 * 10) / math.sqrt(60 * 50 * 50 * 40))
    assert got["kappa"] == pytest.approx((0.7 - 0.5) / 0.5)


def test_rates_equal_scikit_learn():
    rng = np.random.default_rng(1)
    truth, score = rng.integers(0, 2, 300), rng.random(300)
    called = score >= 0.5
    got = rates(confusion_counts(truth, score))
    assert got["mcc"] == pytest.approx(reference.matthews_corrcoef(truth, called))
    assert got["kappa"] == pytest.approx(reference.cohen_kappa_score(truth, called))
    assert got["f1"] == pytest.approx(reference.f1_score(truth, called))


def test_large_counts_do_not_overflow():
    counts = dict.fromkeys(("TP", "TN", "FP", "FN"), np.int32(2_000_000_000))
    assert rates(counts)["mcc"] == 0


def test_undefined_rates_are_nan():
    got = rates({"TP": 0, "TN": 5, "FP": 0, "FN": 5})
    assert math.isnan(got["precision"]) and math.isnan(got["mcc"]) and got["sensitivity"] == 0


@pytest.mark.parametrize(
    ("tp", "tn", "printed"),
    [  # rows of the study's Table 5: XGBoost, LightGBM, RF, SAR+XGBoost
        (797, 810, (0.808, 0.799, 0.803)),
        (766, 786, (0.781, 0.770, 0.776)),
        (727, 759, (0.751, 0.736, 0.743)),
        (869, 864, (0.865, 0.868, 0.867)),
    ],
)
def test_study_layout_reproduces_the_published_rows(tp, tn, printed):
    got = normalised_fractions({"TP": tp, "FP": 1000 - tp, "TN": tn, "FN": 1000 - tn})
    assert got["TP"] + got["FP"] == 1
    assert got["TN"] + got["FN"] == 1
    rates_of_fractions = [got[name] for name in ("sensitivity", "specificity", "accuracy")]
    assert rates_of_fractions == pytest.approx(printed, abs=0.001)


def test_study_layout_differs_from_rates_where_calls_are_unbalanced():
    counts = {"TP": 90, "FP": 60, "TN": 40, "FN": 10}
    assert rates(counts)["sensitivity"] == 0.9
    assert normalised_fractions(counts)["sensitivity"] == pytest.approx(0.6 / 0.8)


def test_evaluation_holds_counts_intervals_and_scores():
    rng = np.random.default_rng(2)
    truth = rng.integers(0, 2, 200)
    score = np.clip(0.3 * truth + 0.7 * rng.random(200), 0, 1)
    got = evaluate_scores(truth, score)
    assert got["units"] == 200 and sum(got["counts"].values()) == 200
    assert all(isinstance(count, int) for count in got["counts"].values())
    assert got["auc"] == pytest.approx(reference.roc_auc_score(truth, score))
    assert got["auc_interval"][0] < got["auc"] < got["auc_interval"][1]
    assert got["pr_auc"] == pytest.approx(reference.average_precision_score(truth, score))
    assert got["brier"] == pytest.approx(reference.brier_score_loss(truth, score))
    for name, (lower, upper) in got["intervals"].items():
        assert lower < got["rates"][name] < upper


def test_one_class_is_refused():
    with pytest.raises(DataError, match="one class"):
        evaluate_scores([0, 0, 0], [0.1, 0.2, 0.3])
