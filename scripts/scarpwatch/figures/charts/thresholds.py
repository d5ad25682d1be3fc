"""What a threshold of the index brings and costs, and how sure the index is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from numpy.typing import NDArray

from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.style import INK, WIDTH, nice_limit, panel_letter, styled

TICKS = [1, 10, 100, 1000, 10000]
"""Of the colour bar."""

SHARES = {
    "caught_share": ("landslide units caught", "#b2182b", "-"),
    "false_alarm_share": ("free units called (false alarms)", "#4393c3", "--"),
    "ground_share": ("ground called", "#7a5c2e", ":"),
}
"""Column to legend text, colour and line."""

THRESHOLDS = FigureEntry(
    name="thresholds",
    section="models",
    order=38,
    needs="trained",
    caption=(
        "What calling all units from an index on brings and costs: shares of the landslide units that are caught and of the "
        "free units that are called (out of fold), and of the ground that is called (map). Vertical lines: the threshold "
        "that is best by Youden's index (solid) and those of least cost, where a missed landslide unit costs as many false "
        "alarms as the number beside the line. thresholds.csv has the figures."
    ),
    alternative="Shares of landslide units, free units and ground above every threshold, one panel per model.",
)

SPREAD = FigureEntry(
    name="index_spread",
    section="susceptibility",
    order=45,
    needs="trained",
    caption=(
        "The index against its standard deviation over models of other samples: numbers of units, and median with 5 and 95 % "
        "of the standard deviation in bins of the index. What is near 0 or 1 should be sure; units of middle index with a "
        "small standard deviation are middling, those with a large one are not known."
    ),
    alternative="Index against its standard deviation, one panel per model.",
)


@styled
def plot_thresholds(models: Mapping[str, pd.DataFrame]) -> Figure:
    """Plot one panel per model.

    Parameters
    ----------
    models : mapping of model name to its table of thresholds
    """
    figure, places = _panels(len(models), height=2.9)
    for index, (place, (name, table)) in enumerate(zip(places.flat, models.items(), strict=False)):
        for column, (text, colour, line) in SHARES.items():
            place.plot(
                table["threshold"], table[column], color=colour, linestyle=line, linewidth=1.6, label=text
            )
        _mark(place, table)
        place.set_title(f"({panel_letter(index)}) {name}")
        place.set_xlim(0, 1)
        place.set_ylim(-0.01, 1.01)
        place.grid(True)
        _label(place, places, index, len(models), "Threshold of the index", "Share above it")
    handles, labels = places.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3)
    return figure


@styled
def plot_index_spread(
    models: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64], pd.DataFrame]],
) -> Figure:
    """Plot one panel per model.

    Parameters
    ----------
    models : mapping of model name to index (units,), its standard deviation (units,), and its table by bins of the index
    """
    figure, places = _panels(len(models), height=2.9)
    top = nice_limit(max(float(np.nanquantile(spread, 0.998)) for _, spread, _ in models.values()))
    drawn = None
    for index, (place, (name, (score, spread, table))) in enumerate(
        zip(places.flat, models.items(), strict=False)
    ):
        known = np.isfinite(score) & np.isfinite(spread)
        drawn = place.hexbin(
            score[known],
            np.minimum(spread[known], top),
            gridsize=(34, 22),
            extent=(0, 1, 0, top),
            mincnt=1,
            cmap="Greys",
            norm=LogNorm(0.4, max(10, known.sum() / 30)),
            linewidths=0.1,
        )
        middle = (table["lower"] + table["upper"]) / 2
        place.plot(middle, table["median"], color="#b2182b", linewidth=1.6, label="median")
        for column in ("q05", "q95"):
            label = "5 and 95 %" if column == "q05" else None
            place.plot(middle, table[column], color="#b2182b", linewidth=0.9, linestyle="--", label=label)
        place.set_title(f"({panel_letter(index)}) {name}")
        place.set_xlim(0, 1)
        place.set_ylim(0, top)
        _label(place, places, index, len(models), "Susceptibility index", "Standard deviation")
    if drawn is not None:
        figure.colorbar(
            drawn,
            ax=list(places.flat),
            shrink=0.6,
            pad=0.015,
            extend="max",
            label="Units",
            format="%d",
            ticks=TICKS,
        )
    handles, labels = places.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    return figure


def _panels(count: int, *, height: float) -> tuple[Figure, NDArray[Any]]:
    """A figure with three panels in a row."""
    columns = min(3, count)
    rows = -(-count // columns)
    figure = Figure(figsize=(WIDTH * max(columns, 2) / 3, height * rows + 0.5), layout="constrained")
    places = figure.subplots(rows, columns, squeeze=False)
    for place in places.flat[count:]:
        place.set_axis_off()
    return figure, places


def _label(place: Axes, places: NDArray[Any], index: int, count: int, x_label: str, y_label: str) -> None:
    columns = places.shape[1]
    if index + columns >= count:
        place.set_xlabel(x_label)
    if index % columns == 0:
        place.set_ylabel(y_label)


def _mark(place: Axes, table: pd.DataFrame) -> None:
    """Vertical lines at the thresholds that are best by something."""
    labelled = 0
    for row in table.itertuples():
        words = [word for word in str(row.chosen).split(", ") if word and word != "stated" and word != "nan"]
        if not words:
            continue
        ratios = [word.removeprefix("least cost ") for word in words if word.startswith("least cost")]
        line = "-" if "Youden" in words else (0, (1, 1.5))
        place.axvline(row.threshold, color=INK, linewidth=0.8, linestyle=line, zorder=1)
        if ratios:
            labelled += 1  # in turns a line lower, as neighbours may be near
            inwards = row.threshold > 0.9
            place.annotate(
                ", ".join(ratios),
                (row.threshold, 0.99 - 0.06 * (labelled % 2)),
                (-2 if inwards else 2, 0),
                textcoords="offset points",
                ha="right" if inwards else "left",
                fontsize=7,
                va="top",
                zorder=5,
            )
