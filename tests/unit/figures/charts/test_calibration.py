import numpy as np
import pytest

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.figures.charts.calibration import plot_calibration, read_calibration
from scarpwatch.learning.metrics.calibration import calibration_curve


def curve(algorithm, seed, odds=1.0):
    rng = np.random.default_rng(seed)
    score = rng.random(300)
    record = calibration_curve(rng.random(300) < score, score * odds, odds=odds)
    return read_calibration(record, ENTRIES[algorithm], coupled=True)


@pytest.fixture(scope="module")
def figure():
    names = ("rf", "lightgbm", "xgboost", "logistic")
    rows = {
        "Validation samples": [curve(name, number) for number, name in enumerate(names)],
        "At the area's prevalence": [curve(name, number, 0.2) for number, name in enumerate(names)],
    }
    return plot_calibration(rows, at_prevalence=["At the area's prevalence"])


def test_one_panel_per_model_and_row(figure):
    axes = [one for one in figure.axes if one.axison]
    assert len(axes) == 8
    assert [one.get_title(loc="left") for one in axes][::7] == ["(a) SAR+RF", "(h) SAR+LR"]


def test_every_panel_tells_the_ece_and_samples_what_chance_gives(figure):
    texts = [axes.texts[0].get_text() for axes in figure.axes]
    assert all(text.startswith("ECE 0.") for text in texts)
    assert [("by chance" in text) for text in texts] == [True] * 4 + [False] * 4


def test_points_are_the_bins_and_bars_their_limits(figure):
    record = curve("rf", 0)
    container = figure.axes[0].containers[0]
    x, y = container.lines[0].get_data()
    assert np.array_equal(x, record.mean_score) and np.array_equal(y, record.observed)
    limits = np.array([segment[:, 1] for segment in container.lines[2][0].get_segments()])
    assert limits == pytest.approx(np.column_stack([record.lower, record.upper]))


def test_axes_of_rare_landslides_end_early():
    rare = read_calibration(
        {"mean_score": [0.01, 0.06], "observed": [0.0, 0.07], "lower": [0, 0.02], "upper": [0.02, 0.1], "ece": 0.01},
        ENTRIES["rf"],
        coupled=False,
    )  # fmt: skip
    figure = plot_calibration({"a": [rare], "b": [rare]}, at_prevalence=["b"])
    assert figure.axes[0].get_xlim()[1] > 1
    assert figure.axes[1].get_xlim()[1] == pytest.approx(0.08 * 1.03)


@pytest.mark.parametrize("top", [0.05, 0.08, 0.2, 0.25, 0.3, 0.5])
def test_ticks_say_where_they_stand(top):
    bins = {
        "mean_score": [0.01, top],
        "observed": [0.0, top],
        "lower": [0, 0],
        "upper": [0.02, top],
        "ece": 0.01,
    }
    figure = plot_calibration(
        {"a": [read_calibration(bins, ENTRIES["rf"], coupled=False)]}, at_prevalence=["a"]
    )
    axes = figure.axes[0]
    ticks, texts = axes.get_xticks(), [text.get_text() for text in axes.get_xticklabels()]
    assert [float(text) for text in texts] == pytest.approx(list(ticks), abs=1e-12) and 3 <= len(ticks) <= 7
    assert axes.get_xlim()[0] < ticks[0] and ticks[-1] < axes.get_xlim()[1]
