"""Displacement against time at points: the series, the fitted model and its standard deviation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from scarpwatch.dates import DAYS_PER_YEAR, parse_date
from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.style import INK, WIDTH, short, styled
from scarpwatch.insar.motion.model import motion_terms, temporal_design

FIT = "#b2182b"
BAND = "#f4a582"
COLUMNS = 3
MINUS = "\N{MINUS SIGN}"


class Fit(NamedTuple):
    """The model at the times asked for (cm), its standard deviation there, and its rate (cm/yr)."""

    values: NDArray[np.float64]
    sigma: NDArray[np.float64]
    rate: float


def fit_model(
    years: NDArray[np.floating],
    series: NDArray[np.floating],
    at: NDArray[np.floating],
    *,
    rate_sigma: float,
    terms: Mapping[str, Any],
) -> Fit:
    """Fit the motion model to one series by least squares and evaluate it.

    The shape of the uncertainty over time follows from the design; its size is such that the rate has the
    standard deviation that was estimated for it, which counts the correlation of errors in time.

    Parameters
    ----------
    years, series : arrays (dates,), time since the first date (yr) and displacement (cm)
    at : array (times,), where the model is wanted (yr since the first date)
    rate_sigma : cm/yr
    terms : those of :func:`~scarpwatch.insar.motion.model.temporal_design`
    """
    design, wanted = temporal_design(years, **terms), temporal_design(at, **terms)
    if terms.get("apart"):  # the offset of a single date is no part of the curve
        wanted[:, -len(terms["apart"]) :] = 0
    coefficients = np.linalg.lstsq(design, series, rcond=None)[0]
    covariance = np.linalg.pinv(design.T @ design)
    spread = np.sqrt(np.sum((wanted @ covariance) * wanted, axis=1) / covariance[1, 1])
    return Fit(wanted @ coefficients, rate_sigma * spread, float(coefficients[1]))


def rate_words(rate: float, sigma: float) -> str:
    """A rate with its standard deviation, to as many decimals as this has a digit that is not zero; never "-0.0"."""
    decimals = 1 if not sigma > 0 else min(4, max(1, math.ceil(-math.log10(sigma) - 1e-9)))
    rounded = round(rate, decimals) + 0.0
    sign = "+" if rounded > 0 else ""
    return f"{sign}{rounded:.{decimals}f} ± {sigma:.{decimals}f} cm/yr".replace("-", MINUS)


ENTRY = FigureEntry(
    name="series",
    section="deformation",
    order=20,
    needs="series",
    caption=(
        "Displacement along the line of sight at single points, relative to the reference. The line is the model fitted to "
        "the series; the band is its standard deviation, sized after that of the rate relative to the reference, "
        "which is given behind the rate. Scatter about the line that all points share is the atmospheric delay over "
        "the reference. All panels have the same axes; the numbers are those of the map of cumulative deformation."
    ),
    alternative="Displacement against time at single points, with fitted model and uncertainty.",
)


@styled
def plot_series(table: pd.DataFrame, settings: Mapping[str, Any]) -> Figure:
    """Plot one panel per point.

    Parameters
    ----------
    table : DataFrame
        Rows of :func:`scarpwatch.insar.output.point_table.point_row`. A point without numbers gets a panel that says
        why.
    settings : the motion model that was decided, as section ``velocity`` of the config
    """
    names = [name for name in table.columns if name[:1] == "D" and name[1:].isdigit()]
    days = [parse_date(name[1:]) for name in names]
    terms = motion_terms([name[1:] for name in names], settings) if len(table) else {}
    count = max(1, len(table))
    columns = min(COLUMNS, count)
    rows = -(-count // columns)
    figure = Figure(figsize=(WIDTH, 0.9 + 2.4 * rows), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).ravel()
    for number, (panel, (_, point)) in enumerate(zip(axes, table.iterrows(), strict=False), start=1):
        _draw_point(panel, number, point, days, point[names].to_numpy(dtype=float), terms)
    for panel in axes[len(table) :]:
        panel.set_axis_off()
    for number, panel in enumerate(axes[:count]):
        if number % columns == 0:
            panel.set_ylabel("Displacement (cm)")
        panel.xaxis.set_tick_params(labelbottom=number + columns >= count)
    if table.empty:
        axes[0].text(0.5, 0.5, "no point was asked for", ha="center", va="center")
        axes[0].set_axis_off()
        return figure
    handles = [
        Line2D([], [], linestyle="", marker="o", markersize=4, color=INK, label="displacement of a scene"),
        Line2D([], [], color=FIT, linewidth=1.6, label="fitted model"),
        Patch(facecolor=BAND, alpha=0.5, label="its standard deviation (1σ)"),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    return figure


def _draw_point(
    panel: Axes,
    number: int,
    point: pd.Series,
    days: list[date],
    series: NDArray[np.float64],
    terms: Mapping[str, Any],
) -> None:
    """One panel: number, name and rate in the title, dots, line and band."""
    dates = mdates.date2num(days)
    panel.set_xlim(dates[0] - 20, dates[-1] + 20)
    locator = mdates.AutoDateLocator(minticks=3, maxticks=6)
    panel.xaxis.set_major_locator(locator)
    panel.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    known = np.isfinite(series)  # a date that no pair of the pixel reaches has no value
    if not known.any():
        panel.set_title(f"{number}  {short(str(point['name']))}")
        note = str(point["note"]).replace(": ", ":\n")
        panel.text(0.5, 0.5, f"not measured\n{note}", transform=panel.transAxes, ha="center", va="center")
        return
    years = (dates - dates[0]) / DAYS_PER_YEAR
    at = np.linspace(years[0], years[-1], 200)
    sigma = float(point["velocity_sigma_to_reference"])
    fit = fit_model(years[known], series[known], at, rate_sigma=sigma, terms=terms)
    line = dates[0] + at * DAYS_PER_YEAR
    panel.axhline(0, color="#999999", linewidth=0.7)
    panel.fill_between(line, fit.values - fit.sigma, fit.values + fit.sigma, color=BAND, alpha=0.5, lw=0)
    panel.plot(line, fit.values, color=FIT, linewidth=1.6)
    panel.plot(dates, series, linestyle="", marker="o", markersize=3.2, color=INK)
    panel.set_title(f"{number}  {short(str(point['name']))}\n{rate_words(float(point['velocity']), sigma)}")
    panel.grid(True)
