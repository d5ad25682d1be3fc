import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import ConfigError, DataError
from scarpwatch.learning.samples.draw import draw_samples, summarise_samples


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
    assert list(samples) == ["unit_id", "landslide", "split", "fold", "group", "why"]
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


def test_units_that_are_neither_are_not_drawn():
    labels, factors = units(300, 60)
    labels["label"] = (labels["landslides"] > 0).astype(int)
    labels.loc[::3, "label"] = -1
    samples = draw(labels, factors, min_landslides=20)
    assert not set(samples["unit_id"]) & set(labels.loc[::3, "unit_id"])
    summary = summarise_samples(labels, samples)
    assert summary["units_left_out"] == 100 and summary["landslide_units_not_used"] == 0
    assert sum(count for name, count in summary.items() if name.startswith(("tr", "va"))) == len(samples)
    assert summary["free_units_not_drawn"] == 200 - len(samples)


def test_every_unit_says_why_it_was_drawn():
    labels, factors = units()
    labels["covered_share"] = 0.0
    labels["label"] = (labels["landslides"] > 0).astype(int)
    labels.loc[0, ["landslides", "covered_share", "label"]] = [0, 0.25, 1]
    why = draw(labels, factors).set_index("unit_id")["why"]
    assert why[1] == "landslide unit (25 % covered); split at random"
    assert (
        why.str.match(r"landslide unit \(\d landslides?\)|drawn at random from \d+ landslide-free").sum()
        > 190
    )


def test_a_spatial_split_holds_out_whole_blocks():
    labels, factors = units(3000, 300)
    samples = draw(labels, factors, split="spatial")
    share = (samples["split"] == "training").mean()
    assert abs(share - 0.7) < 0.05
    block = samples["why"].str.extract(r"block (\d+)", expand=False)
    assert block.nunique() == 20 and (samples.groupby(block)["split"].nunique() == 1).all()
    assert samples.groupby("split")["landslide"].nunique().tolist() == [2, 2]
    # Held-out units have fewer neighbours that trained than in a random split.
    assert distance_to_training(samples, factors) > 1.5 * distance_to_training(draw(labels, factors), factors)


def distance_to_training(samples, factors):
    xy = factors.set_index("unit_id")[["x", "y"]]
    held, taught = (
        xy.loc[samples.loc[samples["split"] == name, "unit_id"]] for name in ("validation", "training")
    )
    apart = held.to_numpy()[:, None] - taught.to_numpy()[None]
    return np.hypot(*apart.transpose(2, 0, 1)).min(axis=1).mean()


def dated(count=500, landslides=80):
    labels, factors = units(count, landslides)
    rows = np.flatnonzero(labels["landslides"])
    labels["first_landslide"] = pd.Series(pd.NA, index=labels.index, dtype="string")
    labels.loc[rows[:50], "first_landslide"] = "2019-06-01"
    labels.loc[rows[50:75], "first_landslide"] = "2020-01-01"
    labels["undated"] = 0
    labels.loc[rows[70:], "undated"] = 1  # five dated later but with an undated one too, five without a date
    return labels, factors, labels["unit_id"].to_numpy()[rows]


def test_a_prospective_split_trains_on_what_was_before():
    labels, factors, ids = dated()
    samples = draw(labels, factors, split="prospective", prospective_date="2020-01-01").set_index("unit_id")
    assert (samples["split"][ids[:50]] == "training").all()
    assert (samples["split"][ids[50:70]] == "validation").all()
    assert not set(ids[70:]) & set(samples.index)
    counts = samples.groupby(["split", "landslide"]).size().to_dict()
    assert counts[("training", 0)] == 50 and counts[("validation", 0)] == 20
    assert "first landslide 2019-06-01, before 2020-01-01" in samples["why"][ids[0]]
    assert summarise_samples(labels, samples.reset_index())["landslide_units_not_used"] == 10


def test_a_prospective_split_needs_dates_and_both_sides():
    labels, factors, _ = dated()
    for date, fault in (("2018-01-01", "0 landslide units are for training"), (None, "no dates")):
        with pytest.raises(DataError, match=fault):
            draw(labels, factors, split="prospective", prospective_date=date)
    with pytest.raises(DataError, match="no dates"):
        draw(*units(), split="prospective", prospective_date="2020-01-01")


def test_without_coordinates_there_are_no_folds():
    labels, factors = units()
    samples = draw(labels, factors[["unit_id"]])
    assert (samples["fold"] == -1).all() and (samples["split"] == "training").sum() == 140
    with pytest.raises(DataError, match="no coordinates"):
        draw(labels, factors[["unit_id"]], split="spatial")


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
        (10, {"min_landslides": 10}, "3 landslide units are for validation, at least 5"),
    ],
)
def test_too_few_units_are_refused(landslides, options, fault):
    with pytest.raises(DataError, match=fault):
        draw(*units(1000, landslides), **options)


def test_other_faults_are_named():
    labels, factors = units()
    with pytest.raises(ConfigError, match="unknown"):
        draw(labels, factors, strategy="low_deformation")
    with pytest.raises(ConfigError, match="unknown"):
        draw(labels, factors, split="temporal")
    factors.loc[3, "x"] = np.nan
    with pytest.raises(DataError, match="1 units have no centroid"):
        draw(labels, factors)
