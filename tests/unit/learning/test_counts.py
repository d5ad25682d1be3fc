import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import DataError
from scarpwatch.factors.factor import columns_record, read_columns
from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.learning.counts import MANY, calibrate, decide_counts, model_counts
from scarpwatch.simulate.factor_table import draw_factor_table

FACTORS = read_columns(columns_record(sorted(BUILT_IN, key=lambda factor: factor.order)))


def simulated(seed, *, units=1500, landslides=600, effect=0.0, dispersion=0.0):
    """Factors, the difference of elevation growing with the size of a unit, and landslides whose density is known."""
    rng = np.random.default_rng(seed)
    table = draw_factor_table(units, rng, side_m=20_000)
    table["area_m2"] = rng.lognormal(np.log(2e5), 0.9, units)
    table["max_elevation_difference"] = np.sqrt(table["area_m2"]) * rng.lognormal(-1, 0.3, units)
    density = np.exp(effect * (table["slope"] - table["slope"].mean()) / table["slope"].std())
    mean = density * table["area_m2"]
    mean *= landslides / mean.sum()
    more = rng.gamma(1 / dispersion, dispersion, units) if dispersion else 1.0
    labels = pd.DataFrame({"unit_id": table["unit_id"], "landslides": rng.poisson(mean * more)})
    return table, labels, (mean / table["area_m2"] * 1e6).to_numpy()


def model(table, labels, **options):
    how = {"mode": "on", "dynamic": False, "folds": 5, "seed": 1, "trees": 100, **options}
    return model_counts(table, labels, FACTORS, **how)


def ratios(seed, **options):
    """Observed over expected of uniform landslides, per fifth of area, and how many were to be expected."""
    table, labels, density = simulated(seed, landslides=800)
    counted = model(table, labels, **options)
    rows = counted.table[counted.table["grouped_by"] == "area_fifth"]
    assert rows["group"].tolist() == [1, 2, 3, 4, 5] and (rows["area_km2"] * density[0]).min() >= 25
    return rows["ratio"].to_numpy(), rows["area_km2"].to_numpy() * density[0]


def test_landslides_uniform_in_space_are_expected_where_they_are_whatever_the_size_of_units():
    found = [ratios(seed) for seed in range(4)]
    assert np.mean([ratio for ratio, _ in found], axis=0) == pytest.approx(1, abs=0.2)


@pytest.mark.slow
def test_observed_over_expected_of_uniform_landslides_over_twenty_seeds():
    found = [ratios(seed, trees=300) for seed in range(20)]
    assert np.mean([truth for _, truth in found], axis=0).min() >= 30
    assert np.mean([ratio for ratio, _ in found], axis=0) == pytest.approx(1, abs=0.1)


def test_the_density_that_landslides_were_drawn_with_is_recovered():
    table, labels, density = simulated(3, landslides=6000, effect=0.8)
    counted = model(table, labels, trees=300)
    held = counted.units["expected_density"]
    by_area = counted.units["expected_landslides"] / table["area_m2"] * 1e6
    assert by_area.to_numpy() == pytest.approx(held.to_numpy())
    assert np.corrcoef(np.log(held), np.log(density))[0, 1] > 0.95
    assert np.std(np.log(held / density)) < 0.25
    by_density = counted.table[counted.table["grouped_by"] == "density_fifth"]
    assert by_density["ratio"].to_numpy() == pytest.approx(1, abs=0.12)
    assert counted.record["deviance_explained"] > 0.4
    assert counted.record["scatter"]["dispersion"] < 0.05
    whole = counted.table[counted.table["grouped_by"] == "all"].iloc[0]
    assert whole["observed"] == labels["landslides"].sum() == counted.record["observed"]


def test_what_is_mapped_knows_nothing_of_the_unit_s_own_landslides():
    table, labels, _ = simulated(10, units=600, landslides=1200)
    expected = model(table, labels, trees=300).units["expected_density"]
    observed = labels["landslides"] / table["area_m2"]
    assert abs(expected.corr(observed, method="spearman")) < 0.15
    # A unit without data trains nothing, and gets what the model of all others says.
    hollow = [name for name in table if name not in ("unit_id", "x", "y", "area_m2", "slope")]
    table["lithology"] = table["lithology"].astype("string")
    table.loc[3, hollow] = pd.NA
    counted = model(table, labels)
    assert counted.record["left_out"] == 1 and counted.units["expected_density"].notna().all()


