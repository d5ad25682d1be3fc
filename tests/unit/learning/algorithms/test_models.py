import numpy as np
import pandas as pd
import pytest
from algorithm_members import members_of

from scarpwatch.algorithms.registry import NAMES
from scarpwatch.errors import ConfigError
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores, trees_kept


@pytest.fixture(scope="module")
def samples():
    rng = np.random.default_rng(1)
    values = pd.DataFrame(rng.normal(size=(506, 8)), columns=[f"factor_{number}" for number in range(8)])
    truth = (values["factor_0"] - values["factor_1"] + rng.normal(size=506) > 0).astype(int).to_numpy()
    values.loc[rng.random(506) < 0.2, "factor_1"] = np.nan
    return values, truth


def test_an_unknown_algorithm_is_refused():
    with pytest.raises(ConfigError, match="forest"):
        make_model("forest", seed=1)


@pytest.mark.parametrize("algorithm", NAMES)
def test_watching_changes_boosters_alone(algorithm, samples):
    values, truth = samples
    rng = np.random.default_rng(0)
    made = [
        make_model(algorithm, seed=1, trees=100, parameters={}, members=members_of(algorithm))
        for _ in range(2)
    ]
    noise = rng.permutation(truth[300:])  # on which nothing can be gained for long
    watched = fit_model(made[0], values[:300], truth[:300], watch=(values[300:], noise))
    plain = fit_model(made[1], values[:300], truth[:300])
    differs = (predict_scores(watched, values) != predict_scores(plain, values)).any()
    assert differs == (algorithm in ("lightgbm", "xgboost"))
    assert (trees_kept(watched) is not None) == differs and trees_kept(plain) is None
    if differs:
        assert trees_kept(watched) < 50
