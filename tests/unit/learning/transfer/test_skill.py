"""A transfer to an area of the same law holds, and to one of another law does not."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from transfer_areas import ANOTHER_DRIVER, FACTORS, LAW, REVERSED, SAMPLING, area, train_there

from scarpwatch.errors import DataError
from scarpwatch.learning.algorithms.files import load_model, model_path
from scarpwatch.learning.algorithms.models import make_model
from scarpwatch.learning.evaluation.cross_validation import cross_validate
from scarpwatch.learning.training import score_units
from scarpwatch.learning.transfer.matching import encode_for
from scarpwatch.learning.transfer.record import read_kept, read_samples
from scarpwatch.learning.transfer.skill import (
    compare_with_trained,
    draw_reference,
    judge_model,
    set_known_apart,
    skill_here,
    skill_there,
    transfer_table,
)
from scarpwatch.learning.transfer.verdicts import FAILS, HOLDS, OPEN, UNKNOWN

SEEDS = (11, 12, 13)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    results = train_there(tmp_path_factory.mktemp("there"), *area(1, LAW, units=2000, landslides=250))
    return read_kept(results / "static" / "models" / "xgboost" / "model")


def judge(kept, table, labels, min_landslides=30):
    values = encode_for(kept, table, FACTORS, dynamic=False)
    scores = score_units(load_model("xgboost", model_path(kept.folder, "xgboost")), values)
    try:
        samples = draw_reference(labels, table, SAMPLING, min_landslides=min_landslides, seed=1)
    except DataError:
        samples = None
    return judge_model(
        kept, "xgboost", labels=labels, table=table, scores=scores, values=values, samples=samples
    )


def test_under_the_same_law_it_has_the_skill_of_a_model_that_is_trained_there(kept):
    found = [judge(kept, *area(seed, LAW)) for seed in SEEDS]
    assert [each["verdict"] for each in found] == [HOLDS] * len(SEEDS)
    gain = [each["compared"]["applied"] - each["compared"]["trained"] for each in found]
    assert np.mean(gain) > -0.03
    here = found[0]["here"]
    assert here["units"] == 1200 and here["positives"] == 150
    assert here["auc_interval"][0] < here["auc"] < here["auc_interval"][1]
    assert 0.3 < here["unit_size"]["area_auc"] < 0.7  # of no use by the law
    assert here["unit_size"]["matched_auc"] > 0.65 and here["unit_size"]["gain"] > 0.05


@pytest.mark.parametrize("law", [REVERSED, ANOTHER_DRIVER])
def test_under_another_law_it_does_not_hold(kept, law):
    found = [judge(kept, *area(seed, law)) for seed in SEEDS[:2]]
    assert [each["verdict"] for each in found] == [FAILS, FAILS]
    assert all(each["compared"]["trained"] > 0.65 for each in found)
    assert all(each["here"]["auc"] < 0.6 for each in found)


def test_with_few_landslides_it_is_judged_and_not_compared_and_without_any_not_judged(kept):
    table, labels = area(14, LAW, landslides=12)
    few = judge(kept, table, labels)
    assert few["compared"] is None and few["verdict"] == OPEN and few["here"]["positives"] == 12
    none = judge(kept, table, labels.assign(landslides=np.nan))
    assert none["verdict"] == UNKNOWN and none["here"]["positives"] == 0 and np.isnan(none["here"]["auc"])
    assert none["here"]["units"] == 0 and none["here"]["unit_size"] is None


def test_units_that_are_neither_do_not_judge():
    labels = pd.DataFrame({"unit_id": [1, 2, 3, 4], "landslides": [1, 0, 0, 1], "label": [1, 0, -1, -1]})
    scores = pd.DataFrame({"unit_id": [1, 2, 3, 4], "score": [0.9, 0.1, 0.95, 0.05]})
    found = skill_here(labels, pd.DataFrame({"unit_id": [1, 2, 3, 4]}), scores)
    assert found["units"] == 2 and found["auc"] == 1 and found["unit_size"] is None


def test_units_without_places_are_compared_in_random_folds():
    table, labels = area(15, LAW, units=400, landslides=60)
    samples = draw_reference(labels, table.drop(columns=["x", "y"]), SAMPLING, min_landslides=30, seed=1)
    assert samples["fold"].nunique() == 5
    assert samples.groupby("fold")["landslide"].sum().between(10, 14).all()


def test_both_are_judged_on_the_same_folds():
    rng = np.random.default_rng(3)
    truth, folds = rng.permutation(np.repeat([0, 1], 100)), np.repeat(np.arange(4), 50)
    values = pd.DataFrame({"a": truth + rng.normal(0, 1, 200), "b": rng.normal(0, 1, 200)})
    untrained = partial(make_model, "logistic", seed=1)
    found = compare_with_trained(values["a"], untrained, values, truth, folds)
    expected = cross_validate(untrained, values, truth, folds)
    assert found["trained"] == expected["auc_mean"] and found["folds"] == 4
    assert found["applied"] == pytest.approx(found["trained"], abs=0.03)
    low, high = found["applied_interval"]
    assert low < found["applied"] < high and 0.08 < high - low < 0.2
    # A level of its own in each fold changes nothing within a fold.
    shifted = compare_with_trained(values["a"] + 10 * folds, untrained, values, truth, folds)
    assert shifted["applied"] == found["applied"]


def test_the_table_has_a_row_for_each_model(kept):
    found = judge(kept, *area(11, LAW, units=500, landslides=60))
    there = skill_there(
        {"validation": {"auc": 0.8, "auc_interval": [0.7, 0.9]}, "cross_validation": {"auc_mean": 0.75}}
    )
    bare = {**found, "compared": None, "verdict": OPEN}
    rows = transfer_table(
        [
            {"algorithm": name, "there": there, "outside_share": 0.1, **each}
            for name, each in (("rf", found), ("xgboost", bare))
        ]
    )
    assert rows["algorithm"].tolist() == ["rf", "xgboost"] and rows["spatial_auc_there"].tolist() == [
        0.75,
        0.75,
    ]
    assert rows["blocks_auc_trained"].notna().tolist() == [True, False]
    assert rows["verdict"].tolist() == [found["verdict"], OPEN]


def test_units_that_trained_a_model_do_not_judge_it(kept):
    trained = read_samples(kept).values
    table, labels = area(1, LAW, units=2000, landslides=250)  # the area that trained
    values = encode_for(kept, table, FACTORS, dynamic=False)
    apart, count = set_known_apart(labels, values, trained)
    assert count == len(trained) == 500
    assert (apart["label"] == -1).sum() == 500 and not (apart["label"] == 1).any()
    assert judge(kept, table, apart)["verdict"] == UNKNOWN
    elsewhere, other = area(11, LAW)
    values = encode_for(kept, elsewhere, FACTORS, dynamic=False)
    same, none = set_known_apart(other, values, trained)
    assert none == 0 and same is other
    # Rows that are alike among each other are no places.
    assert set_known_apart(labels, trained.round(-3).fillna(0), trained.round(-3).fillna(0))[1] == 0
