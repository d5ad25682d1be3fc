import numpy as np
import pytest
from scipy.stats import wasserstein_distance

from scarpwatch.errors import DataError
from scarpwatch.learning.samples.folds import random_folds, spatial_folds
from scarpwatch.learning.samples.matched_folds import (
    LARGEST_FOLD,
    bridged_distances,
    fold_distances,
    match_distances,
)

SIDE = 10_000.0


def ground():
    return np.stack(np.meshgrid(*2 * [np.linspace(0, SIDE, 60)]), axis=-1).reshape(-1, 2)


def places(kind, seed=0, count=200):
    rng = np.random.default_rng(seed)
    if kind == "clumped":
        return rng.uniform(1e3, 9e3, (6, 2))[rng.integers(0, 6, count)] + rng.normal(0, 250, (count, 2))
    return rng.uniform(0, SIDE, (count, 2)) * ([0.35, 1] if kind == "one side" else [1, 1])


def labels(count=200):
    return np.arange(count) % 2 == 0


def matched(xy, seed=0, **options):
    options = {"folds": 5, "rng": np.random.default_rng(seed), **options}
    bridged = bridged_distances(xy, ground())
    return match_distances(xy, options.pop("truth", labels(len(xy))), bridged, **options)


@pytest.mark.parametrize("kind", ["all over", "clumped", "one side"])
def test_distances_are_nearer_to_those_of_the_map_than_of_random_folds_and_blocks(kind):
    xy = places(kind)
    bridged, rng = bridged_distances(xy, ground()), np.random.default_rng(1)
    fold = matched(xy)
    others = random_folds(labels(), folds=5, rng=rng), spatial_folds(xy, folds=5, rng=rng)
    apart, *of_others = (wasserstein_distance(fold_distances(xy, one), bridged) for one in (fold, *others))
    # From one side no folds reach as far as the map: then they are about as far apart as blocks are.
    assert apart < min(of_others) * (1.05 if kind == "one side" else 0.95) and apart < 0.8 * of_others[0]
    assert np.bincount(fold).max() <= LARGEST_FOLD * len(xy)
    if kind == "all over":
        assert np.median(fold_distances(xy, fold)) == pytest.approx(np.median(bridged), rel=0.2)


def test_distance_to_the_nearest_sample_of_another_fold():
    xy = np.array([[0, 0], [3, 0], [3, 4], [100, 0]], float)
    assert fold_distances(xy, [0, 0, 1, 1]).tolist() == [5, 4, 4, 97]
    assert np.isinf(fold_distances(xy, [2, 2, 2, 2])).all()


def test_copies_stay_together_and_the_seed_decides():
    xy = places("clumped")
    groups = np.arange(200) // 2
    fold = matched(xy, groups=groups)
    assert (fold[::2] == fold[1::2]).all()
    assert (matched(xy) == matched(xy)).all() and (matched(xy) != matched(xy, seed=2)).any()


def test_both_classes_are_left_whatever_is_held_out():
    xy = places("one side")
    truth = xy[:, 1] > 9_000  # most folds of few clusters would take them all
    fold = matched(xy, truth=truth)
    assert all(0 < truth[fold != one].sum() < (fold != one).sum() for one in range(5))
    alone = np.arange(200) == 7
    with pytest.raises(DataError, match="leave both classes"):
        matched(xy, truth=alone)
    with pytest.raises(DataError, match="5 folds cannot be made"):
        matched(np.repeat(places("one side", count=4), 50, axis=0))


def test_many_places_are_put_into_cells_first(monkeypatch):
    xy = places("all over", count=2000)
    monkeypatch.setattr("scarpwatch.learning.samples.matched_folds.MOST_PLACES", 300)
    fold = matched(xy)
    apart = wasserstein_distance(fold_distances(xy, fold), bridged_distances(xy, ground()))
    assert len(np.unique(fold)) == 5 and apart < 200
