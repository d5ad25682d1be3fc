import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import ConfigError
from scarpwatch.learning.zoning import (
    class_limits,
    class_table,
    classify_scores,
    density_falls,
    density_line,
    rate_units,
)
from scarpwatch.susceptibility_classes import CLASS_NAMES, DEFAULT_BREAKS, NUMBER

EMPTY = [0] * (NUMBER - 2)  # between the lowest and the highest class


def test_classes_by_hand_with_breaks_in_the_higher_class():
    scores = [0.0, DEFAULT_BREAKS[0] - 1e-5, *DEFAULT_BREAKS, 1.0, np.nan]
    assert classify_scores(scores).tolist() == [1, 1, *range(2, NUMBER + 1), NUMBER, 0]


def test_float32_raster_and_float64_table_give_the_same_classes():
    scores = np.random.default_rng(1).integers(0, 1001, 5000) / 1000
    assert (classify_scores(scores) == classify_scores(scores.astype(np.float32))).all()


@pytest.mark.parametrize(
    "breaks", [DEFAULT_BREAKS[:-1], (*DEFAULT_BREAKS[:-1], DEFAULT_BREAKS[-2]), DEFAULT_BREAKS[::-1]]
)
def test_breaks_must_rise_and_be_one_fewer_than_classes(breaks):
    with pytest.raises(ConfigError, match="rising numbers"):
        classify_scores([0.5], breaks)


def test_table_by_hand():
    """Two units in the lowest class and one in each other, where landslides double; one unit of no class."""
    doubled = 2 ** np.arange(NUMBER)
    area = np.array([3, 1, *[2] * (NUMBER - 1), 9]) * 1e6
    table = class_table([1, *range(1, NUMBER + 1), 0], area, [0, *doubled, 50])
    size, slides = np.array([4, *[2] * (NUMBER - 1)]), doubled
    assert table["class"].tolist() == [*range(1, NUMBER + 1)] and table["units"].tolist()[:2] == [2, 1]
    assert table["area_km2"].tolist() == size.tolist()
    assert table["area_share"].to_numpy() == pytest.approx(size / size.sum())
    assert table["landslides"].tolist() == slides.tolist()
    assert table["landslide_share"].to_numpy() == pytest.approx(slides / slides.sum())
    assert table["density"].tolist() == [0.25, *(2.0 ** np.arange(NUMBER - 1))]
    ratio = (slides / slides.sum()) / (size / size.sum())
    assert table["frequency_ratio"].to_numpy() == pytest.approx(ratio)
    assert density_falls(table) == []


def test_density_that_falls_is_noticed():
    table = class_table([1, 2, 3], [1e6, 1e6, 1e6], [1, 3, 2], held_out=[True, True, False])
    assert density_falls(table) == [CLASS_NAMES[1:3]]
    assert density_falls(table, "held_out_ratio") == [CLASS_NAMES[1:3]]


def test_the_log_says_whether_landslides_grow_denser():
    codes, area = [1, 2, 3], [1e6, 1e6, 1e6]
    assert density_line(class_table(codes, area, [1, 2, 3])) == "landslides grow denser with every class"
    assert f"{CLASS_NAMES[2]} than {CLASS_NAMES[1]}" in density_line(class_table(codes, area, [1, 3, 2]))
    assert "too few" in density_line(class_table([3, 3], [1e6, 1e6], [1, 3]))


def test_empty_classes_and_no_landslides():
    table = class_table([1, NUMBER], [1e6, 1e6], [1, 3])
    assert table["units"].tolist() == [1, *EMPTY, 1]
    assert np.isnan(table.loc[1, "density"]) and density_falls(table) == []
    none = class_table([1, NUMBER], [1e6, 1e6], [0, 0])
    assert none["landslide_share"].isna().all() and density_falls(none) == [(CLASS_NAMES[0], CLASS_NAMES[-1])]


def test_limits_name_the_classes():
    limits = class_limits([value / 2 for value in DEFAULT_BREAKS])
    assert limits[NUMBER] == f"{CLASS_NAMES[-1]} ({DEFAULT_BREAKS[-1] / 2:g}-1)"


def test_held_out_landslides_by_hand():
    classes = [1, 1, 2, NUMBER - 1, NUMBER]
    held = [True, False, False, True, True]
    table = class_table(classes, np.ones(5) * 1e6, [1, 5, 3, 1, 2], held_out=held)
    between = [0] * (NUMBER - 3)
    assert table["held_out_landslides"].tolist() == [1, *between, 1, 2]
    assert table["held_out_share"].tolist() == [0.25, *between, 0.25, 0.5]
    assert table["held_out_ratio"].iloc[[0, -2, -1]].to_numpy() == pytest.approx([0.25 * 2.5, 1.25, 2.5])


def test_without_areas_every_unit_counts_alike():
    table = class_table([1, 1, 1, NUMBER], None, [0, 1, 0, 1])
    assert table["area_km2"].isna().all()
    assert table["area_share"].tolist() == [0.75, *EMPTY, 0.25]
    assert table["density"][0] == pytest.approx(1 / 3) and table["frequency_ratio"].iloc[-1] == 2
    assert density_falls(table) == []


def test_one_class_alone_tells_nothing_of_the_density():
    assert density_falls(class_table([3, 3], [1e6, 1e6], [1, 3])) is None


def test_units_are_rated_and_unknown_ones_left_without_class():
    units = pd.DataFrame({"unit_id": [1, 2, 3]})
    rated = rate_units(
        units,
        pd.DataFrame({"unit_id": [1, 3], "score": [0.9, 0.1]}),
        pd.DataFrame({"unit_id": [3, 1], "landslides": [0, 4]}),
        pd.DataFrame({"unit_id": [1, 3], "score_std": [0.1, 0.2]}),
    )
    assert rated["class"].tolist() == [NUMBER, 0, 1]
    assert rated["landslides"].tolist() == [4, 0, 0]
    assert rated["score_std"].iloc[2] == 0.2 and np.isnan(rated["score_std"].iloc[1])
