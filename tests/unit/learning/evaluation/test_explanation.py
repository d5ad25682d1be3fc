"""Shapley values add up to the output, agree with their definition, and name the drivers put in."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from algorithm_members import members_of

from scarpwatch.algorithms.registry import NAMES
from scarpwatch.learning.algorithms.files import load_model, model_path, save_model
from scarpwatch.learning.algorithms.models import Model, fit_model, make_model, predict_scores
from scarpwatch.learning.algorithms.protocol import load_algorithm
from scarpwatch.learning.evaluation.explanation import (
    contributions,
    name_drivers,
    per_factor,
    shap_importance,
)


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(5)
    values = pd.DataFrame(rng.normal(size=(400, 5)), columns=["slope", "sin", "cos", "noise", "gaps"])
    truth = rng.random(400) < 1 / (1 + np.exp(-(2 * values["slope"] + values["cos"])))
    values.loc[rng.random(400) < 0.3, "gaps"] = np.nan
    return values.assign(flat=1.0), truth


@pytest.fixture(scope="module", params=NAMES)
def fitted(request, data):
    return request.param, fit_model(
        make_model(request.param, seed=1, trees=60, members=members_of(request.param)), *data
    )


def test_contributions_add_up_to_the_output(fitted, data):
    algorithm, model = fitted
    parts, base = contributions(model, data[0])
    score = predict_scores(model, data[0])
    output = score if load_algorithm(algorithm).SCALE == "score" else np.log(score / (1 - score))
    assert "flat" not in parts  # dropped by the model
    np.testing.assert_allclose(parts.sum(axis=1) + base, output, atol=2e-5)


def test_a_model_file_explains_as_the_model_that_was_saved(fitted, data, tmp_path):
    algorithm, model = fitted
    path = model_path(tmp_path, algorithm)
    save_model(model, path)
    again, base = contributions(load_model(algorithm, path), data[0].iloc[:20])
    direct, same = contributions(model, data[0].iloc[:20])
    pd.testing.assert_frame_equal(again, direct)
    assert base == pytest.approx(same)


def test_the_driver_put_in_comes_first_and_noise_last(fitted, data):
    parts, _ = contributions(fitted[1], data[0])
    factor_of = {"slope": "slope", "sin": "aspect", "cos": "aspect", "noise": "noise", "gaps": "gaps"}
    factors = per_factor(parts, {**factor_of, "flat": "flat"})
    np.testing.assert_allclose(factors.sum(axis=1), parts.sum(axis=1))
    share = shap_importance(factors)
    assert share.sum() == pytest.approx(1)
    assert share.index[share.argmax()] == "slope" and share["aspect"] > max(share["noise"], share["gaps"])
    assert share["flat"] == 0
    steep = data[0]["slope"].to_numpy() > 1.5
    drivers = name_drivers(factors)
    assert (drivers.loc[steep, "driver_1"] == "slope").mean() > 0.9
    assert (drivers.loc[steep & (drivers["driver_1"] == "slope"), "driver_1_effect"] > 0).all()


def test_shapley_values_of_one_tree_are_those_of_the_definition():
    """All orders in which columns become known, with the tree's own shares of units as background."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.feature_selection import VarianceThreshold
    from sklearn.pipeline import Pipeline

    rng = np.random.default_rng(0)
    values = pd.DataFrame(rng.normal(size=(200, 3)).astype(np.float32), columns=list("abc"))
    truth = (values["a"] + values["b"] * values["c"] > 0).astype(int)
    pipeline = Pipeline(
        [
            ("varies", VarianceThreshold().set_output(transform="pandas")),
            ("classifier", RandomForestClassifier(1, max_depth=3, bootstrap=False, random_state=0)),
        ]
    ).fit(values, truth)
    tree = pipeline["classifier"].estimators_[0].tree_

    def expected(row, known, node=0):
        left, right = tree.children_left[node], tree.children_right[node]
        if left < 0:
            return tree.value[node][0][1] / tree.value[node][0].sum()
        column = tree.feature[node]
        if column in known:
            return expected(row, known, left if row[column] <= tree.threshold[node] else right)
        weight = tree.weighted_n_node_samples
        parts = [(weight[n], expected(row, known, n)) for n in (left, right)]
        return sum(w * value for w, value in parts) / weight[node]

    parts, base = contributions(Model(load_algorithm("rf"), pipeline), values.iloc[:5])
    for number in range(5):
        row = values.iloc[number].to_numpy()
        assert base == pytest.approx(expected(row, ()))
        gain = np.zeros(3)
        for order in permutations(range(3)):
            for place, column in enumerate(order):
                gain[column] += expected(row, order[: place + 1]) - expected(row, order[:place])
        np.testing.assert_allclose(parts.iloc[number], gain / 6, atol=1e-12)


def test_fewer_factors_than_drivers_and_no_contribution_at_all():
    factors = pd.DataFrame({"a": [0.0, -2.0], "b": [0.0, 1.0]}, index=[7, 9])
    drivers = name_drivers(factors)
    assert drivers.loc[9, ["driver_1", "driver_2", "driver_3"]].tolist() == ["a", "b", ""]
    assert drivers.loc[9, "driver_1_effect"] == -2 and np.isnan(drivers.loc[9, "driver_3_effect"])
    assert (drivers.loc[7, ["driver_1", "driver_2", "driver_3"]] == "").all()
    assert shap_importance(factors * 0).tolist() == [0, 0]
