from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import ConfigError
from scarpwatch.learning.zoning import (
    class_limits,
    class_table,
    classify_scores,
    density_falls,
    find_breaks,
    natural_breaks,
    rate_units,
)


def test_classes_by_hand_with_breaks_in_the_higher_class():
    scores = [0.0, 0.19999, 0.2, 0.4, 0.6, 0.8, 1.0, np.nan]
    assert classify_scores(scores).tolist() == [1, 1, 2, 3, 4, 5, 5, 0]


def test_float32_raster_and_float64_table_give_the_same_classes():
    scores = np.random.default_rng(1).integers(0, 1001, 5000) / 1000
    assert (classify_scores(scores) == classify_scores(scores.astype(np.float32))).all()


@pytest.mark.parametrize("breaks", [(0.2, 0.4, 0.6), (0.2, 0.4, 0.4, 0.8), (0.8, 0.6, 0.4, 0.2)])
def test_breaks_must_rise_and_be_four(breaks):
    with pytest.raises(ConfigError, match="rising numbers"):
        classify_scores([0.5], breaks)


def test_table_by_hand():
    classes = [1, 1, 2, 3, 4, 5, 0]
    area = np.array([3, 1, 2, 2, 1, 1, 9]) * 1e6
    table = class_table(classes, area, [1, 0, 1, 2, 2, 4, 50]).set_index("class")
    assert table["area_km2"].tolist() == [4, 2, 2, 1, 1]
    assert table["area_share"].tolist() == [0.4, 0.2, 0.2, 0.1, 0.1]
    assert table["landslides"].tolist() == [1, 1, 2, 2, 4]
    assert table["landslide_share"].tolist() == [0.1, 0.1, 0.2, 0.2, 0.4]
    assert table["density"].tolist() == [0.25, 0.5, 1, 2, 4]
    assert table["frequency_ratio"].to_numpy() == pytest.approx([0.25, 0.5, 1, 2, 4])
    assert density_falls(table) == []


def test_density_that_falls_is_noticed():
    table = class_table([1, 2, 3], [1e6, 1e6, 1e6], [1, 3, 2], held_out=[True, True, False])
    assert density_falls(table) == [("low", "moderate")]
    assert density_falls(table, "held_out_ratio") == [("low", "moderate")]


def test_empty_classes_and_no_landslides():
    table = class_table([1, 5], [1e6, 1e6], [1, 3])
    assert table["units"].tolist() == [1, 0, 0, 0, 1]
    assert np.isnan(table.loc[2, "density"]) and density_falls(table) == []
    none = class_table([1, 5], [1e6, 1e6], [0, 0])
    assert none["landslide_share"].isna().all() and density_falls(none) == [("very low", "very high")]


def test_limits_name_the_classes():
    assert class_limits((0.1, 0.2, 0.3, 0.4))[5] == "very high (0.4-1)"


def test_held_out_landslides_by_hand():
    classes = [1, 1, 2, 3, 4, 5]
    held = [True, False, True, False, True, True]
    table = class_table(classes, np.ones(6) * 1e6, [1, 5, 0, 3, 1, 2], held_out=held)
    assert table["held_out_landslides"].tolist() == [1, 0, 0, 1, 2]
    assert table["held_out_share"].tolist() == [0.25, 0, 0, 0.25, 0.5]
    assert table["held_out_ratio"].to_numpy() == pytest.approx([0.25 * 3, 0, 0, 1.5, 3])


def test_without_areas_every_unit_counts_alike():
    table = class_table([1, 1, 1, 5], None, [0, 1, 0, 1])
    assert table["area_km2"].isna().all()
    assert table["area_share"].tolist() == [0.75, 0, 0, 0, 0.25]
    assert table["density"][0] == pytest.approx(1 / 3) and table["frequency_ratio"][4] == 2
    assert density_falls(table) == []


def test_one_class_alone_tells_nothing_of_the_density():
    assert density_falls(class_table([3, 3], [1e6, 1e6], [1, 3])) is None


def test_quantiles_put_a_fifth_of_the_units_in_each_class():
    scores = np.random.default_rng(0).beta(2, 5, 1000)
    classes = classify_scores(scores, find_breaks(scores, "quantiles"))
    assert np.bincount(classes)[1:].tolist() == [200] * 5


def test_breaks_that_do_not_rise_give_way_to_the_fixed_ones():
    for method in ("quantiles", "natural_breaks"):
        assert find_breaks([0.3] * 50 + [0.7], method) == [0.2, 0.4, 0.6, 0.8]
    assert find_breaks([0.1, np.nan], "fixed", (0.1, 0.2, 0.3, 0.4)) == [0.1, 0.2, 0.3, 0.4]


def squares(values, edges):
    return sum(((part - part.mean()) ** 2).sum() for part in np.split(values, edges))


@pytest.mark.parametrize("seed", range(5))
def test_natural_breaks_are_the_best_of_all_ways_to_cut(seed):
    values = np.sort(np.random.default_rng(seed).gamma(2, 1, 24))
    found = natural_breaks(values, 4, bins=100_000)
    best = min(squares(values, cut) for cut in combinations(range(1, 24), 3))
    assert squares(values, np.searchsorted(values, found)) == pytest.approx(best)


def test_natural_breaks_find_groups_and_binning_costs_little():
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.normal(centre, 0.02, 2000) for centre in (0.1, 0.3, 0.5, 0.7, 0.9)])
    found = natural_breaks(values, 5)
    assert found == pytest.approx([0.2, 0.4, 0.6, 0.8], abs=0.03)
    skew = np.sort(rng.beta(1, 4, 3000))
    exact, binned = natural_breaks(skew, 5, bins=3000), natural_breaks(skew, 5)
    assert squares(skew, np.searchsorted(skew, binned)) < 1.001 * squares(skew, np.searchsorted(skew, exact))
    assert natural_breaks([1.0, 1.0, 2.0], 5).tolist() == [1.5]


def test_units_are_rated_and_unknown_ones_left_without_class():
    units = pd.DataFrame({"unit_id": [1, 2, 3]})
    rated = rate_units(
        units,
        pd.DataFrame({"unit_id": [1, 3], "score": [0.9, 0.1]}),
        pd.DataFrame({"unit_id": [3, 1], "landslides": [0, 4]}),
        pd.DataFrame({"unit_id": [1, 3], "score_std": [0.1, 0.2]}),
    )
    assert rated["class"].tolist() == [5, 0, 1]
    assert rated["landslides"].tolist() == [4, 0, 0]
    assert rated["score_std"].iloc[2] == 0.2 and np.isnan(rated["score_std"].iloc[1])
