"""Response curves, as they are plotted."""

import numpy as np
import pandas as pd
import pytest

from scarpwatch.figures.charts.response import ALE, SHAP, plot_response


def bins(factor, kind, count=8, width=45.0, start=-22.5):
    lower = start + width * np.arange(count)
    effect = np.linspace(-0.2, 0.3, count)
    columns = {"lower": lower, "upper": lower + width, "units": 20, "ale": effect, "shap": 2 * effect}
    return pd.DataFrame(
        {
            "factor": factor,
            "kind": kind,
            "label": None,
            **columns,
            "shap_lower": effect - 1,
            "shap_upper": effect + 1,
        }
    )


@pytest.fixture
def figure():
    rock = pd.DataFrame(
        {"factor": "rock", "kind": "class", "label": ["marl", "shale", "none"], "units": [9, 4, 0]}
    )
    rock = rock.assign(
        shap=[0.2, -0.1, np.nan], shap_lower=[0.1, -0.2, np.nan], shap_upper=[0.3, 0.0, np.nan]
    )
    gap = pd.DataFrame({"factor": ["slope"], "kind": "number", "label": "missing", "units": 3, "shap": 9.0})
    slope = bins("slope", "number", start=0.0, width=5.0)
    table = pd.concat([slope, gap, bins("aspect", "direction"), rock], ignore_index=True)
    worth = {
        f"{part}_permutation{end}": [0.1, 0.02, 0.0] for part in ("folds", "split") for end in ("", "_std")
    }
    importance = pd.DataFrame({"factor": ["slope", "aspect", "rock"], **worth})
    return plot_response(
        table, importance, titles={"slope": "Slope"}, units={"slope": "°"}, name="RF, static"
    )


def axes_of(figure, title):
    return next(axes for axes in figure.axes if title in axes.get_title(loc="left"))


def test_effects_and_contributions_share_their_zero(figure):
    slope = axes_of(figure, "(a) Slope")
    assert slope.get_xlabel() == "°"
    curve = next(line for line in slope.lines if line.get_color() == ALE)
    assert curve.get_xdata().tolist() == (2.5 + 5 * np.arange(8)).tolist()
    other = next(axes for axes in figure.axes if axes.lines and axes.lines[0].get_color() == SHAP)
    for axes in (slope, other):
        low, high = axes.get_ylim()
        assert low == -high


def test_directions_have_names_and_classes_their_units(figure):
    aspect = axes_of(figure, "(b) aspect")
    assert [label.get_text() for label in aspect.get_xticklabels()][:3] == ["N", "NE", "E"]
    rock = axes_of(figure, "(c) rock")
    assert [label.get_text() for label in rock.get_yticklabels()] == ["shale (4)", "marl (9)"]


def test_the_importance_stands_last(figure):
    last = axes_of(figure, "(d) Permutation importance")
    assert [label.get_text() for label in last.get_yticklabels()] == ["rock", "aspect", "Slope"]
    assert [text.get_text() for text in last.get_legend().get_texts()] == ["held-out folds", "held-out split"]
