import numpy as np
import pytest
from sklearn.calibration import calibration_curve as reference

from scarpwatch.learning.metrics.calibration import calibration_curve, equal_frequency_bins, reweighted_share


def drawn(rng, count, distort=lambda p: p):
    """Labels drawn with known probabilities, and scores that distort these."""
    chance = rng.beta(1.5, 1.5, count)
    return rng.random(count) < chance, distort(chance)


def test_a_calibrated_model_lies_on_the_diagonal():
    truth, score = drawn(np.random.default_rng(1), 200_000)
    got = calibration_curve(truth, score)
    assert got["observed"] == pytest.approx(got["mean_score"], abs=0.015)
    assert got["ece"] < 0.005
    assert len(got["units"]) == 10 and set(got["units"]) == {20_000}


def test_ece_equals_the_known_distortion():
    # Scores that are 0.1 too high everywhere miss by 0.1; pulled half way to 0.5, by mean |p - 0.5| / 2.
    rng = np.random.default_rng(2)
    truth, score = drawn(rng, 200_000, lambda p: p + 0.1)
    assert calibration_curve(truth, score)["ece"] == pytest.approx(0.1, abs=0.005)
    truth, score = drawn(rng, 200_000, lambda p: 0.5 + (p - 0.5) / 2)
    expected = np.mean(np.abs(2 * (score - 0.5) - (score - 0.5)))
    assert calibration_curve(truth, score)["ece"] == pytest.approx(expected, abs=0.005)


def test_ece_by_chance_is_what_calibrated_scores_show():
    rng = np.random.default_rng(3)
    found = [calibration_curve(*drawn(rng, 200)) for _ in range(300)]
    ece, predicted = (np.mean([got[name] for got in found]) for name in ("ece", "ece_by_chance"))
    assert ece == pytest.approx(predicted, rel=0.05)
    assert ece > 0.05  # far from zero: an ECE of 200 units must be read beside this


def test_bins_agree_with_scikit_learn():
    rng = np.random.default_rng(4)
    truth, score = drawn(rng, 1000)
    observed, mean = reference(truth, score, n_bins=10, strategy="quantile")
    got = calibration_curve(truth, score)
    assert got["observed"] == pytest.approx(observed)
    assert got["mean_score"] == pytest.approx(mean)


def test_ties_stay_together():
    score = np.array([0.1] * 50 + [0.2] * 45 + [0.9] * 5)
    number = equal_frequency_bins(score, 10)
    assert all(np.unique(number[score == value]).size == 1 for value in (0.1, 0.2, 0.9))
    assert np.array_equal(np.unique(number), np.arange(number.max() + 1))
    assert equal_frequency_bins(np.full(7, 0.3), 10).tolist() == [0] * 7


def test_few_units_make_few_bins():
    score = np.linspace(0, 1, 34)
    assert np.bincount(equal_frequency_bins(score, 10)).tolist() == [12, 11, 11]
    assert set(equal_frequency_bins(score[:7], 10)) == {0}


def test_intervals_hold_the_share_and_the_true_chance():
    rng = np.random.default_rng(5)
    hits, bins = 0, 0
    for _ in range(200):
        got = calibration_curve(*drawn(rng, 400))
        low, high, mean = (np.array(got[name]) for name in ("lower", "upper", "mean_score"))
        hits += int(((low <= mean) & (mean <= high)).sum())
        bins += mean.size
    assert hits / bins == pytest.approx(0.95, abs=0.015)


def test_odds_weigh_the_samples_back_to_the_ground():
    # One landslide unit in twenty on the ground, drawn one to one: weighting undoes the drawing.
    rng = np.random.default_rng(6)
    chance = rng.beta(0.5, 9.5, 400_000)
    truth = rng.random(400_000) < chance
    kept = truth | (rng.random(truth.size) < truth.sum() / (~truth).sum())
    odds = truth.mean() / (1 - truth.mean()) / (truth[kept].mean() / (1 - truth[kept].mean()))
    got = calibration_curve(truth[kept], chance[kept], odds=odds)
    assert got["ece"] < 0.004 and got["ece_by_chance"] is None
    assert calibration_curve(truth[kept], chance[kept])["ece"] > 0.3
    for low, share, high in zip(got["lower"], got["observed"], got["upper"], strict=True):
        assert low < share < high


def test_a_share_is_reweighted_through_its_odds():
    assert reweighted_share(0.5, 0.25) == pytest.approx(0.2)
    assert reweighted_share([0.0, 1.0], 0.1).tolist() == [0.0, 1.0]
