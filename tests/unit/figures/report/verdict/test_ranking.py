import numpy as np
import pandas as pd
import pytest

from scarpwatch.figures.report.verdict.ranking import (
    CHANCE_ONLY,
    NO_GROUND,
    PLACELESS,
    RANKS,
    SIZE_ONLY,
    SIZE_PERHAPS,
    coupling_gain,
    judge_ranking,
    ranking_figures,
)


def figures(**changes):
    known = {
        "design": "nndm",
        "auc": 0.868,
        "auc_interval": (0.82, 0.905),
        "area_auc": 0.539,
        "over_area_interval": (0.27, 0.39),
        "gain_over_area": 0.332,
        "gain_interval": (0.283, 0.382),
        "top_tenth": 0.505,
        "top_tenth_interval": (0.408, 0.601),
        "top_tenth_of": "landslides",
    }
    return {**known, **changes}


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, RANKS),
        ({"auc": 0.55, "auc_interval": (0.47, 0.63)}, CHANCE_ONLY),
        ({"auc_interval": None}, CHANCE_ONLY),
        # Ecuador on units of uneven size: area alone does better, whatever the index adds to it.
        (
            {"auc": 0.733, "auc_interval": (0.63, 0.81), "area_auc": 0.773, "gain_interval": (0.01, 0.05)},
            SIZE_ONLY,
        ),
        # The same units, a forest: no better than their size, though it adds something to it.
        (
            {
                "auc": 0.782,
                "area_auc": 0.773,
                "over_area_interval": (-0.09, 0.11),
                "gain_interval": (0.012, 0.13),
            },
            SIZE_PERHAPS,
        ),
        ({"gain_over_area": 0.004, "gain_interval": (-0.02, 0.03)}, SIZE_PERHAPS),
        ({"gain_over_area": -0.004, "gain_interval": (-0.02, 0.03)}, SIZE_ONLY),
        ({"top_tenth": 0.10, "top_tenth_interval": (0.04, 0.24)}, NO_GROUND),
        ({"top_tenth": 0.22, "top_tenth_interval": (0.06, 0.55)}, RANKS),
        ({"design": "random"}, PLACELESS),
        ({"design": "random", "area_auc": None, "gain_interval": None}, PLACELESS),
        ({"design": "blocks", "area_auc": None, "gain_interval": None}, RANKS),
    ],
)
def test_a_map_ranks_only_if_it_beats_chance_and_size_and_finds_landslides_on_little_ground(changes, verdict):
    assert judge_ranking(figures(**changes)) == verdict


def area_of(seed, size_matters, index_matters, units=400):
    """A twin of an area: landslides by the size of units, by their index, or by neither."""
    rng = np.random.default_rng(seed)
    ids = np.arange(1, units + 1)
    size, ground = rng.lognormal(10, 0.8, units), rng.standard_normal(units)
    odds = size_matters * (np.log(size) - 10) + index_matters * ground
    slid = rng.random(units) < 1 / (1 + np.exp(-odds))
    # An index that follows size and, where that matters, the ground; two repeats of folds that see it with some noise.
    rank = pd.Series(size_matters * np.log(size) + index_matters * ground + 0.5 * rng.standard_normal(units))
    parts = [
        pd.DataFrame(
            {
                "design": "nndm",
                "repeat": repeat,
                "fold": ids % 5,
                "unit_id": ids,
                "landslide": slid.astype(int),
                "rank": (rank + 0.1 * rng.standard_normal(units)).rank(pct=True),
            }
        )
        for repeat in range(2)
    ]
    scored = pd.concat(parts, ignore_index=True)
    share = 0.45 if index_matters else 0.1
    curve = {"in_top_tenth": share, "landslide_units": 60, "landslides": {"in_top_tenth": share}}
    auc = 0.8
    metrics = {
        "cross_validation": {
            "headline": "nndm",
            "designs": {"nndm": {"auc": auc, "auc_interval": [0.75, 0.84], "auc_std": 0.01}},
        },
        "rate_curves": {"prediction": curve},
    }
    return metrics, scored, pd.Series(size, index=ids)


def test_an_index_that_is_the_size_of_units_ranks_nothing_beyond_it():
    found = ranking_figures(*area_of(1, size_matters=1.5, index_matters=0.0))
    assert found["area_auc"] > 0.7 and abs(found["like_area_auc"] - 0.5) < 0.08
    assert judge_ranking(found) in (SIZE_ONLY, SIZE_PERHAPS)


def test_an_index_that_knows_the_ground_ranks():
    found = ranking_figures(*area_of(2, size_matters=0.3, index_matters=2.0))
    low, high = found["gain_interval"]
    assert 0 < low < found["gain_over_area"] < high and found["like_area_auc"] > 0.7
    assert found["top_tenth_of"] == "landslides" and found["top_tenth_interval"][0] > 0.1
    assert judge_ranking(found) == RANKS


def test_without_areas_or_folds_the_size_is_not_judged():
    metrics, scored, _ = area_of(3, 0.3, 2.0)
    assert ranking_figures(metrics, scored, None)["gain_interval"] is None
    held = {"validation": {"auc": 0.7, "auc_interval": [0.6, 0.8]}}
    found = ranking_figures(held, None, None)
    assert found["design"] == "split" and judge_ranking(found) == PLACELESS
    curve = {"in_top_tenth": 0.4, "landslide_units": 10, "landslides": None}
    by_units = ranking_figures({**held, "rate_curves": {"prediction": curve}}, None, None)
    assert by_units["top_tenth_of"] == "landslide units"


def test_what_deformation_adds_is_told_on_the_same_units_and_folds():
    _, better, _ = area_of(4, 0.0, 3.0)
    rng = np.random.default_rng(0)
    worse = better.assign(rank=0.4 * better["rank"] + 0.6 * rng.random(len(better)))
    gain = coupling_gain(worse, better, "nndm")
    assert gain["coupled_auc"] - gain["static_auc"] == pytest.approx(gain["difference"])
    assert 0 < gain["interval"][0] < gain["difference"] < gain["interval"][1]
    same = coupling_gain(better, better, "nndm")
    assert same["difference"] == 0 and same["interval"] == (0, 0)
    assert coupling_gain(better, better, "blocks") is None
