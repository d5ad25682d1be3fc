import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from scarpwatch.errors import DataError
from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.evaluation.importance import permutation_importance
from scarpwatch.learning.metrics import unit_size
from scarpwatch.learning.metrics.unit_size import matched_auc, size_skill
from scarpwatch.learning.predictors.features import encode_factors
from scarpwatch.learning.predictors.sample_values import sample_values
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.simulate.factor_table import draw_factor_table


def spread_evenly(seed, *, slope_effect=0.0):
    """Units of very different sizes in an area whose landslides lie anywhere, but for what slope does."""
    rng = np.random.default_rng(seed)
    area = rng.lognormal(np.log(2e5), 0.9, 1600)
    slope = rng.standard_normal(1600)
    odds = area * np.exp(slope_effect * slope)
    truth = np.isin(np.arange(1600), rng.choice(1600, 1500, p=odds / odds.sum()))
    relief = np.sqrt(area) * rng.lognormal(0, 0.3, 1600)
    return truth, relief, slope, area


def test_pairs_are_those_of_like_area_and_ties_count_half():
    truth = [1, 1, 0, 0, 0]
    area = np.array([100.0, 200.0, 109.0, 112.0, 210.0])
    # 100 with 109 (won), 200 with 210 (tied); 112 differs from 100 by 12 %.
    assert matched_auc(truth, [0.7, 0.4, 0.2, 0.9, 0.4], area) == (0.75, 2)
    auc, pairs = matched_auc([1, 0], [0.7, 0.4], np.array([1.0, 2.0]))
    assert np.isnan(auc) and pairs == 0


def test_with_one_area_it_is_the_auc_whatever_is_held_at_once(monkeypatch):
    rng = np.random.default_rng(2)
    truth, score = rng.random(300) < 0.4, rng.random(300).round(2)
    monkeypatch.setattr(unit_size, "PAIRS_AT_ONCE", 1000)
    auc, pairs = matched_auc(truth, score, np.full(300, 5.0))
    assert auc == pytest.approx(roc_auc_score(truth, score))
    assert pairs == truth.sum() * (~truth).sum()


def test_an_index_of_size_alone_has_no_skill_apart_from_it():
    found = [size_skill(truth, relief, area) for truth, relief, _, area in map(spread_evenly, range(8))]
    assert np.mean([row["area_auc"] for row in found]) > 0.75
    assert np.mean([row["matched_auc"] for row in found]) == pytest.approx(0.5, abs=0.02)
    assert np.mean([row["gain"] for row in found]) == pytest.approx(0, abs=0.005)


def test_a_cause_beside_the_size_is_seen():
    truth, relief, slope, area = spread_evenly(1, slope_effect=0.8)
    found = size_skill(truth, relief * np.exp(slope), area)
    assert found["matched_auc"] > 0.6 and found["gain"] > 0.01


def test_a_gain_needs_some_units_of_both_classes():
    truth = np.arange(20) < 3
    assert np.isnan(size_skill(truth, np.arange(20.0), np.full(20, 1.0))["gain"])


def test_a_unit_without_a_score_is_refused():
    with pytest.raises(DataError, match="no score"):
        size_skill([0, 1], [np.nan, 1], [1.0, 1.0])


def test_a_unit_without_an_area_is_in_no_pair_and_ends_nothing():
    truth, score = np.arange(40) < 20, np.linspace(1, 0, 40)
    area = np.full(40, 1e4)
    area[0] = 0.0
    found = size_skill(truth, score, area)
    assert found["pairs"] == 19 * 20 and found["matched_auc"] == 1.0 and np.isnan(found["gain"])


def forest_on(seed, *, effect):
    """Skill apart from size, AUC and leading factor of a forest, on units in which the relief grows with their uneven
    size. Landslides lie anywhere, or by the slope, ``effect`` log per standard deviation; the smallest fifth of the
    units expects more than 30."""
    rng = np.random.default_rng(seed)
    table = draw_factor_table(1666, rng)
    area = rng.lognormal(np.log(2e5), 0.7, len(table))
    slope = (table["slope"] - table["slope"].mean()) / table["slope"].std()
    table["max_elevation_difference"] = np.sqrt(area) * rng.lognormal(0, 0.3, len(table))
    rate = area * np.exp(effect * slope.to_numpy())
    assert 700 * np.sort(area)[: len(area) // 5].sum() / area.sum() > 30
    labels = pd.DataFrame({"unit_id": table["unit_id"], "landslides": rng.poisson(700 * rate / rate.sum())})
    samples = draw_samples(labels, table, rng=rng)
    predictors = encode_factors(table, BUILT_IN, dynamic=False)
    values = sample_values(predictors, samples)
    held, truth = (samples["split"] == "validation").to_numpy(), samples["landslide"].to_numpy()
    model = fit_model(make_model("rf", seed=seed, trees=100), values[~held], truth[~held])
    scores = predict_scores(model, values[held])
    lost = permutation_importance(model, values[held], truth[held], predictors.factor_of, rng=rng)
    sizes = size_skill(truth[held], scores, area[samples["unit_id"].to_numpy() - 1][held])
    return {**sizes, "auc": roc_auc_score(truth[held], scores), "first": lost["permutation"].idxmax()}


@pytest.mark.slow
@pytest.mark.parametrize("effect", [0.0, 0.6])
def test_twenty_areas_where_landslides_follow_nothing_or_the_slope(effect):
    found = pd.DataFrame([forest_on(seed, effect=effect) for seed in range(20)])
    mean = found.drop(columns="first").mean()
    print(f"effect {effect}: {mean.to_dict()}, first: {found['first'].value_counts().to_dict()}")
    assert mean["area_auc"] > 0.65
    if effect == 0:
        assert mean["auc"] > 0.6  # what a forest makes of size
        assert abs(mean["matched_auc"] - 0.5) < 0.02 and abs(mean["gain"]) < 0.005
        assert (found["first"] == "max_elevation_difference").all()
    else:
        assert mean["matched_auc"] > 0.58 and mean["gain"] > 0.01
        assert (found["first"] == "slope").sum() >= 14
