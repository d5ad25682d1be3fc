import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.importance import gain_importance, permutation_importance
from scarpwatch.learning.models import MODEL_FILES, fit_model, make_model

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


@pytest.mark.parametrize("algorithm", MODEL_FILES)
def test_both_measures_rank_the_drivers_above_noise(algorithm, samples):
    values, truth = samples
    model = fit_model(make_model(algorithm, seed=1, trees=100), values[:400], truth[:400])
    gain = gain_importance(model, FACTOR_OF)
    assert gain.sum() == pytest.approx(1) and gain["flat"] == 0
    learned = model["classifier"]
    raw = np.abs(learned.coef_[0]) if algorithm == "logistic" else learned.feature_importances_
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
