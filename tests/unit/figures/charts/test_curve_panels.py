"""Panels of curves."""

import numpy as np

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.figures.charts.curve_panels import Curve, draw_panels

STEP = np.array([0.0, 50.0, 100.0])


def draw(panels, **options):
    return draw_panels(panels, full=100, x_label="Area", y_label="Found", legend_title="Curves", **options)


def test_a_panel_per_title_with_its_curves_in_their_colours():
    curves = [
        Curve(ENTRIES["rf"], "RF 0.8", STEP, STEP**0.5 * 10),
        Curve(ENTRIES["xgboost"], "XGB 0.7", STEP, STEP),
    ]
    figure = draw({"One": curves, "Two": curves[:1], "Three": curves})
    shown = [axes for axes in figure.axes if axes.axison]
    assert [axes.get_title(loc="left") or axes.get_title() for axes in shown] == [
        "(a) One",
        "(b) Two",
        "(c) Three",
    ]
    lines = {line.get_label(): line for line in shown[0].lines}
    np.testing.assert_array_equal(lines["RF 0.8"].get_ydata(), STEP**0.5 * 10)
    assert lines["XGB 0.7"].get_color() == ENTRIES["xgboost"].colour
    assert [text.get_text() for text in shown[1].get_legend().get_texts()] == ["RF 0.8"]
    assert len(figure.axes) == 4  # the fourth place stays empty


def test_a_mark_is_a_vertical_line():
    plain, marked = (
        draw({"One": [Curve(ENTRIES["rf"], "RF", STEP, STEP)]}, **given).axes[0]
        for given in ({}, {"mark": 10})
    )
    assert len(marked.lines) == len(plain.lines) + 1
    assert list(marked.lines[2].get_xdata()) == [10, 10]
