import numpy as np
import pandas as pd
from scipy.special import expit, logit

from scarpwatch.learning.algorithms.ensemble import Ensemble, member_scores
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.algorithms.protocol import Settings
from scarpwatch.learning.algorithms.stack import EDGE, _log_odds


def samples(seed=1, count=400):
    rng = np.random.default_rng(seed)
    values = pd.DataFrame(rng.normal(size=(count, 6)), columns=list("abcdef"))
    return values, rng


def test_the_index_is_a_line_over_the_log_odds_of_members():
    values, rng = samples()
    truth = (values["a"] + rng.normal(size=400) > 0).astype(int).to_numpy()
    model = fit_model(make_model("stack", seed=1, trees=20, members=("lightgbm", "logistic")), values, truth)
    odds = logit(member_scores(model.inner, values))
    expected = expit(odds @ model.inner.slopes + model.inner.intercept)
    np.testing.assert_allclose(predict_scores(model, values), expected, rtol=1e-9)


def test_the_member_that_fits_the_law_gets_the_weight_and_none_is_negative():
    values, rng = samples()
    for law, better in ((2 * (values["a"] + values["b"]), 1), (4 * np.sign(values["a"] * values["b"]), 0)):
        truth = (rng.random(400) < expit(law)).astype(int)
        model = fit_model(make_model("stack", seed=1, members=("lightgbm", "logistic")), values, truth)
        assert (model.inner.slopes >= 0).all() and model.inner.slopes.argmax() == better


def test_without_evidence_each_member_weighs_the_same():
    values, _ = samples(count=12)
    truth = np.arange(12) % 2
    model = fit_model(make_model("stack", seed=1, members=("logistic", "logistic")), values, truth)
    assert model.inner.slopes[0] == model.inner.slopes[1] < 1


def test_members_that_are_sure_have_finite_log_odds():
    odds = _log_odds(Ensemble(Settings(seed=1)), np.array([[0.0, 1.0, 0.5]]))
    np.testing.assert_allclose(odds, [[logit(EDGE), -logit(EDGE), 0]], atol=1e-12)


def test_units_keep_an_order_where_held_out_units_speak_against_all_members():
    values, _ = samples(count=60)
    folds = np.arange(60) % 2
    truth = ((values["a"] > 0).to_numpy() ^ (folds == 1)).astype(
        int
    )  # each fold teaches the contrary of the other
    model = make_model("stack", seed=1, members=("logistic", "logistic"))
    fit_model(model, values, truth, folds=folds)
    assert model.inner.slopes.tolist() == [1e-3, 1e-3]
    found, _ = model.algorithm.contributions(model.inner, values)
    assert np.unique(predict_scores(model, values)).size == 60 and np.abs(found).sum() > 0
