import json

import numpy as np
import pandas as pd
import pytest
from algorithm_members import members_of

from scarpwatch.algorithms.registry import NAMES
from scarpwatch.errors import DataError
from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.files.json_files import plain
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.metrics.roc import compare_auc, delong
from scarpwatch.learning.predictors.features import encode_factors
from scarpwatch.learning.predictors.sample_values import sample_values
from scarpwatch.learning.samples.designs import lay_folds
from scarpwatch.learning.samples.draw import draw_samples, split_stratified
from scarpwatch.learning.training import area_predictors, train_and_evaluate
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units

TREES = ("rf", "lightgbm", "xgboost")
STATIC_EFFECTS = {
    "slope": 1.0,
    "distance_to_roads": -0.7,
    "distance_to_faults": -0.5,
    "max_elevation_difference": 0.4,
    "ndvi": -0.4,
    "lithology": {"shale": 0.8},
}


def simulated(seed, *, units, landslides, effect):
    """Factor table and samples of an area whose landslides follow the static effects and, with
    ``effect`` log-odds per standard deviation, the speed of movement away from the satellite."""
    rng = np.random.default_rng(seed)
    table = draw_factor_table(units, rng)
    labels = draw_landslide_units(table, {**STATIC_EFFECTS, "deformation_rate": -effect}, landslides, rng)
    return table, draw_samples(labels, table, rng=rng)


@pytest.fixture(scope="module")
def area():
    return simulated(1, units=3000, landslides=200, effect=1.2)


@pytest.fixture(scope="module", params=TREES)
def trained(request, area):
    return train_and_evaluate(*area, BUILT_IN, algorithm=request.param, dynamic=True, seed=3, trees=50)


def test_every_unit_has_a_score(trained, area):
    assert trained.scores["unit_id"].tolist() == area[0]["unit_id"].tolist()
    assert trained.scores["score"].between(0, 1).all()


def test_metrics_are_complete_and_can_be_written(trained):
    metrics = json.loads(json.dumps(plain(trained.metrics), allow_nan=False))
    assert metrics["training"]["units"] == 280 and metrics["validation"]["units"] == 120
    assert metrics["validation"]["auc"] > 0.75
    assert metrics["validation"]["auc"] < metrics["training"]["auc"]
    folds = metrics["cross_validation"]["folds"]
    assert len(folds) == 5 and sum(fold["units"] for fold in folds) == 400
    assert metrics["cross_validation"]["auc_mean"] == pytest.approx(np.mean([f["auc"] for f in folds]))
    assert "deformation_rate" in metrics["predictors"] and metrics["dropped_columns"] == []
    assert 0 < metrics["missing_share"]["deformation_rate"] < 0.15
    assert 0.35 < metrics["area_alone_auc"] < 0.65  # area has no part in the simulation


def test_importance_adds_to_one_and_finds_the_drivers(trained):
    table = trained.importance
    assert table["gain"].sum() == pytest.approx(1) and table["gain"].is_monotonic_decreasing
    first = table["factor"].tolist()[:4]
    assert "slope" in first and {"deformation_rate", "cumulative_deformation"} & set(first)
    assert set(table["factor"]) == set(trained.metrics["predictors"])


def test_held_out_units_teach_nothing(area):
    table, samples = area
    held = samples.loc[samples["split"] == "validation", "unit_id"]
    rng = np.random.default_rng(9)
    other = samples.copy()
    flip = (other["split"] == "validation").to_numpy()
    other.loc[flip, "landslide"] = rng.permutation(other.loc[flip, "landslide"].to_numpy())
    changed = table.copy()
    changed.loc[changed["unit_id"].isin(held), "slope"] = rng.uniform(0, 60, len(held))
    results = [
        train_and_evaluate(t, s, BUILT_IN, algorithm="lightgbm", dynamic=False, seed=3, trees=30)
        for t, s in ((table, samples), (changed, other))
    ]
    before, after = (result.metrics for result in results)
    assert plain(before["training"]) == plain(after["training"])
    assert before["validation"]["auc"] != after["validation"]["auc"]
    untouched = ~results[0].scores["unit_id"].isin(held)
    assert (results[0].scores["score"][untouched] == results[1].scores["score"][untouched]).all()


JUDGED_ON_HELD_OUT = ("validation", "cross_validation", "rate_curves")


