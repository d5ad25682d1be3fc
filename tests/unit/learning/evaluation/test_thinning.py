"""Thinning where the truth is known: a bias that is planted is found, and none where nothing depends on the road."""

from functools import partial

import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.algorithms.models import make_model
from scarpwatch.learning.evaluation.thinning import WAYS, thin_landslides, thinning_words

BREAKS = [0.2, 0.4, 0.6, 0.8]


@pytest.fixture(scope="module")
def area():
    """Landslides by slope alone; the road has no part in them."""
    rng = np.random.default_rng(0)
    ground = pd.DataFrame({"slope": rng.standard_normal(3000), "road": rng.uniform(0, 1000, 3000)})
    truth = (rng.random(3000) < 1 / (1 + np.exp(-(2 * ground["slope"] - 1)))).to_numpy().astype(int)
    return ground, truth


def thin(drawn, *, share=0.8, seeds=(0, 1, 2), columns=("slope", "road"), algorithm="logistic", **change):
    ground, truth = drawn
    values = ground[list(columns)]
    given = {
        "of_samples": ground["road"][:500],
        "of_ground": ground["road"],
        "held_out": (values[500:800], truth[500:800]),
        **change,
    }
    return thin_landslides(
        lambda seed: make_model(algorithm, seed=seed, trees=40),
        values[:500],
        truth[:500],
        ground=values,
        breaks=BREAKS,
        share=share,
        seeds=seeds,
        **given,
    )


def test_a_planted_gap_lowers_the_index_where_landslides_are_missing_and_there_alone(area):
    table = thin(area)
    mean = table.groupby("way")[
        ["index_change_highest", "index_change_elsewhere", "auc_left_out", "rank_correlation"]
    ].mean()
    far, anywhere = (mean.loc[way] for way in WAYS)
    assert far["index_change_highest"] < -0.07 and far["index_change_elsewhere"] > -0.03
    assert abs(anywhere["index_change_highest"] - anywhere["index_change_elsewhere"]) < 0.05
    assert (
        abs(anywhere["index_change_elsewhere"]) < 0.05
    )  # the ratio of the classes stays, and so does the level
    assert far["auc_left_out"] < anywhere["auc_left_out"] - 0.05
    assert far["rank_correlation"] < anywhere["rank_correlation"] - 0.02


def test_a_model_that_does_not_see_the_road_is_not_moved_by_it(area):
    table = thin(area, columns=("slope",))
    mean = table.groupby("way")[["index_change_highest", "index_change_elsewhere"]].mean()
    assert np.abs(mean.to_numpy()).max() < 0.05


def test_what_is_left_out_and_shares_of_the_area(area):
    ground, truth = area
    expected = round(0.8 * round(truth[:500].sum() / 3))
    table = thin(area, seeds=[5])
    assert table["left_out"].tolist() == [expected] * 2 and table["way"].tolist() == list(WAYS)
    heavy = thin(area, seeds=[5], area=np.where(ground["road"] > 700, 1.0, 1e-9))
    assert heavy["class_changed_share"][0] > table["class_changed_share"][0]
    words = thinning_words(table)
    assert f"without {expected} landslide units" in words and "AUC of what was left out" in words


def test_a_seed_settles_it_and_unknown_distances_are_not_the_highest(area):
    ground, _ = area
    few = partial(thin, area, seeds=[3], algorithm="rf")
    pd.testing.assert_frame_equal(few(), few())
    road = ground["road"][:500].copy()
    road[:250] = np.nan
    assert few(of_samples=road)["left_out"][0] < 0.7 * few()["left_out"][0]


def test_too_few_are_refused(area):
    with pytest.raises(ValueError, match=r"[01] of \d+ landslide units would be left out"):
        thin(area, share=0.01)
    with pytest.raises(ValueError, match="0 of"):
        thin(area, of_samples=np.full(500, np.nan))
