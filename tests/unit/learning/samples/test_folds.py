import numpy as np
import pytest

from scarpwatch.errors import DataError
from scarpwatch.learning.samples.folds import random_folds, spatial_folds, split_in_blocks, split_stratified


def test_folds_are_compact_blocks():
    rng = np.random.default_rng(4)
    centres = np.array([[0, 0], [10, 0], [0, 10], [10, 10]]) * 1000.0
    group = rng.integers(0, 4, 400)
    xy = centres[group] + rng.normal(0, 300, (400, 2))
    fold = spatial_folds(xy, folds=4, rng=np.random.default_rng(1))
    assert all(len(np.unique(fold[group == number])) == 1 for number in range(4))
    assert sorted(np.unique(fold)) == [0, 1, 2, 3]
    west_to_east = [xy[fold == number, 0].mean() for number in range(4)]
    assert west_to_east == sorted(west_to_east)


def test_split_keeps_both_classes_in_both_parts():
    truth = np.r_[np.ones(10, bool), np.zeros(40, bool)]
    split = split_stratified(truth, train_share=0.7, rng=np.random.default_rng(0))
    assert (split[truth] == "training").sum() == 7 and (split[~truth] == "training").sum() == 28
    with pytest.raises(DataError, match="leaves one split"):
        split_stratified(truth, train_share=0.99, rng=np.random.default_rng(0))


def test_too_few_places_for_the_blocks():
    with pytest.raises(DataError, match="spatial blocks"):
        spatial_folds(np.zeros((10, 2)), folds=3, rng=np.random.default_rng(0))


def test_random_folds_share_both_classes_evenly():
    truth = np.r_[np.ones(23, bool), np.zeros(40, bool)]
    fold = random_folds(truth, folds=5, rng=np.random.default_rng(0))
    for members in (truth, ~truth, np.ones(63, bool)):
        sizes = np.bincount(fold[members], minlength=5)
        assert sizes.max() - sizes.min() <= 1
    assert (fold != random_folds(truth, folds=5, rng=np.random.default_rng(1))).any()
    with pytest.raises(DataError, match="fewer than 30"):
        random_folds(truth, folds=30, rng=np.random.default_rng(0))


def test_blocks_are_held_out_whole_and_both_parts_keep_both_classes():
    rng = np.random.default_rng(2)
    xy, truth = rng.uniform(0, 1e4, (600, 2)), rng.random(600) < 0.5
    split, block = split_in_blocks(xy, truth, train_share=0.7, rng=np.random.default_rng(1))
    assert abs((split == "validation").mean() - 0.3) < 0.03
    assert all(len(np.unique(split[block == number])) == 1 for number in np.unique(block))
    assert (split != split_in_blocks(xy, truth, train_share=0.7, rng=np.random.default_rng(2))[0]).any()
    with pytest.raises(DataError, match="single class"):
        split_in_blocks(xy, truth & (xy[:, 0] < 0), train_share=0.7, rng=rng)
