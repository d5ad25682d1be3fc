import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.algorithms.files import load_model, save_model
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores


def by_hand():
    """10 units with a landslide and 20 without: 6 and 4 of them on shale, 8 and 5 on steep ground."""
    shale = np.r_[np.ones(6), np.zeros(4), np.ones(4), np.zeros(16)]
    steep = np.r_[np.zeros(2), np.ones(8), np.ones(5), np.zeros(15)]
    return pd.DataFrame({"shale": shale, "steep": steep}), np.repeat([1, 0], [10, 20])


def test_log_odds_are_those_worked_by_hand():
    values, truth = by_hand()
    model = fit_model(make_model("weights_of_evidence", seed=1), values, truth)
    units = pd.DataFrame({"shale": [1, 1, 0, np.nan, np.nan], "steep": [1, 0, np.nan, 0, np.nan]})
    odds = [0.5 * 3 * 3.2, 0.5 * 3 * 0.2 / 0.75, 0.5 * 0.5, 0.5 * 0.2 / 0.75, 0.5]
    scores = predict_scores(model, units)
    assert scores / (1 - scores) == pytest.approx(odds)
    parts, base = model.algorithm.contributions(model.inner, units)
    assert base == pytest.approx(np.log(10 / 20))
    assert parts[0] == pytest.approx(np.log([3, 3.2])) and (parts[4] == 0).all()
    weights = [np.log([3, 0.5]), np.log([3.2, 0.2 / 0.75])]
    sizes = [np.abs(pair) @ shares for pair, shares in zip(weights, ([10, 20], [13, 17]), strict=True)]
    assert model.algorithm.importance(model.inner) == pytest.approx(np.array(sizes) / 30)


def test_balanced_classes_move_the_prior_alone():
    values, truth = by_hand()
    plain, balanced = (
        fit_model(make_model("weights_of_evidence", seed=1, balanced=way), values, truth) for way in (0, 1)
    )
    assert (plain.inner.base, balanced.inner.base) == (pytest.approx(np.log(0.5)), 0)
    assert (plain.inner.table["log_odds"] == balanced.inner.table["log_odds"]).all()


def test_the_parameter_is_the_number_of_classes():
    values = pd.DataFrame({"slope": np.random.default_rng(1).random(300)})
    truth = (values["slope"] > 0.6).astype(int)
    for given, number in (({}, 5), ({"classes": 8}, 8)):
        model = fit_model(make_model("weights_of_evidence", seed=1, parameters=given), values, truth)
        assert len(model.inner.table) == number


def test_independent_causes_give_the_true_log_odds():
    rng = np.random.default_rng(3)
    values = pd.DataFrame(rng.integers(0, 2, (40_000, 2)).astype(float), columns=["shale", "fault"])
    log_odds = -1 + 1.5 * values["shale"] - 0.8 * values["fault"]
    truth = (rng.random(40_000) < 1 / (1 + np.exp(-log_odds))).astype(int)
    model = fit_model(make_model("weights_of_evidence", seed=1), values, truth)
    contrast = model.inner.table.set_index(["column", "class"])["contrast"]
    assert contrast["shale", 2] == pytest.approx(1.5, abs=0.1)  # of two classes it is the log odds ratio
    assert contrast["fault", 2] == pytest.approx(-0.8, abs=0.1)
    scores = predict_scores(model, values)
    assert np.log(scores / (1 - scores)) == pytest.approx(log_odds.to_numpy(), abs=0.2)


def test_the_file_is_a_table_that_a_spreadsheet_opens(tmp_path):
    model = fit_model(make_model("weights_of_evidence", seed=1), *by_hand())
    save_model(model, tmp_path / "classes.csv")
    table = pd.read_csv(tmp_path / "classes.csv").set_index(["column", "class"])
    row = table.loc[("shale", 2)]
    assert (row["units"], row["landslides"], row["above"]) == (10, 6, 0) and np.isnan(row["up_to"])
    assert row["log_odds"] == row["weight_plus"] == pytest.approx(np.log(3))
    loaded = load_model("weights_of_evidence", tmp_path / "classes.csv")
    values = by_hand()[0]
    assert (predict_scores(loaded, values) == predict_scores(model, values)).all()