def training_side(result, samples):
    """All that a held-out unit must not have touched: whatever is new in the metrics counts unless it is
    known to be judged on held-out units."""
    held = samples.loc[samples["split"] == "validation", "unit_id"]
    metrics = {name: part for name, part in result.metrics.items() if name not in JUDGED_ON_HELD_OUT}
    gain = result.importance.set_index("factor")["gain"].to_dict()
    scores = result.scores[~result.scores["unit_id"].isin(held)].to_numpy().tolist()
    success = result.metrics["rate_curves"]["success"]
    return {"metrics": plain(metrics), "gain": gain, "scores": scores, "success": success}


@pytest.mark.parametrize("algorithm", NAMES)
def test_a_factor_that_knows_the_held_out_labels_changes_nothing_in_training(area, algorithm):
    """Random in training and equal to the label in validation, against random everywhere."""
    table, samples = area
    rng = np.random.default_rng(8)
    random = table.assign(ndvi=rng.random(len(table)))
    held = samples[samples["split"] == "validation"].set_index("unit_id")["landslide"]
    leaking = random.assign(ndvi=table["unit_id"].map(held).astype(float).fillna(random["ndvi"]))
    assert (leaking["ndvi"] != random["ndvi"]).sum() == len(held)
    options = {"algorithm": algorithm, "dynamic": True, "seed": 3, "trees": 30}
    options["members"] = members_of(algorithm)
    honest, planted = (train_and_evaluate(t, samples, BUILT_IN, **options) for t in (random, leaking))
    assert training_side(planted, samples) == training_side(honest, samples)
    assert plain(planted.metrics["validation"]) != plain(honest.metrics["validation"])


def test_a_factor_that_knows_the_held_out_labels_changes_no_tuning(area):
    table, samples = area
    random = table.assign(ndvi=np.random.default_rng(8).random(len(table)))
    held = samples[samples["split"] == "validation"].set_index("unit_id")["landslide"]
    leaking = random.assign(ndvi=table["unit_id"].map(held).astype(float).fillna(random["ndvi"]))
    tuning = {"candidates": 3, "folds": 3, "early_stopping": True}
    options = {"algorithm": "xgboost", "dynamic": True, "seed": 3, "trees": 30, "tuning": tuning}
    honest, planted = (train_and_evaluate(t, samples, BUILT_IN, **options) for t in (random, leaking))
    assert honest.metrics["tuning"]
    assert training_side(planted, samples) == training_side(honest, samples)


def test_tuning_left_to_the_program_starts_at_so_many_units_and_tells_its_budget(area, caplog):
    options = {"algorithm": "logistic", "dynamic": True, "seed": 3}
    automatic = {"candidates": "auto", "folds": 3, "early_stopping": True, "max_units": 200}
    plain_one = train_and_evaluate(*area, BUILT_IN, **options)
    with caplog.at_level("INFO"):
        few = train_and_evaluate(*area, BUILT_IN, **options, tuning={**automatic, "from_units": 281})
        assert "not tuned: 280 training units, fewer than 281" in caplog.text
        many = train_and_evaluate(*area, BUILT_IN, **options, tuning={**automatic, "from_units": 280})
    assert few.metrics["tuning"] == {"candidates": 0, "trainings": 0, "units": 280, "from_units": 281}
    pd.testing.assert_frame_equal(few.scores, plain_one.scores, check_exact=True)
    same = {name: part for name, part in few.metrics.items() if name != "tuning"}
    assert plain({**same, "tuning": None}) == plain(plain_one.metrics)
    told = (
        "6 candidates x 3 folds = 18 trainings on 200 of 280 training units, and as many for each of 5 folds"
    )
    assert told in caplog.text
    record = many.metrics["tuning"]
    assert (record["candidates"], record["trainings"], record["units"], record["blocks"]) == (6, 18, 200, 5)


def test_a_file_of_the_users_without_a_grid_trains_with_its_own_settings(area, tmp_path):
    (tmp_path / "nb.py").write_text(
        "from sklearn.naive_bayes import GaussianNB\n"
        "from scarpwatch.learning.algorithms.parts.classifier import *\n"
        "def make(settings):\n    return classifier_model(GaussianNB(), settings)\n"
    )
    automatic = {"candidates": "auto", "folds": 3, "early_stopping": True, "from_units": 0, "max_units": 200}
    own = {"algorithm": str(tmp_path / "nb.py"), "dynamic": True, "seed": 3}
    trained = train_and_evaluate(*area, BUILT_IN, **own, tuning=automatic)
    assert trained.metrics["algorithm"] == "nb" and trained.metrics["tuning"] is None
    assert trained.metrics["validation"]["auc"] > 0.6


