import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from scarpwatch.learning.metrics.rate_curves import rate_curve
from scarpwatch.learning.metrics.skill import assess_skill, auc_record


@pytest.fixture
def area():
    """1,000 units, 100 with a landslide; 100 + 100 drawn; scores that know something."""
    rng = np.random.default_rng(1)
    hit = np.zeros(1000, bool)
    hit[rng.choice(1000, 100, replace=False)] = True
    table = pd.DataFrame(
        {
            "unit_id": np.arange(1, 1001),
            "area_m2": rng.lognormal(12, 0.5, 1000),
            "slope": rng.uniform(0, 40, 1000),
        }
    )
    score = 1 / (1 + np.exp(-(1.5 * hit + rng.standard_normal(1000) - 0.7)))
    scores = pd.DataFrame({"unit_id": table["unit_id"], "score": score})
    drawn = np.sort(np.r_[np.flatnonzero(hit), rng.choice(np.flatnonzero(~hit), 100, replace=False)])
    split = np.where(rng.random(200) < 0.7, "training", "validation")
    samples = pd.DataFrame(
        {"unit_id": drawn + 1, "landslide": hit[drawn].astype(np.int8), "split": split, "fold": 0}
    )
    return samples, table, scores


def test_each_part_judges_its_own_units(area):
    samples, table, scores = area
    got = assess_skill(samples, table, scores.sample(frac=1, random_state=1))
    score = scores.set_index("unit_id")["score"].loc[samples["unit_id"]].to_numpy()
    for split in ("training", "validation"):
        part = (samples["split"] == split).to_numpy()
        assert got[split]["units"] == part.sum()
        assert got[split]["auc"] == pytest.approx(roc_auc_score(samples["landslide"][part], score[part]))
    slope = table.set_index("unit_id")["slope"].loc[samples["unit_id"]].to_numpy()
    steep = (samples["split"] == "validation").to_numpy() & (slope >= 5)
    assert got["validation"]["without_flats"]["units"] == steep.sum()
    assert got["validation"]["without_flats"]["auc"] == pytest.approx(
        roc_auc_score(samples["landslide"][steep], score[steep])
    )
    assert "population" not in got["training"] and "without_flats" not in got["training"]
    assert got["prevalence"] == {"units": 1000, "landslide_units": 100, "share": 0.1}
    assert got["validation"]["population"]["prevalence"] == 0.1
    assert 0.4 < got["area_alone_auc"] < 0.6


def test_flats_are_told_by_the_column_that_is_the_slope_and_not_where_it_is_none(area):
    samples, table, scores = area
    named = table.rename(columns={"slope": "SLO_AVG"})
    got = assess_skill(samples, named, scores, slope="SLO_AVG")["validation"]
    assert got["without_flats"] == assess_skill(samples, table, scores)["validation"]["without_flats"]
    percent = named.assign(SLO_AVG=named["SLO_AVG"] * 3)
    for units, slope in ((named, None), (named, "slope"), (percent, "SLO_AVG")):
        assert "without_flats" not in assess_skill(samples, units, scores, slope=slope)["validation"]


def test_flats_without_landslides_raise_the_auc_of_all(area):
    samples, table, scores = area
    flat = table["unit_id"].isin(samples.loc[samples["landslide"] == 0, "unit_id"].iloc[::2])
    table = table.assign(slope=np.where(flat, 1.0, 20.0))
    scores = scores.assign(score=np.where(flat, 0.01, scores["score"]))
    held = assess_skill(samples, table, scores)["validation"]
    assert held["auc"] > held["without_flats"]["auc"] + 0.05


