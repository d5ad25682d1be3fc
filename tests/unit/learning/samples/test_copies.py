"""Copies among units: found by values and by place, kept together, and what that does to figures of validation."""

import numpy as np
import pandas as pd
import pytest

from scarpwatch.factors.factor import FactorColumns
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.evaluation.comparison import repeat_comparison
from scarpwatch.learning.metrics.roc import delong
from scarpwatch.learning.predictors.features import encode_factors
from scarpwatch.learning.samples.copies import copies_words, copy_groups, decide_copies, keep_together
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.learning.training import train_and_evaluate

OWN = [
    *(FactorColumns(f"f{k}", column=f"static:number:f{k}") for k in range(5)),
    FactorColumns("rock", kind="classes", column="static:class:rock"),
]


def table(units=200, seed=0, *, places=True):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({f"static:number:f{k}": rng.normal(0, 1, units) for k in range(5)})
    frame["static:class:rock"] = rng.choice(["shale", "marl"], units)
    frame.insert(0, "unit_id", np.arange(1, units + 1))
    return frame.assign(**dict(zip("xy", rng.uniform(0, 1e4, (2, units)), strict=True))) if places else frame


def repeated(frame, times=2):
    """Every row so many times, with places and ids of their own, and in no order."""
    rng = np.random.default_rng(9)
    whole = (
        pd.concat([frame] * times, ignore_index=True).sample(frac=1, random_state=1).reset_index(drop=True)
    )
    source = whole["unit_id"].to_numpy().copy()
    whole["unit_id"] = np.arange(1, len(whole) + 1)
    if "x" in whole:
        whole["x"], whole["y"] = rng.uniform(0, 1e4, (2, len(whole)))
    return whole, source


def test_rows_with_the_same_values_are_one_group():
    whole, source = repeated(table())
    groups = copy_groups(whole)
    assert len(np.unique(groups)) == 200
    assert pd.Series(source).groupby(groups).nunique().eq(1).all()
    rounded = whole.copy()
    numbers = [name for name in whole if "number" in name]
    rounded.loc[::2, numbers] = whole.loc[::2, numbers].round(3)
    assert len(np.unique(copy_groups(rounded))) == 200
    holed = whole.assign(**{numbers[0]: np.nan})
    assert len(np.unique(copy_groups(holed))) == 200
    assert (copy_groups(table()) == np.arange(200)).all()


@pytest.mark.parametrize(("columns", "digits"), [(2, 7), (3, 5), (4, 3)])
def test_rounded_copies_are_found_in_few_columns_too(columns, digits):
    rng = np.random.default_rng(3)
    values = rng.normal(0, 1, (3000, columns))
    frame = pd.DataFrame(np.r_[values, values.round(digits)]).add_prefix("static:number:f")
    frame.insert(0, "unit_id", np.arange(6000))
    assert len(np.unique(copy_groups(frame))) == 3000
    alike = frame.head(3000)  # no two of these are copies
    assert len(np.unique(copy_groups(alike))) == 3000


def test_a_place_is_one_unit_and_no_value_is_no_copy():
    frame = table()
    frame.loc[[3, 7], "x"], frame.loc[[3, 7], "y"] = [50.0, 50.4], 70.0
    frame.loc[[10, 11, 12], [name for name in frame if "static" in name]] = None
    groups = copy_groups(frame)
    assert groups[7] == groups[3] == 3 and len(np.unique(groups)) == 199
    twice = pd.DataFrame({"unit_id": [1, 2], "x": [0.0, 0.0], "y": [5.0, 5.0]})
    assert copy_groups(twice).tolist() == [0, 0]


def test_few_columns_or_classes_are_not_taken_for_rounded():
    frame = pd.DataFrame({"unit_id": np.arange(500), "slope": np.linspace(0, 1, 500)})
    assert (copy_groups(frame) == np.arange(500)).all()


def test_all_of_a_group_go_where_its_first_goes():
    part, groups = np.array(["a", "b", "a", "b"]), [5, 5, 3, 3]
    assert keep_together(part, groups).tolist() == ["a", "a", "a", "a"]
    assert keep_together(part, None).tolist() == part.tolist()


def test_copies_are_told():
    samples = pd.DataFrame({"landslide": [1, 0, 0, 0], "group": [1, 1, 3, 3]})
    said = decide_copies(samples, True)
    assert said["taken"] == "kept together" and said["notable"]
    assert (
        "4 of 4 samples" in said["reason"] and "1 of the groups hold units with and without" in said["reason"]
    )
    assert "no two of the 2 samples" in copies_words(np.array([1, 2]), np.array([True, False]))


def random_labels(whole, source, seed):
    slid = np.random.default_rng(seed).random(source.max() + 1) < 0.5
    return pd.DataFrame({"unit_id": whole["unit_id"], "landslides": slid[source].astype(int)})


@pytest.mark.parametrize(("split", "places"), [("random", True), ("random", False), ("spatial", True)])
def test_random_labels_with_every_row_twice_reach_an_auc_of_a_half(split, places):
    whole, source = repeated(table(places=places))
    values = encode_factors(whole, OWN, dynamic=False).values
    aucs = {True: [], False: []}
    for seed in range(12):
        labels = random_labels(whole, source, seed)
        for together, found in aucs.items():
            samples = draw_samples(
                labels,
                whole,
                rng=np.random.default_rng(seed),
                negatives_per_positive=0.6,
                split=split,
                copies_together=together,
            )
            sides = samples.groupby(pd.Series(source[samples["unit_id"] - 1]))
            assert (sides["split"].nunique() == 1).all() == together
            assert not together or (sides["fold"].nunique() == 1).all()
            truth, held = samples["landslide"].to_numpy(), (samples["split"] == "validation").to_numpy()
            offered = values.loc[samples["unit_id"]]
            model = fit_model(make_model("rf", seed=1, trees=20), offered[~held], truth[~held])
            found.append(delong(truth[held], predict_scores(model, offered[held]))[0][0])
    assert np.mean(aucs[True]) == pytest.approx(0.5, abs=0.07)
    assert np.mean(aucs[False]) > 0.75  # the fault that is guarded against


def test_folds_and_tuning_of_a_model_keep_copies_together():
    whole, source = repeated(table())
    samples = draw_samples(
        random_labels(whole, source, 1), whole, rng=np.random.default_rng(1), negatives_per_positive=0.6
    )
    tuning = {"candidates": 2, "folds": 3, "early_stopping": False}
    metrics = train_and_evaluate(
        whole, samples, OWN, algorithm="rf", dynamic=False, seed=1, trees=20, tuning=tuning
    ).metrics
    assert metrics["cross_validation"]["auc_mean"] < 0.65 and metrics["tuning"]["auc_untuned"] < 0.65


def test_repeated_splits_keep_copies_together():
    whole, source = repeated(table(places=False))
    values = whole[[name for name in whole if "number" in name]].rename(columns=lambda name: name[-2:])
    truth = random_labels(whole, source, 3)["landslides"].to_numpy()
    groups = copy_groups(whole)

    def untrained():
        return make_model("rf", seed=1, trees=20)

    found = repeat_comparison(untrained, values, values, truth, folds=5, repeats=2, seed=1, groups=groups)
    assert 0.4 < found["static_auc"] < 0.6
