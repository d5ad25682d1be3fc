import numpy as np
import pytest
from sklearn.metrics import mean_poisson_deviance

from scarpwatch.errors import DataError
from scarpwatch.learning.metrics.count_scatter import (
    count_scatter,
    fifths,
    observed_over_expected,
    poisson_deviance,
)


def drawn(dispersion, seed, units=4000):
    """Counts of known dispersion around known expectations."""
    rng = np.random.default_rng(seed)
    mean = rng.gamma(1.5, 1.5, units) + 0.05
    if dispersion == 0:
        return rng.poisson(mean), mean
    return rng.poisson(mean * rng.gamma(1 / dispersion, dispersion, units)), mean


@pytest.mark.parametrize("dispersion", [0.1, 0.5, 2.0])
def test_the_dispersion_of_negative_binomial_counts_is_found(dispersion):
    found = [count_scatter(*drawn(dispersion, seed)) for seed in range(5)]
    assert {scatter["distribution"] for scatter in found} == {"negative_binomial"}
    assert np.mean([scatter["dispersion"] for scatter in found]) == pytest.approx(dispersion, rel=0.08)


def test_poisson_counts_stay_poisson():
    found = [count_scatter(*drawn(0, seed)) for seed in range(20)]
    assert [scatter["distribution"] for scatter in found].count("poisson") >= 19
    assert np.mean([scatter["pearson"] for scatter in found]) == pytest.approx(1, abs=0.02)
    assert all(scatter["dispersion"] == 0 for scatter in found if scatter["distribution"] == "poisson")


def test_deviance_is_that_of_scikit_learn():
    counts, mean = drawn(0, 1)
    assert poisson_deviance(counts, mean) == pytest.approx(mean_poisson_deviance(counts, mean))


def test_observed_over_expected_by_hand():
    table = observed_over_expected([2, 1, 1], [6, 0, 2], [4.0, 1.0, 3.0], [1e6, 2e6, 3e6], dispersion=0.5)
    assert table["group"].tolist() == [1, 2] and table["units"].tolist() == [2, 1]
    assert table["observed"].tolist() == [2, 6] and table["expected"].tolist() == [4, 4]
    assert table["area_km2"].tolist() == [5, 1] and table["ratio"].tolist() == [0.5, 1.5]
    spread = 1.959964 * np.sqrt([4 + 0.5 * 10, 4 + 0.5 * 16]) / 4
    assert table["upper"].to_numpy() == pytest.approx(1 + spread)
    assert table["lower"].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("dispersion", [0.0, 0.6])
def test_as_many_ratios_lie_in_the_interval_as_it_says(dispersion):
    inside = []
    for seed in range(40):
        counts, mean = drawn(dispersion, seed, units=500)
        table = observed_over_expected(fifths(mean), counts, mean, mean, dispersion=dispersion)
        inside += (table["ratio"].between(table["lower"], table["upper"])).tolist()
    assert np.mean(inside) == pytest.approx(0.95, abs=0.035)


def test_fifths_hold_as_many_units_and_part_no_ties():
    values = np.random.default_rng(1).permutation(100)
    assert np.bincount(fifths(values))[1:].tolist() == [20] * 5
    assert fifths(values)[values.argmin()] == 1 and fifths(values)[values.argmax()] == 5
    assert set(fifths(np.ones(10)).tolist()) == {1}


@pytest.mark.parametrize(
    ("counts", "expected"), [([1, np.nan], [1, 1]), ([1, 1], [1, 0]), ([1, 1], [np.nan, 1])]
)
def test_what_is_not_known_is_refused(counts, expected):
    with pytest.raises(DataError, match="no number of landslides"):
        poisson_deviance(counts, expected)
