"""The interferogram network: perpendicular baseline against date, pairs coloured by their mean coherence."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from scarpwatch.dates import iso_date, parse_date
from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.style import INK, WIDTH, styled
from scarpwatch.insar.network.baselines import baselines_from_pairs

DROPPED = "#b2182b"
UNKNOWN = "#8a8a8a"
DASHES = (0, (4, 3))


def date_baselines(table: pd.DataFrame) -> tuple[list[str], NDArray[np.float64], bool]:
    """Perpendicular baseline of every date relative to the first, from those of the pairs.

    The pairs' baselines (that of the secondary less that of the reference) are differences between
    dates, so the dates' values are their least-squares solution with the first date at zero; dates that
    no known baseline reaches come out at zero.

    Returns
    -------
    dates : list of str
        In order.
    baselines : array (dates,)
        m.
    complete : bool
        Whether every pair has a baseline.
    """
    pairs = table[["reference", "secondary", "perpendicular_baseline_m"]]
    tied = baselines_from_pairs(list(pairs.itertuples(index=False, name=None)))
    complete = bool(np.isfinite(table["perpendicular_baseline_m"]).all())
    return list(tied), np.nan_to_num(np.array(list(tied.values()))), complete


ENTRY = FigureEntry(
    name="network",
    section="deformation",
    order=40,
    needs="pairs",
    caption=(
        "The interferogram network. Each circle is a scene, each line a pair, coloured by its mean coherence; "
        "dropped pairs are dashed. Baselines are relative to the first scene."
    ),
    alternative="Perpendicular baseline against date, pairs coloured by coherence.",
)


@styled
def plot_network(table: pd.DataFrame) -> Figure:
    """Plot the network; dropped pairs are dashed.

    Parameters
    ----------
    table : DataFrame
        Rows of :func:`scarpwatch.insar.network.table.read_network`. Baselines may be NaN: then dates lie at zero and a note says so. Coherence may be NaN too.
    """
    dates, baselines, complete = date_baselines(table)
    times = {date: mdates.date2num(parse_date(date)) for date in dates}
    segments = _segments(table, times, dict(zip(dates, baselines, strict=True)))
    used = table["used"].to_numpy(dtype=bool)
    coherence = table["mean_coherence"].to_numpy(dtype=float)
    flat = not np.any(baselines)
    if flat:  # pairs would lie on one line: lift them into arcs whose height grows with their length
        segments = _arcs(segments)

    figure = Figure(figsize=(WIDTH, 4.6), layout="constrained")
    axes = figure.add_subplot()
    known = coherence[used & np.isfinite(coherence)]
    norm = _coherence_scale(known)
    _draw_pairs(axes, segments, used, coherence, norm)
    axes.scatter(
        [times[date] for date in dates],
        baselines,
        s=26,
        facecolor="white",
        edgecolor=INK,
        linewidth=1.1,
        zorder=4,
    )
    if known.size:
        figure.colorbar(ScalarMappable(norm=norm, cmap="viridis"), ax=axes, pad=0.015, aspect=28).set_label(
            "Mean coherence of the pair"
        )
    _finish_axes(axes, dates[0], flat=flat)
    notes = _notes(flat=flat, complete=complete)
    axes.set_title(
        f"{len(dates)} dates, {int(used.sum())} pairs used" + (f" ({'; '.join(notes)})" if notes else "")
    )
    handles = _handles(used, known=bool(known.size))
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return figure


def _segments(
    table: pd.DataFrame, times: Mapping[str, float], heights: Mapping[str, float]
) -> NDArray[np.float64]:
    """Ends of the pairs (pairs, 2, 2): time and baseline."""
    return np.array(
        [
            [(times[a], heights[a]), (times[b], heights[b])]
            for a, b in zip(table["reference"], table["secondary"], strict=True)
        ]
    )


def _coherence_scale(known: NDArray[np.float64]) -> Normalize:
    """Limits in steps of 0.05 that hold the coherences of the pairs used; 0 to 1 where none is known."""
    low = np.floor(known.min() * 20) / 20 if known.size else 0.0
    high = np.ceil(known.max() * 20) / 20 if known.size else 1.0
    return Normalize(low, max(high, low + 0.05))


def _draw_pairs(
    axes: Axes,
    segments: NDArray[np.float64],
    used: NDArray[np.bool_],
    coherence: NDArray[np.float64],
    norm: Normalize,
) -> None:
    """Dropped pairs dashed below those used, which lie in the order of their coherence."""
    if (~used).any():
        axes.add_collection(
            LineCollection(
                list(segments[~used]),
                colors=DROPPED,
                linewidths=1.1,
                linestyles=DASHES,
                zorder=2,
                label="dropped",
            )
        )
    order = np.argsort(np.where(np.isfinite(coherence), coherence, -1.0))
    shown = [index for index in order if used[index]]
    # Before a run, the coherence is not known: such pairs are grey.
    colours = colormaps["viridis"].with_extremes(bad=UNKNOWN)
    lines = LineCollection([segments[i] for i in shown], cmap=colours, norm=norm, linewidths=1.4, zorder=3)
    lines.set_array(np.ma.masked_invalid(coherence[shown]))
    axes.add_collection(lines)


def _finish_axes(axes: Axes, first: str, *, flat: bool) -> None:
    """Limits, ticks of dates and labels; without baselines the only tick is zero."""
    axes.autoscale_view()
    axes.margins(0.03, 0.08)
    locator = mdates.AutoDateLocator(minticks=4, maxticks=10)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    axes.set_xlabel("Date of acquisition")
    axes.set_ylabel(f"Perpendicular baseline relative to\n{_iso(first)} (m)")
    axes.grid(True)
    if flat:
        axes.set_yticks([0.0])
        axes.set_ylabel("Perpendicular baseline (m)")


def _notes(*, flat: bool, complete: bool) -> list[str]:
    """What the title says of the baselines."""
    if flat and not complete:
        return ["baselines not known: all dates plotted at 0 m, pairs as arcs"]
    if flat:
        return ["all baselines are 0 m: pairs plotted as arcs"]
    return [] if complete else ["some pairs have no baseline"]


def _handles(used: NDArray[np.bool_], *, known: bool) -> list[Line2D]:
    """Legend entries with the numbers of pairs."""
    circle = {"marker": "o", "markersize": 5.5, "markerfacecolor": "white", "markeredgecolor": INK}
    handles = [
        Line2D([], [], linestyle="", label="date", **circle),  # type: ignore[arg-type]
        Line2D(
            [],
            [],
            color="#3b8b8a" if known else UNKNOWN,
            linewidth=1.6,
            label=f"pair used ({int(used.sum())})",
        ),
    ]
    if (~used).any():
        label = f"pair dropped ({int((~used).sum())})"
        handles.append(Line2D([], [], color=DROPPED, linewidth=1.2, linestyle=DASHES, label=label))
    return handles


def _arcs(segments: NDArray[np.float64], points: int = 25) -> NDArray[np.float64]:
    """Turn segments (n, 2, 2) on one line into half-ellipses (n, points, 2)."""
    angle = np.linspace(np.pi, 0.0, points)
    start, end = segments[:, 0, 0], segments[:, 1, 0]
    middle, half = (start + end) / 2, (end - start) / 2
    x = middle[:, None] + half[:, None] * np.cos(angle)
    y = np.abs(half)[:, None] * np.sin(angle)
    return np.stack([x, y], axis=-1)


def _iso(date: str) -> str:
    return iso_date(date)
