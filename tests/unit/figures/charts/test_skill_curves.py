"""Curves with bands, as they are plotted."""

import numpy as np
import pandas as pd
from figure_inputs import LOOKS

from scarpwatch.algorithms.algorithm import read_looks
from scarpwatch.figures.charts.skill_curves import LEAST_RECALL, BandedCurves, plot_skill_curves


def curves(name, look, prevalence=0.1):
    x = np.linspace(0, 1, 101)
    roc, precision = x**0.4, np.linspace(0.5, prevalence, 101)
    tables = [
        pd.DataFrame({"curve": kind, "x": x, "y": y, "lower": 0.9 * y, "upper": np.minimum(1.1 * y, 1)})
        for kind, y in (("roc", roc), ("precision_area", precision))
    ]
    return BandedCurves(name, look, pd.concat(tables), prevalence)


def test_each_model_has_its_lines_and_the_prevalence_is_marked():
    looks = list(read_looks(LOOKS).values())
    rows = {
        "Static models": [curves(look.name, look) for look in looks],
        "Coupled models": [curves("one", looks[0])],
    }
    figure = plot_skill_curves(rows)
    roc, precision, _, second = figure.axes
    assert len(roc.lines) == len(precision.lines) == 4 and len(second.lines) == 2  # the models, and no skill
    assert roc.lines[0].get_color() == looks[0].colour
    assert precision.lines[0].get_xdata().min() == LEAST_RECALL
    assert precision.lines[-1].get_ydata()[0] == 0.1
    assert 0.5 < precision.get_ylim()[1] < 0.61
    assert roc.get_title(loc="left") == "(a) Static models: ROC" and second.get_title(loc="left").startswith(
        "(d)"
    )
