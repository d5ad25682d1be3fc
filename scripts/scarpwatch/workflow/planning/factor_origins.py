"""What the report is told of the factors of a run: those there are, those left out, and what each is made from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scarpwatch.config.susceptibility.factor_list import left_out
from scarpwatch.factors.factor import Factor, factor_record, parameter_words
from scarpwatch.factors.registry import DEFORMATION, STUDY
from scarpwatch.workflow.planning.factors import (
    RIVERS,
    class_map_of,
    distance_cap,
    features_of,
    shown_factors,
)
from scarpwatch.workflow.planning.plan import Plan


def report_factors(plan: Plan, assessment: str) -> dict[str, Any]:
    """The factors of an assessment, as a parameter of the report.

    Returns
    -------
    dict
        ``run``: records of all of them, in the order in which people see them; ``left_out``: records of the study's
        static factors that the config does not give; ``origins``: factor to what it is made from, in words, empty where
        there are no other factors than the study's.
    """
    shown = shown_factors(plan, assessment)
    if plan.table is not None:
        told = bool(plan.config.factors.more)
        absent: list[Factor] = []
    else:
        told = bool({factor.name for factor in shown} - {factor.name for factor in (*STUDY, *DEFORMATION)})
        absent = left_out(plan.config.factors)
    return {
        "run": [factor_record(factor) for factor in shown],
        "left_out": [factor_record(factor) for factor in absent],
        "origins": {factor.name: origin(plan, factor, assessment) for factor in shown} if told else {},
    }


def report_config(plan: Plan) -> dict[str, Any]:
    """The config as the report prints it: whole, but of the user's own factors what was given alone, since most keys mean
    nothing where another is the source."""
    dumped = plan.config.model_dump(mode="json")
    own = {
        name: settings.model_dump(mode="json", exclude_unset=True)
        for name, settings in plan.config.factors.more.items()
    }
    return {**dumped, "factors": {**dumped["factors"], "more": own}}


def origin(plan: Plan, factor: Factor, assessment: str) -> str:
    """What a factor is made from, in words, without the folders of the files: "features of roads.gpkg within 500 m"."""
    config, name = plan.config, factor.name
    own = config.factors.more.get(name)
    if factor.source == "table":
        return f"column {name} of the table"
    if factor.source == "deformation":
        return "radar data"
    if factor.source in ("dem", "unit"):
        return ", ".join(["elevation model", *parameter_words(factor)])
    if factor.source == "plugin":
        return f"elevation model, by {Path(factor.derivation).name}"
    if factor.source == "lines":
        file = features_of(config, name)
        what = "rivers of the elevation model" if file == RIVERS else f"features of {_names(file)}"
        return f"{what}, up to {distance_cap(config, name):g} m"
    if factor.source == "class_map":
        file, said = class_map_of(config, name)
        return f"{_names(file)}, column {said['column']}" if said["column"] else _names(file)
    if own is None:
        return _names(config.factors.ndvi)
    if factor.source == "density":
        return f"features of {_names(own.density_of)} within {own.radius_m:g} m"
    if factor.source == "series":
        until = own.until.isoformat() if own.until else assessment
        days = f"{own.days} days" if own.days > 1 else "day"
        return f"rasters in {_names(own.series)}: {own.statistic} of the {days} up to {until}"
    return _names(own.raster)


def _names(given: str | Path | Sequence[str | Path] | None) -> str:
    """Names of files; of many the first ones and how many more there are."""
    files = [given] if isinstance(given, str | Path) else list(given or [])
    names = [Path(file).name for file in files]
    return ", ".join(names) if len(names) <= 3 else f"{', '.join(names[:2])} and {len(names) - 2} more"
