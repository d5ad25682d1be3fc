import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import ConfigError, DataError
from scarpwatch.learning.sampling import draw_samples


def units(count=1000, landslides=100, seed=1):
    rng = np.random.default_rng(seed)
    ids = np.arange(1, count + 1)
    factors = pd.DataFrame({"unit_id": ids, "x": rng.uniform(0, 1e4, count), "y": rng.uniform(0, 1e4, count)})
    labels = pd.DataFrame({"unit_id": ids, "landslides": 0})
    labels.loc[rng.choice(count, landslides, replace=False), "landslides"] = rng.integers(1, 4, landslides)
    return labels, factors


def draw(labels, factors, seed=5, **options):
    return draw_samples(labels, factors, rng=np.random.default_rng(seed), **options)


def test_all_positives_and_as_many_negatives_split_alike():
    labels, factors = units()
    samples = draw(labels, factors)
    assert list(samples) == ["unit_id", "landslide", "split", "fold"]
    assert samples["unit_id"].is_monotonic_increasing and samples["unit_id"].is_unique
    with_landslide = set(labels.loc[labels["landslides"] > 0, "unit_id"])
    assert set(samples.loc[samples["landslide"] == 1, "unit_id"]) == with_landslide
    counts = samples.groupby(["split", "landslide"]).size().to_dict()
    assert counts == {("training", 0): 70, ("training", 1): 70, ("validation", 0): 30, ("validation", 1): 30}


def test_study_size_gives_its_split():
    labels, factors = units(10426, 361)
    samples = draw(labels, factors)
    assert samples.groupby("split").size().to_dict() == {"training": 506, "validation": 216}


def test_row_order_does_not_matter_and_the_seed_does():
    labels, factors = units()
    first = draw(labels, factors)
    shuffled = draw(labels.sample(frac=1, random_state=1), factors.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(first, shuffled)
    assert not first.equals(draw(labels, factors, seed=6))


def test_ratio_of_negatives():
    samples = draw(*units(), negatives_per_positive=2.5)
    assert (samples["landslide"] == 0).sum() == 250


def test_negatives_outside_the_buffer_are_far_from_every_landslide():
    labels, factors = units(3000, 60)
    samples = draw(labels, factors, strategy="outside_buffer", buffer_m=400.0)
    xy = factors.set_index("unit_id")[["x", "y"]]
    positive = xy.loc[samples.loc[samples["landslide"] == 1, "unit_id"]].to_numpy()
    negative = xy.loc[samples.loc[samples["landslide"] == 0, "unit_id"]].to_numpy()
    distance = np.hypot(*(negative[:, None] - positive[None]).transpose(2, 0, 1)).min(axis=1)
    assert distance.min() > 400


def test_random_negatives_are_uniform_over_landslide_free_units():
    labels, factors = units(300, 50)
    free = labels.loc[labels["landslides"] == 0, "unit_id"].to_numpy()
    rng = np.random.default_rng(3)
    drawn = np.zeros(301)
    for _ in range(300):
        samples = draw_samples(labels, factors, rng=rng)
        drawn[samples.loc[samples["landslide"] == 0, "unit_id"]] += 1
    expected = 300 * 50 / 250
    assert abs(drawn[free] - expected).max() < 5 * np.sqrt(expected * 0.8)


def test_units_without_factors_are_not_drawn():
    labels, factors = units()
    samples = draw(labels, factors.iloc[:800])
    assert samples["unit_id"].max() <= 800


@pytest.mark.parametrize(
    ("landslides", "options", "fault"),
    [
        (20, {}, "20 units have a landslide, at least 30"),
        (0, {"min_landslides": 0}, "0 units have a landslide"),
        (400, {"negatives_per_positive": 2}, "800 landslide-free units are needed, 600"),
        (100, {"strategy": "outside_buffer", "buffer_m": 5000.0}, "farther than 5000 m"),
    ],
)
def test_too_few_units_are_refused(landslides, options, fault):
    with pytest.raises(DataError, match=fault):
        draw(*units(1000, landslides), **options)


def test_other_faults_are_named():
    labels, factors = units()
    with pytest.raises(ConfigError, match="unknown"):
        draw(labels, factors, strategy="low_deformation")
    factors.loc[3, "x"] = np.nan
    with pytest.raises(DataError, match="1 units have no centroid"):
        draw(labels, factors)
