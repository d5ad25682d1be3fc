"""Panels of curves of models, from no skill along the diagonal to the upper left corner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from scarpwatch.algorithms.algorithm import AlgorithmLook
from scarpwatch.figures.style import WIDTH


class Curve(NamedTuple):
    """A curve of one model in the colour and dashes of its algorithm, and its text in the legend."""

    look: AlgorithmLook
    label: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def draw_panels(
    panels: Mapping[str, Sequence[Curve]],
    *,
    full: float,
    x_label: str,
    y_label: str,
    legend_title: str,
    mark: float | None = None,
) -> Figure:
    """Plot panels two in a row, in the order given.

    Parameters
    ----------
    panels : mapping of title to curves
    full : value at the upper end of both axes
    mark : abscissa of a thin vertical line
    """
    rows, columns = (len(panels) + 1) // 2, min(2, len(panels))
    figure = Figure(figsize=(WIDTH * columns / 2, 4.9 * rows), layout="constrained")
    places = figure.subplots(rows, columns, squeeze=False)
    ticks = np.linspace(0, full, 6)
    for index, (title, curves) in enumerate(panels.items()):
        axes = places.flat[index]
        axes.plot([0, full], [0, full], color="#999999", linewidth=0.8, linestyle=(0, (2, 3)), zorder=1)
        for curve in curves:
            axes.plot(
                curve.x,
                curve.y,
                color=curve.look.colour,
                linestyle=curve.look.line,
                linewidth=1.7,
                label=curve.label,
                zorder=3,
            )
        if mark is not None:
            axes.axvline(mark, color="#bbbbbb", linewidth=0.8, zorder=1)
        axes.set_title(f"({chr(ord('a') + index)}) {title}")
        axes.set_xlim(-0.01 * full, 1.01 * full)
        axes.set_ylim(-0.01 * full, 1.01 * full)
        axes.set_aspect("equal")
        axes.set_xticks(ticks)
        axes.set_yticks(ticks)
        axes.grid(True)
        axes.set_xlabel(x_label)
        axes.set_ylabel(y_label)
        legend = axes.legend(
            loc="lower right",
            title=legend_title,
            alignment="right",
            frameon=True,
            framealpha=0.9,
            edgecolor="none",
            handlelength=2.6,
        )
        legend.get_title().set_fontsize(8.5)
    for axes in places.flat[len(panels) :]:
        axes.set_axis_off()
    return figure
