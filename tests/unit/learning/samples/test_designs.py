import numpy as np
import pandas as pd
import pytest

from scarpwatch.decisions import KINDS
from scarpwatch.errors import ConfigError, DataError
from scarpwatch.learning.samples.designs import (
    decide_folds,
    describe_folds,
    headline_folds,
    headline_of,
    lay_folds,
    map_distances,
)
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.learning.samples.matched_folds import fold_distances


def area(count=1500, landslides=80, side=1.0):
    """Units all over a square of 10 km, with landslides and samples in a part of it."""
    rng = np.random.default_rng(3)
    factors = pd.DataFrame({"unit_id": np.arange(1, count + 1), "slope": rng.normal(size=count)})
    factors["x"], factors["y"] = rng.uniform(0, 1e4, (2, count))
    near = (factors["x"] < side * 1e4).to_numpy()
    labels = pd.DataFrame({"unit_id": factors["unit_id"], "landslides": 0, "label": np.where(near, 0, -1)})
    slid = rng.choice(np.flatnonzero(near), landslides, replace=False)
    labels.loc[slid, ["landslides", "label"]] = 1
    return draw_samples(labels, factors, rng=rng), factors


def test_folds_of_every_design_and_repeat():
    samples, factors = area()
    folds = lay_folds(samples, factors, folds=5, repeats=3, seed=1)
    groups = folds.groupby(["design", "repeat"], sort=False)
    assert list(groups.groups) == [(name, repeat) for name in ("nndm", "blocks") for repeat in range(3)]
    xy = factors.set_index("unit_id").loc[samples["unit_id"], ["x", "y"]].to_numpy()
    for _, rows in groups:
        assert rows["unit_id"].tolist() == samples["unit_id"].tolist()
        assert rows["distance_m"].tolist() == fold_distances(xy, rows["fold"]).tolist()
    first = groups.get_group(("blocks", 0))
    assert first["fold"].tolist() == samples["fold"].tolist()
    assert len({tuple(groups.get_group(("nndm", repeat))["fold"]) for repeat in range(3)}) == 3
    shuffled = lay_folds(samples.sample(frac=1), factors.sample(frac=1), folds=5, repeats=3, seed=1)
    pd.testing.assert_frame_equal(folds, shuffled)


@pytest.mark.parametrize(("side", "judges"), [(1.0, "farther"), (0.1, "nearer")])
def test_it_is_told_whether_blocks_judge_farther_ground_than_the_map(side, judges):
    samples, factors = area(side=side)
    record = describe_folds(lay_folds(samples, factors, folds=5, repeats=2, seed=1), samples, factors)
    assert record["headline"] == "nndm" and record["designs"]["blocks"]["judges"] == judges
    percentiles = record["percentiles_m"]
    assert (
        list(percentiles) == ["map", "nndm", "blocks"] and percentiles["map"][50] == record["bridged_m"]["50"]
    )
    assert percentiles["blocks"][95] == record["designs"]["blocks"]["distance_m"]["95"]
    told = decide_folds(record)
    assert told["kind"] in KINDS and told["notable"] == (side < 1)
    word = {"farther": "pessimistic", "nearer": "optimistic"}[judges]
    assert f"{record['designs']['blocks']['distance_m']['50']:,.0f} m ({word} for the map)" in told["reason"]


def test_ground_is_what_is_no_sample_and_a_table_of_samples_alone_is_told():
    samples, factors = area()
    xy = factors.set_index("unit_id")[["x", "y"]]
    drawn = xy.loc[samples["unit_id"]].to_numpy()
    others = xy.drop(samples["unit_id"]).to_numpy()
    distances, number = map_distances(samples, factors)
    apart = np.linalg.norm(others[:, None] - drawn, axis=-1).min(axis=1)
    assert number == len(others) and distances == pytest.approx(apart)
    table = factors[factors["unit_id"].isin(samples["unit_id"])]
    distances, number = map_distances(samples, table)
    mutual = np.linalg.norm(drawn[:, None] - drawn, axis=-1) + np.diag(np.full(len(drawn), np.inf))
    assert number == 0 and distances == pytest.approx(mutual.min(axis=1))
    record = describe_folds(lay_folds(samples, table, folds=5, repeats=1, seed=1), samples, table)
    assert record["designs"]["nndm"]["judges"] == "like"
    assert decide_folds(record)["reason"].startswith("every unit is a sample")