def test_clustered_landslides_scatter_more_than_poisson_counts():
    table, labels, _ = simulated(4, landslides=3000, effect=0.5, dispersion=0.8)
    scatter = model(table, labels).record["scatter"]
    assert scatter["distribution"] == "negative_binomial"
    assert scatter["dispersion"] == pytest.approx(0.8, rel=0.25) and scatter["pearson"] > 2


def test_a_model_that_learned_too_much_or_too_little_is_set_right():
    rng = np.random.default_rng(1)
    alone = rng.lognormal(0, 0.5, 20_000)
    log = rng.normal(0, 0.6, 20_000)
    for slope in (0.4, 1.0, 1.7):
        landslides = rng.poisson(alone * np.exp(0.2 + slope * log)).astype(float)
        found = calibrate(landslides, alone * np.exp(log), alone)
        assert (found.level, found.slope) == pytest.approx((0.2, slope), abs=0.04)
    against = rng.poisson(alone * np.exp(-log)).astype(float)
    flat = calibrate(against, alone * np.exp(log), alone)
    assert flat.slope == 0 and flat(alone * np.exp(log), alone).sum() == pytest.approx(against.sum())


def test_without_information_nothing_is_explained():
    skills = [model(*simulated(seed, landslides=1500)[:2]).record["deviance_explained"] for seed in range(3)]
    assert np.mean(skills) == pytest.approx(0, abs=0.03)


def test_few_units_with_several_are_not_modelled_unless_asked_for():
    table, labels, _ = simulated(5, landslides=150)
    counted = model(table, labels, mode="auto")
    assert counted.record["share_with_several"] < MANY and not counted.record["modelled"]
    assert list(counted.units) == ["unit_id", "landslides", "observed_density"] and counted.table.empty
    by_hand = labels["landslides"] / table["area_m2"] * 1e6
    assert counted.units["observed_density"].to_numpy() == pytest.approx(by_hand.to_numpy())
    assert model(table, labels, mode="on").record["modelled"]


def test_the_rule_counts_landslide_units():
    decision, share = decide_counts([0] * 50 + [1] * 8 + [3] * 2, "auto")
    assert share == MANY and decision["taken"] == "modelled"
    assert "2 of 10 landslide units (20%) hold more than one landslide, at least 20%" in decision["reason"]
    decision, _ = decide_counts([0, 1, 1, 1, 1, 1, 2], "on")
    assert decision["taken"] == "modelled" and "models.counts asks for it" in decision["reason"]


def test_units_without_area_or_data_have_no_expectation_and_train_nothing():
    table, labels, _ = simulated(6, landslides=2000)
    hollow = [name for name in table if name not in ("unit_id", "x", "y", "area_m2")]
    table["lithology"] = table["lithology"].astype("string")
    table.loc[3, hollow] = pd.NA
    table.loc[4, "area_m2"] = np.nan
    counted = model(table, labels)
    for column in ("expected_landslides", "expected_density"):
        assert counted.units[column].isna().to_numpy().nonzero()[0].tolist() == [3, 4]
    assert counted.record["left_out"] == 2 and counted.record["units"] == len(table) - 2
    assert np.isnan(counted.units.loc[4, "observed_density"])


def test_a_direction_holds():
    table, labels, _ = simulated(7, landslides=2000, effect=0.8)
    steep = model(table, labels, monotone={"slope": "decreasing"}).units["expected_density"]
    free = model(table, labels).units["expected_density"]
    assert steep.corr(table["slope"], method="spearman") < 0.5
    assert free.corr(table["slope"], method="spearman") > 0.9


def test_without_places_blocks_are_random_and_unknown_counts_are_refused():
    table, labels, _ = simulated(8, landslides=1500)
    assert model(table.drop(columns=["x", "y"]), labels).record["folds"] == 5
    with pytest.raises(DataError, match="Set models"):
        model(table, labels.assign(landslides=np.nan))
    with pytest.raises(DataError, match="areas are not known"):
        model(table.drop(columns="area_m2"), labels)


def test_two_threads_give_the_same_numbers():
    table, labels, _ = simulated(9, units=10_000, landslides=9000, effect=0.5)
    one, two = (model(table, labels, trees=5, folds=2, n_jobs=jobs) for jobs in (1, 2))
    pd.testing.assert_frame_equal(one.units, two.units, check_exact=True)
    assert one.record == two.record
