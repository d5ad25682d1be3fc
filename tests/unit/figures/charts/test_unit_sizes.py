"""Figures of the mapping units."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from scarpwatch.figures.charts.unit_sizes import plot_units

AREAS = np.random.default_rng(1).lognormal(12, 0.6, 500)


def exploration(level=False):
    table = pd.DataFrame(
        [(a, c) for a in (75000.0, 150000.0) for c in (0.1, 0.2, 0.3)],
        columns=["min_area_m2", "circular_variance"],
    )
    table["V"] = table["circular_variance"] * 0.8 + table["min_area_m2"] / 1e6
    table["I"] = 0.3 - table["circular_variance"]
    table["F"] = np.nan if level else 2 - 3 * table["circular_variance"]
    return table


def titles(figure):
    return [axes.get_title(loc="left") for axes in figure.axes]


def test_no_title_runs_into_the_next_one():
    figure = plot_units(AREAS, unit_name="slope units", explored=exploration(), chosen=(150000.0, 0.2))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [axes._left_title.get_window_extent(canvas.get_renderer()) for axes in figure.axes]
    assert not [one for one, box in enumerate(boxes) for other in boxes[:one] if box.overlaps(other)]


def test_sizes_alone():
    figure = plot_units(AREAS, unit_name="slope units")
    assert "500 slope units" in titles(figure)[0] and len(figure.axes) == 1
    assert sum(bar.get_height() for bar in figure.axes[0].containers[0]) == 500
    low, high = np.quantile(AREAS, [0.05, 0.95])
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert f"5 to 95 %, a ratio of {high / low:.1f}" in labels


def test_sizes_within_a_decade_stand_on_a_plain_axis_and_wider_ones_on_logarithms():
    even = np.linspace(1.5e5, 7e5, 300)
    assert plot_units(even, unit_name="slope units").axes[0].get_xscale() == "linear"
    assert plot_units(AREAS, unit_name="slope units").axes[0].get_xscale() == "log"


def test_what_was_compared_and_the_choice():
    figure = plot_units(AREAS, unit_name="slope units", explored=exploration(), chosen=(150000.0, 0.2))
    assert [title[:3] for title in titles(figure)] == ["(a)", "(b)", "(c)", "(d)"]
    for axes in figure.axes[1:]:
        (mark,) = axes.lines
        assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (1, 1)
    assert [text.get_text() for text in figure.axes[1].texts][:2] == ["0.16", "0.23"]


def test_f_is_left_out_where_nothing_varies():
    figure = plot_units(AREAS, unit_name="slope units", explored=exploration(level=True))
    assert len(figure.axes) == 3
    assert not figure.axes[1].lines


@pytest.mark.parametrize("areas", [np.full(7, 90000.0), np.array([5.0])])
def test_units_of_one_size(areas):
    figure = plot_units(areas, unit_name="grid cells")
    assert sum(bar.get_height() for bar in figure.axes[0].containers[0]) == areas.size


def test_the_legend_hides_no_bar():
    figure = plot_units(np.full(300, 4e5) * np.linspace(0.9, 1.1, 300), unit_name="slope units")
    figure.draw_without_rendering()
    axes = figure.axes[0]
    assert axes.get_legend().get_window_extent().y0 >= axes.get_window_extent().y1 - 1
    assert axes.get_legend().get_window_extent().x0 > axes._left_title.get_window_extent().x1