def test_members_of_an_ensemble_are_tuned_as_they_would_be_for_themselves(area):
    tuning = {"candidates": 3, "folds": 2, "early_stopping": True}
    options = {"dynamic": True, "seed": 3, "trees": 20, "tuning": tuning}
    members = ("lightgbm", "logistic")
    whole = train_and_evaluate(*area, BUILT_IN, algorithm="stack", members=members, **options).metrics[
        "tuning"
    ]
    for name in members:
        alone = train_and_evaluate(*area, BUILT_IN, algorithm=name, **options).metrics["tuning"]
        assert {**whole["members"][name], "blocks": 5} == alone
        assert whole["parameters"].get(name, {}) == alone["parameters"]
    assert whole["trainings"] == 12 and "auc" not in whole


def test_rows_and_threads_do_not_change_scores(area):
    table, samples = area
    first = train_and_evaluate(table, samples, BUILT_IN, algorithm="rf", dynamic=True, seed=3, trees=20)
    second = train_and_evaluate(
        table.sample(frac=1, random_state=1),
        samples.sample(frac=1, random_state=1),
        BUILT_IN,
        algorithm="rf",
        dynamic=True,
        seed=3,
        trees=20,
        n_jobs=2,
    )
    pd.testing.assert_frame_equal(first.scores, second.scores, check_exact=True)
    pd.testing.assert_frame_equal(first.importance, second.importance, check_exact=True)
    assert plain(first.metrics) == plain(second.metrics)


def test_shuffled_labels_give_chance(area):
    table, samples = area
    rng = np.random.default_rng(4)
    aucs = []
    for seed in range(6):
        shuffled = samples.assign(landslide=rng.permutation(samples["landslide"].to_numpy()))
        values = sample_values(encode_factors(table, BUILT_IN, dynamic=True), shuffled)
        training, truth = (shuffled["split"] == "training").to_numpy(), shuffled["landslide"].to_numpy()
        model = fit_model(make_model("xgboost", seed=seed, trees=30), values[training], truth[training])
        scores = predict_scores(model, values[~training])
        aucs.append(compare_auc(truth[~training], scores, scores).first)
    assert np.mean(aucs) == pytest.approx(0.5, abs=0.07)  # one AUC of 120 units scatters by 0.053


def test_fold_with_one_class_does_not_count(area):
    table, samples = area
    samples = samples.copy()
    samples.loc[samples["fold"] == 0, "landslide"] = 0
    got = train_and_evaluate(table, samples, BUILT_IN, algorithm="xgboost", dynamic=False, seed=3, trees=10)
    folds = got.metrics["cross_validation"]["folds"]
    assert np.isnan(folds[0]["auc"])
    assert got.metrics["cross_validation"]["auc_mean"] == pytest.approx(
        np.mean([fold["auc"] for fold in folds[1:]])
    )


def test_samples_that_do_not_fit_the_table_are_refused(area):
    table, samples = area
    options = {"algorithm": "rf", "dynamic": False, "seed": 1}
    with pytest.raises(DataError, match="not in the factor table"):
        train_and_evaluate(
            table[table["unit_id"] != samples["unit_id"].iloc[5]], samples, BUILT_IN, **options
        )
    with pytest.raises(DataError, match=r"more than once\. "):
        train_and_evaluate(table, pd.concat([samples, samples.iloc[:1]]), BUILT_IN, **options)
    twice = pd.concat([samples, samples.iloc[:1].assign(split="training")])
    twice = pd.concat([twice, samples.iloc[:1].assign(split="validation")])
    with pytest.raises(DataError, match="for training and for validation"):
        train_and_evaluate(table, twice, BUILT_IN, **options)
    few = samples[(samples["landslide"] == 0) | (samples["landslide"].cumsum() < 10)]
    with pytest.raises(DataError, match="9 of 209 units have a landslide"):
        train_and_evaluate(table, few, BUILT_IN, **options)
    with pytest.raises(DataError, match="200 of 200 units have a landslide"):
        train_and_evaluate(table, samples[samples["landslide"] == 1], BUILT_IN, **options)
    one_sided = samples[(samples["landslide"] == 1) | (samples["split"] == "training")]
    with pytest.raises(DataError, match="only one class"):
        train_and_evaluate(table, one_sided, BUILT_IN, **options)


def test_a_label_among_the_predictors_is_refused(area):
    table, samples = area
    hit = table["unit_id"].isin(samples.loc[samples["landslide"] == 1, "unit_id"])
    leaking = table.assign(distance_to_roads=np.where(hit, 0.0, 1 + table["distance_to_roads"]))
    with pytest.raises(DataError, match=r"distance_to_roads: .*AUC of 1.000"):
        train_and_evaluate(leaking, samples, BUILT_IN, algorithm="rf", dynamic=False, seed=1)


