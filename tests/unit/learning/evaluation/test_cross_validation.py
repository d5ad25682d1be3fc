import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.evaluation.cross_validation import cross_validate
from scarpwatch.learning.metrics.roc import delong
from scarpwatch.learning.samples.folds import random_folds, spatial_folds, split_stratified

ECUADOR_COLUMNS = ["slope", "cplan", "cprof", "elev", "log10_carea"]


def logistic():
    return make_model("logistic", seed=1)


@pytest.fixture(scope="module")
def ecuador(shared_real):
    table = pd.read_csv(shared_real / "ecuador_landslides" / "lsl_350pts.csv")
    truth = (table["lslpts"].astype(str).str.upper() == "TRUE").to_numpy(int)
    return table[ECUADOR_COLUMNS], truth, table[["x", "y"]].to_numpy()


def repeated(untrained, values, truth, *, kind, xy, seed=1, repetitions=2):
    """Mean AUC of each repetition of cross-validation, with new folds in every one."""
    means = []
    for repetition in range(repetitions):
        rng = np.random.default_rng([seed, repetition])
        fold = (
            random_folds(truth == 1, folds=5, rng=rng)
            if kind == "random"
            else spatial_folds(xy, folds=5, rng=rng)
        )
        means.append(cross_validate(untrained, values, truth, fold)["auc_mean"])
    return means


def area(seed=1, count=400):
    """Two clear drivers, and patches of ground whose units share a risk that no factor tells."""
    rng = np.random.default_rng(seed)
    patch = rng.integers(0, 40, count)
    xy = rng.uniform(0, 4000, (40, 2))[patch] + rng.normal(0, 60, (count, 2))
    values = pd.DataFrame(rng.normal(size=(count, 2)), columns=["slope", "relief"])
    log_odds = values["slope"] - 0.7 * values["relief"] + rng.normal(0, 2, 40)[patch]
    values["east"], values["north"] = xy.T
    truth = (rng.random(count) < 1 / (1 + np.exp(-log_odds))).astype(int)
    return values, np.asarray(truth), xy


def test_each_fold_is_judged_by_a_model_of_the_others():
    values, truth, xy = area()
    fold = spatial_folds(xy, folds=4, rng=np.random.default_rng(0))
    result = cross_validate(logistic, values, truth, fold)
    assert [row["fold"] for row in result["folds"]] == [0, 1, 2, 3]
    for row in result["folds"]:
        held = fold == row["fold"]
        model = fit_model(logistic(), values[~held], truth[~held])
        assert row["auc"] == delong(truth[held], predict_scores(model, values[held]))[0][0]
        assert (row["units"], row["positives"]) == (held.sum(), truth[held].sum())
    aucs = [row["auc"] for row in result["folds"]]
    assert result["auc_mean"] == pytest.approx(np.mean(aucs))
    assert result["auc_std"] == pytest.approx(np.std(aucs, ddof=1))


def test_a_fold_of_one_class_does_not_count():
    values, truth, _ = area()
    fold = np.where(truth == 1, np.arange(truth.size) % 2, np.arange(truth.size) % 3)
    result = cross_validate(logistic, values, truth, fold)
    assert np.isnan(result["folds"][2]["auc"]) and result["folds"][2]["positives"] == 0
    assert result["auc_mean"] == pytest.approx(np.mean([row["auc"] for row in result["folds"][:2]]))
    alone = cross_validate(logistic, values, np.arange(truth.size) < 100, np.arange(truth.size) < 100)
    assert all(np.isnan(row["auc"]) for row in alone["folds"]) and np.isnan(alone["auc_mean"])


def test_blocks_show_what_random_folds_hide():
    """A forest that is told where units lie learns the pattern of the neighbours; blocks take that away."""
    values, truth, xy = area()

    def forest():
        return make_model("rf", seed=1, trees=40)

    random, spatial = (
        np.mean(repeated(forest, values, truth, kind=kind, xy=xy)) for kind in ("random", "spatial")
    )
    assert random > spatial + 0.05


def twin_of_ecuador(seed):
    """350 points with the known coefficients of a model that reaches the same AUC in the whole population."""
    rng = np.random.default_rng(seed)
    values = pd.DataFrame(rng.normal(size=(4000, 5)), columns=ECUADOR_COLUMNS)
    log_odds = values.to_numpy() @ [1.0, -0.5, -0.3, 0.4, -0.9]
    truth = (rng.random(4000) < 1 / (1 + np.exp(-log_odds))).astype(int)
    chosen = np.r_[np.flatnonzero(truth == 1)[:175], np.flatnonzero(truth == 0)[:175]]
    population = delong(truth, log_odds)[0][0]
    return values.iloc[chosen].reset_index(drop=True), truth[chosen], rng.uniform(size=(350, 2)), population


def test_without_a_pattern_all_ways_agree_with_the_truth():
    """What the Ecuador points show, where the truth is known: no pattern in space, so blocks cost nothing."""
    results = []
    for seed in range(6):
        values, truth, xy, population = twin_of_ecuador(seed)
        inside = delong(truth, predict_scores(fit_model(logistic(), values, truth), values))[0][0]
        held = [
            np.mean(repeated(logistic, values, truth, kind=kind, seed=seed, xy=xy))
            for kind in ("random", "spatial")
        ]
        results.append([inside, *held, population])
    inside, random, spatial, population = np.mean(results, axis=0)
    assert inside > random
    assert abs(random - population) < 0.02 and abs(spatial - random) < 0.01


def test_ecuador_logistic_regression(ecuador):
    """Lovelace, Nowosad, Muenchow, Geocomputation with R, chapter 12: 0.82 in sample, 0.81 and 0.77."""
    values, truth, xy = ecuador
    inside = delong(truth, predict_scores(fit_model(logistic(), values, truth), values))[0][0]
    assert abs(inside - 0.822) <= 0.002
    for kind, expected, tolerance in (("random", 0.81, 0.01), ("spatial", 0.77, 0.015)):
        found = repeated(logistic, values, truth, kind=kind, xy=xy, repetitions=10)
        assert len(set(found)) > 1 and abs(np.mean(found) - expected) <= tolerance, kind


@pytest.mark.slow
def test_ecuador_logistic_regression_over_100_repetitions(ecuador):
    values, truth, xy = ecuador
    for kind, expected, tolerance in (("random", 0.81, 0.01), ("spatial", 0.77, 0.015)):
        found = repeated(logistic, values, truth, kind=kind, xy=xy, repetitions=100)
        assert abs(np.mean(found) - expected) <= tolerance, kind


@pytest.mark.slow
@pytest.mark.parametrize(
    ("algorithm", "random", "spatial"),
    [("rf", 0.852, 0.765), ("lightgbm", 0.837, 0.738), ("xgboost", 0.827, 0.737)],
)
def test_ecuador_untuned_trees(ecuador, algorithm, random, spatial):
    """Independent figures: random 70/30 splits and leave-one-k-means-block-out with default settings."""
    values, truth, xy = ecuador

    def untrained():
        return make_model(algorithm, seed=1)

    aucs = []
    for seed in range(20):
        rng = np.random.default_rng([1, seed])
        held = split_stratified(truth == 1, train_share=0.7, rng=rng) == "validation"
        model = fit_model(untrained(), values[~held], truth[~held])
        aucs.append(delong(truth[held], predict_scores(model, values[held]))[0][0])
    assert abs(np.mean(aucs) - random) <= 0.02
    blocks = repeated(untrained, values, truth, kind="spatial", xy=xy, repetitions=20)
    assert abs(np.mean(blocks) - spatial) <= 0.03
