"""Outcomes of units, and what is told of them."""

import numpy as np
import pandas as pd
import pytest

from scarpwatch.factors.factor import FactorColumns
from scarpwatch.learning.evaluation.outcomes import (
    count_outcomes,
    describe_errors,
    groups_of,
    spread_by_index,
    unit_outcomes,
)


def scored(*repeats):
    """Units 1 to 5, of which the first two have a landslide."""
    slid = [1, 1, 0, 0, 0]
    return pd.concat(
        pd.DataFrame({"repeat": number, "unit_id": [1, 2, 3, 4, 5], "landslide": slid, "score": score})
        for number, score in enumerate(repeats)
    )


def test_outcomes_are_those_of_the_mean_score():
    places = pd.DataFrame({"unit_id": [5, 4, 3, 2, 1], "x": [5.0, 4, 3, 2, 1], "y": 0.0})
    table = unit_outcomes(scored([0.9, 0.6, 0.6, 0.1, np.nan], [0.7, 0.2, 0.8, 0.3, np.nan]), places)
    assert table["outcome"].tolist() == ["TP", "FN", "FP", "TN", ""]
    assert table["x"].tolist() == [1, 2, 3, 4, 5]
    np.testing.assert_allclose(table["score"], [0.8, 0.4, 0.7, 0.2, np.nan])
    np.testing.assert_allclose(table["residual"], [0.2, 0.6, -0.7, -0.2, np.nan])
    np.testing.assert_allclose(table["wrong_share"], [0, 0.5, 1, 0, np.nan])
    assert count_outcomes(table) == {"TP": 1, "FN": 1, "FP": 1, "TN": 1}
    assert "x" not in unit_outcomes(scored([0.9] * 5))
    assert unit_outcomes(scored([0.5] * 5))["outcome"].tolist() == ["TP", "TP", "FP", "FP", "FP"]


def test_errors_that_lie_together_are_told(tmp_path):
    rng = np.random.default_rng(1)
    xy = rng.uniform(0, 1e4, (400, 2))
    hidden = np.sin(xy[:, 0] / 1500) * np.cos(xy[:, 1] / 1500)  # a cause that no factor holds
    places = pd.DataFrame({"unit_id": range(400), "x": xy[:, 0], "y": xy[:, 1]})
    found = {}
    for name, drive in (("hidden", 4 * hidden), ("chance", np.zeros(400))):
        slid = (rng.random(400) < 1 / (1 + np.exp(-drive))).astype(int)
        rows = pd.DataFrame(
            {"repeat": 0, "unit_id": range(400), "landslide": slid, "score": rng.uniform(0, 1, 400)}
        )
        found[name] = describe_errors(
            unit_outcomes(rows, places), threshold=0.5, rng=np.random.default_rng(0)
        )
    assert found["hidden"]["morans_i"]["i"] > 0.1 and found["hidden"]["morans_i"]["p_value"] <= 0.002
    assert abs(found["chance"]["morans_i"]["i"]) < 0.06 and found["chance"]["morans_i"]["p_value"] > 0.05
    assert sum(found["chance"]["counts"].values()) == found["chance"]["units"] == 400
    placeless = describe_errors(unit_outcomes(scored([0.9] * 5)), threshold=0.5, rng=rng)
    assert np.isnan(placeless["morans_i"]["i"]) and placeless["unsettled_share"] == 0


def test_the_spread_is_told_by_bins_of_the_index():
    score = pd.Series([0.0, 0.02, 0.04, 0.51, 1.0, np.nan])
    table = spread_by_index(score, pd.Series([0.1, 0.2, 0.3, 0.5, np.nan, 0.9]))
    assert table["lower"].tolist() == [0.0, pytest.approx(0.5)]
    assert table["units"].tolist() == [3, 1] and table["median"].tolist() == [0.2, 0.5]
    assert spread_by_index(pd.Series([1.0]), pd.Series([0.1]))["upper"].tolist() == [1.0]


def test_classes_of_units():
    table = pd.DataFrame({"unit_id": [7, 8], "rock": ["a", "b"], "slope": [1.0, 2.0]})
    factors = [FactorColumns("rock", "classes"), FactorColumns("soil", "classes"), FactorColumns("slope")]
    groups = groups_of(table, factors)
    assert list(groups) == ["rock"] and groups["rock"].to_dict() == {7: "a", 8: "b"}
