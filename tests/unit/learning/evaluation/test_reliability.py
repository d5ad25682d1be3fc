from functools import partial

import numpy as np
import pandas as pd
import pytest

from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.evaluation.reliability import explain_units
from scarpwatch.learning.predictors.features import encode_factors
from scarpwatch.learning.predictors.sample_values import draw_values
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units


@pytest.fixture(scope="module")
def explained():
    """One unit lies far outside what trains; slope drives the landslides."""
    rng = np.random.default_rng(2)
    table = draw_factor_table(600, rng)
    labels = draw_landslide_units(table, {"slope": 2.5}, 80, rng)
    strange = int(labels.loc[labels["landslides"] == 0, "unit_id"].iloc[0])
    samples = draw_samples(labels[labels["unit_id"] != strange], table, rng=rng)
    table.loc[table["unit_id"] == strange, "slope"] = 300.0
    predictors = encode_factors(table, BUILT_IN, dynamic=False)
    drawn = draw_values(table, predictors, samples)
    make = partial(make_model, "xgboost", trees=20)
    model = fit_model(make(seed=1), drawn.values[drawn.training], drawn.truth[drawn.training])
    score = pd.Series(predict_scores(model, predictors.values), index=predictors.values.index)
    score.iloc[:3] = np.nan
    found = explain_units(
        model,
        predictors.values,
        drawn,
        score,
        predictors.factor_of,
        untrained=lambda seed: make(seed=seed),
        seeds=[5, 6],
        explain_units=50,
    )
    return strange, score, *found


def test_the_highest_scores_have_drivers_and_no_others(explained):
    _, score, units, _, record = explained
    named = units.index[units["driver_1"].notna()]
    assert record["explained_units"] == len(named) == 50
    assert score[named].min() >= score.drop(named).max()


def test_the_driver_is_the_most_important_factor(explained):
    _, _, units, importance, _ = explained
    assert importance.idxmax() == "slope" and importance.sum() == pytest.approx(1)
    assert (units["driver_1"].dropna() == "slope").mean() > 0.5


def test_a_unit_unlike_the_training_units_is_told(explained):
    strange, _, units, _, record = explained
    assert units.loc[strange, "applicable"] == 0 and units.loc[strange, "outside_range"] == "slope"
    assert record["outside_share"] == pytest.approx((units["applicable"] == 0).mean())
    assert record["outside_by_factor"]["slope"] >= 1 / len(units)


def test_every_fold_and_seed_trains_a_model_for_the_spread(explained):
    _, _, units, _, record = explained
    assert record["models_for_spread"] == 10 and units["score_std"].between(0, 0.5).all()
    assert record["median_score_std"] == pytest.approx(units["score_std"].median())