def test_training_landslides_are_no_ground_to_search(area):
    samples, table, scores = area
    # A model that knows its training landslides by heart: they must not hide the held-out ones.
    learned = samples.loc[(samples["split"] == "training") & (samples["landslide"] == 1), "unit_id"]
    known = scores.assign(score=scores["score"].where(~scores["unit_id"].isin(learned), 1.0))
    before, after = (assess_skill(samples, table, given)["rate_curves"] for given in (scores, known))
    assert after["prediction"] == before["prediction"]
    assert after["success"]["auc"] > before["success"]["auc"]
    held = samples[samples["split"] == "validation"]
    assert after["prediction"]["landslide_units"] == held["landslide"].sum()
    ground = ~table["unit_id"].isin(samples.loc[samples["split"] == "training", "unit_id"])
    hit = table["unit_id"].isin(held.loc[held["landslide"] == 1, "unit_id"])
    by_hand = rate_curve(scores["score"][ground], table["area_m2"][ground], hit[ground])
    assert after["prediction"] == {**by_hand, "landslides": None, "landslide_area": None}


def test_rates_count_the_landslides_of_held_out_units_alone(area):
    samples, table, scores = area
    rng = np.random.default_rng(2)
    hit = table["unit_id"].isin(samples.loc[samples["landslide"] == 1, "unit_id"]).to_numpy()
    labels = pd.DataFrame({"unit_id": table["unit_id"], "landslides": np.where(hit, rng.poisson(4, 1000), 0)})
    labels["covered_share"] = np.where(hit, 0.05, 0.0)
    held = samples[samples["split"] == "validation"]
    ground = ~table["unit_id"].isin(samples.loc[samples["split"] == "training", "unit_id"]).to_numpy()
    own = table["unit_id"].isin(held.loc[held["landslide"] == 1, "unit_id"]).to_numpy()
    got = assess_skill(samples, table, scores, labels=labels)["rate_curves"]["prediction"]
    for measure, amount in (
        ("landslides", labels["landslides"]),
        ("landslide_area", 0.05 * table["area_m2"]),
    ):
        by_hand = rate_curve(
            scores["score"][ground], table["area_m2"][ground], np.where(own, amount, 0)[ground]
        )
        assert got[measure] == {**by_hand, "elsewhere": pytest.approx(0.0)}
    # Landslides in units that are no landslide units, as below inventory.min_share: told, and not counted.
    other = np.flatnonzero(ground & ~own)[:3]
    labels.loc[other, "landslides"] = 10
    again = assess_skill(samples, table, scores, labels=labels)["rate_curves"]["prediction"]["landslides"]
    assert again["auc"] == got["landslides"]["auc"]
    assert again["elsewhere"] == pytest.approx(30 / (30 + labels.loc[own, "landslides"].sum()))


def test_points_cover_no_area_and_unknown_counts_are_no_curve(area):
    samples, table, scores = area
    hit = table["unit_id"].isin(samples.loc[samples["landslide"] == 1, "unit_id"])
    points = pd.DataFrame({"unit_id": table["unit_id"], "landslides": hit.astype(int), "covered_share": 0.0})
    curves = assess_skill(samples, table, scores, labels=points)["rate_curves"]["prediction"]
    assert curves["landslide_area"] is None
    assert curves["landslides"]["landslide_share"] == curves["landslide_share"]
    unknown = points.assign(landslides=np.nan)
    assert (
        assess_skill(samples, table, scores, labels=unknown)["rate_curves"]["success"]["landslides"] is None
    )


def test_a_table_of_samples_only_has_no_population(area):
    samples, table, scores = area
    table = table[table["unit_id"].isin(samples["unit_id"])].drop(columns=["area_m2", "slope"])
    got = assess_skill(samples, table, scores)
    assert got["validation"]["population"] is None
    assert "without_flats" not in got["validation"] and "area_alone_auc" not in got
    assert got["prevalence"]["share"] == pytest.approx(0.5)


def test_balanced_training_changes_the_prior(area):
    samples, table, scores = area
    samples = samples[(samples["landslide"] == 1) | (samples["unit_id"] % 2 == 0)]
    plain, balanced = (
        assess_skill(samples, table, scores, balanced=flag)["validation"]["population"]
        for flag in (False, True)
    )
    assert plain["sample_share"] > 0.55 and balanced["sample_share"] == 0.5


def test_one_class_has_no_auc():
    got = auc_record(np.ones(4, bool), np.arange(4.0))
    assert got["units"] == 4 and np.isnan(got["auc"])
