import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.evaluation.applicability import applicability_table, dissimilarity, outside_range

OWNER = {"slope": "slope", "sin": "aspect", "cos": "aspect"}


def test_a_factor_is_outside_if_one_of_its_columns_is():
    training = pd.DataFrame({"slope": [10.0, 30], "sin": [0.0, 1], "cos": [0.0, 1]})
    units = pd.DataFrame(
        {"slope": [8.5, 32.5, 20, np.nan], "sin": [0.5, 0.5, 0.5, 0.5], "cos": [1.05, 0.5, -0.2, 0.5]}
    )
    outside = outside_range(units, training, OWNER)
    assert outside["slope"].tolist() == [False, True, False, True]  # no training unit lacked it
    assert outside["aspect"].tolist() == [False, False, True, False]
    training.loc[0, "slope"] = np.nan
    assert not outside_range(units, training, OWNER)["slope"].iloc[3]


def test_units_like_the_training_units_are_within_and_far_ones_are_not():
    rng = np.random.default_rng(2)
    training = pd.DataFrame(rng.normal(size=(400, 3)), columns=["a", "b", "c"])
    alike = pd.DataFrame(rng.normal(size=(1000, 3)), columns=["a", "b", "c"])
    folds = rng.integers(0, 5, 400)
    weights = {"a": 0.5, "b": 0.3, "c": 0.2}
    index, limit = dissimilarity(alike, training, weights, folds)
    assert (index > limit).mean() < 0.1
    far, _ = dissimilarity(alike.assign(a=alike["a"] + 12), training, weights, folds)
    assert (far > limit).all()
    # A gap in the middle of the range: inside every factor's range, and yet unknown ground.
    ring = training[(training**2).sum(axis=1) > 1.5]
    index, limit = dissimilarity(ring * 0, ring, dict.fromkeys("abc", 1.0), np.arange(len(ring)) % 5)
    assert not outside_range(ring * 0, ring, {"a": "a", "b": "b", "c": "c"}).any(axis=None)
    assert index[0] > np.median(dissimilarity(alike, ring, dict.fromkeys("abc", 1.0), folds[: len(ring)])[0])


def test_the_index_is_the_distance_over_the_mean_distance():
    training = pd.DataFrame({"a": [-1.0, 1.0, -1.0, 1.0], "b": [0.0, 0, 0, 0]})  # mean 0, deviation 1
    index, limit = dissimilarity(
        pd.DataFrame({"a": [4.0, np.nan], "b": [9.0, 9]}), training, {"a": 2.0, "b": 5.0}, [0, 0, 1, 1]
    )
    mean = 2 * 2 * 4 / 6  # of six pairs, four are 2 apart; weight 2; b does not vary and does not count
    np.testing.assert_allclose(index, [3 * 2 / mean, 1 * 2 / mean])  # a gap counts as the mean
    assert limit == 0  # each training unit has its like in the other fold


def test_without_folds_each_unit_stands_against_all_others_and_nothing_that_counts_gives_nothing():
    training = pd.DataFrame({"a": [0.0, 1.0, 3.0]})
    _, limit = dissimilarity(training, training, {"a": 1.0}, [-1, -1, -1])
    assert limit == pytest.approx(2 / 2)  # nearest others at 1, 1, 2; mean distance (1 + 2 + 3) / 3
    index, limit = dissimilarity(training, training, {"a": 0.0}, [0, 1, 2])
    assert np.isnan(index).all() and np.isnan(limit)


def test_the_table_names_the_factors_and_joins_both_views():
    outside = pd.DataFrame({"slope": [False, True, False], "aspect": [False, True, False]}, index=[4, 5, 6])
    table = applicability_table(outside, np.array([0.1, 0.1, 0.9]), 0.5)
    assert table["outside_range"].tolist() == ["", "slope, aspect", ""]
    assert table["applicable"].tolist() == [1, 0, 0]
    assert applicability_table(outside, np.full(3, np.nan), float("nan"))["applicable"].tolist() == [1, 0, 1]
