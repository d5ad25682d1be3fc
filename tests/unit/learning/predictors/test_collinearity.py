"""Variance inflation and condition indices against what the correlation put in implies."""

import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.predictors.collinearity import (
    collinearity_record,
    diagnose,
    factors_to_drop,
)

RNG = np.random.default_rng(3)
N = 20_000


def correlated(r: float) -> pd.DataFrame:
    a, b, c = RNG.normal(size=(3, N))
    return pd.DataFrame({"a": a, "b": r * a + np.sqrt(1 - r**2) * b, "c": c})


def each(table):
    return {name: name for name in table}


def vif(found):
    return found.factors.set_index("factor")["vif"]


@pytest.mark.parametrize("r", [0.0, 0.5, 0.9, 0.99])
def test_two_columns_of_known_correlation(r):
    table = correlated(r)
    found = vif(diagnose(table, each(table)))
    assert found["a"] == pytest.approx(1 / (1 - r**2), rel=0.05)
    assert found["c"] == pytest.approx(1.0, abs=0.01)


def test_vif_is_that_of_a_regression_on_the_others():
    table = pd.DataFrame(RNG.normal(size=(300, 4)) @ RNG.normal(size=(4, 4)), columns=list("abcd"))
    found = vif(diagnose(table, each(table)))
    inverse = np.linalg.inv(np.corrcoef(table.to_numpy(), rowvar=False))
    np.testing.assert_allclose(found[list("abcd")], np.diag(inverse), rtol=1e-9)


def test_generalised_vif_does_not_depend_on_how_a_direction_is_written():
    """Sine and cosine turned by any angle span the same: Fox and Monette's reason for the measure."""
    angle, noise = RNG.uniform(0, 2 * np.pi, N), RNG.normal(0, 0.3, N)
    other = np.cos(angle) + noise
    results = []
    for turn in (0.0, 0.7):
        table = pd.DataFrame({"s": np.sin(angle + turn), "c": np.cos(angle + turn), "other": other})
        found = vif(diagnose(table, {"s": "aspect", "c": "aspect", "other": "other"}))
        results.append(found["aspect"])
    assert results[0] == pytest.approx(results[1], rel=1e-9)
    share = 1 - np.corrcoef(np.cos(angle), other)[0, 1] ** 2  # det of what is left, over one of two columns
    assert results[0] == pytest.approx(share**-0.5, rel=0.01)


def test_class_shares_that_add_up_to_one_are_no_fault():
    shares = RNG.dirichlet([1, 2, 3], 500)
    table = pd.DataFrame(shares, columns=["x", "y", "z"]).assign(a=RNG.normal(size=500))
    found = diagnose(table, {"x": "rock", "y": "rock", "z": "rock", "a": "a"})
    assert vif(found)["rock"] == pytest.approx(1, abs=0.05)
    assert found.condition_index < 10


def test_copies_are_infinite_and_take_part_together():
    table = correlated(0.2).iloc[:200].assign(d=lambda t: 3 * t["a"] + 1)
    found = diagnose(table, each(table))
    assert np.isinf(vif(found)[["a", "d"]]).all() and np.isfinite(vif(found)[["b", "c"]]).all()
    assert set(found.factors[found.factors["involved"]]["factor"]) == {"a", "d"}
    assert found.condition_index > 1e6


def test_the_condition_index_is_belsleys():
    table = correlated(0.95).iloc[:400]
    design = np.column_stack([np.ones(400), table])
    singular = np.linalg.svd(design / np.linalg.norm(design, axis=0), compute_uv=False)
    assert diagnose(table, each(table)).condition_index == pytest.approx(singular[0] / singular[-1])


def test_gaps_and_constants_do_not_break_it():
    table = correlated(0.9).iloc[:300].assign(flat=1.0, empty=np.nan)
    table.loc[:99, "b"] = np.nan
    found = diagnose(table, each(table))
    assert found.units == 200
    assert np.isnan(vif(found)[["flat", "empty"]]).all()
    few = diagnose(table.iloc[98:102], each(table))
    assert np.isnan(collinearity_record(few, [])["condition_index"])


def test_of_two_that_say_the_same_one_goes_and_dynamic_ones_never_cost_a_static_one():
    table = correlated(0.1).iloc[:500]
    table["rate"] = RNG.normal(size=500)
    table["total"] = 2 * table["rate"] + RNG.normal(0, 0.01, 500)
    table["wet"] = table["a"] + RNG.normal(0, 0.01, 500)  # dynamic, and nearly a static factor
    dropped = factors_to_drop(table, each(table), ["rate", "total", "wet"])
    assert set(dropped) & {"a", "b", "c"} == set()
    assert "wet" in dropped and len(set(dropped) & {"rate", "total"}) == 1 and len(dropped) == 2
    kept = table.drop(columns=dropped)
    assert vif(diagnose(kept, each(kept))).max() < 10
    assert factors_to_drop(table[["a", "b", "c"]], each(table[["a", "b", "c"]]), []) == []


def test_the_record_names_the_factors_with_a_high_inflation():
    table = correlated(0.2).iloc[:200].assign(d=lambda t: 3 * t["a"] + 1)
    record = collinearity_record(diagnose(table, each(table)), ["d"])
    assert sorted(record["high_vif"]) == ["a", "d"] and record["dropped"] == ["d"]
    apart = diagnose(table[["a", "c"]], each(table[["a", "c"]]))
    assert collinearity_record(apart, [])["high_vif"] == []
    assert len(collinearity_record(apart, [], max_vif=1.0)["high_vif"]) == 2
