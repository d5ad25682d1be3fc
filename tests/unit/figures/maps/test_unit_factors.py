"""Maps of the factors of a ready table: the same classes, colours and legends as those of rasters."""

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.colors import to_hex
from shapely.geometry import Point, box

from scarpwatch.factors.factor import FactorLook
from scarpwatch.figures.maps.factor_classes import numeric_classes
from scarpwatch.figures.maps.unit_factors import NOTE, plot_unit_factors, unit_panel
from scarpwatch.figures.style import NO_DATA, NO_DATA_LABEL

RAIN = FactorLook("rain", "Rain", unit="mm", breaks=(50, 100, 150))
SOIL = FactorLook("soil", "Soil", kind="classes")
WIND = FactorLook("wind", "Wind", kind="circular")


def series(*values):
    return pd.Series(values, dtype=None if any(isinstance(v, str) for v in values) else float)


def squares(count):
    shapes = [box(1000 * n, 0, 1000 * n + 900, 2500) for n in range(count)]
    return gpd.GeoDataFrame({"unit_id": range(1, count + 1)}, geometry=shapes, crs=32617)


def drawn(axes):
    """The colour of every unit as it is drawn."""
    fill = axes.collections[0]
    fill.update_scalarmappable()
    return [to_hex(colour) for colour in fill.get_facecolor()]


def test_numbers_have_the_limits_of_the_config_and_a_limit_belongs_to_the_higher_class():
    panel = unit_panel(RAIN, series(20, 50, 120, 500, np.nan))
    assert panel.numbers.tolist() == [1, 2, 3, 4, 0] and panel.labels[0] == "< 50"
    assert panel.colours == numeric_classes(RAIN, np.array([20.0, 500.0])).colours
    assert not panel.own_classes


def test_limits_that_do_not_fit_the_units_make_room_for_round_ones():
    values = series(*np.linspace(10, 40, 50))
    panel = unit_panel(RAIN, values)
    assert panel.own_classes and panel.labels == ("< 20", "20–30", "≥ 30")
    assert not unit_panel(RAIN, values, fit_area=False).own_classes


def test_directions_fall_into_eight_sectors_from_either_way_of_counting():
    panel = unit_panel(WIND, series(0, 350, -10, 90, 270, -90, np.nan))
    assert [("", *panel.labels)[number] for number in panel.numbers] == ["N", "N", "N", "E", "W", "W", ""]


def test_classes_are_in_the_order_of_their_codes_and_behind_them_words():
    panel = unit_panel(SOIL, pd.Series(["10", "clay", "2", None, "2"], dtype="string"))
    assert panel.labels == ("2", "10", "clay") and panel.numbers.tolist() == [2, 3, 1, 0, 1]


def test_every_unit_has_the_colour_of_its_class_and_those_without_a_value_are_grey():
    panels = [
        unit_panel(RAIN, series(20, 50, np.nan, 500)),
        unit_panel(SOIL, pd.Series(["clay", "loam", None, "clay"])),
    ]
    figure = plot_unit_factors(panels, squares(4))
    rain, soil = figure.axes[:2]
    low, middle, _, high = panels[0].colours
    assert drawn(rain) == [low, middle, to_hex(NO_DATA), high]
    clay, loam = panels[1].colours
    assert drawn(soil) == [clay, loam, to_hex(NO_DATA), clay]
    assert "Rain (mm)" in rain.get_title(loc="left")
    texts = [text.get_text() for text in soil.get_legend().get_texts()]
    assert texts == ["clay", "loam", NO_DATA_LABEL]
    assert [text.get_text() for text in rain.texts]  # the length of the scale bar


def test_points_are_drawn_too_and_the_note_says_what_the_asterisk_means():
    points = gpd.GeoDataFrame(
        {"unit_id": range(1, 51)}, geometry=[Point(100.0 * n, 50.0 * n) for n in range(50)], crs=32617
    )
    figure = plot_unit_factors([unit_panel(RAIN, series(*np.linspace(10, 40, 50)))], points)
    assert len(figure.axes[0].collections[0].get_offsets()) == 50
    assert figure.texts[0].get_text().endswith(NOTE)
