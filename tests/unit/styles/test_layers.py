import math

import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.colors import to_hex

from scarpwatch.figures.maps.susceptibility import SPREAD_COLOURS as OF_FIGURES
from scarpwatch.map_colours import NO_DATA_COLOUR, RATE_COLOURS
from scarpwatch.styles import layers
from scarpwatch.susceptibility_classes import CLASS_COLOURS, CLASSES, colour_table


@pytest.mark.parametrize(
    ("colours", "colormap"),
    [
        (layers.SPREAD_COLOURS, OF_FIGURES),
        (layers.QUALITY_COLOURS, "viridis"),
        (layers.DENSITY_COLOURS, "YlOrRd"),
    ],
)
def test_ramps_have_the_colours_of_the_figures(colours, colormap):
    shares = np.linspace(0, 1, len(colours))
    assert [*colours] == [to_hex(colormaps[colormap](share)) for share in shares]


def test_classes_have_the_colours_of_their_owner():
    style = layers.class_style({1: "a", 5: "e"})
    assert (
        style.names == {1: "a", 5: "e"} and style.colours[5] == colour_table()[5] and 0 not in style.colours
    )
    assert [rule.colour for rule in layers.unit_style().rules[:5]] == [*CLASS_COLOURS]
    assert [rule.label for rule in layers.unit_style().rules[:5]] == [name for name, _ in CLASSES]
    assert not any(rule.hatched for rule in layers.unit_point_style().rules)
    assert layers.index_style().stops[-1] == (1.0, CLASS_COLOURS[-1])


def test_rates_are_even_about_zero():
    stops = layers.rate_style(2.5).stops
    assert stops[0] == (-2.5, RATE_COLOURS[0]) and stops[len(stops) // 2] == (0, RATE_COLOURS[5])
    assert layers.rate_sigma_style(1).stops[0] == (0, layers.QUALITY_COLOURS[-1])


def meets(rule, value):
    """Whether a number meets the rule."""
    known = not math.isnan(value)
    test = {
        "is null": lambda limit: not known,
        "=": lambda limit: value == limit,
        ">=": lambda limit: value >= limit,
        "<": lambda limit: value < limit,
    }
    return all(test[operator](limit) for _, operator, limit in rule.conditions)


@pytest.mark.parametrize("value", [-99.0, -0.01, 0.0, 1.27, 99.0, math.nan])
def test_each_point_meets_one_rule_with_the_nearest_colour(value):
    (rule,) = [rule for rule in layers.point_style(4).rules if meets(rule, value)]
    stops = layers.rate_style(4).stops
    nearest = min(stops, key=lambda stop: abs(stop[0] - value))[1]
    assert rule.colour == (NO_DATA_COLOUR if math.isnan(value) else nearest)


def test_no_landslide_is_not_no_knowledge():
    rules = layers.density_unit_style(10).rules
    last = [[rule for rule in rules if meets(rule, value)][-1] for value in (0.0, 0.1, math.nan)]
    assert [rule.label for rule in last] == ["no landslide", "0 to 0.833 /km²", "not known"]


def test_each_outcome_is_drawn():
    rules = layers.outcome_style("point").rules
    assert [rule.conditions[0].value for rule in rules] == [*layers.OUTCOMES]
