import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.factors.factor import titles
from scarpwatch.factors.registry import DEFORMATION, STUDY
from scarpwatch.figures.charts.bars import COUPLED_COLOUR, STATIC_COLOUR, plot_class_shares, plot_importance
from scarpwatch.susceptibility_classes import CLASS_COLOURS, CLASS_NAMES, NUMBER


def table(**gain):
    return pd.DataFrame({"gain": gain, "permutation": {name: value / 10 for name, value in gain.items()}})


TITLES = titles((*STUDY, *DEFORMATION))
SHARES = np.arange(1, NUMBER + 1) / np.arange(1, NUMBER + 1).sum()
STATIC = {"rf": table(slope=0.6, ndvi=0.4), "xgboost": table(slope=0.7, ndvi=0.3)}
COUPLED = {
    "rf": table(slope=0.3, ndvi=0.2, deformation_rate=0.5),
    "xgboost": table(slope=0.4, ndvi=0.1, deformation_rate=0.5),
}


def bars(axes):
    return [(to_hex(bar.get_facecolor()), round(bar.get_width(), 6)) for bar in axes.patches]


def test_importance_bars_have_the_values_of_static_and_coupled_models():
    figure = plot_importance(STATIC, COUPLED, looks=ENTRIES, titles=TITLES)
    forest, boost, permuted, _ = figure.axes
    assert [text.get_text() for text in forest.get_yticklabels()] == ["Deformation rate", "Slope", "NDVI"]
    assert bars(forest) == [
        (STATIC_COLOUR, 0.6),
        (STATIC_COLOUR, 0.4),
        (COUPLED_COLOUR, 0.5),
        (COUPLED_COLOUR, 0.3),
        (COUPLED_COLOUR, 0.2),
    ]
    told = [axes.get_title(loc="left") for axes in (forest, boost, permuted)]
    assert [title[:3] for title in told] == ["(a)", "(b)", "(c)"]
    assert all(name in title for name, title in zip(("RF", "XGBoost", "RF"), told, strict=True))
    assert bars(permuted)[0] == (STATIC_COLOUR, 0.06)
    assert len(figure.legends[0].get_texts()) == 2


def test_importance_of_static_models_alone():
    figure = plot_importance(STATIC, looks=ENTRIES, titles=TITLES)
    assert [text.get_text() for text in figure.legends[0].get_texts()] != []
    assert len(figure.legends[0].get_texts()) == 1
    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == ["Slope", "NDVI"]


def test_a_factor_of_the_static_models_only_is_shown_too():
    figure = plot_importance(
        {"rf": table(slope=0.5, noise=0.5)},
        {"rf": table(slope=1.0)},
        looks=ENTRIES,
        titles={"slope": "Steepness"},
    )
    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == ["Steepness", "noise"]


def test_a_measure_that_no_file_has_gets_no_row_and_losses_below_zero_show():
    figure = plot_importance(
        {"rf": pd.DataFrame({"gain": {"a": 1.0}, "permutation": {"a": -0.02}})}, looks=ENTRIES, titles={}
    )
    assert len(figure.axes) == 2
    assert figure.axes[1].patches[0].get_width() == pytest.approx(-0.02)
    assert figure.axes[1].texts[0].get_text() == "\N{MINUS SIGN}0.02"


def test_shares_stack_to_the_whole_in_the_colours_of_the_maps():
    area = {"RF": SHARES, "SAR+RF": SHARES[::-1]}
    low = [0.0] * (NUMBER - 3)
    slides = {"RF": [*low, 0.02, 0.38, 0.6], "SAR+RF": [*low, 0.0, 0.2, 0.8]}
    figure = plot_class_shares(area, slides)
    left, right = figure.axes
    first = left.patches[:NUMBER]
    assert [to_hex(bar.get_facecolor()) for bar in first] == list(CLASS_COLOURS)
    assert [bar.get_width() for bar in first] == pytest.approx(100 * SHARES)
    assert first[-1].get_x() + first[-1].get_width() == pytest.approx(100)
    assert [text.get_text() for text in right.texts] == ["38.0", "60.0", "20.0", "80.0"]
    assert [text.get_text() for text in left.get_yticklabels()] == ["RF", "SAR+RF"]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == list(CLASS_NAMES)
    assert "%" in left.get_xlabel()


def test_units_without_area_are_counted():
    shares = {"RF": SHARES}
    figure = plot_class_shares(shares, shares, counted="units")
    assert "units" in figure.axes[0].get_title(loc="left")
