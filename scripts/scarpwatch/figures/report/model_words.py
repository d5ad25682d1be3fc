"""Alternative texts of the figures of models: what each holds in this run, with its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from scarpwatch.factors.rate_classes import rate_limits, stable_share, stable_words
from scarpwatch.figures.report.basis.conditions import enumerate_words
from scarpwatch.figures.report.basis.result_tables import Model, number
from scarpwatch.learning.metrics.map_skill import map_skill

if TYPE_CHECKING:
    from scarpwatch.figures.report.results import Results


def _judged(results: Results) -> list[tuple[str, float]]:
    """Name and AUC of the map of every model that was evaluated here."""
    return [(model.name, float(map_skill(model.metrics)["auc"])) for model in results.models if model.metrics]


def _from_to(figures: Sequence[tuple[str, float]], digits: int = 3) -> str:
    """``from 0.701 (RF) to 0.802 (SAR+RF)``, or of a single one ``0.701 (RF)``."""
    low, high = (pick(figures, key=lambda each: each[1]) for pick in (min, max))
    first = f"{number(low[1], digits)} ({low[0]})"
    return first if len(figures) == 1 else f"from {first} to {number(high[1], digits)} ({high[0]})"


def _models_words(models: Sequence[Model]) -> str:
    names = [model.name for model in models]
    return f"{len(names)} models ({', '.join(names)})" if len(names) > 1 else f"model {names[0]}"


def _roc(results: Results) -> str:
    split = [
        (model.name, float(model.metrics["validation"]["auc"])) for model in results.models if model.metrics
    ]
    return (
        f"ROC curves on training and validation units; area under the curve on validation units {_from_to(split)}."
        if split
        else ""
    )


def _skill_curves(results: Results) -> str:
    judged = _judged(results)
    return (
        f"ROC and precision-recall curves of held-out scores with bands; AUC of the map {_from_to(judged)}."
        if judged
        else ""
    )


def _calibration(results: Results) -> str:
    found = [
        (model.name, float(model.metrics["validation"]["calibration"]["ece"]))
        for model in results.models
        if model.metrics and (model.metrics["validation"].get("calibration") or {}).get("ece") is not None
    ]
    return (
        f"Observed share of landslide units against mean score, one panel per model; expected calibration error {_from_to(found)}."
        if found
        else ""
    )


def _mapped(results: Results) -> list[Model]:
    return [model for model in results.models if model.classes is not None and len(model.classes)]


def _susceptibility(results: Results) -> str:
    mapped = _mapped(results)
    if not mapped:
        return ""
    ground = "ground" if mapped[0].classes["area_km2"].notna().all() else "units"  # type: ignore[index]
    return (
        f"Maps in five classes of {_models_words(mapped)}; high or very high: {_from_to(_upper(mapped, 'area_share'), 0)} % "
        f"of the {ground}."
    )


def page_of_model(name: str, results: Results) -> str:
    """What the page of one model shows, ``map_static_rf``; empty where the name is of no such page."""
    for model in _mapped(results):
        if name == f"map_{'coupled' if model.coupled else 'static'}_{model.look.name}":
            upper = number(_upper([model], "area_share")[0][1], 0)
            return f"Map in five classes of {model.name}; high or very high: {upper} % of the area."
    return ""


def _upper(models: Sequence[Model], column: str) -> list[tuple[str, float]]:
    """Per cent of a share in the two highest classes."""
    return [(model.name, 100 * float(model.classes[column].iloc[-2:].sum())) for model in models]  # type: ignore[index]


def _class_rates(results: Results) -> str:
    rated, rates = results.rated, results.deformation_units
    limits = rate_limits(results.config)
    if rated is None or rates is None or not stable_words(limits):
        return ""
    both = rated[["unit_id", "class"]].merge(rates[["unit_id", "deformation_rate"]], on="unit_id")
    told = []
    for name, classes in (("low and very low", (1, 2)), ("high and very high", (4, 5))):
        rate = both.loc[both["class"].isin(classes), "deformation_rate"].to_numpy(float)
        if np.isfinite(rate).any():
            told.append(f"{number(100 * stable_share(rate, limits), 0)} % of the {name} ones")
    if not told:
        return ""
    return (
        "Two maps of the deformation rate, on ground of the lower and of the upper classes; of the units measured, "
        f"{' and '.join(told)} move by {stable_words(limits)}."
    )


def _class_shares(results: Results) -> str:
    mapped = [model for model in _mapped(results) if model.classes["landslide_share"].notna().all()]  # type: ignore[index]
    if not mapped:
        return ""
    return (
        f"Stacked bars of {_models_words(mapped)}; the high and very high classes take {_from_to(_upper(mapped, 'area_share'), 0)} % "
        f"of the ground and hold {_from_to(_upper(mapped, 'landslide_share'), 0)} % of the landslides."
    )


def _uncertainty(results: Results) -> str:
    found = [
        (model.name, float(part.records[model.look.name]["median_score_std"]))
        for part in results.reliability
        for model in results.models
        if model.coupled == part.coupled and model.look.name in part.records
    ]
    return (
        f"Maps of the standard deviation of the susceptibility index; median {_from_to(found)}."
        if found
        else ""
    )


def _importance(results: Results) -> str:
    leading = []
    for model in results.models:
        if len(model.importance):
            first = model.importance.sort_values("gain", ascending=False)["factor"].iloc[0]
            leading.append(f"{results.titles.get(first, first)} ({model.name})")
    return (
        f"Bars of factor importance by three measures; by the first the leading factor is {enumerate_words(leading)}."
        if leading
        else ""
    )


def _errors(results: Results) -> str:
    told = [
        f"{name} {record['counts']['TP'] + record['counts']['TN']:,} of {record['units']:,}"
        for name, record in results.errors
    ]
    return f"Maps of the sampled units that each model gets right: {', '.join(told)}." if told else ""


MODEL_ALTERNATIVES: Mapping[str, Callable[[Results], str]] = {
    "class_rates": _class_rates,
    "roc": _roc,
    "skill_curves": _skill_curves,
    "calibration": _calibration,
    "susceptibility": _susceptibility,
    "class_shares": _class_shares,
    "uncertainty": _uncertainty,
    "importance": _importance,
    "errors": _errors,
}
"""By the name of the figure; each is empty where nothing is known."""
