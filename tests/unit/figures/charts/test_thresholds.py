"""Thresholds and the spread of the index, as they are plotted."""

import numpy as np
import pandas as pd

from scarpwatch.figures.charts.thresholds import plot_index_spread, plot_thresholds


def table():
    threshold = np.round(np.arange(0.1, 1.0, 0.1), 1)
    chosen = ["", "", "least cost 5, least cost 10", "Youden", "stated", "", "", "least cost 1", ""]
    shares = {name: 1 - threshold for name in ("caught_share", "false_alarm_share", "ground_share")}
    return pd.DataFrame({"threshold": threshold, **shares, "chosen": chosen})


def test_lines_stand_where_a_threshold_is_best():
    figure = plot_thresholds({f"model {n}": table() for n in range(4)})
    axes = figure.axes[0]
    assert [line.get_xdata()[0] for line in axes.lines[3:]] == [0.3, 0.4, 0.8]
    assert [text.get_text() for text in axes.texts] == ["5, 10", "1"]
    assert [each.get_title(loc="left") for each in figure.axes[:4]][-1] == "(d) model 3"
    assert not figure.axes[4].axison


def test_what_stands_at_the_right_edge_is_named_inside_the_frame():
    late = table().assign(chosen=[""] * 8 + ["least cost 1"], threshold=np.linspace(0.1, 0.98, 9))
    (text,) = plot_thresholds({"a": late}).axes[0].texts
    assert text.get_ha() == "right"


def test_a_table_read_from_a_file_has_gaps_for_blank_cells():
    read = table().assign(chosen=table()["chosen"].replace("", np.nan))
    assert len(plot_thresholds({"a": read}).axes[0].lines) == 6


def test_every_unit_is_counted_and_those_above_the_axis_at_its_end():
    rng = np.random.default_rng(0)
    score, spread = rng.uniform(0, 1, 500), rng.uniform(0, 0.2, 500)
    spread[0], score[1] = 3.0, np.nan
    bins = pd.DataFrame({"lower": [0.0, 0.5], "upper": [0.5, 1.0], "median": 0.1, "q05": 0.01, "q95": 0.19})
    figure = plot_index_spread({"RF": (score, spread, bins)})
    axes = figure.axes[0]
    assert axes.collections[0].get_array().sum() == 499
    assert axes.get_ylim()[1] < 1
    assert axes.lines[0].get_ydata().tolist() == [0.1, 0.1]
