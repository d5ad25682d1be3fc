"""What the report says: facts, captions and sentences around the figures and tables that are there.

Every part is optional: without an inventory the report shows deformation only, without radar data the
static models only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.conventions import TOWARDS
from scarpwatch.families import form_of
from scarpwatch.figures.report.basis import conditions
from scarpwatch.figures.report.basis import result_tables as tables
from scarpwatch.figures.report.basis.page import Page, Picture, Section
from scarpwatch.figures.report.basis.prose import (
    CAPTIONS,
    DELINEATION_NAMES,
    HOW_TO_READ,
    LIMITS,
    NO_PLACES,
    QUALITY_NAMES,
    TABLE_CAPTIONS,
    TRUTH_NAMES,
    UNIT_NAMES,
)
from scarpwatch.figures.report.basis.result_tables import Model, Table, number
from scarpwatch.figures.report.parts import closure as closure_part
from scarpwatch.figures.report.parts import comparison as comparison_part
from scarpwatch.figures.report.parts import controls as controls_part
from scarpwatch.figures.report.parts import corrections as corrections_part
from scarpwatch.figures.report.parts import decisions as decisions_part
from scarpwatch.figures.report.parts import decomposition as decomposition_part
from scarpwatch.figures.report.parts import evaluation as evaluation_part
from scarpwatch.figures.report.parts import quality as quality_part
from scarpwatch.figures.report.parts import samples as samples_part
from scarpwatch.figures.report.parts.reliability import (
    Reliability,
    collinearity_items,
    held_out_table,
    importance_tables,
    reliability_table,
)
from scarpwatch.figures.style import STATIC_FACTORS, factor_name


@dataclass(frozen=True)
class Results:
    """All that a report may show.

    Attributes
    ----------
    config : mapping
        The validated config, as plain values.
    assessment : str
        ``static`` or the date of the last scene, YYYY-MM-DD.
    area_km2 : float or None
        Area with elevation data; None with a ready table.
    grid : str or None
        Cell size and CRS in words.
    figures : PNG files, named by their stems
    rate : array or None
        Deformation rates of the map, cm/yr, NaN = no measurement.
    network : table or None
    quality, closure, registration, corrections, truth, decomposition, comparison, controls, delineation, inventory, samples
        Mappings: contents of the files of the same meaning; None where the run has none.
    units, deformation_units : tables or None
        One row per unit: static and deformation factors.
    models : models with their results, the static ones first
    reliability : importance, collinearity and reliability of the static and of the coupled models
    decisions : what the program decided by itself, from the records of the steps
    notes : what the checks noted about the inputs, as sentences
    versions : mapping of package to version
    """

    config: Mapping[str, Any]
    assessment: str
    area_km2: float | None
    grid: str | None
    figures: Sequence[str | Path]
    rate: NDArray[np.float64] | None = None
    network: pd.DataFrame | None = None
    quality: Mapping[str, Any] | None = None
    closure: Mapping[str, Any] | None = None
    registration: Mapping[str, Any] | None = None
    corrections: Mapping[str, Any] | None = None
    truth: Mapping[str, Any] | None = None
    decomposition: Mapping[str, Any] | None = None
    models: Sequence[Model] = ()
    comparison: Mapping[str, Any] | None = None
    controls: Mapping[str, Any] | None = None
    units: pd.DataFrame | None = None
    delineation: Mapping[str, Any] | None = None
    inventory: Mapping[str, Any] | None = None
    samples: Mapping[str, int] | None = None
    deformation_units: pd.DataFrame | None = None
    reliability: Sequence[Reliability] = ()
    decisions: Sequence[Mapping[str, Any]] = ()
    notes: Sequence[str] = ()
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def ready_table(self) -> Mapping[str, Any] | None:
        """Section ``units.table`` of the config, where factors come from a ready table."""
        return (self.config.get("units") or {}).get("table")

    @property
    def moving(self) -> str:
        """What coupled models have beside static ones."""
        return "deformation" if self.ready_table is None else "the dynamic factors"

    @property
    def has_places(self) -> bool:
        """Whether the units have coordinates."""
        return self.ready_table is None or (self.units is not None and "x" in self.units)

    @property
    def unit_name(self) -> str:
        """What the mapping units are called."""
        return UNIT_NAMES.get((self.config.get("units") or {}).get("source", ""), "mapping units")

    def pictures(self, *names: str) -> tuple[Picture, ...]:
        """Those of the named figures that are there, with their captions."""
        paths = {Path(path).stem: Path(path) for path in self.figures}
        captions = CAPTIONS | (TABLE_CAPTIONS if self.ready_table is not None else {})
        return tuple(Picture(paths[name], *captions[name]) for name in names if name in paths)


def build_page(results: Results) -> Page:
    """The whole report."""
    subtitle = conditions.subtitle(results.assessment, results.models, results.ready_table)
    holding = _holding(results)
    sections = [
        _summary(results),
        _area(results),
        *([_deformation(results)] if results.rate is not None else []),
        *([_factors(results)] if results.units is not None else []),
        *([_models(results), _maps(results), _importance(results)] if results.models else []),
        decisions_part.decisions_section(results.decisions, results.notes),
        Section("reading", "How to read the maps", points=conditions.relevant(HOW_TO_READ, holding)),
        Section("limits", "Limits", points=conditions.relevant(LIMITS, holding)),
        Section("config", "Configuration used", pairs=tuple(tables.flatten(_config_used(results)))),
        Section("software", "Software", pairs=tuple(results.versions.items())),
    ]
    name = str(results.config.get("name") or "study area")
    footer = "Written by ScarpWatch. The page holds everything it shows and can be kept or sent as it is."
    return Page(f"ScarpWatch: {name}", subtitle, _facts(results), sections, footer)


def _config_used(results: Results) -> dict[str, Any]:
    """The config without the sections that the run had no use for."""
    unused: set[str] = set()
    if results.config.get("sar") is None:
        unused |= {"demo", "network", "interferograms", "unwrapping", "closure", "inversion"}
        unused |= {"corrections", "velocity"}
        unused |= {"quality"}
    if results.quality is not None and "origin" in results.quality:  # made elsewhere
        unused |= {"network", "interferograms", "unwrapping", "closure", "inversion"}
        if not (results.config.get("corrections") or {}).get("turbulence_filter"):
            unused.add("corrections")
    if form_of((results.config.get("sar") or {}).get("source")) == "pairs":  # unwrapped by their maker
        unused |= {"interferograms", "unwrapping"}
    if results.config.get("inventory") is None:
        unused |= {"units", "samples", "models", "zoning"}
    return {name: section for name, section in results.config.items() if name not in unused}


def _holding(results: Results) -> set[str]:
    return conditions.parts(
        config=results.config,
        models=results.models,
        deformation=results.rate is not None,
        elsewhere=bool(results.quality and "origin" in results.quality),
        bias=results.closure is not None,
        demo=results.truth is not None,
        places=results.has_places,
    )


def _facts(results: Results) -> list[tuple[str, str]]:
    facts: list[tuple[str, str]] = []
    if results.area_km2 is not None and results.grid is not None:
        facts.append(("Area", f"{number(results.area_km2, 0 if results.area_km2 >= 10 else 2)} km²"))
        facts.append(("Analysis grid", results.grid))
    if results.network is not None:
        dates = sorted({*results.network["reference"], *results.network["secondary"]})
        used = int(results.network["used"].sum())
        first, last = (f"{date[:4]}-{date[4:6]}-{date[6:]}" for date in (dates[0], dates[-1]))
        facts.append(("Scenes", f"{len(dates)} ({first} to {last})"))
        facts.append(("Pairs used", f"{used} of {len(results.network)}"))
    elif results.quality is not None:
        period = f"{results.quality['first_date']} to {results.quality['last_date']}"
        count = results.quality["dates"]
        facts.append(("Scenes", f"{count} ({period})") if count > 2 else ("Period", period))
    view = quality_part.view_text(results.quality)
    if view:
        facts.append(("Line of sight", view))
    if results.units is not None:
        facts.append((results.unit_name.capitalize(), f"{len(results.units):,}"))
    if results.inventory and results.inventory.get("inside") is not None:
        facts.append(("Landslides in units", f"{results.inventory['inside']:,}"))
    best = _best(results.models)
    if best is not None:
        facts.append(("Highest validation AUC", f"{number(best.metrics['validation']['auc'])} ({best.name})"))
    return facts


def _best(models: Sequence[Model]) -> Model | None:
    return max(models, key=lambda model: model.metrics["validation"]["auc"], default=None)


def _summary(results: Results) -> Section:
    points: list[str] = []
    if results.rate is not None:
        known = results.rate[np.isfinite(results.rate)]
        if known.size:
            low, high = (number(float(value), 1, sign=True) for value in np.quantile(known, [0.002, 0.998]))
            share = number(100 * known.size / results.rate.size, 0)
            stable = number(100 * float((np.abs(known) < 1).mean()), 0)
            points.append(
                f"Line-of-sight deformation rates lie between {low} and {high} cm/yr (0.2 % of the cells lie "
                f"beyond either end); {share} % of the map has a measurement, and {stable} % of that "
                "moves by less than 1 cm/yr."
            )
    best = _best(results.models)
    if best is not None:
        part = best.metrics["validation"]
        points.append(
            f"{best.name} has the highest AUC on the held-out validation units: {number(part['auc'])} "
            f"{tables.interval(part.get('auc_interval'))}.".replace(" .", ".")
            + (
                " It is the baseline, which is not mapped: the trees do no better on these units."
                if best.classes is None
                else ""
            )
        )
    points += comparison_part.summary_sentences(results.comparison, results.moving)
    points += controls_part.gap_warning(results.controls, results.moving)
    points += decisions_part.notable_sentences(results.decisions)
    if results.units is not None and results.ready_table is None:
        missing = [name for name in STATIC_FACTORS if name not in results.units.columns]
        if missing:
            points.append(f"Not given and left out: {_factor_list(missing)}.")
    if results.truth is not None:
        what = "radar data and landslides" if results.models else "radar data"
        points.append(f"The {what} of this run are simulated; nothing here is a real hazard.")
    return Section("summary", "Summary", points=tuple(points))


def _area(results: Results) -> Section:
    items: list[Picture | Table] = [*results.pictures("study_area")]
    paragraphs: tuple[str, ...] = ()
    if results.inventory:
        names = {
            "features": "Features in the inventory",
            "without_geometry": "Without geometry, left out",
            "multipart": "Features of several parts, each a landslide",
            "copies": "Landslides at the place of another, counted once",
            "total": "Landslides",
            "inside": f"Inside {results.unit_name}",
            "outside": "Outside the area",
            "masked": "On ground that belongs to no unit",
            "on_border": f"Of those inside, exactly on a border of {results.unit_name}",
            "near_border": "Of those inside, within the position error of a unit's border",
            "moved": "Of those near a border, given to a neighbour that is more probable",
            "undated": "Of those inside, without a date",
            "units_with_landslides": f"{results.unit_name.capitalize()} with landslides",
            "units_left_out": f"{results.unit_name.capitalize()} left out, as a landslide may lie in them",
            "slivers": "Of those, touched by slivers of landslide polygons only",
        }
        items.append(
            tables.facts_table(
                "Landslide inventory" if results.ready_table is None else "The table of units",
                results.inventory,
                names,
            )
        )
    if results.units is not None and "area_m2" in results.units:
        items.append(tables.unit_table(results.units, results.unit_name))
    items += results.pictures("units")
    if results.delineation:
        items.append(tables.facts_table("Delineation of the units", results.delineation, DELINEATION_NAMES))
    if results.inventory is None:
        paragraphs = ("No landslide inventory was given: the report shows deformation only, without models.",)
    return Section("area", "Study area", paragraphs, items=tuple(items))


def _deformation(results: Results) -> Section:
    items: list[Picture | Table] = [
        *results.pictures("deformation", "series", "deformation_quality", "network")
    ]
    if results.rate is not None:
        items.append(tables.rate_table(results.rate))
    if results.quality:
        quality = {**results.quality, **(results.registration or {})}
        items.append(tables.facts_table("Quality of the deformation estimate", quality, QUALITY_NAMES))
        items.append(quality_part.mask_table(results.quality))
    items += results.pictures("decomposition")
    if results.decomposition:
        items.append(decomposition_part.decomposition_table(results.decomposition))
    items += results.pictures("closure")
    if results.closure:
        items.append(closure_part.closure_table(results.closure))
    items += results.pictures("corrections")
    if results.corrections and results.corrections["applied"] + results.corrections["left_out"]:
        items.append(corrections_part.corrections_table(results.corrections))
    items += results.pictures("truth")
    if results.truth:
        items.append(
            tables.facts_table("Estimated rate against the simulated truth", results.truth, TRUTH_NAMES)
        )
    paragraphs = [
        (
            f"Rates and displacements are along the radar's line of sight: positive {TOWARDS}, "
            "negative away from it, so that subsidence is negative."
        )
    ]
    if results.network is not None:
        paragraphs += quality_part.network_sentences(results.network)
    if results.quality:
        paragraphs += quality_part.origin_sentences(results.quality)
        paragraphs += quality_part.reference_sentences(results.quality)
    if results.closure:
        paragraphs += closure_part.closure_sentences(results.closure)
    if results.decomposition:
        paragraphs += decomposition_part.decomposition_sentences(results.decomposition)
    table = results.deformation_units
    if table is not None and "deformation_rate" in table and len(table):
        share = 100 * float(table["deformation_rate"].notna().mean())
        paragraphs.append(
            f"{number(share, 1)} % of the {results.unit_name} have a deformation measurement"
            + ("; in the others it is missing, not zero." if share < 100 else ".")
        )
    return Section("deformation", "Deformation", tuple(paragraphs), items=tuple(items))


def _factor_list(names: Sequence[str]) -> str:
    """Factors in a sentence: names start small, abbreviations stay as they are."""
    words = [factor_name(name) for name in names]
    return ", ".join(word if word.isupper() else word[0].lower() + word[1:] for word in words)


def _factors(results: Results) -> Section:
    if results.ready_table is not None:
        return _table_factors(results.ready_table)
    columns = results.units.columns if results.units is not None else []
    missing = [name for name in STATIC_FACTORS if name not in columns]
    excluded = (results.config.get("models") or {}).get("predictors_exclude") or []
    paragraphs = [
        f"Not given and left out: {_factor_list(missing)}."
        if missing
        else "All ten static factors were given."
    ]
    if excluded:
        paragraphs.append(f"Mapped, but kept out of the models by the config: {_factor_list(excluded)}.")
    return Section("factors", "Factors", tuple(paragraphs), items=results.pictures("factors"))


def _table_factors(table: Mapping[str, Any]) -> Section:
    """Factors that came from a ready table."""
    moving = table.get("dynamic_factors") or []
    points = [f"Static: {', '.join(table['factors'])}."]
    points += [f"Dynamic, up to {table['until']}: {', '.join(moving)}."] if moving else []
    paragraph = f"The factors are columns of {Path(table['file']).name}, under the names they have there."
    return Section("factors", "Factors", (paragraph,), tuple(points))


def _models(results: Results) -> Section:
    items: list[Picture | Table] = [
        *([samples_part.sample_table(results.samples, results.unit_name)] if results.samples else []),
        *results.pictures("roc"),
        tables.skill_table(results.models, "validation"),
        tables.spatial_table(results.models, (results.config.get("samples") or {}).get("split", "random")),
        *evaluation_part.evaluation_tables(results.models),
        *results.pictures("calibration", "rate_curves"),
    ]
    if results.comparison:
        details = comparison_part.comparison_details(results.comparison, results.moving)
        items += [
            comparison_part.comparison_table(results.comparison, results.moving),
            *([details] if details else []),
        ]
    items += controls_part.control_tables(results.controls, results.moving) if results.controls else []
    items.append(tables.skill_table(results.models, "training"))
    layouts = [evaluation_part.study_layout(results.models, split) for split in ("training", "validation")]
    items += [table for table in layouts if table.rows]
    paragraphs = [
        conditions.predictor_sentence(results.models, results.ready_table),
        (
            "Training figures tell how well a model reproduces what it learned from, and say nothing about "
            "its skill; judge by the validation units, and better by the spatial blocks."
        ),
        *evaluation_part.prevalence_sentences(results.models),
    ]
    if results.config.get("samples"):
        paragraphs += samples_part.sample_sentences(results.config["samples"], results.models)
    return Section("models", "Models", tuple(paragraphs), items=tuple(items))


def _maps(results: Results) -> Section:
    items: list[Picture | Table] = [
        *results.pictures("susceptibility", "class_shares"),
        tables.class_share_table(results.models),
    ]
    held_out = held_out_table(results.models)
    items += [held_out] if held_out is not None else []
    items += results.pictures("uncertainty")
    items += [reliability_table(results.reliability)] if results.reliability else []
    paragraphs = () if results.has_places else (NO_PLACES,)
    return Section("susceptibility", "Susceptibility maps", paragraphs, items=tuple(items))


def _importance(results: Results) -> Section:
    words, collinearity = collinearity_items(results.reliability)
    ranked = importance_tables(results.reliability) or [tables.importance_table(list(results.models))]
    items: tuple[Picture | Table, ...] = (*results.pictures("importance"), *ranked, *collinearity)
    return Section("importance", "Importance of the factors", tuple(words), items=items)
