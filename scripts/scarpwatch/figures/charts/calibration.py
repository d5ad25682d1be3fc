"""Calibration curves: share of landslide units against the mean score of the units, bin by bin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from scarpwatch.algorithms.algorithm import AlgorithmLook, model_name
from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.style import WIDTH, nice_limit, styled

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """One model's curve: mean score and observed share of every bin, with the limits of the share, and the
    ECE with the one that chance alone gives (or None)."""

    name: str
    look: AlgorithmLook
    mean_score: Array
    observed: Array
    lower: Array
    upper: Array
    ece: float
    ece_by_chance: float | None


def read_calibration(curve: Mapping[str, Any], look: AlgorithmLook, *, coupled: bool) -> Calibration:
    """A curve as ``metrics.json`` holds it (``calibration`` of a split, or of its ``population``)."""
    arrays = {
        key: np.asarray(curve[key], dtype=np.float64) for key in ("mean_score", "observed", "lower", "upper")
    }
    chance = curve.get("ece_by_chance")
    return Calibration(model_name(look, coupled), look, **arrays, ece=curve["ece"], ece_by_chance=chance)


ENTRY = FigureEntry(
    name="calibration",
    section="models",
    order=40,
    needs="trained",
    caption=(
        "Calibration on held-out units: share of landslide units (with its 95 % interval) against the mean "
        "score, in up to ten bins of equal numbers of units. Above the dotted line scores are too low, below it too "
        "high. First row: among the samples; then corrected to the share of landslide units in the area, where not all "
        "units are samples; last row: the probability, calibrated with the area of the units on other folds than that "
        "of the unit, over all samples. ECE: expected calibration error; by chance: what a perfectly calibrated "
        "model would show with as few units."
    ),
    alternative="Observed share of landslide units against mean score, one panel per model.",
)


@styled
def plot_calibration(
    rows: Mapping[str, Sequence[Calibration]], *, at_prevalence: Sequence[str] = ()
) -> Figure:
    """Plot one row of panels per set of curves, one panel per model.

    Parameters
    ----------
    rows : mapping of title to curves, all rows with as many
    at_prevalence : titles
        Rows whose scores are corrected for the prevalence: their axes end at the largest value, alike in all
        panels, instead of at 1.
    """
    columns = max(len(curves) for curves in rows.values())
    size = WIDTH / columns
    figure = Figure(figsize=(WIDTH, len(rows) * (size + 0.3)), layout="constrained")
    places = figure.subplots(len(rows), columns, squeeze=False)
    letter = 0
    for row, (title, curves) in zip(places, rows.items(), strict=True):
        top = 1.0
        if title in at_prevalence:
            top = min(1.0, nice_limit(max(max(c.mean_score.max(), c.observed.max()) for c in curves)))
        for index, (axes, curve) in enumerate(zip(row, curves, strict=False)):
            _panel(axes, curve, top)
            axes.set_title(f"({chr(ord('a') + letter)}) {curve.name}")
            letter += 1
            if index == 0:
                axes.set_ylabel(f"{title}\nShare of landslide units")
            else:
                axes.tick_params(labelleft=False)
        for axes in row[len(curves) :]:
            axes.set_axis_off()
    figure.supxlabel("Mean score of the units in a bin", fontsize=9)
    return figure


def _panel(axes: Axes, curve: Calibration, top: float) -> None:
    colour = curve.look.colour
    axes.plot([0, top], [0, top], color="#999999", linewidth=0.8, linestyle=(0, (2, 3)), zorder=1)
    axes.errorbar(
        curve.mean_score,
        curve.observed,
        yerr=np.clip([curve.observed - curve.lower, curve.upper - curve.observed], 0, None),
        color=colour,
        linewidth=1.4,
        elinewidth=0.9,
        capsize=2.0,
        marker="o",
        markersize=3.6,
        zorder=3,
    )
    margin = 0.03 * top
    axes.set_xlim(-margin, top + margin)
    axes.set_ylim(-margin, top + margin)
    axes.set_aspect("equal")
    ticks = [tick for tick in MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(0, top) if tick <= top * 1.001]
    labels = [f"{tick:.4g}" for tick in ticks]
    axes.set_xticks(ticks, labels)
    axes.set_yticks(ticks, labels)
    axes.grid(True)
    text = f"ECE {curve.ece:.3f}"
    if curve.ece_by_chance is not None:
        text += f"\nby chance {curve.ece_by_chance:.3f}"
    axes.text(
        0.97,
        0.04,
        text,
        transform=axes.transAxes,
        ha="right",
        va="bottom",
        fontsize=7.5,
        bbox={"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 1.5},
        zorder=4,
    )
