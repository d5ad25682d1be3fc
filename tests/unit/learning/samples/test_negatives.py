import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import ConfigError, DataError
from scarpwatch.learning.samples.negatives import draw_negatives, terrain_classes


def area(count=3000, seed=1):
    """Landslides on steep ground; distances to them as a labelled table gives them."""
    rng = np.random.default_rng(seed)
    slope, elevation = rng.uniform(0, 45, count), rng.uniform(0, 1500, count)
    positive = rng.random(count) < 0.12 * slope / 45
    units = pd.DataFrame(
        {"slope": slope, "elevation": elevation, "landslide_distance_m": rng.uniform(0, 900, count)}
    )
    return units, np.flatnonzero(~positive), np.flatnonzero(positive)


def draw(units, candidates, positives, wanted=None, seed=3, **options):
    rng = np.random.default_rng(seed)
    return draw_negatives(units, candidates, positives, wanted=wanted or positives.size, rng=rng, **options)


@pytest.mark.parametrize("strategy", ["random", "outside_buffer", "terrain"])
def test_free_units_are_drawn_once_each_in_order(strategy):
    units, candidates, positives = area()
    rows, why = draw(units, candidates, positives, strategy=strategy, buffer_m=300.0)
    assert rows.size == why.size == positives.size == np.unique(rows).size
    assert (np.diff(rows) > 0).all() and np.isin(rows, candidates).all()
    again, _ = draw(units, candidates, positives, strategy=strategy, buffer_m=300.0)
    other, _ = draw(units, candidates, positives, strategy=strategy, buffer_m=300.0, seed=4)
    assert (rows == again).all() and (rows != other).any()


def test_outside_the_buffer_of_every_landslide():
    units, candidates, positives = area()
    rows, why = draw(units, candidates, positives, strategy="outside_buffer", buffer_m=400.0)
    assert units["landslide_distance_m"][rows].min() > 400 and "farther than 400 m" in why[0]
    with pytest.raises(DataError, match=r"farther than 899\.9 m"):
        draw(units, candidates, positives, strategy="outside_buffer", buffer_m=899.9)


def test_places_of_landslide_units_stand_in_for_landslides():
    units = pd.DataFrame({"x": np.arange(100) * 10.0, "y": 0.0})
    rows, _ = draw(
        units, np.arange(10, 100), np.arange(10), wanted=40, strategy="outside_buffer", buffer_m=500.0
    )
    assert rows.tolist() == list(range(60, 100))  # unit 59 is 500 m from unit 9
    with pytest.raises(DataError, match="neither coordinates"):
        draw(units[["x"]], np.arange(10, 100), np.arange(10), strategy="outside_buffer")


def test_by_terrain_negatives_stand_where_landslides_stand():
    units, candidates, positives = area()
    rows, why = draw(units, candidates, positives, strategy="terrain")
    code = terrain_classes(units, positives)
    assert (np.bincount(code[rows], minlength=9) == np.bincount(code[positives], minlength=9)).all()
    plain, _ = draw(units, candidates, positives)
    difference = [
        abs(units["slope"][drawn].mean() - units["slope"][positives].mean()) for drawn in (rows, plain)
    ]
    assert difference[0] < 1.5 and difference[1] > 4
    assert all("slope class" in text for text in why)


def test_a_class_without_enough_units_is_filled_from_the_others():
    units, candidates, positives = area()
    code = terrain_classes(units, positives)
    lean = candidates[(code[candidates] != 8) | (candidates < 300)]
    rows, why = draw(units, lean, positives, strategy="terrain")
    assert rows.size == positives.size == np.unique(rows).size
    assert (
        sum("too few" in text for text in why) == (code[positives] == 8).sum() - (code[lean] == 8).sum() > 0
    )


def test_units_without_slope_are_a_class_of_their_own():
    units, candidates, positives = area()
    units.loc[::10, "slope"] = np.nan
    code = terrain_classes(units, positives)
    assert (code[::10] == -1).all() and (np.delete(code, np.s_[::10]) >= 0).all()
    rows, _ = draw(units, candidates, positives, strategy="terrain")
    assert (code[rows] == -1).sum() == (code[positives] == -1).sum()


def test_faults_are_named():
    units, candidates, positives = area()
    with pytest.raises(ConfigError, match="unknown"):
        draw(units, candidates, positives, strategy="stable")
    with pytest.raises(DataError, match="no slope"):
        draw(units[["elevation"]], candidates, positives, strategy="terrain")
