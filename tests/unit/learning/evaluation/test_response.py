"""Accumulated local effects of models whose effects are known."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from scarpwatch.factors.factor import FactorColumns
from scarpwatch.learning.algorithms.models import Model, fit_model, make_model
from scarpwatch.learning.evaluation.response import SECTORS, UNITS, response_table

FACTORS = [
    FactorColumns("slope"),
    FactorColumns("relief"),
    FactorColumns("aspect", "circular"),
    FactorColumns("rock", "classes"),
]
COLUMNS = {
    "slope": ["slope"],
    "relief": ["relief"],
    "aspect": ["aspect_sin", "aspect_cos"],
    "rock": ["rock_a", "rock_b"],
}
PARTS = {"rock_a": "a", "rock_b": "b"}


def units(count=UNITS, seed=0):
    """Slope and relief that go together, a direction, and two classes."""
    rng = np.random.default_rng(seed)
    slope = rng.uniform(0, 1, count)
    aspect, rock = rng.uniform(0, 2 * np.pi, count), rng.integers(0, 2, count)
    return pd.DataFrame(
        {
            "slope": slope,
            "relief": slope + 0.1 * rng.standard_normal(count),
            "aspect_sin": np.sin(aspect),
            "aspect_cos": np.cos(aspect),
            "rock_a": rock.astype(float),
            "rock_b": 1.0 - rock,
        }
    )


def additive(values):
    """Index that is a sum of a bend in slope, a wave of aspect, and a rock."""
    wave = 0.1 * values["aspect_cos"]
    return (0.4 + 0.2 * (values["slope"] - 0.5).clip(lower=0) + wave + 0.1 * values["rock_a"]).to_numpy()


def known_model(score):
    """A model whose scores and contributions are those of a function that adds up."""

    def parts(inner, values):
        zero = pd.DataFrame(0.0, index=values.index, columns=values.columns)
        for name in values:
            alone = zero.assign(**{name: values[name]})
            zero[name] = 0.0
            yield name, score(alone.fillna(0.0)) - score(zero.fillna(0.0))

    algorithm = SimpleNamespace(
        __name__="known",
        SCALE="score",
        columns=lambda inner: list(PARTS_OF_MODEL),
        scores=lambda inner, values: score(values.fillna(0.0)),
        contributions=lambda inner, values: (
            np.column_stack([effect for _, effect in parts(inner, values)]),
            float(score(pd.DataFrame(0.0, index=[0], columns=values.columns))[0]),
        ),
    )
    return Model(algorithm, None)


PARTS_OF_MODEL = [name for names in COLUMNS.values() for name in names]


def test_an_additive_function_is_recovered_and_a_collinear_factor_that_does_nothing_is_level():
    table = response_table(known_model(additive), units(), FACTORS, COLUMNS, PARTS)
    slope = table[table["factor"] == "slope"]
    middle = (slope["lower"] + slope["upper"]) / 2
    truth = 0.2 * (middle - 0.5).clip(lower=0)
    truth -= np.average(truth, weights=slope["units"])
    np.testing.assert_allclose(slope["ale"], truth, atol=2e-3)
    # Partial dependence and correlation would give it the slope's: relief and slope have r = .94 here.
    np.testing.assert_allclose(table.loc[table["factor"] == "relief", "ale"], 0, atol=1e-12)
    assert slope["units"].sum() == UNITS and slope["units"].min() >= 20


def test_directions_go_round():
    table = response_table(known_model(additive), units(), FACTORS, COLUMNS, PARTS)
    aspect = table[table["factor"] == "aspect"]
    assert len(aspect) == SECTORS and aspect["lower"].iloc[0] == -22.5
    middle = np.deg2rad((aspect["lower"] + aspect["upper"]) / 2)
    # Chords between the edges of sectors lie a little inside the circle.
    np.testing.assert_allclose(aspect["ale"], 0.1 * np.cos(middle), atol=0.016)


def test_classes_have_the_contributions_of_their_units():
    table = response_table(known_model(additive), units(), FACTORS, COLUMNS, PARTS)
    rock = table[table["factor"] == "rock"].set_index("label")
    assert rock.loc["a", "shap"] - rock.loc["b", "shap"] == pytest.approx(0.1)
    assert rock["ale"].isna().all() and rock["units"].sum() == UNITS


def test_missing_values_are_told_apart():
    values = units()
    values.loc[:49, "slope"] = np.nan
    values.loc[:9, ["rock_a", "rock_b"]] = np.nan
    values.loc[10:14, ["rock_a", "rock_b"]] = 0.0
    table = response_table(known_model(additive), values, FACTORS, COLUMNS, PARTS)
    assert table.loc[(table["factor"] == "slope") & (table["label"] == "missing"), "units"].tolist() == [50]
    rock = table[table["factor"] == "rock"].set_index("label")["units"]
    assert (rock["missing"], rock["other"]) == (10, 5)


def test_a_column_of_few_values_and_one_that_was_dropped():
    values = units().assign(slope=0.7, relief=np.repeat([0.0, 1.0], UNITS // 2))
    columns = {**COLUMNS, "noise": ["noise"]}
    table = response_table(
        known_model(lambda v: 0.3 + 0.2 * v["relief"].to_numpy()),
        values,
        [FactorColumns("noise"), FACTORS[0], FACTORS[1]],
        columns,
        PARTS,
    )
    assert set(table["factor"]) == {"slope", "relief"}
    assert table.loc[table["factor"] == "slope", "ale"].tolist() == [0]
    assert len(table[table["factor"] == "relief"]) == 1  # one step, from 0 to 1
    assert response_table(known_model(additive), values, [], columns, PARTS).empty


def test_a_trained_model_rises_where_the_truth_does():
    rng = np.random.default_rng(1)
    values = units(600, seed=1)
    truth = (rng.random(600) < 1 / (1 + np.exp(-8 * (values["slope"] - 0.5)))).astype(int)
    model = fit_model(make_model("lightgbm", seed=1, trees=60), values, truth)
    table = response_table(model, values, FACTORS[:1], COLUMNS, PARTS)
    assert table["ale"].iloc[-1] - table["ale"].iloc[0] > 0.1
    assert np.corrcoef(table["ale"], table["shap"])[0, 1] > 0.9
