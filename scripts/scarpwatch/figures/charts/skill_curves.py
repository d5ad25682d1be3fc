"""ROC and precision-recall curves of out-of-fold scores, with bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scarpwatch.algorithms.algorithm import AlgorithmLook
from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.style import WIDTH, nice_limit, panel_letter, styled

LEAST_RECALL = 0.05


class BandedCurves(NamedTuple):
    """The curves of one model: its name, look, table (``curve``, ``x``, ``y``, ``lower``, ``upper``), and prevalence."""

    name: str
    look: AlgorithmLook
    table: pd.DataFrame
    prevalence: float


ENTRY = FigureEntry(
    name="skill_curves",
    section="models",
    order=37,
    needs="trained",
    caption=(
        "Receiver operating characteristic (left) and precision-recall curves (right) of out-of-fold scores, means over the "
        "repeats, with 95 % bands (point by point, units resampled). Precision is that on the ground, where landslide units "
        "are as rare as the dotted line says: a model without skill stays on it. Below a recall of 0.05 it is that of a few "
        "units and not plotted."
    ),
    alternative="ROC and precision-recall curves of all models with bands.",
)


@styled
def plot_skill_curves(rows: Mapping[str, Sequence[BandedCurves]]) -> Figure:
    """Plot a row of two panels per set of models.

    Parameters
    ----------
    rows : mapping of title to the curves of its models
    """
    figure = Figure(figsize=(WIDTH, 4.7 * len(rows)), layout="constrained")
    places = figure.subplots(len(rows), 2, squeeze=False)
    for index, (pair, (title, models)) in enumerate(zip(places, rows.items(), strict=True)):
        for place, kind in zip(pair, ("roc", "precision_area"), strict=True):
            for model in models:
                _draw(place, model, kind)
            place.grid(True)
            place.set_xlim(-0.01, 1.01)
        roc, precision = pair
        roc.set_title(f"({panel_letter(2 * index)}) {title}: ROC")
        precision.set_title(f"({panel_letter(2 * index + 1)}) {title}: precision and recall")
        roc.plot([0, 1], [0, 1], color="#999999", linewidth=0.8, linestyle=(0, (2, 3)), zorder=1)
        prevalence = models[0].prevalence
        precision.axhline(prevalence, color="#999999", linewidth=1.0, linestyle=(0, (2, 3)), zorder=1)
        precision.set_ylim(0, _top(models))
        precision.annotate(
            f"prevalence {prevalence:.3g}",
            (0.02, prevalence),
            (0, 2),
            textcoords="offset points",
            fontsize=7.5,
        )
        roc.set_ylim(-0.01, 1.01)
        roc.set_xlabel("False positive rate (1 − specificity)")
        roc.set_ylabel("True positive rate (sensitivity)")
        precision.set_xlabel("Recall (sensitivity)")
        precision.set_ylabel("Precision on the ground")
        roc.legend(loc="lower right")
    return figure


def _draw(place: Axes, model: BandedCurves, kind: str) -> None:
    curve = model.table[model.table["curve"] == kind]
    if kind != "roc":  # below, precision is that of one or two units
        curve = curve[curve["x"] >= LEAST_RECALL]
    x, y = curve["x"].to_numpy(), curve["y"].to_numpy()
    colour = model.look.colour
    place.fill_between(x, curve["lower"], curve["upper"], color=colour, alpha=0.13, linewidth=0, zorder=2)
    place.plot(x, y, color=colour, linestyle=model.look.line, linewidth=1.6, label=model.name, zorder=3)


def _top(models: Sequence[BandedCurves]) -> float:
    """Upper end of the axis of precision: beyond a recall of a tenth, where few units no longer decide."""
    highest = 0.0
    for model in models:
        curve = model.table[(model.table["curve"] == "precision_area") & (model.table["x"] >= 0.1)]
        highest = max(highest, float(np.nanmax(curve["upper"])), 1.5 * model.prevalence)
    return min(1.01, nice_limit(highest))
