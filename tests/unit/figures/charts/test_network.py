import numpy as np
import pandas as pd
import pytest
from figure_inputs import write_network
from matplotlib.collections import LineCollection, PathCollection

from scarpwatch.figures.charts.network import date_baselines, plot_network
from scarpwatch.insar.network.table import read_network


@pytest.fixture
def table(tmp_path):
    write_network(tmp_path / "network.tsv")
    return pd.DataFrame(read_network(tmp_path / "network.tsv"))


def test_baselines_of_dates_are_recovered_from_those_of_pairs(table):
    dates, found, complete = date_baselines(table)
    true = np.random.default_rng(3).normal(0, 70, 24)
    np.testing.assert_allclose(found, true - true[0], atol=0.02)  # the table has two decimals
    assert complete
    assert dates[0] == "20240107"


def test_one_missing_baseline_is_made_up_by_the_others(table):
    table.loc[5, "perpendicular_baseline_m"] = np.nan
    _, found, complete = date_baselines(table)
    true = np.random.default_rng(3).normal(0, 70, 24)
    np.testing.assert_allclose(found, true - true[0], atol=0.02)
    assert not complete


def test_used_pairs_are_coloured_by_coherence_and_dropped_ones_dashed(table):
    figure = plot_network(table)
    dropped, used = (item for item in figure.axes[0].collections if isinstance(item, LineCollection))
    assert len(dropped.get_segments()) == 2
    assert dropped.get_linestyles()[0][1] is not None
    assert len(used.get_segments()) == 64
    np.testing.assert_allclose(
        np.sort(used.get_array()), np.sort(table.loc[table["used"], "mean_coherence"]), atol=1e-9
    )
    dots = next(item for item in figure.axes[0].collections if isinstance(item, PathCollection))
    assert len(dots.get_offsets()) == 24
    texts = [text.get_text() for text in figure.legends[0].get_texts()]
    assert len(texts) == 3 and "64" in texts[1] and "2" in texts[2]
    label = figure.axes[0].get_ylabel()
    assert "2024-01-07" in label and "(m)" in label
    low, high = figure.axes[1].get_ylim()
    assert low <= used.get_array().min() and used.get_array().max() <= high


def test_without_baselines_dates_lie_at_zero_and_a_note_says_so(tmp_path):
    write_network(tmp_path / "network.tsv", baselines=False)
    figure = plot_network(pd.DataFrame(read_network(tmp_path / "network.tsv")))
    assert "baselines not known" in figure.axes[0].get_title(loc="left")
    dots = next(item for item in figure.axes[0].collections if isinstance(item, PathCollection))
    assert not dots.get_offsets()[:, 1].any()


def test_a_network_without_coherence_can_be_drawn(table):
    table["mean_coherence"] = np.nan
    plot_network(table).draw_without_rendering()


def test_pairs_of_unknown_coherence_are_seen():
    table = pd.DataFrame(
        {
            "reference": ["20240105", "20240117"],
            "secondary": ["20240117", "20240129"],
            "perpendicular_baseline_m": [30.0, -80.0],
            "mean_coherence": [np.nan, np.nan],
            "used": [True, True],
        }
    )
    figure = plot_network(table)
    assert len(figure.axes) == 1  # no scale of colours
    (lines,) = (part for part in figure.axes[0].collections if isinstance(part, LineCollection))
    assert (lines.to_rgba(lines.get_array())[:, 3] == 1).all()
