import math

import numpy as np
import pytest
from scipy.special import expit, logit

from scarpwatch.learning.metrics.prevalence import (
    correct_prior,
    evaluate_at_prevalence,
    odds_ratio,
    precision_at_prevalence,
)
from scarpwatch.learning.metrics.scores import confusion_counts


def ground(rng, count=300_000, offset=-3.5):
    """Units of an area with their true chances of a landslide, and 1:1 samples of them."""
    chance = expit(offset + 1.5 * rng.standard_normal(count))
    truth = rng.random(count) < chance
    kept = truth.copy()
    kept[rng.choice(np.flatnonzero(~truth), truth.sum(), replace=False)] = True
    return truth, chance, kept


def test_correction_by_hand():
    # A score of 0.5 among 1:1 samples is the prevalence; odds of 3 to 1 become 3 x 1/19.
    assert correct_prior(0.5, sample_share=0.5, prevalence=0.05) == pytest.approx(0.05)
    assert correct_prior(0.75, sample_share=0.5, prevalence=0.05) == pytest.approx((3 / 19) / (1 + 3 / 19))
    assert correct_prior([0, 1], sample_share=0.5, prevalence=0.05).tolist() == [0, 1]
    assert odds_ratio(sample_share=0.2, prevalence=0.2) == 1


def test_corrected_scores_are_the_true_chances():
    truth, chance, kept = ground(np.random.default_rng(1))
    prevalence = float(truth.mean())
    # What a perfect model learns from 1:1 samples: the true log-odds, shifted.
    learned = expit(logit(chance) - logit(prevalence) + logit(0.5))
    corrected = correct_prior(learned, sample_share=0.5, prevalence=prevalence)
    assert corrected == pytest.approx(chance)
    got = evaluate_at_prevalence(
        truth[kept],
        learned[kept],
        confusion_counts(truth[kept], learned[kept]),
        sample_share=0.5,
        prevalence=prevalence,
    )
    assert got["brier"] == pytest.approx(np.mean((chance - truth) ** 2), rel=0.02)
    assert got["precision"] == pytest.approx(truth[learned >= 0.5].mean(), rel=0.03)
    assert got["calibration"]["ece"] < 0.005
    assert 0 < got["brier_skill"] < 0.5
    # Taken as they are, the scores promise ten times too many landslides.
    assert learned.mean() > 4 * prevalence


def test_a_model_without_skill_has_no_brier_skill():
    rng = np.random.default_rng(2)
    truth = np.repeat([True, False], 500)
    got = evaluate_at_prevalence(
        truth,
        np.full(1000, 0.5),
        {"TP": 500, "TN": 0, "FP": 500, "FN": 0},
        sample_share=0.5,
        prevalence=0.03,
    )
    assert got["brier_skill"] == pytest.approx(0, abs=1e-12)
    assert got["precision"] == pytest.approx(0.03)
    noisy = evaluate_at_prevalence(
        truth, rng.random(1000), {"TP": 1, "TN": 1, "FP": 1, "FN": 1}, sample_share=0.5, prevalence=0.03
    )
    assert noisy["brier_skill"] < 0


def test_precision_interval_covers():
    rng = np.random.default_rng(3)
    sensitivity, specificity, prevalence = 0.8, 0.75, 0.04
    true = prevalence * sensitivity / (prevalence * sensitivity + (1 - prevalence) * (1 - specificity))
    hits = 0
    for _ in range(2000):
        tp, tn = rng.binomial(60, sensitivity), rng.binomial(60, specificity)
        counts = {"TP": tp, "FN": 60 - tp, "TN": tn, "FP": 60 - tn}
        _, low, high = precision_at_prevalence(counts, prevalence=prevalence)
        hits += low <= true <= high
    assert hits / 2000 == pytest.approx(0.95, abs=0.02)


def test_precision_at_the_ends():
    value, low, high = precision_at_prevalence({"TP": 10, "FP": 0, "TN": 20, "FN": 5}, prevalence=0.1)
    assert value == 1 and high == 1 and 0 < low < 1
    value, low, high = precision_at_prevalence({"TP": 0, "FP": 4, "TN": 20, "FN": 5}, prevalence=0.1)
    assert value == 0 and low == 0 and 0 < high < 1
    assert all(
        math.isnan(part)
        for part in precision_at_prevalence({"TP": 0, "FP": 0, "TN": 20, "FN": 5}, prevalence=0.1)
    )


@pytest.mark.parametrize("share", [0.0, 1.0, 1.2])
def test_shares_outside_are_refused(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        odds_ratio(sample_share=0.5, prevalence=share)
