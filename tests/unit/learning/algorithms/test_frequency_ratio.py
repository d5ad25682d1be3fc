import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores


def by_hand():
    """10 units with a landslide and 20 without: 6 and 4 of them on shale, 8 and 5 on steep ground."""
    shale = np.r_[np.ones(6), np.zeros(4), np.ones(4), np.zeros(16)]
    steep = np.r_[np.zeros(2), np.ones(8), np.ones(5), np.zeros(15)]
    return pd.DataFrame({"shale": shale, "steep": steep}), np.repeat([1, 0], [10, 20])


RATIOS = {  # share of the landslides over share of the units
    ("shale", 1): (4 / 10) / (20 / 30),
    ("shale", 2): (6 / 10) / (10 / 30),
    ("steep", 1): (2 / 10) / (17 / 30),
    ("steep", 2): (8 / 10) / (13 / 30),
}


@pytest.fixture(scope="module")
def trained():
    values, truth = by_hand()
    return fit_model(make_model("frequency_ratio", seed=1), values, truth)


def test_ratios_are_those_worked_by_hand(trained):
    table = trained.inner.table.set_index(["column", "class"])
    assert table["frequency_ratio"].to_dict() == pytest.approx(RATIOS)
    sizes = [abs(0.6 - 1) * 20 + abs(1.8 - 1) * 10, abs(6 / 17 - 1) * 17 + abs(24 / 13 - 1) * 13]
    assert trained.algorithm.importance(trained.inner) == pytest.approx(np.array(sizes) / 30)


def test_the_index_rises_with_the_sum_of_the_ratios(trained):
    units = pd.DataFrame({"shale": [0, 0, np.nan, 1, 1, np.nan], "steep": [0, np.nan, np.nan, 0, 1, 1]})
    ratio = {name: {value: RATIOS[name, value + 1] for value in (0, 1)} for name in units}
    sums = sum(units[name].map(ratio[name]).fillna(1.0) for name in units)
    scores = predict_scores(trained, units)
    assert (np.argsort(scores) == np.argsort(sums)).all() and scores.min() > 0 and scores.max() < 1
    log_odds = np.log(scores / (1 - scores))
    slope, base = np.polyfit(sums, log_odds, 1)
    np.testing.assert_allclose(slope * sums + base, log_odds, atol=1e-9)
    assert slope > 0


def test_the_logistic_function_is_that_of_a_regression_on_the_sums(trained):
    values, truth = by_hand()
    sums = sum(values[name].map({value: RATIOS[name, value + 1] for value in (0, 1)}) for name in values)
    spread = sums.std(ddof=0)
    line = LogisticRegression(C=1.0).fit(sums.to_numpy()[:, None] / spread, truth)
    want = line.predict_proba(sums.to_numpy()[:, None] / spread)[:, 1]
    np.testing.assert_allclose(predict_scores(trained, values), want, atol=1e-4)


def test_what_adds_up_is_what_ratios_have_beyond_one(trained):
    units = pd.DataFrame({"shale": [1.0, np.nan], "steep": [0.0, np.nan]})
    parts, base = trained.algorithm.contributions(trained.inner, units)
    assert parts[0, 0] / parts[0, 1] == pytest.approx((1.8 - 1) / (6 / 17 - 1))
    assert (parts[1] == 0).all()
    scores = predict_scores(trained, units)
    np.testing.assert_allclose(np.log(scores / (1 - scores)), parts.sum(axis=1) + base)


def test_columns_that_tell_nothing_give_the_share_of_the_landslides():
    """Each value occurs as often with as without a landslide: all ratios are 1, and there is no line to fit."""
    values, truth = pd.DataFrame({"flat": [0.0, 1.0] * 20}), np.repeat([1, 0, 0, 0], 10)
    model = fit_model(make_model("frequency_ratio", seed=1), values, truth)
    assert predict_scores(model, values) == pytest.approx(np.full(40, 0.25), abs=1e-3)


def test_sums_that_part_the_classes_wholly_stay_finite():
    values, truth = pd.DataFrame({"slope": np.arange(40.0)}), np.repeat([0, 1], 20)
    model = fit_model(make_model("frequency_ratio", seed=1, parameters={"classes": 2}), values, truth)
    scores = predict_scores(model, values.assign(slope=[-1e9] * 20 + [1e9] * 20))
    assert 0 < scores[0] < 0.3 and 0.7 < scores[-1] < 1
