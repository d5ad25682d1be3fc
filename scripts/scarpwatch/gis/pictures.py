"""Pictures of a package for Google Earth: the mark of a point, the legend, and the series of a point."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from scarpwatch.dates import parse_date
from scarpwatch.figures.style import INK, RC, styled
from scarpwatch.grids.products import Colour
from scarpwatch.styles.qml import hexadecimal

DPI = 100


def png(figure: Figure, *, clear: bool = False) -> bytes:
    """The bytes of a picture, without a date.

    Parameters
    ----------
    clear : without a background
    """
    stream = io.BytesIO()
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(RC)  # type: ignore[arg-type]
        figure.savefig(stream, dpi=DPI, format="png", metadata={"Software": None}, transparent=clear)
    return stream.getvalue()


@styled
def draw_mark() -> Figure:
    """A white disc, which Google Earth colours."""
    figure = Figure(figsize=(0.32, 0.32))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(-1, 1), ylim=(-1, 1))
    axes.scatter([0], [0], s=300, c="white", edgecolors=INK, linewidths=1.0)
    return figure


@styled
def draw_legend(title: str, entries: Mapping[str, Colour]) -> Figure:
    """Names and colours under a title."""
    width = 0.8 + 0.075 * max(len(text) for text in (title, *entries))
    figure = Figure(figsize=(width, 0.45 + 0.22 * len(entries)), facecolor="white")
    handles = [
        Patch(facecolor=hexadecimal(colour), edgecolor="#888888", linewidth=0.4, label=text)
        for text, colour in entries.items()
    ]
    figure.legend(handles=handles, loc="center", title=title, title_fontsize=9, fontsize=8.5)
    return figure


@styled
def draw_series(name: str, days: Sequence[str], displacement: NDArray[np.floating], rate: str) -> Figure:
    """Displacement (cm) against time at one point.

    Parameters
    ----------
    days : ``YYYYMMDD``
    displacement : array (days,), NaN where there is none
    rate : in words
    """
    figure = Figure(figsize=(4.8, 2.7), layout="constrained")
    axes = figure.subplots()
    dates = np.array([np.datetime64(parse_date(day)) for day in days])
    axes.axhline(0, color="#999999", linewidth=0.6)
    axes.plot(dates, displacement, "o-", color="#1f5a92", markersize=3, linewidth=0.8)
    axes.set_title(f"{name}: {rate}" if rate else name, fontsize=9)
    axes.set_ylabel("Displacement (cm)\ntowards satellite +")
    axes.tick_params(axis="x", rotation=25)
    axes.grid(True)
    return figure
