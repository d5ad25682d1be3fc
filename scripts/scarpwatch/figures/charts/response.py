"""How the index of a model follows its leading factors, and what factors are worth by permutation."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.style import INK, WIDTH, panel_letter, short, styled

ALE, SHAP, DENSITY = "#b2182b", "#4393c3", "#bdbdbd"
POINTS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")

ENTRY = FigureEntry(
    name="response",
    section="importance",
    order=40,
    needs="trained",
    caption=(
        "How the index of the main model follows its leading factors: accumulated local effects (red, left axis, change of "
        "the index), mean contribution of the factor with its 10 to 90 % (SHAP, blue, right axis), and the units that both are taken over (grey). Where grey is thin the curves rest on few "
        "units. Of classes the mean contribution. Last panel: loss of AUC when a factor is permuted, on the held-out split "
        "and on held-out folds as far away as the map's units, with standard deviations over the permutations."
    ),
    alternative="Response curves of the leading factors, and permutation importance on split and folds.",
)


@styled
def plot_response(
    response: pd.DataFrame,
    importance: pd.DataFrame,
    *,
    titles: Mapping[str, str],
    units: Mapping[str, str],
    name: str,
) -> Figure:
    """Plot a panel per factor, and one of the importance.

    Parameters
    ----------
    response : what ``response.csv`` of a model holds
    importance : what ``fold_importance.csv`` holds
    titles, units : factor -> what the axis says
    name : of the model
    """
    factors = list(dict.fromkeys(response["factor"]))
    rows = -(-(len(factors) + 1) // 3)
    figure = Figure(figsize=(WIDTH, 3.1 * rows), layout="constrained")
    figure.suptitle(name, fontsize=10, x=0.01, ha="left")
    places = figure.subplots(rows, 3, squeeze=False)
    for index, factor in enumerate(factors):
        place, table = places.flat[index], response[response["factor"] == factor]
        draw = {"class": _classes, "direction": _direction}.get(table["kind"].iloc[0], _number)
        draw(place, table)
        if index % 3 == 0 and table["kind"].iloc[0] != "class":
            place.set_ylabel("Effect on the index (ALE)", color=ALE, fontsize=8)
        place.set_title(f"({panel_letter(index)}) {short(titles.get(factor, factor), 34)}")
        unit = units.get(factor, "")
        if table["kind"].iloc[0] == "number" and unit:
            place.set_xlabel(unit)
    last = places.flat[len(factors)]
    _importance(last, importance, titles)
    last.set_title(f"({panel_letter(len(factors))}) Permutation importance")
    for place in places.flat[len(factors) + 1 :]:
        place.set_axis_off()
    return figure


def _number(place: Axes, table: pd.DataFrame) -> None:
    known = table[table["lower"].notna()]
    middle = ((known["lower"] + known["upper"]) / 2).to_numpy()
    width = (known["upper"] - known["lower"]).to_numpy()
    # Bins hold about equal numbers of units, so their density is what tells where the units are.
    density = known["units"].to_numpy() / np.where(width > 0, width, np.nan)
    _ground(place, middle, density, width)
    _curves(place, middle, known)


def _direction(place: Axes, table: pd.DataFrame) -> None:
    known = table[table["lower"].notna()]
    middle = ((known["lower"] + known["upper"]) / 2).to_numpy()
    _ground(place, middle, known["units"].to_numpy(float), (known["upper"] - known["lower"]).to_numpy())
    _curves(place, middle, known)
    place.set_xticks(middle, [POINTS[round(angle / 45) % 8] for angle in middle])


def _curves(place: Axes, middle: np.ndarray, known: pd.DataFrame) -> None:
    """Accumulated effects on the left axis, contributions on the right one, zero on one level."""
    place.axhline(0, color="#999999", linewidth=0.7, linestyle=(0, (2, 3)))
    other = place.twinx()
    other.set_ylabel("SHAP", color=SHAP, fontsize=7, labelpad=1)
    other.fill_between(middle, known["shap_lower"], known["shap_upper"], color=SHAP, alpha=0.2, linewidth=0)
    other.plot(middle, known["shap"], color=SHAP, linewidth=1.3, linestyle="--")
    place.plot(middle, known["ale"], color=ALE, linewidth=1.7, marker=".", markersize=4)
    for axes, columns, colour in ((place, ["ale"], ALE), (other, ["shap_lower", "shap_upper"], SHAP)):
        most = 1.15 * float(np.nanmax(np.abs(known[columns].to_numpy()), initial=1e-6))
        axes.set_ylim(-most, most)
        axes.tick_params(axis="y", colors=colour, labelsize=7)
    place.set_zorder(other.get_zorder() + 1)
    place.patch.set_visible(False)


def _ground(place: Axes, middle: np.ndarray, density: np.ndarray, width: np.ndarray) -> None:
    """Bars along the lower edge, as high as there are many units."""
    below = place.inset_axes((0, 0, 1, 0.14), sharex=place)
    below.bar(middle, density, width=width, color=DENSITY, linewidth=0)
    below.set_ylim(0, 1.02 * float(np.nanmax(density, initial=1e-9)))
    below.set_axis_off()


def _classes(place: Axes, table: pd.DataFrame) -> None:
    known = table[table["units"] > 0].sort_values("shap", kind="stable")
    rows = np.arange(len(known))
    errors = np.abs(known[["shap_lower", "shap_upper"]].to_numpy().T - known["shap"].to_numpy())
    place.barh(rows, known["shap"], color=SHAP, height=0.65)
    place.errorbar(known["shap"], rows, xerr=errors, fmt="none", ecolor=INK, elinewidth=0.8, capsize=2)
    labels = [
        f"{short(str(label), 18)} ({units})"
        for label, units in zip(known["label"], known["units"], strict=True)
    ]
    place.set_yticks(rows, labels, fontsize=7)
    place.axvline(0, color="#999999", linewidth=0.7)
    place.set_xlabel("Mean contribution (units in brackets)")


def _importance(place: Axes, importance: pd.DataFrame, titles: Mapping[str, str]) -> None:
    """Dots per factor, the most important on top."""
    table = importance.iloc[:10][::-1]
    rows = np.arange(len(table))
    for part, text, colour, shift in (
        ("folds", "held-out folds", ALE, 0.13),
        ("split", "held-out split", INK, -0.13),
    ):
        place.errorbar(
            table[f"{part}_permutation"],
            rows + shift,
            xerr=table[f"{part}_permutation_std"],
            fmt="o",
            markersize=3.6,
            color=colour,
            elinewidth=0.9,
            label=text,
        )
    place.set_yticks(rows, [short(titles.get(name, name), 24) for name in table["factor"]], fontsize=7)
    place.axvline(0, color="#999999", linewidth=0.7)
    place.set_xlabel("Loss of AUC")
    place.legend(loc="lower right", fontsize=7)
