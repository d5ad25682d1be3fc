import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from scarpwatch.errors import DataError
from scarpwatch.learning.metrics.roc import auc_interval, clustered_variance, compare_auc, delong, roc_curve


def simulated(rng, positives=80, negatives=90, shift=(1.0, 1.3), correlation=0.6):
    """Two models' scores with normal noise: model k has AUC = Phi(shift_k / sqrt 2)."""
    truth = np.r_[np.ones(positives), np.zeros(negatives)]
    noise = rng.multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], truth.size)
    return truth, expit(noise + truth[:, None] * np.asarray(shift)).T


def test_auc_counts_ties_as_half():
    truth = np.array([1, 1, 1, 0, 0, 0])
    score = np.array([0.9, 0.5, 0.5, 0.5, 0.2, 0.5])
    # By hand over the nine pairs: 3 won by 0.9; each 0.5 wins one and ties two.
    assert delong(truth, score)[0][0] == pytest.approx((3 + 2 * (1 + 2 * 0.5)) / 9)


def test_auc_equals_scikit_learn_with_ties():
    rng = np.random.default_rng(1)
    truth, (first, second) = simulated(rng)
    coarse = np.round(second, 1)
    auc, _ = delong(truth, first, coarse)
    assert auc == pytest.approx([roc_auc_score(truth, first), roc_auc_score(truth, coarse)])


def test_delong_covariance_matches_direct_sums():
    rng = np.random.default_rng(2)
    truth, scores = simulated(rng, 12, 9)
    scores = np.round(scores, 1)
    positive, negative = scores[:, truth == 1], scores[:, truth == 0]
    psi = (positive[:, :, None] > negative[:, None, :]) + 0.5 * (positive[:, :, None] == negative[:, None, :])
    expected = np.cov(psi.mean(axis=2)) / 12 + np.cov(psi.mean(axis=1)) / 9
    assert delong(truth, *scores)[1] == pytest.approx(expected)


def test_delong_equals_bootstrap_within_its_error():
    rng = np.random.default_rng(3)
    truth, scores = simulated(rng, 120, 120)
    _, covariance = delong(truth, *scores)
    replicates = []
    for _ in range(2000):
        take = np.r_[rng.integers(0, 120, 120), rng.integers(120, 240, 120)]
        replicates.append(delong(truth[take], *scores[:, take])[0])
    bootstrap = np.cov(np.array(replicates).T)
    # A standard deviation from 2,000 replicates has a relative error of 1.6 %; four of those.
    assert np.sqrt(np.diag(covariance)) == pytest.approx(np.sqrt(np.diag(bootstrap)), rel=0.065)
    gain = np.diff(np.array(replicates)).std()
    assert compare_auc(truth, *scores).standard_error == pytest.approx(gain, rel=0.065)


def test_logit_interval_covers_the_true_auc():
    rng = np.random.default_rng(4)
    for auc_true in (0.75, 0.93):
        hits = 0
        for _ in range(600):
            truth, (score, _) = simulated(rng, 50, 50, shift=(np.sqrt(2) * norm.ppf(auc_true), 1))
            (auc,), covariance = delong(truth, score)
            lower, upper = auc_interval(auc, covariance[0, 0], positives=50, negatives=50)
            hits += lower <= auc_true <= upper
        assert 0.92 < hits / 600 < 0.98  # 0.95 +- three binomial standard errors


@pytest.mark.slow
@pytest.mark.parametrize("positives", [50, 100])
@pytest.mark.parametrize("auc_true", [0.75, 0.82, 0.88, 0.93, 0.96])
def test_logit_interval_covers_in_two_thousand_replicates(auc_true, positives):
    """Binormal scores, as many positives as negatives; half of what is missed should lie on either side."""
    rng = np.random.default_rng(positives)
    below = above = 0
    for _ in range(2000):
        truth, (score, _) = simulated(rng, positives, positives, shift=(np.sqrt(2) * norm.ppf(auc_true), 1))
        (auc,), covariance = delong(truth, score)
        lower, upper = auc_interval(auc, covariance[0, 0], positives=positives, negatives=positives)
        below += auc_true < lower
        above += auc_true > upper
    cover = 1 - (below + above) / 2000
    print(f"AUC {auc_true}, {positives} per class: coverage {cover:.4f}, missed below {below}, above {above}")
    assert cover == pytest.approx(0.95, abs=0.02)


