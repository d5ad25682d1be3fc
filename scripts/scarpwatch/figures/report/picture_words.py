"""Caption and alternative text of a figure, as the run has it: layers that are there, panels that were drawn, figures.

An entry (:mod:`scarpwatch.figures.entries`) says what holds of every run. Here it is told from the results what a
figure holds in this one: its alternative with figures for those who cannot see it, its caption without what is not
drawn. A figure that is not named here, or of which nothing more is known, keeps the words of its entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from scarpwatch.dates import iso_date
from scarpwatch.factors.rate_classes import rate_limits, stable_share, stable_words
from scarpwatch.figures.entries import FigureEntry
from scarpwatch.figures.maps.corrections import STEP_NAMES, most_corrected, spreads
from scarpwatch.figures.report.basis.conditions import enumerate_words
from scarpwatch.figures.report.basis.result_tables import number
from scarpwatch.figures.report.model_words import MODEL_ALTERNATIVES, MODEL_CAPTIONS, page_of_model
from scarpwatch.insar.output.decomposition import BLIND

if TYPE_CHECKING:
    from scarpwatch.figures.report.results import Results

HATCHED = (
    " Hatched: measured, but the pixel's dates are in disconnected subsets, or its redundancy is too low to tell it from "
    "noise (see the legend)."
)


GROWS = " A step that leaves more than the one before it took out no disturbance of these dates."

POINT_KINDS = {
    "given": "the places that were named",
    "fastest unit": "the fastest units (the cell whose rate is nearest to the unit's mean)",
    "fastest place": "the places that move fastest",
}
"""Why a point of the series is there, in words."""


def picture_words(entry: FigureEntry, results: Results) -> tuple[str, str]:
    """Caption and alternative text of a figure of this run."""
    caption = _CAPTIONS.get(entry.name, _as_declared)(entry.caption, results)
    told = _ALTERNATIVES.get(entry.name, _nothing)(results) or page_of_model(entry.name, results)
    return caption, told or entry.alternative


def _as_declared(caption: str, results: Results) -> str:
    return caption


def _nothing(results: Results) -> str:
    return ""


# Captions


def _study_area_caption(caption: str, results: Results) -> str:
    drawn = _drawn(results)
    over = f", with {enumerate_words(drawn)}" if drawn else ""
    places = ", the places that were named" if (results.config.get("report") or {}).get("places") else ""
    radar = " and what the radar covers" if results.rate is not None else ""
    units = f" Beside it the outlines of the {results.unit_name} where landslides are densest."
    return (
        f"The study area: elevation over shaded relief{over}{places}.{units if results.units is not None else ''} In a corner "
        f"where the area lies{radar}."
    )


def _units_caption(caption: str, results: Results) -> str:
    areas = f"The {results.unit_name}: the distribution of their areas"
    if not _explored(results):
        return f"{areas} (grey: nine tenths of the units)."
    return (
        f"{areas} (a; grey: nine tenths of the units), and of the parameters that were compared the variance of aspect "
        "inside units (V), the spatial autocorrelation of neighbouring units (I), and the combination of both (F) (Alvioli "
        "et al. 2016) over the minimum area a and the circular variance c; the square marks the parameters used, where "
        "they are among those compared."
    )


def _deformation_caption(caption: str, results: Results) -> str:
    quality = results.quality or {}
    doubtful = (quality.get("subsets") or {}).get("measured_share") or (quality.get("surplus") or {}).get(
        "cannot_be_judged_share"
    )
    return caption + (HATCHED if doubtful else "")


def _quality_caption(caption: str, results: Results) -> str:
    if (results.quality or {}).get("temporal_coherence_median") is not None:
        return caption
    return "Uncertainty of the rate: its standard deviation against the stable ground of the map."


def _series_caption(caption: str, results: Results) -> str:
    if results.points is None or results.points.empty:
        return caption
    kinds = dict.fromkeys(results.points["kind"])
    return caption.replace("at single points", f"at {enumerate_words([POINT_KINDS[kind] for kind in kinds])}")


def _corrections_caption(caption: str, results: Results) -> str:
    means = _spreads(results)
    grows = any(after > before for (_, before), (_, after) in pairwise(means))
    return caption + (GROWS if grows else "")


_CAPTIONS: Mapping[str, Callable[[str, Results], str]] = {
    **MODEL_CAPTIONS,
    "study_area": _study_area_caption,
    "units": _units_caption,
    "deformation": _deformation_caption,
    "deformation_quality": _quality_caption,
    "series": _series_caption,
    "corrections": _corrections_caption,
}


# Alternatives: of the ground and the units


def _drawn(results: Results) -> list[str]:
    """What is drawn over the elevation of the study area."""
    factors = results.config.get("factors") or {}
    lines = [
        name for name in ("rivers", "roads", "faults") if factors.get(name) and results.units is not None
    ]
    slides = results.config.get("inventory") is not None
    return [*(["landslides"] if slides else []), *lines]


def _explored(results: Results) -> bool:
    return bool((results.config.get("units") or {}).get("explore"))


def _study_area(results: Results) -> str:
    size = "" if results.area_km2 is None else f" of {number(results.area_km2, 0)} km²"
    drawn = _drawn(results)
    if "landslides" in drawn and results.inventory:
        drawn[0] = f"{results.inventory['total']:,} landslides"
    over = f" with {enumerate_words(drawn)}" if drawn else ""
    beside = (
        "" if results.units is None else f", and beside it a window with the outlines of {results.unit_name}"
    )
    return f"Map of elevation{size}{over}{beside}."


def _units(results: Results) -> str:
    if results.units is None or "area_m2" not in results.units:
        return ""
    low, middle, high = np.quantile(results.units["area_m2"] / 1e6, [0.05, 0.5, 0.95])
    tables = "; tables of V, I and F coloured by value" if _explored(results) else ""
    return (
        f"Histogram of the areas of {len(results.units):,} {results.unit_name}: median {number(float(middle), 3)} km², nine tenths "
        f"from {number(float(low), 3)} to {number(float(high), 3)} km²{tables}."
    )


def _factors(results: Results) -> str:
    return f"Thematic maps in classes: {enumerate_words([factor.title for factor in results.factors])}."


# Of the deformation


def _known_rate(results: Results) -> Any:
    rate = np.empty(0) if results.rate is None else results.rate
    return rate[np.isfinite(rate)]


def _deformation(results: Results) -> str:
    known = _known_rate(results)
    if results.rate is None or not known.size:
        return ""
    low, high = (number(float(value), 1, sign=True) for value in np.quantile(known, [0.002, 0.998]))
    limits = rate_limits(results.config)
    words, slow = stable_words(limits), ""
    if words:
        share = stable_share(known, limits)
        slow = f", {number(100 * share, 0)} % of it {words}"
    return (
        f"Two maps along the line of sight: deformation rate, from {low} to {high} cm/yr{slow}, and cumulative deformation in "
        f"cm. {number(100 * known.size / results.rate.size, 0)} % of the map has a measurement."
    )


def _deformation_quality(results: Results) -> str:
    quality = results.quality or {}
    sigma = quality.get("rate_sigma_median_cm_per_year")
    coherence = quality.get("temporal_coherence_median")
    if sigma is None:
        return ""
    first = f"the standard deviation of the rate, {number(sigma, 2)} cm/yr in the median"
    if coherence is None:
        return f"Map of {first}."
    return f"Two maps: {first}, and the temporal coherence, {number(coherence, 2)} in the median."


def _network(results: Results) -> str:
    if results.network is None:
        return ""
    table = results.network
    scenes = {*table["reference"], *table["secondary"]}
    used = int(table["used"].sum())
    dropped = f" and {len(table) - used:,} dropped ones" if used < len(table) else ""
    text = f"Perpendicular baseline of {len(scenes)} scenes against date, joined by {used:,} pairs{dropped}"
    coherence = table["mean_coherence"].to_numpy(float)
    if not np.isfinite(coherence).any():
        return f"{text}."
    low, high = (number(float(pick(coherence)), 2) for pick in (np.nanmin, np.nanmax))
    return f"{text}, with a mean coherence from {low} to {high}."


def _closure(results: Results) -> str:
    if results.closure is None:
        return ""
    told, bias = results.closure, results.closure["phase_bias"]
    words = "too few triplets for the phase bias"
    if bias.get("significant_share") is not None:
        words = f"phase bias, significant over {number(100 * bias['significant_share'], 1)} % of the area"
    return (
        f"Three maps: integer closure residuals ({number(100 * told['nonzero_share'], 2)} % of the triplets before the repair), "
        f"phases left out ({number(100 * told['flagged_share'], 2)} %), and {words}."
    )


def _series(results: Results) -> str:
    if results.points is None:
        return ""
    measured = results.points[results.points["velocity"].notna()].sort_values("velocity", kind="stable")
    if measured.empty:
        return ""
    low, high = (
        f"{number(float(row['velocity']), 1, sign=True)} ({row['name']})"
        for _, row in measured.iloc[[0, -1]].iterrows()
    )
    rates = f"rates from {low} to {high} cm/yr" if len(measured) > 1 else f"rate {low} cm/yr"
    lost = len(results.points) - len(measured)
    missing = f"; {lost} more not measured" if lost else ""
    return f"Displacement against time at {len(measured)} points with fitted model and uncertainty, {rates}{missing}."


def _spreads(results: Results) -> list[tuple[str, float]]:
    """Every step of the corrections with the spread that it leaves, mm, mean of all dates but the first."""
    if not results.corrections:
        return []
    told = spreads(results.corrections).items()
    return [(step, float(np.nanmean(values[1:]))) for step, values in told]


def _corrections(results: Results) -> str:
    means = _spreads(results)
    if not results.corrections or not means:
        return ""
    date = iso_date(results.corrections["dates"][most_corrected(results.corrections)])
    left = [f"{number(mean, 1)} mm {STEP_NAMES[step]}" for step, mean in means]
    return (
        f"Maps of {date} before, removed and after, and the standard deviation of all dates over the area, "
        f"in the mean {', '.join(left)}."
    )


def _decomposition(results: Results) -> str:
    record = results.decomposition
    if not record:
        return ""
    sigma = record["median_sigma_cm_per_year"]
    known = [
        f"{name} {number(sigma[name], 2)} cm/yr"
        for name in ("vertical", "east")
        if sigma.get(name) is not None
    ]
    spread = f" Standard deviation in the median: {' and '.join(known)}." if known else ""
    return (
        "Three maps: vertical and east rate in cm per year, and the reasons for missing values. "
        f"Both are known over {number(100 * record['shares'][BLIND[0]], 0)} % of the area.{spread}"
    )


def _truth(results: Results) -> str:
    if results.truth is None:
        return ""
    return (
        f"Estimated against true rate of {results.truth['n']:,} pixels with the one-to-one line, correlation "
        f"{number(results.truth['correlation'], 3)}, and a histogram of the errors, standard deviation "
        f"{number(results.truth['error_std_cm_per_year'], 2)} cm/yr."
    )


_ALTERNATIVES: Mapping[str, Callable[[Results], str]] = {
    **MODEL_ALTERNATIVES,
    "study_area": _study_area,
    "units": _units,
    "factors": _factors,
    "deformation": _deformation,
    "deformation_quality": _deformation_quality,
    "network": _network,
    "closure": _closure,
    "series": _series,
    "corrections": _corrections,
    "decomposition": _decomposition,
    "truth": _truth,
}
