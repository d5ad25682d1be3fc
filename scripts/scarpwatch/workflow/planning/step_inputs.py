"""What single steps take, as far as it depends on the plan: files of the user's and of other steps, and settings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from scarpwatch.config.settings import Config
from scarpwatch.figures.entries import FigureEntry, figures_shown
from scarpwatch.inputs.photos import photo_files
from scarpwatch.inspection.input_files import PLUGINS, input_files
from scarpwatch.workflow.planning.factors import names_from, series_files
from scarpwatch.workflow.planning.plan import Plan

_TEMPLATES = "scarpwatch/figures/report/templates"
_OF_MODELS = {"models", "trained", "counts"}  # what figures need that wait for models


def checked_files(plan: Plan) -> list[str]:
    """Files that the config names, and those of the user's stack and series, sorted; plug-ins are code, which has digests
    of its own."""
    named = {str(path) for key, path in input_files(plan.config) if key not in PLUGINS and not path.is_dir()}
    named |= {
        path
        for name in names_from(plan, "series")
        for path in series_files(plan.config, name, f"{plan.assessment}/factors")
    }
    return sorted(named | set(plan.stack.files if plan.stack else []))


def photos_of(plan: Plan) -> list[str]:
    """The field photographs in the folder that the config names."""
    photos = plan.config.report.photos
    return [] if photos is None else [str(path) for path in photo_files(photos.folder)]


def user_files(plan: Plan) -> list[str]:
    """All files of the user's that steps read, whose digests are taken before any job runs."""
    other = plan.other_track.files.values() if plan.other_track else []
    applied = plan.applied.every_file() if plan.applied else []
    every = [*checked_files(plan), *photos_of(plan), *map(str, plan.delays.values()), *other, *applied]
    return [path for path in every if not plan.made_here(path)]


def class_breaks(config: Config) -> list[float] | None:
    """Borders of the susceptibility classes for legends; those of other methods differ from map to map."""
    return config.zoning.breaks if config.zoning.method == "fixed" else None


def main_choice(config: Config) -> str:
    """How the main model was chosen, as a sentence for the report."""
    models, name = config.models, config.models.entry_of(config.models.leading).short
    if models.main is not None:
        return f"{name} is the main model: the config names it, before any skill was known."
    others = len(models.mapped) - 1
    if not others:
        return f"{name} is the only algorithm that is mapped."
    return (
        f"{name} is the main model as the first of {others + 1} algorithms in the config. The choice looks at no result: the "
        "best of several would be optimistic by that choice."
    )


def decision_records(plan: Plan, assessment: str) -> list[str]:
    """The JSON records of an assessment that may hold decisions of the program, in the order of the work."""
    of_date = {
        "reference.json": plan.has_sar,
        "network.json": plan.has_pairs,
        "closure/summary.json": plan.has_pairs,
        "deformation/corrections.json": plan.has_pairs,
        "deformation/quality.json": plan.has_sar,
        "deformation/registration.json": plan.has_sar,
        "deformation/decomposition.json": plan.other_track is not None,
        "comparison.json": plan.trains,
    }
    dated = assessment != "static"
    files = ["results/validation.json"]
    files += [f"results/{assessment}/{name}" for name, wanted in of_date.items() if wanted and dated]
    if plan.has_models:
        files += ["results/units/delineation.json"] if plan.table is None else []
        files += ["results/units/labels.json"]
    if plan.applied:
        files += ["results/static/transfer.json"]
        files += [f"results/{assessment}/transfer.json"] if plan.has_coupled and dated else []
    if plan.trains:
        files += ["results/units/samples.json"]
        for name in ("models/leaks.json", "models/collinearity.json"):
            files.append(f"results/static/{name}")
            files += [f"results/{assessment}/{name}"] if plan.has_sar and dated else []
    files += [f"results/{assessment}/counts/counts.json"] if plan.has_counts else []
    return files


def report_entries(plan: Plan, assessment: str, declared: Iterable[FigureEntry]) -> list[FigureEntry]:
    """Those of the declared figures that the report of an assessment shows."""
    dated = assessment != "static"
    parts = {
        "terrain": plan.table is None,
        "table": plan.table is not None,
        "models": plan.has_models,
        "trained": plan.trains,
        "landslides": plan.has_landslides,
        "maps": plan.has_maps,
        "counts": plan.has_counts,
        "deformation": plan.has_sar and dated,
        "pairs": plan.has_pairs and dated,
        "series": plan.has_series and dated,
        "other_track": plan.other_track is not None and dated,
        "simulated": plan.simulated and dated,
    }
    shown = figures_shown(declared, [name for name, there in parts.items() if there])
    main = plan.main_model(assessment) if plan.has_models else ""
    return [replace(entry, name=entry.name.format(main=main)) for entry in shown]


def figure_files(plan: Plan, declared: Iterable[FigureEntry]) -> tuple[list[str], list[str]]:
    """Figures of the run's assessment as PNG: those that need no model, and the others, with the page of each map."""
    entries = report_entries(plan, plan.assessment, declared)
    folder = f"results/{plan.assessment}/figures"
    of_models = [entry for entry in entries if _OF_MODELS & set(entry.needs.split())]
    pages = [target for target in plan.targets if target.startswith(f"{folder}/")]
    drawn = [f"{folder}/{entry.name}.png" for entry in of_models]
    ground = [f"{folder}/{entry.name}.png" for entry in entries if entry not in of_models]
    return ground, [*drawn, *(page for page in pages if page not in drawn)]


def report_template(scripts: Path) -> str:
    """Digest of the page's template, style and script, which are no Python modules and so not in the library's digest.

    Parameters
    ----------
    scripts : the folder that holds the library
    """
    parts = sorted((scripts / _TEMPLATES).glob("report.*"))
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:16]
