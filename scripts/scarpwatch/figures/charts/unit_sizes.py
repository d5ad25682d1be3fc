"""Mapping units: the distribution of their sizes, and V, I and F over the parameters that were compared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogFormatter
from numpy.typing import NDArray

from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.style import INK, WIDTH, styled

EXPLORED = {
    "V": "V: aspect variance in units\n(lower is better)",
    "I": "I: autocorrelation of units\n(lower is better)",
    "F": "F(a, c) of V and I\n(higher is better)",
}


ENTRY = FigureEntry(
    name="units",
    section="area",
    order=40,
    needs="models terrain",
    caption=(
        "The mapping units: the distribution of their areas (a; grey: nine tenths of the units) and, where parameters were compared, the variance of "
        "aspect inside units (V), the spatial autocorrelation of neighbouring units (I), and the combination of both "
        "(F) (Alvioli et al."
        " 2016) over the minimum area a and the circular variance c; the square marks the parameters used, where "
        "they are among those compared."
    ),
    alternative="Histogram of unit areas; tables of V, I and F coloured by value.",
)


@styled
def plot_units(
    areas_m2: NDArray[np.float64],
    *,
    unit_name: str,
    explored: pd.DataFrame | None = None,
    chosen: tuple[float, float] | None = None,
) -> Figure:
    """Sizes of the units, and a panel each of V, I and F where parameters were compared.

    Parameters
    ----------
    areas_m2 : array (units,)
    unit_name : what the units are called
    explored : table of :func:`scarpwatch.terrain.slope_units.search.explore`, or None
    chosen : minimum area (m2) and circular variance that the units were made with; marked where it is
        among those compared
    """
    figure = Figure(figsize=(WIDTH, 3.4 if explored is None else 6.6), layout="constrained")
    if explored is None:
        _sizes(figure.subplots(), areas_m2, unit_name)
        return figure
    upper, lower = figure.subfigures(2, 1, height_ratios=[1, 1.15], squeeze=False)[:, 0]
    _sizes(upper.subplots(), areas_m2, unit_name)
    columns = [name for name in EXPLORED if explored[name].notna().any()]
    panels = lower.subplots(1, len(columns), squeeze=False)[0]
    for letter, name, axes in zip("bcd", columns, panels, strict=False):
        _heat(axes, explored, name, chosen)
        axes.set_title(f"({letter}) {EXPLORED[name]}")
    panels[0].set_ylabel("Circular variance c")
    return figure


def _sizes(axes: Axes, areas_m2: NDArray[np.float64], unit_name: str) -> None:
    square_km = areas_m2 / 1e6
    low, high = float(square_km.min()), float(square_km.max())
    if low == high:
        low, high = 0.9 * low, 1.1 * high
    within_a_decade = high < 10 * low
    bins = np.linspace(low, high, 41) if within_a_decade else np.geomspace(low, high, 41)
    axes.hist(square_km, bins=bins.tolist(), color="#0072b2", alpha=0.85)
    if not within_a_decade:
        axes.set_xscale("log")
        axes.xaxis.set_minor_formatter(LogFormatter(labelOnlyBase=False))  # the default one writes formulas
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    for value, label, line in (
        (float(np.median(square_km)), "median", "-"),
        (float(square_km.mean()), "mean", (0, (4, 2))),
    ):
        axes.axvline(value, color=INK, linewidth=1.1, linestyle=line, label=f"{label} {value:.3f} km²")
    low, high = (float(value) for value in np.quantile(square_km, [0.05, 0.95]))
    axes.axvspan(
        low,
        high,
        color=INK,
        alpha=0.08,
        linewidth=0,
        zorder=0,
        label=f"5 to 95 %, a ratio of {high / low:.1f}",
    )
    axes.set_xlabel("Area of a unit (km²)")
    axes.set_ylabel("Units")
    axes.set_title(f"(a) Size of the {square_km.size:,} {unit_name}")
    axes.grid(True, axis="y")
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3, borderaxespad=0.1)  # above the bars


def _heat(axes: Axes, explored: pd.DataFrame, name: str, chosen: tuple[float, float] | None) -> None:
    grid = explored.pivot(index="circular_variance", columns="min_area_m2", values=name)
    values = grid.to_numpy()
    good_high = name == "F"
    axes.imshow(values, origin="lower", aspect="auto", cmap="viridis" if good_high else "viridis_r")
    middle = (np.nanmin(values) + np.nanmax(values)) / 2
    for row, column in np.ndindex(values.shape):
        dark = (values[row, column] < middle) == good_high
        axes.text(
            column,
            row,
            f"{round(values[row, column], 2) + 0:.2f}".replace("-", "\N{MINUS SIGN}"),  # no "-0.00"
            ha="center",
            va="center",
            fontsize=8,
            color="white" if dark else "black",
        )
    axes.set_xticks(range(grid.shape[1]), _hectares(grid.columns))
    axes.set_yticks(range(grid.shape[0]), [f"{value:g}" for value in grid.index])
    axes.set_xlabel("Minimum area a (ha)")
    areas, variances = list(grid.columns), list(grid.index)
    if chosen is not None and chosen[0] in areas and chosen[1] in variances:
        axes.plot(
            areas.index(chosen[0]),
            variances.index(chosen[1]),
            marker="s",
            markersize=26,
            markerfacecolor="none",
            markeredgecolor="#d55e00",
            markeredgewidth=2,
        )


def _hectares(areas_m2: Sequence[float]) -> list[str]:
    return [f"{area / 1e4:g}" for area in areas_m2]
