from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from scarpwatch.learning.class_breaks import (
    find_breaks,
    held_out_scores,
    natural_breaks,
    roc_breaks,
    share_breaks,
)
from scarpwatch.learning.zoning import classify_scores
from scarpwatch.susceptibility_classes import DEFAULT_BREAKS, NUMBER

SHARES = [0.98, 0.9, 0.75, 0.5]


def test_quantiles_put_as_many_units_in_each_class():
    scores = np.random.default_rng(0).beta(2, 5, 200 * NUMBER)
    classes = classify_scores(scores, find_breaks(scores, "quantiles"))
    assert np.bincount(classes)[1:].tolist() == [200] * NUMBER


def test_breaks_that_do_not_rise_give_way_to_the_fixed_ones():
    own = [value / 2 for value in DEFAULT_BREAKS]
    for method in ("quantiles", "natural_breaks"):
        assert find_breaks([0.3] * 50 + [0.7], method) == [*DEFAULT_BREAKS]
    assert find_breaks([0.1, np.nan], "fixed", own) == own


def squares(values, edges):
    return sum(((part - part.mean()) ** 2).sum() for part in np.split(values, edges))


@pytest.mark.parametrize("seed", range(5))
def test_natural_breaks_are_the_best_of_all_ways_to_cut(seed):
    values = np.sort(np.random.default_rng(seed).gamma(2, 1, 24))
    found = natural_breaks(values, 4, bins=100_000)
    best = min(squares(values, cut) for cut in combinations(range(1, 24), 3))
    assert squares(values, np.searchsorted(values, found)) == pytest.approx(best)


def test_natural_breaks_find_groups_and_binning_costs_little():
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.normal(centre, 0.02, 2000) for centre in (0.1, 0.3, 0.5, 0.7, 0.9)])
    found = natural_breaks(values, 5)
    assert found == pytest.approx([0.2, 0.4, 0.6, 0.8], abs=0.03)
    skew = np.sort(rng.beta(1, 4, 3000))
    exact, binned = natural_breaks(skew, 5, bins=3000), natural_breaks(skew, 5)
    assert squares(skew, np.searchsorted(skew, binned)) < 1.001 * squares(skew, np.searchsorted(skew, exact))
    assert natural_breaks([1.0, 1.0, 2.0], 5).tolist() == [1.5]


@pytest.fixture
def held():
    """Held-out samples, landslide units with the higher scores and several landslides."""
    rng = np.random.default_rng(3)
    slid = rng.random(800) < 0.5
    score = 1 / (1 + np.exp(-1.2 * slid - rng.standard_normal(800) + 0.6))
    return pd.DataFrame(
        {
            "score": score,
            "landslide": slid.astype(int),
            "landslides": np.where(slid, 1 + rng.poisson(2, 800), 0),
        }
    )


def test_classes_hold_the_shares_of_landslides_that_were_asked_for(held):
    breaks = find_breaks(held["score"], "success_rate", held=held, shares=SHARES)
    classes = classify_scores(held["score"], breaks)
    above = [
        held.loc[classes > number, "landslides"].sum() / held["landslides"].sum()
        for number in range(1, NUMBER)
    ]
    one = held["landslides"].max() / held["landslides"].sum()
    assert all(share <= got < share + one for share, got in zip(SHARES, above, strict=True))


def test_shares_of_landslides_by_hand():
    score, number = [0.1, 0.2, 0.6, 0.7, 0.9], [0, 1, 4, 0, 5]
    assert share_breaks(score, number, [1.0, 0.9, 0.5]).tolist() == [0.2, 0.6, 0.9]


def kept(breaks, held):
    return roc_auc_score(held["landslide"], np.digitize(held["score"], breaks))


@pytest.mark.parametrize(
    "classes", [2, 3, pytest.param(4, marks=pytest.mark.slow)]
)  # 34,220 choices of breaks
def test_no_other_breaks_keep_more_of_the_auc(held, classes):
    few = held.iloc[: 60 if classes == 4 else 30]
    best = max(kept(breaks, few) for breaks in combinations(np.unique(few["score"]), classes - 1))
    assert kept(roc_breaks(few["score"], few["landslide"], classes), few) == pytest.approx(best)


def test_five_classes_keep_nearly_all_of_the_auc(held):
    breaks = find_breaks(held["score"], "roc", held=held)
    assert kept(breaks, held) > roc_auc_score(held["landslide"], held["score"]) - 0.02
    assert kept(breaks, held) > kept(find_breaks(held["score"], "quantiles"), held)


def test_a_curve_without_corners_gives_way_to_the_fixed_breaks(caplog):
    alike = pd.DataFrame({"score": [0.2, 0.8] * 20, "landslide": [0, 1] * 20, "landslides": [0, 1] * 20})
    for method in ("roc", "success_rate"):
        assert find_breaks(alike["score"], method, held=alike, shares=SHARES) == [*DEFAULT_BREAKS]
        assert f"zoning.method {method}: too many indices are alike" in caplog.text


def test_the_folds_that_stand_for_the_map_are_taken_with_the_landslides_of_their_units():
    scored = pd.DataFrame(
        {
            "design": ["nndm", "nndm", "nndm", "blocks"],
            "unit_id": [1, 2, 3, 1],
            "landslide": [1, 0, 1, 1],
            "score": [0.7, 0.2, np.nan, 0.9],
        }
    )
    labels = pd.DataFrame({"unit_id": [3, 2, 1], "landslides": [1, 2, 5]})
    got = held_out_scores(scored, labels)
    assert got.to_dict("list") == {"score": [0.7, 0.2], "landslide": [1, 0], "landslides": [5.0, 0.0]}