def test_constant_and_empty_factors_are_dropped_and_named(area):
    table, samples = area
    useless = table.assign(ndvi=0.4, elevation=np.nan)
    got = train_and_evaluate(
        useless, samples, BUILT_IN, algorithm="lightgbm", dynamic=False, seed=1, trees=10
    )
    assert got.metrics["dropped_columns"] == ["elevation", "ndvi"]
    assert got.metrics["missing_share"]["elevation"] == 1


@pytest.mark.parametrize(("algorithm", "published"), [("rf", 0.852), ("lightgbm", 0.837), ("xgboost", 0.827)])
def test_real_landslides_of_ecuador(shared_real, algorithm, published):
    """175 landslides and 175 other points with five terrain columns; the figures are mean AUCs of the
    algorithms with their libraries' own settings over random 70/30 splits. The simulated area above is
    this test's twin."""
    points = pd.read_csv(shared_real / "ecuador_landslides" / "lsl_350pts.csv")
    truth = points["lslpts"].astype(bool).to_numpy()
    values = points[["slope", "cplan", "cprof", "elev", "log10_carea"]]
    aucs = []
    for seed in range(20):
        training = split_stratified(truth, train_share=0.7, rng=np.random.default_rng(seed)) == "training"
        model = fit_model(make_model(algorithm, seed=seed, trees=100), values[training], truth[training])
        aucs.append(delong(truth[~training], predict_scores(model, values[~training]))[0][0])
    assert np.mean(aucs) == pytest.approx(published, abs=0.02)


@pytest.mark.slow
def test_deformation_gains_where_it_matters_and_nothing_where_it_does_not():
    """The study's size: 361 + 361 of 10,426 units. Over 40 seeds the mean gain of the null case has a
    standard error of about 0.001, so that +-0.005 is a test and not a lottery."""
    gains = {effect: {name: [] for name in TREES} for effect in (1.2, 0.0)}
    for effect, seeds in ((1.2, 20), (0.0, 40)):
        for seed in range(seeds):
            table, samples = simulated(seed, units=10_426, landslides=361, effect=effect)
            held = (samples["split"] == "validation").to_numpy()
            truth = samples["landslide"].to_numpy()
            for algorithm in TREES:
                scores = []
                for dynamic in (False, True):
                    values = sample_values(encode_factors(table, BUILT_IN, dynamic=dynamic), samples)
                    model = fit_model(make_model(algorithm, seed=seed), values[~held], truth[~held])
                    scores.append(predict_scores(model, values[held]))
                gains[effect][algorithm].append(compare_auc(truth[held], *scores).difference)
    for algorithm in TREES:
        real, null = np.mean(gains[1.2][algorithm]), np.mean(gains[0.0][algorithm])
        print(f"{algorithm}: mean gain {real:+.4f} with the effect, {null:+.4f} without")
        assert real > 0.02
        assert abs(null) < 0.005


def test_a_factor_that_is_the_area_is_known_under_any_name(area):
    table, _ = area
    predictors = encode_factors(table.assign(ndvi=-np.log(table["area_m2"])), BUILT_IN, dynamic=False)
    assert area_predictors(predictors, table) == ["ndvi"]
    assert area_predictors(encode_factors(table, BUILT_IN, dynamic=False), table) == []
    assert area_predictors(predictors, table.drop(columns="area_m2")) == []


def test_with_tuning_fewer_repeats_are_scored_and_the_cost_is_told(area, caplog):
    table, samples = area
    designs = lay_folds(samples, table, folds=2, repeats=3, seed=1)
    tuning = {"candidates": 2, "folds": 2, "early_stopping": False, "repeats": 1}
    options = {"algorithm": "logistic", "dynamic": False, "seed": 3, "designs": designs}
    with caplog.at_level("INFO"):
        tuned = train_and_evaluate(table, samples, BUILT_IN, tuning=tuning, **options)
    assert "as many for each of 7 folds of the cross-validation" in caplog.text
    assert tuned.out_of_fold["repeat"].unique().tolist() == [0] and tuned.metrics["tuning"]["blocks"] == 7
    plain = train_and_evaluate(table, samples, BUILT_IN, **options)
    assert plain.out_of_fold["repeat"].nunique() == 3
    swing = plain.metrics["cross_validation"]["split_swing"]
    assert (
        swing["lower"]
        < plain.metrics["cross_validation"]["designs"]["nndm"]["repeats"][0]["auc"]
        < swing["upper"]
    )
