"""Error profile: AUC against prediction distance, above the distances that the map and the folds bridge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator

from scarpwatch.algorithms.algorithm import AlgorithmLook, model_name
from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.style import INK, WIDTH, styled

ENTRY = FigureEntry(
    name="error_profile",
    section="models",
    order=27,
    needs="trained maps",
    caption=(
        "Skill against distance: (a) AUC of held-out samples, in bins of the distance to the nearest sample that trained, "
        "over all designs and repeats of the folds together, with 95 % intervals; (b) share of the units of the map, and "
        "of the held-out samples of each design, that are at most so far from the nearest sample that trains. The AUC of "
        "the map is that of folds whose curve in (b) is nearest to the map's. The line marks the median of the map."
    ),
    alternative="AUC against distance to the training samples, and the distances that map and folds bridge.",
)

_DESIGNS = {
    "map": ("units of the map", INK, "-", 2.2),
    "nndm": ("folds matched to the map", "#0072b2", "-", 1.6),
    "blocks": ("blocks", "#d55e00", (0, (5, 2)), 1.6),
    "regions": ("regions", "#009e73", (0, (3, 1, 1, 1)), 1.6),
    "buffered": ("buffered leave-one-out", "#cc79a7", (0, (1, 1)), 1.6),
}
"""Words, colour, dashes and width of the curve of each design."""


@styled
def plot_error_profile(
    profile: pd.DataFrame, reach: Mapping[str, Any], looks: Sequence[tuple[AlgorithmLook, bool]]
) -> Figure:
    """Plot the profiles of some models.

    Parameters
    ----------
    profile : as `error_profile` gives it
    reach : percentiles of the distances of the map and of each design, as `describe_folds` gives them
    looks : the models to be shown: algorithm, and whether it is coupled
    """
    figure = Figure(figsize=(0.72 * WIDTH, 6.6), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(1.35, 1))
    percentiles = {name: np.asarray(values) for name, values in reach["percentiles_m"].items()}
    positive = np.concatenate([values[values > 0] for values in percentiles.values()])
    low, high = np.quantile(positive, 0.02), positive.max()
    for number, (look, coupled) in enumerate(looks):
        _draw_model(above, profile, look, coupled, 1.02 ** (number - (len(looks) - 1) / 2))
    above.axhline(0.5, color="#999999", linewidth=0.8, linestyle=(0, (2, 3)))
    above.set_ylabel("AUC of held-out samples")
    above.set_title("(a) Skill by distance")
    above.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, handlelength=2.6, borderaxespad=0.1)
    for name, values in percentiles.items():
        words, colour, dashes, width = _DESIGNS[name]
        shares = np.linspace(0, 100, values.size)
        below.plot(values, shares, color=colour, linestyle=dashes, linewidth=width, label=words)
    below.set_ylabel("Share at most so far (%)")
    below.set_ylim(0, 101)
    below.set_title("(b) Distances that are bridged")
    below.legend(loc="best", frameon=True, framealpha=0.9, edgecolor="none", handlelength=2.6)
    below.set_xlabel("Distance to the nearest sample that trains (m)")
    below.set_xscale("log")
    below.set_xlim(low, high * 1.05)
    below.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    below.xaxis.set_major_formatter(FuncFormatter(lambda metres, _: f"{metres:,.0f}"))
    below.xaxis.set_minor_locator(LogLocator(subs=()))
    for axes in (above, below):
        axes.axvline(float(np.median(percentiles["map"])), color="#888888", linewidth=0.9, zorder=1)
        axes.grid(True)
    return figure


def _draw_model(axes: Axes, profile: pd.DataFrame, look: AlgorithmLook, coupled: bool, shift: float) -> None:
    """One model's curve, moved by a little so that intervals stand beside each other."""
    kind = "coupled" if coupled else "static"
    rows = profile[
        (profile["algorithm"] == look.name) & (profile["factors"] == kind) & profile["auc"].notna()
    ]
    x, auc = rows["distance_m"].to_numpy() * shift, rows["auc"].to_numpy()
    spread = np.abs(rows[["lower", "upper"]].to_numpy().T - auc)
    axes.errorbar(
        x,
        auc,
        yerr=spread,
        color=look.colour,
        linestyle=look.line,
        linewidth=1.5,
        elinewidth=0.8,
        marker="o",
        markersize=3.5,
        label=model_name(look, coupled),
    )
