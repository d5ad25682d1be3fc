import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from scarpwatch.errors import DataError
from scarpwatch.learning.metrics.count_scatter import fifths
from scarpwatch.learning.probability import (
    LogOdds,
    fit_log_odds,
    reliability_table,
    score_odds,
    unit_probabilities,
)


def simulated(seed, *, units=4000, free=1.0, area_effect=1.0, sure=1.0, known=True):
    """Units with a known probability, one landslide-free sample for each landslide unit, and scores of models.

    The mapped model knows its samples by heart; on others it sees the truth with noise, and is ``sure`` times as sure as it
    may be, at the odds of the samples.
    """
    rng = np.random.default_rng(seed)
    area = rng.lognormal(12, 0.8, units)
    cause = rng.normal(0, 1.2, units)
    truth = expit(-3.2 + cause + area_effect * (np.log(area) - 12))
    slid = rng.random(units) < truth
    drawn = np.r_[
        np.flatnonzero(slid), rng.choice(np.flatnonzero(~slid), int(free * slid.sum()), replace=False)
    ]
    seen = expit(sure * (cause * known + rng.normal(0, 0.3, units)) + 0.7)
    mapped = seen.copy()
    mapped[drawn] = np.where(slid[drawn], 0.97, 0.05)
    ids = np.arange(1, units + 1)
    folds = [
        pd.DataFrame(
            {
                "design": design,
                "repeat": repeat,
                "fold": rng.integers(0, 5, drawn.size),
                "unit_id": ids[drawn],
                "landslide": slid[drawn].astype(int),
                "score": seen[drawn] if design == "nndm" else 0.5,
            }
        )
        for design in ("nndm", "blocks")
        for repeat in range(2)
    ]
    return (
        pd.DataFrame({"unit_id": ids, "score": mapped}),
        pd.concat(folds, ignore_index=True),
        pd.DataFrame({"unit_id": ids, "label": slid.astype(int)}),
        pd.DataFrame({"unit_id": ids, "area_m2": area}),
        truth,
    )


@pytest.mark.parametrize("sure", [0.5, 2.0])
def test_probabilities_are_the_truth_in_the_mean_of_every_tenth(sure):
    apart, area_apart = [], []
    for seed in range(6):
        *given, truth = simulated(seed, units=12_000, free=2.0, sure=sure)
        found = unit_probabilities(*given).units["probability"].to_numpy()
        for groups, of in (
            (np.argsort(np.argsort(found)) * 10 // found.size, apart),
            (fifths(given[3]["area_m2"]), area_apart),
        ):
            sizes = np.bincount(groups)
            of.append((np.bincount(groups, found - truth) / np.where(sizes, sizes, 1))[sizes > 0])
    assert np.abs(np.mean(apart, axis=0)).max() < 0.02
    assert np.abs(np.mean(area_apart, axis=0)).max() < 0.012


def test_what_the_mapped_model_says_of_its_own_samples_is_not_believed():
    scores, out_of_fold, labels, table, _ = simulated(1)
    found = unit_probabilities(scores, out_of_fold, labels, table)
    assert found.record["expected_landslide_units"] == pytest.approx(labels["label"].sum(), rel=0.1)
    drawn = out_of_fold["unit_id"].unique()
    other = scores.assign(score=scores["score"].where(~scores["unit_id"].isin(drawn), 0.5))
    again = unit_probabilities(other, out_of_fold, labels, table)
    pd.testing.assert_frame_equal(again.units, found.units)


def test_the_record_says_what_the_probability_is_and_how_well_it_does():
    scores, out_of_fold, labels, table, truth = simulated(2)
    found = unit_probabilities(scores, out_of_fold, labels, table)
    record = found.record
    assert record["design"] == "nndm" and "at least one landslide of the inventory" in record["meaning"]
    assert record["prevalence"] == pytest.approx(labels["label"].mean())
    assert record["mean_probability"] == pytest.approx(record["observed_share"], rel=0.05)
    assert record["coefficients"]["ln_area"] == pytest.approx(1, abs=0.25)
    best = 1 - np.mean((labels["label"] - truth) ** 2) / np.var(labels["label"])
    assert 0.5 * best < record["brier_skill"] < best + 0.05
    inside = found.table["probability"].between(found.table["lower"], found.table["upper"])
    assert (
        found.table["grouped_by"].tolist() == ["probability"] * 10 + ["area_fifth"] * 5 and inside.sum() >= 12
    )


def test_an_index_that_knows_nothing_leaves_the_area():
    scores, out_of_fold, labels, table, _ = simulated(3, known=False)
    turned = out_of_fold.assign(score=out_of_fold["landslide"] * -0.2 + out_of_fold["score"].clip(0.3, 0.7))
    found = unit_probabilities(scores, turned, labels, table)
    assert found.record["coefficients"]["score"] == 0
    assert found.units["probability"].corr(table["area_m2"], method="spearman") > 0.999
    bare = unit_probabilities(scores, turned, labels, table.drop(columns="area_m2"))
    assert bare.units["probability"].to_numpy() == pytest.approx(labels["label"].mean())


def test_without_a_score_or_an_area_there_is_no_probability():
    scores, out_of_fold, labels, table, _ = simulated(4)
    free = np.flatnonzero(~scores["unit_id"].isin(out_of_fold["unit_id"]))[:2]
    scores.loc[free[0], "score"] = np.nan
    table.loc[free[1], "area_m2"] = 0.0
    labels.loc[free[1] + 1, "label"] = -1
    found = unit_probabilities(scores, out_of_fold, labels, table)
    assert np.flatnonzero(found.units["probability"].isna()).tolist() == free.tolist()
    with pytest.raises(DataError, match="no out-of-fold scores"):
        unit_probabilities(scores, out_of_fold[out_of_fold["landslide"] == 1], labels, table)


def test_the_line_is_that_of_all_units():
    rng = np.random.default_rng(5)
    score, area = expit(rng.normal(0, 1.5, 60_000)), rng.lognormal(12, 1, 60_000)
    line = LogOdds(-14.0, 0.8, 0.9)
    slid = rng.random(60_000) < line(score, area)
    kept = slid | (rng.random(60_000) < 0.25)
    held = pd.DataFrame({"score": score, "area_m2": area, "landslide": slid.astype(int)})[kept]
    assert tuple(fit_log_odds(held, 4.0)) == pytest.approx(tuple(line), rel=0.05)


def test_scores_of_a_forest_that_is_sure_have_odds():
    assert score_odds([0.0, 0.5, 1.0]).tolist() == pytest.approx([logit(0.001), 0, logit(0.999)])


def test_reliability_by_hand():
    truth = np.array([True, False, True, True, False, False])
    table = reliability_table([0, 0, 1, 1, 1, 1], truth, np.array([0.2, 0.1, 0.5, 0.5, 0.3, 0.3]), 3.0)
    assert table["observed"].tolist() == pytest.approx([1 / 4, 2 / 8]) and table["samples"].tolist() == [2, 4]
    assert table["probability"].tolist() == pytest.approx([(0.2 + 0.3) / 4, (1.0 + 1.8) / 8])
    assert (table["lower"] < table["observed"]).all() and (table["upper"] > table["observed"]).all()
