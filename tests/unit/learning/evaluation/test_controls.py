from functools import partial

import numpy as np
import pandas as pd
import pytest
from algorithm_members import members_of

from scarpwatch.algorithms.registry import NAMES
from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.learning.algorithms.models import fit_model, make_model, predict_scores
from scarpwatch.learning.evaluation.comparison import compare_part
from scarpwatch.learning.evaluation.controls import (
    NOISE,
    below_noise,
    missingness,
    noise_ranking,
    permuted_labels,
    shuffle_inside_gaps,
)
from scarpwatch.learning.predictors.features import encode_factors
from scarpwatch.learning.predictors.sample_values import sample_values
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units

DRIVERS = {
    "slope": 0.7,
    "elevation": 0.5,
    "distance_to_roads": -0.5,
    "distance_to_faults": -0.5,
    "ndvi": -0.5,
    "deformation_rate": -0.5,
}
"""Log-odds per standard deviation: none below a half."""


def area(seed, *, units=10_426, landslides=361, effects=DRIVERS, change=lambda table, rng: table):
    """Samples of an area of the study's size: encoded static and coupled values, factor of each column."""
    rng = np.random.default_rng(seed)
    table = draw_factor_table(units, rng)
    labels = draw_landslide_units(table, effects, landslides, rng)
    samples = draw_samples(labels, table, rng=rng)
    table = change(table, rng)
    return table, samples


def make(algorithm, seed, trees=100):
    return make_model(algorithm, seed=seed, trees=trees, members=members_of(algorithm))


def arrays(table, samples, *, dynamic=True, exclude=()):
    predictors = encode_factors(table, BUILT_IN, dynamic=dynamic, exclude=exclude)
    values = sample_values(predictors, samples)
    truth = samples["landslide"].to_numpy().astype(bool)
    return values, truth, (samples["split"] == "training").to_numpy(), predictors.factor_of


def hide_where_green(table, rng):
    """Deformation that is pure noise, and missing on the greenest third of the units."""
    noise = rng.standard_normal((len(table), 2))
    green = (table["ndvi"] > table["ndvi"].quantile(0.65)).to_numpy()
    values = np.where(green[:, None], np.nan, noise)
    return table.assign(deformation_rate=values[:, 0], cumulative_deformation=values[:, 1])


@pytest.mark.parametrize("algorithm", NAMES)
def test_permuted_labels_give_chance_over_twenty_seeds(algorithm):
    values, truth, training, _ = arrays(*area(1, units=3000))
    aucs = permuted_labels(partial(make, algorithm, trees=20), values, truth, training, seeds=range(20))
    print(f"{algorithm}: mean AUC {np.mean(aucs):.4f} over {len(aucs)} seeds")
    assert np.mean(aucs) == pytest.approx(0.5, abs=0.02)
    assert np.std(aucs) > 0.01  # each seed shuffles anew


def test_permuting_keeps_the_classes_of_each_split(monkeypatch):
    values, truth, training, _ = arrays(*area(1, units=3000, landslides=100))
    seen = []
    monkeypatch.setattr(
        "scarpwatch.learning.evaluation.controls.fit_model",
        lambda model, part, labels: seen.append(labels.sum()) or fit_model(model, part, labels),
    )
    permuted_labels(partial(make, "logistic"), values, truth, training, seeds=[1, 2])
    assert seen == [truth[training].sum()] * 2


def test_noise_ranks_below_strong_drivers():
    table, samples = area(2, effects={"slope": 1.5, "distance_to_roads": -1.5})
    values, truth, training, factor_of = arrays(table, samples, dynamic=False)
    ranking = noise_ranking(partial(make, "lightgbm"), values, truth, training, factor_of, seeds=range(3))
    assert set(ranking["factor"]) == {*factor_of.values(), NOISE}
    assert set(ranking["factor"][:3]) >= {"slope", "distance_to_roads"}
    assert ranking["gain"].sum() == pytest.approx(1)
    assert ranking["gain_rank"].is_monotonic_increasing
    for name in ("gain_rank", "permutation_rank"):
        assert not {"slope", "distance_to_roads"} & set(below_noise(ranking, name))


