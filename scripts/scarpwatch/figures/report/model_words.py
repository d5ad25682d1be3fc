"""Alternative texts of the figures of models: what each holds in this run, with its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from scarpwatch.algorithms.algorithm import model_name
from scarpwatch.factors.rate_classes import rate_limits, stable_share, stable_words
from scarpwatch.figures.report.basis.conditions import enumerate_words
from scarpwatch.figures.report.basis.result_tables import Model, number
from scarpwatch.learning.metrics.map_skill import map_skill
from scarpwatch.learning.metrics.rate_curves import measures_apart

if TYPE_CHECKING:
    from scarpwatch.figures.report.results import Results


MEASURE_WORDS = {"landslides": "landslides", "landslide_area": "landslide area"}
"""What a rate curve finds beside landslide units."""


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
    coupled = any(model.coupled for model in results.models)  # then they alone are drawn
    found = [
        (model.name, float(model.metrics["validation"]["calibration"]["ece"]))
        for model in results.models
        if model.coupled == coupled
        and model.metrics
        and (model.metrics["validation"].get("calibration") or {}).get("ece") is not None
    ]
    if not found:
        return ""
    names = {name for name, _ in found}
    told = [
        (name, float(record["calibration"]["ece"])) for name, record in results.probability if name in names
    ]
    last = f", of the probability {_from_to(told)}" if told else ""
    return (
        "Observed share of landslide units against mean score, one panel per model; expected calibration error of the scores "
        f"{_from_to(found)}{last}."
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
    found = _spread_medians(results)
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


def _predictions(results: Results) -> list[tuple[str, Mapping[str, Any]]]:
    """Name and prediction-rate curve of every model that has one."""
    return [
        (model.name, model.metrics["rate_curves"]["prediction"])
        for model in results.models
        if model.metrics and (model.metrics.get("rate_curves") or {}).get("prediction")
    ]


def _rate_curves(results: Results) -> str:
    curves = _predictions(results)
    if not curves:
        return ""
    area = [(name, float(curve["auc"])) for name, curve in curves]
    top = [(name, 100 * float(curve["in_top_tenth"])) for name, curve in curves]
    return (
        "Share of what is found against share of area, for training and held-out landslides; area under the curve of held-out "
        f"ones {_from_to(area)}; the tenth of the area with the highest index holds {_from_to(top, 0)} % of their units."
    )


def _rate_curves_caption(caption: str, results: Results) -> str:
    apart = measures_apart(model.metrics for model in results.models if model.metrics)
    if not apart:
        return caption
    named = enumerate_words([MEASURE_WORDS[measure] for measure in apart])
    return caption.replace(" highest index down.", f" highest index down, and of their {named}.")


def _thresholds(results: Results) -> str:
    if not results.errors:
        return ""
    caught, called = [], []
    for name, record in results.errors:
        count = record["counts"]
        if count["TP"] + count["FN"] and count["FP"] + count["TN"]:
            caught.append((name, 100 * count["TP"] / (count["TP"] + count["FN"])))
            called.append((name, 100 * count["FP"] / (count["FP"] + count["TN"])))
    if not caught:
        return ""
    return (
        "Shares of landslide units, free units and ground above every threshold, one panel per model; at an index of "
        f"{results.errors[0][1]['threshold']:g}, {_from_to(caught, 0)} % of the landslide units are caught and "
        f"{_from_to(called, 0)} % of the free units called."
    )


def _spread_medians(results: Results) -> list[tuple[str, float]]:
    """Median standard deviation of the index of every model."""
    return [
        (model.name, float(part.records[model.look.name]["median_score_std"]))
        for part in results.reliability
        for model in results.models
        if model.coupled == part.coupled and model.look.name in part.records
    ]


def _index_spread(results: Results) -> str:
    found = _spread_medians(results)
    return (
        f"Index against its standard deviation, one panel per model; median of the standard deviation {_from_to(found)}."
        if found
        else ""
    )


def _error_profile(results: Results) -> str:
    if results.profile is None:
        return ""
    kind = "coupled" if (results.profile["factors"] == "coupled").any() else "static"
    rows = results.profile[(results.profile["factors"] == kind) & results.profile["auc"].notna()]
    if rows.empty:
        return ""
    told = []
    for words, row in (("nearest", rows["from_m"].min()), ("farthest", rows["from_m"].max())):
        chosen = rows[rows["from_m"] == row]
        aucs = [
            (model_name(results.looks[each.algorithm], kind == "coupled"), float(each.auc))
            for each in chosen.itertuples()
        ]
        told.append(
            f"of the {words} ({number(float(chosen['distance_m'].iloc[0]), 0)} m from a sample that trained) {_from_to(aucs)}"
        )
    text = f"AUC of held-out samples against distance, {', '.join(told) if rows['from_m'].nunique() > 1 else told[0]}"
    percentiles = ((results.folds or {}).get("percentiles_m") or {}).get("map")
    if percentiles:
        text += f"; half of the units of the map lie within {number(float(np.median(percentiles)), 0)} m of a sample"
    return f"{text}."


def _main_name(results: Results) -> str:
    return str((results.verdict.get("main") or {}).get("model") or "")


def _response(results: Results) -> str:
    if results.response is None or results.response.empty:
        return ""
    told = []
    for factor, table in results.response.groupby("factor", sort=False):
        name = results.titles.get(str(factor), str(factor))
        effect = table["ale"].max() - table["ale"].min()
        told.append(f"{name} ({number(float(effect), 2)})" if np.isfinite(effect) else name)
    return (
        f"Response curves of the leading factors, with the range of the index over each: {', '.join(told)}; and "
        "permutation importance on split and folds."
    )


def _response_caption(caption: str, results: Results) -> str:
    name = _main_name(results)
    told = caption.replace("of the main model", f"of the main model ({name})") if name else caption
    if results.response is None or "shap_scale" not in results.response or results.response.empty:
        return told
    scale = {"score": "on the scale of the index"}.get(results.response["shap_scale"].iloc[0], "as log-odds")
    return told.replace("(SHAP, blue, right axis)", f"(SHAP, blue, right axis, {scale})")


def _density(results: Results) -> str:
    if not results.counts:
        return ""
    slides = f"{results.counts['landslides']:,} landslides"
    if results.units is not None and "area_m2" in results.units:
        area = float(results.units["area_m2"].sum()) / 1e6
        slides += (
            f" in units of {number(area, 0)} km² ({number(results.counts['landslides'] / area, 2)} per km²)"
        )
    if not results.counts["modelled"]:
        return f"Map of the observed density of {slides}."
    return (
        f"Maps of the observed and of the expected density of {slides}; in held-out blocks "
        f"{number(results.counts['observed'], 0)} were observed and {number(results.counts['expected'], 0)} expected."
    )


def _density_caption(caption: str, results: Results) -> str:
    if not (results.counts or {}).get("modelled"):
        return caption
    return caption.replace(
        "as observed.",
        "as observed and as expected by models of their number, with the area of the units as offset, that did not see the "
        "unit's block.",
    )


MODEL_CAPTIONS: Mapping[str, Callable[[str, Results], str]] = {
    "rate_curves": _rate_curves_caption,
    "response": _response_caption,
    "landslide_density": _density_caption,
}
"""By the name of the figure; each is given the caption of its entry."""

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
    "rate_curves": _rate_curves,
    "thresholds": _thresholds,
    "index_spread": _index_spread,
    "error_profile": _error_profile,
    "response": _response,
    "landslide_density": _density,
}
"""By the name of the figure; each is empty where nothing is known."""