def test_without_places_folds_are_random_and_told_as_such():
    samples, factors = area()
    factors = factors[["unit_id", "slope"]]
    folds = lay_folds(samples.assign(fold=-1), factors, folds=4, repeats=2, seed=1)
    assert folds["design"].unique().tolist() == ["random"] and folds["distance_m"].isna().all()
    assert sorted(folds["fold"].unique()) == [0, 1, 2, 3]
    record = describe_folds(folds, samples, factors)
    told = decide_folds(record)
    assert record["bridged_m"] is None and record["headline"] == "random"
    assert told["notable"] and "optimistic" in told["reason"]


def test_the_headline_is_the_matched_design_where_there_is_one():
    assert headline_of(["blocks", "nndm"]) == "nndm" and headline_of(["random"]) == "random"
    assert headline_of(["blocks"]) == "blocks"


def test_folds_of_the_headline_are_those_of_its_first_repeat():
    folds = pd.DataFrame(
        {
            "design": ["blocks"] * 2 + ["nndm"] * 4,
            "repeat": [0, 0, 0, 0, 1, 1],
            "unit_id": [7, 9] * 3,
            "fold": [5, 6, 1, 2, 3, 4],
        }
    )
    design, fold = headline_folds(folds)
    assert design == "nndm" and fold.to_dict() == {7: 1, 9: 2}


def test_regions_are_held_out_as_a_whole():
    samples, factors = area()
    factors["catchment"] = np.where(factors["x"] > 5e3, "east", "west")
    rows = lay_folds(samples, factors, folds=5, repeats=2, seed=1, regions="catchment")
    rows = rows[(rows["design"] == "regions") & (rows["repeat"] == 0)]
    catchment = factors.set_index("unit_id")["catchment"].loc[rows["unit_id"]].to_numpy()
    assert rows["fold"].tolist() == (catchment == "west").astype(int).tolist()
    ready = factors.rename(columns={"catchment": "static:classes:catchment"})
    ready["static:classes:catchment"] = np.floor(ready["x"] / 500).astype(str)
    many = lay_folds(samples, ready, folds=5, repeats=2, seed=1, regions="catchment")
    many = many[many["design"] == "regions"]
    assert many.groupby("repeat")["fold"].nunique().tolist() == [5, 5]
    column = ready.set_index("unit_id")["static:classes:catchment"].loc[many["unit_id"]].to_numpy()
    assert (many.groupby(["repeat", column])["fold"].nunique() == 1).all()
    assert many.groupby(["repeat", "fold"]).size().min() > 20
    with pytest.raises(ConfigError, match="no valley"):
        lay_folds(samples, factors, folds=5, repeats=1, seed=1, regions="valley")
    with pytest.raises(DataError, match="none can be held out"):
        lay_folds(samples, factors.assign(catchment=1), folds=5, repeats=1, seed=1, regions="catchment")


def test_buffered_leave_one_out_holds_every_sample_out_alone():
    samples, factors = area()
    samples["group"] = samples["unit_id"].where(samples.index != 5, samples["unit_id"][4])
    folds = lay_folds(samples, factors, folds=5, repeats=2, seed=1, leave_one_out_buffer_m=700)
    rows = folds[folds["design"] == "buffered"]
    assert len(rows) == len(samples) and rows["fold"].nunique() == len(samples) - 1
    assert (rows["buffer_m"] == 700).all() and (
        folds.loc[folds["design"] != "buffered", "buffer_m"] == 0
    ).all()
    xy = factors.set_index("unit_id").loc[samples["unit_id"], ["x", "y"]].to_numpy()
    apart = np.linalg.norm(xy[:, None] - xy, axis=-1)
    alone = np.arange(len(samples)) > 5
    nearest = np.where(apart > 700, apart, np.inf).min(axis=1)
    assert rows["distance_m"].to_numpy()[alone] == pytest.approx(nearest[alone])
    with pytest.raises(ConfigError, match="no coordinates"):
        lay_folds(
            samples, factors[["unit_id", "slope"]], folds=5, repeats=1, seed=1, leave_one_out_buffer_m=700
        )
