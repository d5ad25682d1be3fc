import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import spearmanr

from scarpwatch.learning.algorithms.ensemble import member_scores
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores


def samples():
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.normal(size=(300, 4)), columns=list("abcd"))
    return values, (values["a"] - values["b"] + rng.normal(size=300) > 0).astype(int).to_numpy()


def test_the_index_follows_the_mean_share_of_held_out_scores_that_are_below():
    values, truth = samples()
    model = fit_model(make_model("rank_mean", seed=1, trees=10, members=("rf", "logistic")), values, truth)
    found, reference = member_scores(model.inner, values[:30]), model.inner.reference
    assert reference.shape == (300, 2) and (np.diff(reference, axis=0) >= 0).all()
    ranks = [
        [
            (np.sum(known < score) + np.sum(known == score) / 2) / 300
            for score, known in zip(row, reference.T, strict=True)
        ]
        for row in found
    ]
    expected = expit(model.inner.intercept + model.inner.slopes[0] * np.mean(ranks, axis=1))
    np.testing.assert_allclose(predict_scores(model, values[:30]), expected, rtol=1e-12)


def test_members_that_agree_are_followed():
    values, truth = samples()
    pair = fit_model(make_model("rank_mean", seed=1, members=("logistic", "logistic")), values, truth)
    alone = predict_scores(fit_model(make_model("logistic", seed=1), values, truth), values)
    assert spearmanr(alone, predict_scores(pair, values)).statistic > 0.999


def test_the_index_is_calibrated_like_those_of_its_members():
    values, truth = samples()
    few = np.r_[np.flatnonzero(truth == 1)[:40], np.flatnonzero(truth == 0)]
    model = fit_model(
        make_model("rank_mean", seed=1, members=("lightgbm", "logistic")), values.iloc[few], truth[few]
    )
    assert abs(predict_scores(model, values.iloc[few]).mean() - truth[few].mean()) < 0.03