def test_shuffling_inside_gaps_keeps_pattern_values_and_rows():
    rng = np.random.default_rng(3)
    values = pd.DataFrame({"slope": rng.random(60), "rate": rng.random(60)})
    values["cumulative"] = 2 * values["rate"]
    values.loc[:19, ["rate", "cumulative"]] = np.nan
    values.loc[20:24, "cumulative"] = np.nan
    got = shuffle_inside_gaps(values, ["rate", "cumulative"], rng)
    assert (got["slope"] == values["slope"]).all()
    assert (got.isna() == values.isna()).all(axis=None)
    assert sorted(got["rate"].dropna()) == sorted(values["rate"].dropna())
    known = got["cumulative"].notna()
    assert (got["cumulative"][known] == 2 * got["rate"][known]).all()  # rows move as one
    assert (got["rate"] != values["rate"])[20:].mean() > 0.8


def gap_control(seed, seeds, landslides=361):
    """Vegetation drives landslides and is no factor; deformation is noise that vegetation hides."""
    table, samples = area(
        seed,
        landslides=landslides,
        effects={"slope": 1.0, "distance_to_roads": -0.7, "ndvi": -1.0},
        change=hide_where_green,
    )
    static, truth, training, _ = arrays(table, samples, dynamic=False, exclude=["ndvi"])
    coupled, *_ = arrays(table, samples, exclude=["ndvi"])
    return missingness(partial(make, "lightgbm"), static, coupled, truth, seeds=seeds), (
        static,
        coupled,
        truth,
        training,
    )


def test_a_gain_of_gaps_alone_is_shown_for_what_it_is():
    found, (static, coupled, truth, training) = gap_control(202, range(12))
    assert found["gain"]["difference"] > 0.015
    assert found["gain_of_gaps"]["difference"] == pytest.approx(found["gain"]["difference"], abs=0.01)
    assert found["gain_of_values"]["p_value"] > 0.05
    assert found["gain_of_gaps"]["verdict"] == "beyond_chance"
    assert 0.2 < found["missing_share"] < 0.5
    # The same models on covered units only: there the gaps are out of sight, and the gain is gone.
    scores = [
        predict_scores(fit_model(make("lightgbm", 1), v[training], truth[training]), v[~training])
        for v in (static, coupled)
    ]
    covered = coupled["deformation_rate"].notna().to_numpy()[~training]
    assert compare_part(truth[~training], *scores, covered)["p_value"] > 0.05


def test_a_gain_of_values_is_shown_for_what_it_is():
    table, samples = area(5, effects={"slope": 1.0, "deformation_rate": -1.2})
    static, truth, _, _ = arrays(table, samples, dynamic=False)
    coupled, *_ = arrays(table, samples)
    found = missingness(partial(make, "lightgbm"), static, coupled, truth, seeds=range(8))
    assert found["gain_of_values"]["difference"] > 0.03 and found["gain_of_values"]["p_value"] < 0.05
    assert abs(found["gain_of_gaps"]["difference"]) < 0.02
    assert found["gain_of_gaps"]["verdict"] != "beyond_chance"
    assert [len(gains) for gains in found["per_seed"].values()] == [8, 8, 8]


@pytest.mark.slow
@pytest.mark.parametrize("algorithm", NAMES)
def test_noise_ranks_below_every_driver_of_half_a_log_odds(algorithm):
    """Mean rank over ten areas of the study's size, each with noise of its own."""
    ranks = []
    for seed in range(10):
        values, truth, training, factor_of = arrays(*area(seed))
        ranking = noise_ranking(partial(make, algorithm, trees=300), values, truth, training, factor_of,
                                seeds=[seed])  # fmt: skip
        ranks.append(ranking.set_index("factor")[["gain_rank", "permutation_rank"]])
    mean = pd.concat(ranks).groupby(level=0).mean()
    print(f"\n{algorithm}\n{mean.sort_values('gain_rank')}")
    for name in mean:
        # The two deformation factors say the same; the driver counts by the better of them.
        moving = mean.loc[["deformation_rate", "cumulative_deformation"], name].min()
        others = mean.loc[[factor for factor in DRIVERS if factor != "deformation_rate"], name]
        assert max(moving, others.max()) < mean.loc[NOISE, name]


@pytest.mark.slow
def test_gain_of_gaps_over_many_areas():
    found = [gap_control(seed, range(20))[0] for seed in range(10)]
    means = {
        name: np.mean([one[name]["difference"] for one in found])
        for name in ("gain", "gain_of_gaps", "gain_of_values")
    }
    print(means)
    assert means["gain"] > 0.015
    assert means["gain_of_gaps"] == pytest.approx(means["gain"], abs=0.005)
    assert abs(means["gain_of_values"]) < 0.005
