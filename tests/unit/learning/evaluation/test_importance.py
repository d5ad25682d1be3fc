import numpy as np
import pandas as pd
import pytest
from algorithm_members import members_of

from scarpwatch.algorithms.registry import NAMES
from scarpwatch.learning.algorithms.models import fit_model, make_model
from scarpwatch.learning.evaluation.importance import (
    fold_importance,
    gain_importance,
    permutation_importance,
    rank_factors,
    study_layout,
)

FACTOR_OF = {
    "aspect_sin": "aspect",
    "aspect_cos": "aspect",
    "slope": "slope",
    "noise": "noise",
    "flat": "flat",
}


@pytest.fixture(scope="module")
def samples():
    rng = np.random.default_rng(1)
    aspect = rng.uniform(0, 2 * np.pi, 600)
    values = pd.DataFrame(
        {
            "aspect_sin": np.sin(aspect),
            "aspect_cos": np.cos(aspect),
            "slope": rng.normal(size=600),
            "noise": rng.normal(size=600),
            "flat": 1.0,
        }
    )
    log_odds = 2 * values["slope"] + np.cos(aspect - np.pi / 4)
    return values, (rng.random(600) < 1 / (1 + np.exp(-log_odds))).astype(int).to_numpy()


@pytest.mark.parametrize("algorithm", NAMES)
def test_both_measures_rank_the_drivers_above_noise(algorithm, samples):
    values, truth = samples
    model = fit_model(
        make_model(algorithm, seed=1, trees=100, members=members_of(algorithm)), values[:400], truth[:400]
    )
    gain = gain_importance(model, FACTOR_OF)
    assert gain.sum() == pytest.approx(1) and gain["flat"] == 0
    raw = model.algorithm.importance(model.inner)
    assert gain["aspect"] == pytest.approx(raw[:2].sum() / raw.sum())
    assert gain["slope"] > gain["aspect"] and gain["slope"] > 2 * gain["noise"]
    loss = permutation_importance(
        model, values[400:], truth[400:], FACTOR_OF, rng=np.random.default_rng(1), repeats=5
    )
    assert loss.index.tolist() == ["aspect", "slope", "noise", "flat"]
    assert loss["permutation"]["slope"] > 0.1 > abs(loss["permutation"]["noise"]) + 0.05
    assert loss["permutation"]["aspect"] > loss["permutation"]["noise"]
    assert loss["permutation"]["flat"] == 0


def test_same_generator_same_permutations(samples):
    values, truth = samples
    model = fit_model(make_model("xgboost", seed=1, trees=20), values, truth)
    first, second = (
        permutation_importance(model, values, truth, FACTOR_OF, rng=np.random.default_rng(2), repeats=2)
        for _ in range(2)
    )
    pd.testing.assert_frame_equal(first, second)


def test_a_ranking_joins_all_measures_and_the_layout_is_rounded():
    importance = {
        "rf": pd.DataFrame({"factor": ["b", "a"], "gain": [0.256, 0.744], "permutation": [0.1, 0.2]}),
        "logistic": pd.DataFrame({"factor": ["a", "b"], "gain": [0.1, 0.9], "permutation": [0.0, 0.3]}),
    }
    ranking = rank_factors(importance, {"rf": pd.DataFrame({"factor": ["a", "b"], "shap": [0.6, 0.4]})})
    assert ranking["factor"].tolist() == ["a", "b", "b", "a"]
    assert ranking["shap"].tolist()[:2] == [0.6, 0.4] and ranking["shap"][2:].isna().all()
    assert study_layout(ranking, {"a": 0.45}, by=["rf"])["study"].tolist()[0] == 0.45
    assert study_layout(ranking, by=["logistic"])["factor"].tolist() == ["b", "a"]
    layout = study_layout(ranking, by=["rf"])
    assert layout.to_dict("list") == {"factor": ["a", "b"], "rf": [0.74, 0.26], "logistic": [0.1, 0.9]}


def test_a_factor_that_names_the_place_is_worth_less_on_held_out_folds():
    """Landslides by region and by slope; a column that is the region's number helps only where the region trains."""
    rng = np.random.default_rng(0)
    region = np.repeat(np.arange(40), 15)
    values = pd.DataFrame(
        {"place": region + 0.01 * rng.standard_normal(600), "slope": rng.standard_normal(600)}
    )
    odds = 2.5 * rng.choice([-1, 1], 40)[region] + 1.5 * values["slope"]
    truth = (rng.random(600) < 1 / (1 + np.exp(-odds))).astype(int)
    factor_of = {"place": "place", "slope": "slope"}
    lost = {
        name: fold_importance(
            lambda: make_model("rf", seed=1, trees=60),
            values,
            truth,
            folds,
            values,
            factor_of,
            rng=np.random.default_rng(2),
            repeats=3,
        )["permutation"]
        for name, folds in (("random", rng.permutation(600) % 5), ("regions", region % 5))
    }
    assert lost["random"]["place"] > 0.15 and lost["regions"]["place"] < 0.5 * lost["random"]["place"]
    assert lost["regions"]["slope"] == pytest.approx(lost["random"]["slope"], abs=0.03)
