"""What the report says: verdict first, then what matters most, then section by section; every part is optional."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scarpwatch.conventions import TOWARDS
from scarpwatch.dates import iso_date
from scarpwatch.factors.rate_classes import rate_limits
from scarpwatch.families import form_of
from scarpwatch.figures.report.basis import conditions
from scarpwatch.figures.report.basis import result_tables as tables
from scarpwatch.figures.report.basis.advice import (
    HOW_TO_READ,
    LIMITS,
    NO_FACTOR_MAPS,
    NO_INVENTORY,
    NO_PLACES,
)
from scarpwatch.figures.report.basis.names import (
    DELINEATION_NAMES,
    INVENTORY_NAMES,
    QUALITY_NAMES,
    TRUTH_NAMES,
)
from scarpwatch.figures.report.basis.page import Page, Section
from scarpwatch.figures.report.basis.result_tables import Table, number
from scarpwatch.figures.report.parts import closure as closure_part
from scarpwatch.figures.report.parts import comparison as comparison_part
from scarpwatch.figures.report.parts import controls as controls_part
from scarpwatch.figures.report.parts import corrections as corrections_part
from scarpwatch.figures.report.parts import counts as counts_part
from scarpwatch.figures.report.parts import decisions as decisions_part
from scarpwatch.figures.report.parts import decomposition as decomposition_part
from scarpwatch.figures.report.parts import evaluation as evaluation_part
from scarpwatch.figures.report.parts import factors as factors_part
from scarpwatch.figures.report.parts import quality as quality_part
from scarpwatch.figures.report.parts import samples as samples_part
from scarpwatch.figures.report.parts import skill as skill_part
from scarpwatch.figures.report.parts import transfer as transfer_part
from scarpwatch.figures.report.parts.errors import error_tables
from scarpwatch.figures.report.parts.reliability import (
    collinearity_items,
    held_out_table,
    importance_tables,
    reliability_table,
)
from scarpwatch.figures.report.results import Results
from scarpwatch.figures.report.surroundings import data_tables as data_part
from scarpwatch.figures.report.surroundings.exposure import with_surroundings
from scarpwatch.figures.report.surroundings.photographs import photo_sections
from scarpwatch.figures.report.surroundings.where import where_tables
from scarpwatch.figures.report.verdict.priority_table import priority_sections


def build_page(results: Results) -> Page:
    """The whole report."""
    subtitle = conditions.subtitle(results.assessment, results.models, results.factors, results.ready_table)
    holding = _holding(results)
    first = [
        *with_surroundings(
            priority_sections(results.priority, results.unit_name, results.crs),
            results.priority,
            results.exposure,
            results.photos,
            results.config,
        ),
        _trust(results, holding),
    ]
    appendices = [
        Section("reading", "How to read the maps", points=conditions.relevant(HOW_TO_READ, holding)),
        *([_deformation(results)] if results.rate is not None else []),
        *(_models_and_maps(results) if results.models else []),
        _area(results),
        *photo_sections(results.photos, results.priority, results.unit_name),
        *([_factors(results)] if results.units is not None else []),
        decisions_part.decisions_section(results.decisions, results.notes),
        Section("config", "Configuration used", pairs=tuple(tables.flatten(_config_used(results)))),
        Section("software", "Software", pairs=tuple(results.versions.items())),
    ]
    sections = [*first, *(replace(section, folded=True) for section in appendices)]
    name = str(results.config.get("name") or "study area")
    footer = "Written by ScarpWatch. The page holds everything it shows and can be kept or sent as it is."
    return Page(f"ScarpWatch: {name}", subtitle, results.verdict, results.lead, sections, footer)


def _models_and_maps(results: Results) -> list[Section]:
    if results.transfer:
        return [_transfer(results), _maps(results)]
    return [_models(results), _maps(results), _importance(results)]


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
    if results.config.get("inventory") is None and not results.transfer:
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
        first, last = (iso_date(date) for date in (dates[0], dates[-1]))
        facts.append(("Scenes", f"{len(dates)} ({first} to {last})"))
        facts.append(("Pairs used", f"{used} of {len(results.network)}"))
    elif results.quality is not None:
        period = f"{results.quality['first_date']} to {results.quality['last_date']}"
        count = results.quality["dates"]
        facts.append(("Scenes", f"{count} ({period})") if count > 2 else ("Period", period))
    view = quality_part.view_text(results.quality, results.inputs)
    if view:
        facts.append(("Line of sight", view))
    if results.units is not None:
        facts.append((results.unit_name.capitalize(), f"{len(results.units):,}"))
    if results.inventory and results.inventory.get("inside") is not None:
        facts.append(("Landslides in units", f"{results.inventory['inside']:,}"))
    return facts


def _trust(results: Results, holding: set[str]) -> Section:
    """What bears on how far the verdict can be relied on."""
    main = results.verdict.get("main")
    points = [str(main["chosen"])] if main else []
    points += skill_part.skill_sentences(results.models, main["model"] if main else None)
    points += transfer_part.verdict_sentences(results.transfer, results.looks)
    points += controls_part.gap_warning(results.controls, results.moving)
    points += decisions_part.notable_sentences(results.decisions)
    if results.units is not None and results.left_out:
        points.append(factors_part.left_out_words(results.left_out))
    points += conditions.relevant(LIMITS, holding)
    return Section("trust", "How far to trust it", points=tuple(points))


def _area(results: Results) -> Section:
    inventory, units, delineation = [], [], []
    if results.inventory:
        called = results.unit_name
        names = {
            key: name.format(units=called, Units=called.capitalize()) for key, name in INVENTORY_NAMES.items()
        }
        caption = "Landslide inventory" if results.ready_table is None else "The table of units"
        inventory.append(tables.facts_table(caption, results.inventory, names))
        rules = samples_part.rule_table(results.inventory.get("rules") or [], called)
        inventory += [rules] if rules else []
    if results.units is not None and "area_m2" in results.units:
        units.append(tables.unit_table(results.units, results.unit_name))
    if results.delineation:
        delineation.append(
            tables.facts_table("Delineation of the units", results.delineation, DELINEATION_NAMES)
        )
    paragraphs = () if results.inventory is not None else (NO_INVENTORY,)
    items = results.items("area", (20, inventory), (30, units), (50, delineation))
    return Section("area", "Study area", paragraphs, items=items, facts=tuple(_facts(results)))


def _deformation(results: Results) -> Section:
    placed: list[tuple[int, list[Table]]] = data_part.radar_tables(
        results.config, results.quality, results.network, results.inputs
    )
    if results.rate is not None:
        limits, of_units = (
            rate_limits(results.config),
            (results.units, results.deformation_units, results.exposure),
        )
        placed.append((50, [tables.rate_table(results.rate, limits)]))
        placed.append((52, where_tables(*of_units, results.factors, limits)))
    if results.quality:
        quality = {**results.quality, **(results.registration or {})}
        facts = tables.facts_table("Quality of the deformation estimate", quality, QUALITY_NAMES)
        placed.append((55, [facts, quality_part.mask_table(results.quality)]))
    if results.decomposition:
        placed.append((65, [decomposition_part.decomposition_table(results.decomposition)]))
    if results.closure:
        placed.append((75, [closure_part.closure_table(results.closure)]))
    if results.corrections and results.corrections["applied"] + results.corrections["left_out"]:
        placed.append((85, [corrections_part.corrections_table(results.corrections)]))
    if results.truth:
        caption = "Estimated rate against the simulated truth"
        placed.append((95, [tables.facts_table(caption, results.truth, TRUTH_NAMES)]))
    items = results.items("deformation", *placed)
    return Section("deformation", "Deformation", tuple(_deformation_sentences(results)), items=items)


def _deformation_sentences(results: Results) -> list[str]:
    """Signs, network, origin, reference, bias, components, and the units that have a measurement."""
    paragraphs = [
        (
            f"Rates and displacements are along the radar's line of sight: positive {TOWARDS}, "
            "negative away from it, so that subsidence is negative."
        )
    ]
    paragraphs += quality_part.rate_sentences(results.rate, rate_limits(results.config))
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
    return paragraphs


def _factors(results: Results) -> Section:
    points: tuple[str, ...] = ()
    if results.ready_table is not None:
        paragraphs, points = factors_part.table_sentences(results.ready_table, results.factors)
        paragraphs = paragraphs if results.has_places else (*paragraphs, NO_FACTOR_MAPS)
    else:
        excluded = (results.config.get("models") or {}).get("predictors_exclude") or []
        further = bool(results.origins)
        paragraphs = tuple(
            factors_part.factor_sentences(results.factors, results.left_out, excluded, further=further)
        )
    listed = [factors_part.factor_table(results.factors, results.origins)] if results.origins else []
    given = data_part.input_tables(results.inputs, results.factors, results.titles, results.ready_table)
    items = results.items("factors", (20, listed), (30, given))
    return Section("factors", "Factors", paragraphs, points, items=items)


def _models(results: Results) -> Section:
    comparison: list[Table] = []
    if results.comparison:
        details = comparison_part.comparison_details(results.comparison, results.looks, results.moving)
        comparison = [
            comparison_part.comparison_table(results.comparison, results.looks, results.moving),
            *([details] if details else []),
        ]
    printed = bool((results.config.get("report") or {}).get("compare_with_study"))
    layouts = [
        evaluation_part.study_layout(results.models, split, printed=printed)
        for split in ("training", "validation")
    ]
    split = (results.config.get("samples") or {}).get("split", "random")
    items = results.items(
        "models",
        (10, [samples_part.sample_table(results.samples, results.unit_name)] if results.samples else []),
        (20, [tuning] if (tuning := samples_part.tuning_table(results.models)) else []),
        (25, [skill_part.folds_table(results.models, split, results.folds)]),
        (30, [tables.skill_table(results.models, "validation")]),
        (35, evaluation_part.evaluation_tables(results.models)),
        (45, evaluation_part.probability_tables(results.probability)),
        (60, comparison),
        (70, _control_tables(results)),
        (80, [tables.skill_table(results.models, "training")]),
        (36, error_tables(results.errors, results.titles)),
        (90, [table for table in layouts if table.rows]),
    )
    paragraphs = [
        conditions.predictor_sentence(results.models, results.factors, results.ready_table),
        (
            "Training figures show the fit, overfitting included, and not the skill; judge by the AUC of the map, which "
            "is that of the folds."
        ),
        *evaluation_part.prevalence_sentences(results.models),
        *evaluation_part.rate_sentences(results.models),
    ]
    if results.config.get("samples"):
        paragraphs += samples_part.sample_sentences(results.config["samples"], results.models, results.titles)
    return Section("models", "Models", tuple(paragraphs), items=items)


def _transfer(results: Results) -> Section:
    items = results.items("models", (10, transfer_part.transfer_tables(results.transfer, results.looks)))
    paragraphs = [
        *transfer_part.transfer_sentences(results.transfer),
        *transfer_part.verdict_sentences(results.transfer, results.looks),
    ]
    return Section("models", "Models of another area", tuple(paragraphs), items=items)


def _control_tables(results: Results) -> list[Table]:
    if not results.controls:
        return []
    return controls_part.control_tables(results.controls, results.looks, results.titles, results.moving)


def _maps(results: Results) -> Section:
    held_out = held_out_table(results.models)
    items = results.items(
        "susceptibility",
        (30, [tables.class_share_table(results.models), *([held_out] if held_out is not None else [])]),
        (40, [crossed] if (crossed := _class_rates(results)) else []),
        (50, [reliability_table(results.reliability, results.titles)] if results.reliability else []),
        (70, [counted] if (counted := counts_part.count_table(results.count_groups)) else []),
    )
    paragraphs = (*(() if results.has_places else (NO_PLACES,)), *counts_part.count_sentences(results.counts))
    return Section("susceptibility", "Susceptibility maps", paragraphs, items=items)


def _class_rates(results: Results) -> Table | None:
    if results.rated is None:
        return None
    main, limits = results.verdict.get("main") or {}, rate_limits(results.config)
    return data_part.class_rate_table(
        results.rated,
        results.deformation_units,
        limits,
        model=main.get("model", ""),
        unit_name=results.unit_name,
    )


def _importance(results: Results) -> Section:
    words, collinearity = collinearity_items(results.reliability, results.titles)
    ranked = importance_tables(results.reliability, results.titles) or [
        tables.importance_table(list(results.models), results.titles)
    ]
    items = results.items("importance", (20, ranked), (30, collinearity))
    return Section("importance", "Importance of the factors", tuple(words), items=items)
