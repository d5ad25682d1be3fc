import numpy as np
import pytest

from scarpwatch.errors import ConfigError
from scarpwatch.learning.zoning import class_limits, class_table, classify_scores, density_rises


def test_classes_by_hand_with_breaks_in_the_higher_class():
    scores = [0.0, 0.19999, 0.2, 0.4, 0.6, 0.8, 1.0, np.nan]
    assert classify_scores(scores).tolist() == [1, 1, 2, 3, 4, 5, 5, 0]


def test_float32_raster_and_float64_table_give_the_same_classes():
    scores = np.random.default_rng(1).integers(0, 1001, 5000) / 1000
    assert (classify_scores(scores) == classify_scores(scores.astype(np.float32))).all()


@pytest.mark.parametrize("breaks", [(0.2, 0.4, 0.6), (0.2, 0.4, 0.4, 0.8), (0.8, 0.6, 0.4, 0.2)])
def test_breaks_must_rise_and_be_four(breaks):
    with pytest.raises(ConfigError, match="four rising"):
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
    assert density_rises(table)


def test_density_that_falls_is_noticed():
    assert not density_rises(class_table([1, 2, 3], [1e6, 1e6, 1e6], [1, 3, 2]))


def test_empty_classes_and_no_landslides():
    table = class_table([1, 5], [1e6, 1e6], [1, 3])
    assert table["units"].tolist() == [1, 0, 0, 0, 1]
    assert np.isnan(table.loc[2, "density"]) and density_rises(table)
    none = class_table([1, 5], [1e6, 1e6], [0, 0])
    assert none["landslide_share"].isna().all() and not density_rises(none)


def test_limits_name_the_classes():
    assert class_limits((0.1, 0.2, 0.3, 0.4))[5] == "very high (0.4-1)"
