import numpy as np
import pandas as pd
import pytest
from spatial_areas import SITUATIONS, skill_and_truth, spatial_area, spatial_samples

from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.evaluation.out_of_fold import (
    ranks_among,
    score_out_of_fold,
    skill_of_designs,
    split_swing,
)
from scarpwatch.learning.metrics.roc import delong
from scarpwatch.learning.samples.designs import describe_folds, lay_folds


def logistic():
    return make_model("logistic", seed=1)


def area(count=300, effect=1.0, seed=0):
    rng = np.random.default_rng(seed)
    ground = pd.DataFrame(rng.normal(size=(3000, 2)), columns=["slope", "relief"])
    ground.index = pd.Index(np.arange(1, 3001), name="unit_id")
    values = ground.iloc[:count]
    truth = (rng.random(count) < 1 / (1 + np.exp(-effect * values["slope"]))).to_numpy().astype(int)
    return values, truth, ground


def designs(values, **folds):
    parts = [
        pd.DataFrame(
            {"design": name.rstrip("0123"), "repeat": int(name[-1]), "unit_id": values.index, "fold": fold}
        )
        for name, fold in folds.items()
    ]
    return pd.concat(parts, ignore_index=True)


def test_every_sample_is_scored_by_a_model_of_the_other_folds():
    values, truth, ground = area()
    number = np.arange(300) % 3
    folds = designs(values, nndm0=number, nndm1=number[::-1], blocks0=np.arange(300) // 100)
    scored = score_out_of_fold(logistic, values, truth, folds, ground)
    assert list(scored) == ["design", "repeat", "fold", "unit_id", "landslide", "score", "rank"]
    assert scored[["design", "repeat", "unit_id", "fold"]].equals(
        folds[["design", "repeat", "unit_id", "fold"]]
    )
    first = scored.iloc[:300]
    for fold in range(3):
        held = number == fold
        model = fit_model(logistic(), values[~held], truth[~held])
        assert first["score"][held].tolist() == predict_scores(model, values[held]).tolist()
        below = predict_scores(model, ground)[:, None] < first["score"][held].to_numpy()
        assert np.abs(below.mean(axis=0) - first["rank"][held]).max() < 0.01
    skill = skill_of_designs(scored)
    assert skill["headline"] == "nndm" and list(skill["designs"]) == ["nndm", "blocks"]
    nndm = skill["designs"]["nndm"]
    aucs = [delong(truth, scored["rank"][part : part + 300])[0][0] for part in (0, 300)]
    assert [one["auc"] for one in nndm["repeats"]] == pytest.approx(aucs)
    assert nndm["auc"] == pytest.approx(np.mean(aucs)) and nndm["auc_std"] == pytest.approx(
        np.std(aucs, ddof=1)
    )
    assert nndm["auc_interval"][0] < nndm["auc"] < nndm["auc_interval"][1]
    assert [fold["units"] for fold in nndm["repeats"][0]["folds"]] == [100] * 3
    assert np.isnan(skill["designs"]["blocks"]["auc_std"])


def test_ranks_keep_the_order_and_share_ties():
    ground = np.array([0.1, 0.2, 0.2, 0.2, 0.9])
    score = np.array([0.0, 0.05, 0.1, 0.15, 0.2, 0.9, 0.95, 1.0])
    rank = ranks_among(score, ground)
    assert (np.diff(rank) > 0).all() and rank[[2, 4, 5]] == pytest.approx([0.1, 0.5, 0.9])
    assert rank[0] >= 0 and rank[-1] <= 1


def test_folds_of_unlike_shares_of_landslides_are_pooled_without_a_bias():
    """Landslides without a cause, whose share differs from fold to fold: pooled scores fall below .5, ranks do not."""
    pooled = []
    for seed in range(12):
        values, _, ground = area(seed=seed)
        rng = np.random.default_rng(seed)
        number = np.arange(300) % 5
        truth = (rng.random(300) < np.array([0.1, 0.3, 0.5, 0.7, 0.9])[number]).astype(int)
        scored = score_out_of_fold(logistic, values, truth, designs(values, nndm0=number), ground)
        pooled.append([delong(truth, scored[name])[0][0] for name in ("score", "rank")])
    score, rank = np.mean(pooled, axis=0)
    assert score < 0.35 and abs(rank - 0.5) < 0.03


def test_a_fold_without_which_one_class_is_left_has_no_scores():
    values, truth, ground = area()
    scored = score_out_of_fold(logistic, values, truth, designs(values, blocks0=1 - truth), ground)
    assert scored["score"].isna().all() and np.isnan(skill_of_designs(scored)["designs"]["blocks"]["auc"])
    fold = np.where(truth == 1, np.arange(300) % 2, np.arange(300) % 3)
    held = skill_of_designs(
        score_out_of_fold(logistic, values, truth, designs(values, blocks0=fold), ground)
    )["designs"]["blocks"]
    assert np.isnan(held["repeats"][0]["folds"][2]["auc"]) and 0.5 < held["auc"] < 1


def test_samples_within_the_buffer_do_not_train():
    values, truth, ground = area(40)
    xy = np.column_stack([np.arange(40) * 10.0, np.zeros(40)])
    folds = designs(values, buffered0=np.arange(40)).assign(buffer_m=45.0)
    scored = score_out_of_fold(logistic, values, truth, folds, ground, xy=xy)
    for row in (0, 30):
        trains = np.abs(np.arange(40) - row) > 4
        model = fit_model(logistic(), values[trains], truth[trains])
        assert scored["score"][row] == predict_scores(model, values.iloc[[row]])[0]


def test_the_swing_of_a_split_is_that_of_many_splits():
    rng = np.random.default_rng(1)
    truth = np.arange(600) % 2
    score = rng.normal(truth * 1.0, 1.0)
    held = np.arange(600) < 180
    swing = split_swing(truth, score, held=held, seed=3)
    aucs = []
    for _ in range(1000):
        rows = rng.permutation(600)[:180]
        aucs.append(delong(truth[rows], score[rows])[0][0])
    assert [swing["lower"], swing["upper"]] == pytest.approx(np.quantile(aucs, [0.05, 0.95]), abs=0.012)
    assert swing == split_swing(truth, score, held=held, seed=3)
    assert np.isnan(split_swing(truth, np.full(600, np.nan), held=held, seed=3)["lower"])


def forest(trees):
    return lambda: make_model("rf", seed=1, trees=trees)


def test_matched_folds_are_nearer_to_the_truth_than_random_ones_in_a_clump():
    """Quick twin of the slow test: samples in clumps, three areas."""
    errors = []
    for seed in range(3):
        skill, truth = skill_and_truth(forest(10), "clumped", seed)
        errors.append([skill[name] - truth for name in ("nndm", "random")])
    matched, random = np.mean(errors, axis=0)
    assert abs(matched) < 0.06 and random > matched + 0.02


@pytest.mark.slow
@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_auc_of_matched_folds_is_that_of_the_rest_of_the_area(situation):
    """Twenty areas: on average within .04 for each of a forest and a logistic regression; blocks are pessimistic for
    samples all over the area, and said to be."""
    for untrained in (forest(60), logistic):
        errors = []
        for seed in range(20):
            skill, truth = skill_and_truth(untrained, situation, seed)
            errors.append([skill[name] - truth for name in ("nndm", "blocks")])
        matched, blocks = np.mean(errors, axis=0)
        assert abs(matched) < 0.04
        if situation == "all over":
            assert blocks < matched - 0.01
    table, truth = spatial_area(0)
    samples = spatial_samples(table, truth, situation, 0)
    folds = lay_folds(samples, table, folds=5, repeats=1, seed=0)
    judged = {name: one["judges"] for name, one in describe_folds(folds, samples, table)["designs"].items()}
    assert judged["blocks"] == ("nearer" if situation == "one side" else "farther")
    assert judged["nndm"] == ("nearer" if situation == "one side" else "like")


@pytest.mark.slow
@pytest.mark.parametrize("situation", SITUATIONS)
def test_permuted_labels_have_no_skill_in_any_design(situation):
    options = {"regions": "region"}
    if situation == "clumped":  # a training for each sample: one situation must do
        options["leave_one_out_buffer_m"] = 300
    skills = [skill_and_truth(logistic, situation, seed, permute=True, **options)[0] for seed in range(40)]
    means = {name: np.mean([skill[name] for skill in skills]) for name in skills[0]}
    assert {"nndm", "blocks", "regions", "random"} <= set(means)
    assert ("buffered" in means) == (situation == "clumped")
    assert all(abs(mean - 0.5) < 0.02 for mean in means.values()), means
