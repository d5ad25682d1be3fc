"""Bars: importance of the factors, and shares of area and landslides per susceptibility class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from scarpwatch.figures.style import (
    ALGORITHM_NAMES,
    INK,
    SUSCEPTIBILITY_CLASSES,
    SUSCEPTIBILITY_COLOURS,
    WIDTH,
    factor_name,
    styled,
)

STATIC_COLOUR = "#9a9a9a"
COUPLED_COLOUR = "#0072b2"


def _rank_factors(importance: Sequence[Mapping[str, float]]) -> list[str]:
    """Factors by falling mean importance over models; a model without a factor counts as none."""
    names = sorted({factor for model in importance for factor in model})
    mean = {name: sum(model.get(name, 0.0) for model in importance) / len(importance) for name in names}
    return sorted(names, key=lambda name: (-mean[name], name))


@styled
def plot_importance(
    static: Mapping[str, Mapping[str, float]], coupled: Mapping[str, Mapping[str, float]] | None = None
) -> Figure:
    """Normalised importance, one panel per algorithm, static and coupled side by side.

    Parameters
    ----------
    static, coupled : mapping of algorithm to {factor: importance}
        Gini for the forest, gain for the boosters, each adding up to 1; ``coupled`` is None without SAR.
    """
    models = [*static.values(), *(coupled or {}).values()]
    factors = _rank_factors(list((coupled or static).values()))
    factors += [name for name in _rank_factors(models) if name not in factors]
    algorithms = list(static)
    two = bool(coupled)
    height = 1.5 + len(factors) * (0.40 if two else 0.28)
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    places = figure.subplots(1, len(algorithms), sharey=True, sharex=True, squeeze=False)[0]
    position = np.arange(len(factors), dtype=float)
    thick = 0.38 if two else 0.62
    for index, (axes, algorithm) in enumerate(zip(places, algorithms, strict=True)):
        name = ALGORITHM_NAMES.get(algorithm, algorithm)
        kind = "Gini" if algorithm == "rf" else "gain"
        _bars(axes, position - (0.2 if two else 0.0), static[algorithm], factors, thick, STATIC_COLOUR, name)
        if two and coupled is not None and algorithm in coupled:
            _bars(axes, position + 0.2, coupled[algorithm], factors, thick, COUPLED_COLOUR, f"SAR+{name}")
        axes.set_title(f"({chr(ord('a') + index)}) {name} ({kind})")
        axes.set_xlabel("Share of importance")
        axes.grid(True, axis="x")
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    places[0].set_yticks(position, [factor_name(factor) for factor in factors])
    places[0].set_ylim(len(factors) - 0.4, -0.6)
    right = max((value for model in models for value in model.values()), default=1.0)
    places[0].set_xlim(0, right * 1.18)
    handles = [Patch(facecolor=STATIC_COLOUR, label="static factors only")]
    if two:
        handles.append(Patch(facecolor=COUPLED_COLOUR, label="static and deformation factors (SAR+)"))
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
            f"{value:.2f}",
            (value, place),
            xytext=(3, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
            color=INK,
        )


@styled
def plot_class_shares(
    area: Mapping[str, Sequence[float]], landslides: Mapping[str, Sequence[float]]
) -> Figure:
    """Share of the area and share of the landslides per class, one stacked bar per model.

    Parameters
    ----------
    area, landslides : mapping of model name to five shares
        From very low to very high, each adding up to 1.
    """
    models = list(area)
    figure = Figure(figsize=(WIDTH, 1.6 + 0.42 * len(models)), layout="constrained")
    places = figure.subplots(1, 2, sharey=True)
    for axes, shares, title in (
        (places[0], area, "(a) Share of the area"),
        (places[1], landslides, "(b) Share of the landslides"),
    ):
        for row, model in enumerate(models):
            left = 0.0
            for colour, share in zip(SUSCEPTIBILITY_COLOURS, shares[model], strict=True):
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
        Patch(facecolor=colour, edgecolor="#888888", linewidth=0.4, label=name)
        for name, colour in zip(SUSCEPTIBILITY_CLASSES, SUSCEPTIBILITY_COLOURS, strict=True)
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=5)
    return figure
