"""What single steps take, as far as it depends on the plan: files of the user's and of other steps, and settings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scarpwatch.config.settings import Config
from scarpwatch.figures.entries import FigureEntry, figures_shown
from scarpwatch.inspection.input_files import input_files
from scarpwatch.workflow.planning.plan import Plan

# The rasters of the deformation factors, in the folder of an assessment.
DEFORMATION_FACTORS = {"cumulative_deformation": "cumulative", "deformation_rate": "rate"}
_RELIEF = "max_elevation_difference"  # a property of the unit, not of a cell
_TEMPLATES = "scarpwatch/figures/report/templates"
_RIVERS = "results/factors/rivers.gpkg"


def checked_files(plan: Plan) -> list[str]:
    """Files that the config names, and those of the user's stack, sorted."""
    named = {str(path) for _, path in input_files(plan.config) if not path.is_dir()}
    return sorted(named | set(plan.stack.files if plan.stack else []))


def user_files(plan: Plan) -> list[str]:
    """All files of the user's that steps read, whose digests are taken before any job runs."""
    other = plan.other_track.files.values() if plan.other_track else []
    every = [*checked_files(plan), *map(str, plan.delays.values()), *other]
    return [path for path in every if not plan.made_here(path)]


def distance_lines(config: Config) -> dict[str, str | None]:
    """The lines behind each distance; a feature that the config leaves out has none."""
    factors = config.factors
    rivers = None if factors.rivers is None else factors.rivers.file or _RIVERS
    given = {"faults": factors.faults, "roads": factors.roads, "rivers": rivers}
    return {name: None if path is None else str(path) for name, path in given.items()}


def layer_of(config: Config, name: str) -> str | None:
    """The layer to read of the user's file; of a file of the workflow's own, the only one."""
    rivers = config.factors.rivers
    if name == "rivers" and rivers is not None and rivers.file is None:
        return None
    return dict[str, str](config.factors.layers.items()).get(name)


def factor_rasters(plan: Plan) -> dict[str, str]:
    """The rasters that enter the static table, by factor: those of the config."""
    factors = plan.config.factors
    wanted = {
        **dict.fromkeys(("slope", "aspect", "elevation", "profile_curvature"), plan.table is None),
        "distance_to_faults": factors.faults is not None,
        "distance_to_rivers": factors.rivers is not None,
        "distance_to_roads": factors.roads is not None,
        "ndvi": factors.ndvi is not None,
        "lithology": factors.lithology is not None,
    }
    return {name: f"results/factors/{name}.tif" for name, given in wanted.items() if given}


def class_source(plan: Plan, factor: str) -> dict[str, str | list[str]]:
    """What the classes of a static factor are made from."""
    if factor == _RELIEF:
        return {"raster": "results/units/slope_units.tif", "table": "results/units/factors.parquet"}
    rasters = factor_rasters(plan)
    more: dict[str, str | list[str]] = {"slope": rasters["slope"]} if factor == "aspect" else {}
    return {"raster": rasters.get(factor, []), **more}


def class_limits(config: Config, factor: str) -> dict[str, Any] | None:
    """The config's class limits of a factor; None for one that is in classes by nature."""
    classes = config.factors.classes
    limits = getattr(classes, factor, None)
    return {"breaks": limits, "fit_area": classes.fit_area} if limits else None


def class_breaks(config: Config) -> list[float] | None:
    """Borders of the susceptibility classes for legends; those of other methods differ from map to map."""
    return config.zoning.breaks if config.zoning.method == "fixed" else None


def static_classes(plan: Plan) -> list[str]:
    """The static factors that are shown in classes."""
    return [*factor_rasters(plan), _RELIEF]


def factor_maps(plan: Plan, assessment: str) -> dict[str, str]:
    """The rasters of classes of the factors, by name."""
    static = {name: f"results/factors/classes/{name}.tif" for name in static_classes(plan)}
    if assessment == "static":
        return static
    folder = f"results/{assessment}/deformation/classes"
    return {**static, **{name: f"{folder}/{name}.tif" for name in DEFORMATION_FACTORS}}


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
        "comparison.json": plan.has_models,
    }
    dated = assessment != "static"
    files = ["results/validation.json"]
    files += [f"results/{assessment}/{name}" for name, wanted in of_date.items() if wanted and dated]
    if plan.has_models:
        files += ["results/units/delineation.json"] if plan.table is None else []
        files += ["results/units/labels.json", "results/units/samples.json"]
        for name in ("models/leaks.json", "models/collinearity.json"):
            files.append(f"results/static/{name}")
            files += [f"results/{assessment}/{name}"] if plan.has_sar and dated else []
    return files


def report_entries(plan: Plan, assessment: str, declared: Iterable[FigureEntry]) -> list[FigureEntry]:
    """Those of the declared figures that the report of an assessment shows."""
    dated = assessment != "static"
    parts = {
        "terrain": plan.table is None,
        "table": plan.table is not None,
        "models": plan.has_models,
        "maps": plan.has_maps,
        "deformation": plan.has_sar and dated,
        "pairs": plan.has_pairs and dated,
        "series": plan.has_series and dated,
        "other_track": plan.other_track is not None and dated,
        "simulated": plan.simulated and dated,
    }
    return figures_shown(declared, [name for name, there in parts.items() if there])


def report_template(scripts: Path) -> str:
    """Digest of the page's template, which is no Python module and so not in the library's digest.

    Parameters
    ----------
    scripts : the folder that holds the library
    """
    template = scripts / _TEMPLATES / "report.html.j2"
    return hashlib.sha256(template.read_bytes()).hexdigest()[:16]