def test_paired_test_keeps_its_level_and_finds_a_difference():
    rng = np.random.default_rng(5)
    null = [compare_auc(*_flat(simulated(rng, shift=(1.0, 1.0)))).p_value for _ in range(600)]
    assert 0.025 < np.mean(np.array(null) < 0.05) < 0.08
    real = [compare_auc(*_flat(simulated(rng, shift=(0.8, 1.6)))).p_value for _ in range(50)]
    assert np.mean(np.array(real) < 0.05) > 0.9


def test_difference_is_second_minus_first():
    truth, (first, second) = simulated(np.random.default_rng(6), shift=(0.3, 2.0))
    test = compare_auc(truth, first, second)
    assert test.difference == pytest.approx(test.second - test.first) and test.difference > 0.1
    assert test.lower < test.difference < test.upper
    assert compare_auc(truth, second, first).difference == pytest.approx(-test.difference)


def test_equal_rankings_differ_by_nothing():
    truth, (first, _) = simulated(np.random.default_rng(7))
    test = compare_auc(truth, first, first**3)
    assert (test.difference, test.p_value, test.lower, test.upper) == (0.0, 1.0, 0.0, 0.0)


def test_complete_separation_has_a_wide_interval():
    truth, score = np.r_[np.ones(10), np.zeros(30)], np.r_[np.ones(10), np.zeros(30)]
    (auc,), covariance = delong(truth, score)
    lower, upper = auc_interval(auc, covariance[0, 0], positives=10, negatives=30)
    assert auc == 1 and upper == 1 and 0.6 < lower < 0.8


def test_curve_runs_from_corner_to_corner():
    truth, (score, _) = simulated(np.random.default_rng(8))
    fpr, tpr, threshold = roc_curve(truth, score)
    assert (fpr[0], tpr[0], fpr[-1], tpr[-1]) == (0, 0, 1, 1) and np.isinf(threshold[0])
    assert np.trapezoid(tpr, fpr) == pytest.approx(delong(truth, score)[0][0])


@pytest.mark.parametrize(
    ("truth", "score", "fault"),
    [([1, 1], [0.1, 0.2], "one class"), ([1, 0], [0.1, np.nan], "no score")],
)
def test_useless_samples_are_refused(truth, score, fault):
    with pytest.raises(DataError, match=fault):
        delong(truth, score)


def _flat(pair):
    truth, scores = pair
    return truth, *scores


def test_clusters_widen_the_variance_where_units_in_them_are_alike():
    """Every unit eight times over: as certain as the units are, and without clusters eight times as certain."""
    rng = np.random.default_rng(1)
    truth = np.arange(80) % 2
    score = rng.normal(truth * 1.0, 1.0)
    once = float(delong(truth, score)[1][0, 0])
    alone = clustered_variance(truth, score, np.arange(80))
    assert alone == pytest.approx(once, rel=0.05)
    many = [np.repeat(values, 8) for values in (truth, score, np.arange(80))]
    assert clustered_variance(*many) == pytest.approx(alone)
    assert float(delong(*many[:2])[1][0, 0]) == pytest.approx(once / 8, rel=0.05)
    assert np.isnan(clustered_variance(truth, score, np.zeros(80)))


def test_the_clustered_variance_is_that_of_many_draws():
    rng = np.random.default_rng(2)
    aucs, variances = [], []
    for _ in range(300):
        cluster = np.repeat(np.arange(20), 15)
        shared = rng.normal(0, 1, 20)[cluster]
        truth = rng.random(300) < 1 / (1 + np.exp(-shared))
        score = 0.8 * truth + rng.normal(0, 1, 20)[cluster] + rng.normal(0, 0.5, 300)
        aucs.append(delong(truth, score)[0][0])
        variances.append(clustered_variance(truth, score, cluster))
    assert np.mean(variances) == pytest.approx(np.var(aucs), rel=0.25)
