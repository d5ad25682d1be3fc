"""Bars: importance of the factors, and shares of area and landslides per susceptibility class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from scarpwatch.algorithms.algorithm import AlgorithmLook, model_name
from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.style import INK, WIDTH, short, styled
from scarpwatch.susceptibility_classes import CLASS_COLOURS, CLASSES, NUMBER

STATIC_COLOUR = "#9a9a9a"
COUPLED_COLOUR = "#0072b2"


MEASURES = {
    "gain": "Share in the algorithm's own importance",
    "permutation": "Loss of validation AUC when permuted",
    "shap": "Share in the mean absolute SHAP value",
}
"""Columns of a ranking of factors, and what the axes call them. The first and the last add up to 1."""


def _rank_factors(tables: Sequence[pd.DataFrame], measure: str) -> list[str]:
    """Factors by falling mean importance over models; a model without a factor counts as none."""
    wide = pd.concat([table[measure] for table in tables], axis=1).fillna(0.0)
    mean = wide.mean(axis=1)
    return sorted((str(name) for name in mean.index), key=lambda name: (-mean[name], name))


IMPORTANCE_ENTRY = FigureEntry(
    name="importance",
    section="importance",
    order=10,
    needs="trained",
    caption=(
        "Importance of the factors in each model by three measures: the algorithm's own (named above it, from "
        "the training units), loss of AUC when a factor is permuted among the validation units, and its mean absolute "
        "Shapley value (SHAP) on them."
    ),
    alternative="Bars of factor importance per measure and algorithm, static and coupled.",
)


@styled
def plot_importance(
    static: Mapping[str, pd.DataFrame],
    coupled: Mapping[str, pd.DataFrame] | None = None,
    *,
    looks: Mapping[str, AlgorithmLook],
    titles: Mapping[str, str],
) -> Figure:
    """Importance of the factors: one row per measure, one panel per algorithm, static and coupled side by side.

    Parameters
    ----------
    static, coupled : mapping of algorithm to DataFrame
        Index factor, columns those of `MEASURES` that are known; ``coupled`` is None without dynamic factors.
    looks : of the algorithms
    titles : factor to what the axis calls it; one without keeps its name
    """
    two = bool(coupled)
    models = [*static.values(), *(coupled or {}).values()]
    measures = [name for name in MEASURES if all(name in table for table in models)]
    factors = _rank_factors(list((coupled or static).values()), measures[0])
    factors += [name for name in _rank_factors(models, measures[0]) if name not in factors]
    algorithms = list(static)
    high = 0.7 + len(factors) * (0.31 if two else 0.25)
    figure = Figure(figsize=(WIDTH, 0.6 + high * len(measures)), layout="constrained")
    places = figure.subplots(len(measures), len(algorithms), sharey=True, sharex="row", squeeze=False)
    position = np.arange(len(factors), dtype=float)
    for row, measure in enumerate(measures):
        for column, algorithm in enumerate(algorithms):
            axes, look = places[row, column], looks[algorithm]
            pairs = [(static[algorithm], STATIC_COLOUR, model_name(look, False), -0.2 if two else 0.0)]
            if two and coupled is not None and algorithm in coupled:
                pairs.append((coupled[algorithm], COUPLED_COLOUR, model_name(look, True), 0.2))
            for table, colour, label, shift in pairs:
                values = table[measure].dropna().to_dict()
                _bars(axes, position + shift, values, factors, 0.38 if two else 0.62, colour, label)
            words = {"gain": look.importance, "permutation": "permuted", "shap": "SHAP"}[measure]
            axes.set_title(f"({chr(ord('a') + row * len(algorithms) + column)}) {look.short} ({words})")
            axes.grid(True, axis="x")
            axes.axvline(0.0, color="#555555", linewidth=0.7)
            for side in ("top", "right"):
                axes.spines[side].set_visible(False)
        values = [float(value) for table in models for value in table[measure].dropna()]
        right, left = max([*values, 1e-3]), min([*values, 0.0])
        places[row, 0].set_xlim(left * 1.5, right * 1.22)
        places[row, 0].locator_params(axis="x", nbins=5)
        places[row, len(algorithms) // 2].set_xlabel(MEASURES[measure])
        places[row, 0].set_yticks(position, [short(titles.get(factor, factor)) for factor in factors])
    places[0, 0].set_ylim(len(factors) - 0.4, -0.6)
    handles = [Patch(facecolor=STATIC_COLOUR, label="static factors only")]
    if two:
        handles.append(Patch(facecolor=COUPLED_COLOUR, label="static and dynamic factors (SAR+)"))
    figure.legend(handles=handles, loc="outside lower center", ncols=2)
    return figure


def _bars(
    axes: Axes,
    position: np.ndarray,
    model: Mapping[str, float],
    factors: Sequence[str],
    thick: float,
    colour: str,
    name: str,
) -> None:
    """Bars of one model; a factor that the model does not have gets no bar and no number."""
    for place, factor in zip(position, factors, strict=True):
        if factor not in model:
            continue
        value = model[factor]
        axes.barh(place, value, height=thick, color=colour, label=name)
        axes.annotate(
            f"{value:.2f}".replace("-", "\N{MINUS SIGN}").replace("\N{MINUS SIGN}0.00", "0.00"),
            (max(value, 0.0), place),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
            color=INK,
        )


AREA_ENTRY = FigureEntry(
    name="class_shares",
    section="susceptibility",
    order=20,
    needs="models landslides terrain",
    caption=(
        "Share of the area (a) and of the landslides (b) per susceptibility class. A good map puts many "
        "landslides on little ground. Shares below 5.5 % are printed in the table only."
    ),
    alternative="Stacked bars of area and landslide shares per class and model.",
)


TABLE_ENTRY = FigureEntry(
    name="class_shares",
    section="susceptibility",
    order=20,
    needs="models landslides table",
    caption=(
        "Share of the ground or, where units have no area, of the units (a), and of the units with landslides (b)"
        " per susceptibility class. A good map puts many landslides on little ground. Shares below 5.5 % are "
        "printed in the table only."
    ),
    alternative="Stacked bars of area or unit shares and of landslide shares per class and model.",
)


@styled
def plot_class_shares(
    area: Mapping[str, Sequence[float]],
    landslides: Mapping[str, Sequence[float]],
    *,
    counted: str = "area",
) -> Figure:
    """Share of the area and share of the landslides per class, one stacked bar per model.

    Parameters
    ----------
    area, landslides : mapping of model name to shares of the classes
        From the lowest to the highest, each adding up to 1.
    counted : str
        What the first shares are of: "area", or "units" where units have none.
    """
    models = list(area)
    figure = Figure(figsize=(WIDTH, 1.6 + 0.42 * len(models)), layout="constrained")
    places = figure.subplots(1, 2, sharey=True)
    for axes, shares, title in (
        (places[0], area, f"(a) Share of the {counted}"),
        (places[1], landslides, "(b) Share of the landslides"),
    ):
        for row, model in enumerate(models):
            left = 0.0
            for colour, share in zip(CLASS_COLOURS, shares[model], strict=True):
                width = 100.0 * float(share)
                axes.barh(row, width, left=left, height=0.72, color=colour, edgecolor="white", linewidth=0.6)
                if width >= 5.5:
                    ink = "white" if sum(to_rgb(colour)) < 1.45 else INK
                    axes.text(
                        left + width / 2,
                        row,
                        f"{width:.1f}",
                        ha="center",
                        va="center",
                        fontsize=8,
                        color=ink,
                    )
                left += width
        axes.set_title(title)
        axes.set_xlim(0, 100)
        axes.set_xlabel("Share (%)")
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    places[0].set_yticks(range(len(models)), models)
    places[0].set_ylim(len(models) - 0.4, -0.6)
    handles = [
        Patch(facecolor=colour, edgecolor="#888888", linewidth=0.4, label=name) for name, colour in CLASSES
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=NUMBER)
    return figure
