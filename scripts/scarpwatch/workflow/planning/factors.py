"""Which factors a run has, where their rasters lie, and what they are made from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from scarpwatch.config.settings import Config
from scarpwatch.factors.factor import Factor, columns_record
from scarpwatch.factors.plugin import plugin_digest
from scarpwatch.factors.registry import DEFORMATION, STUDY, displayed
from scarpwatch.inputs.series_files import SeriesWindow, list_series, series_window
from scarpwatch.workflow.code_digest import library_digest
from scarpwatch.workflow.planning.plan import Plan

RIVERS = "results/factors/rivers.gpkg"
_UNITS = {"raster": "results/units/slope_units.tif", "table": "results/units/factors.parquet"}
_STUDY_LINES = {"distance_to_faults": "faults", "distance_to_rivers": "rivers", "distance_to_roads": "roads"}


def factors_of(plan: Plan, *, dynamic: bool | None = None) -> list[Factor]:
    """The factors of a run, all of them or the static or the dynamic ones, in the order of the models."""
    return [factor for factor in plan.factors if dynamic is None or factor.dynamic == dynamic]


def columns_of(plan: Plan, *, dynamic: bool | None = None) -> list[dict[str, Any]]:
    """What the table and the models know of them, as a parameter of a rule."""
    return columns_record(factors_of(plan, dynamic=dynamic))


def names_from(plan: Plan, *sources: str) -> list[str]:
    """Names of the factors that come from some sources."""
    return [factor.name for factor in plan.factors if factor.source in sources]


def own_names(plan: Plan, source: str) -> list[str]:
    """Names of the user's own factors (``factors.more``) that come from a source."""
    return [name for name in names_from(plan, source) if name in plan.config.factors.more]


def derived_names(plan: Plan) -> list[str]:
    """Factors from the DEM that have a derivation of their own."""
    return [factor.name for factor in plan.factors if factor.derivation]


def factor_of(plan: Plan, name: str) -> Factor:
    """The factor of a name; ``KeyError`` if the run has none."""
    return {factor.name: factor for factor in plan.factors}[name]


def raster_of(factor: Factor, until: str | None = None) -> str | None:
    """The raster of a factor; None for a property of the unit, and of a ready table."""
    if factor.source in ("unit", "table"):
        return None
    if not factor.dynamic:
        return f"results/factors/{factor.name}.tif"
    folder = "deformation" if factor.raster else "factors"
    return f"results/{until}/{folder}/{factor.raster or factor.name}.tif"


def densities_without_unit(plan: Plan) -> list[str]:
    """The rasters that say the unit of a density, which follows from the features, where the config gives none."""
    found = [factor for factor in plan.factors if factor.source == "density" and not factor.unit]
    return [raster_of(factor) or "" for factor in found] if plan.has_models else []


def rasters_of(plan: Plan, *, until: str | None = None) -> dict[str, str]:
    """The rasters that enter the static table, or with ``until`` the dynamic one, by factor."""
    found = {factor.name: raster_of(factor, until) for factor in factors_of(plan, dynamic=until is not None)}
    return {name: path for name, path in found.items() if path is not None}


def class_source(plan: Plan, name: str, until: str | None = None) -> dict[str, str]:
    """What the classes of a factor's map are made from."""
    factor = factor_of(plan, name)
    if factor.source == "unit":
        return _UNITS
    with_it = {other: raster_of(factor_of(plan, other), until) or "" for other in factor.drawn_with}
    return {"raster": raster_of(factor, until) or "", **with_it}


def shown_factors(plan: Plan, assessment: str) -> list[Factor]:
    """The factors that an assessment has, in the order in which people see them."""
    return [factor for factor in displayed(plan.factors) if assessment != "static" or not factor.dynamic]


def class_maps(plan: Plan, assessment: str) -> list[tuple[Factor, str]]:
    """The factors that an assessment shows in classes, in the order of the figure, with the rasters of these."""
    return [
        (factor, f"{_class_folder(factor, assessment)}/classes/{factor.name}.tif")
        for factor in shown_factors(plan, assessment)
    ]


def _class_folder(factor: Factor, assessment: str) -> str:
    if not factor.dynamic:
        return "results/factors"
    return f"results/{assessment}/{'deformation' if factor.raster else 'factors'}"


def study_lines(config: Config) -> dict[str, str | None]:
    """The lines of the study's distances; a feature that the config leaves out has none."""
    factors = config.factors
    rivers = None if factors.rivers is None else factors.rivers.file or RIVERS
    given = {"faults": factors.faults, "roads": factors.roads, "rivers": rivers}
    return {name: None if path is None else str(path) for name, path in given.items()}


def layer_of(config: Config, name: str) -> str | None:
    """The layer to read of the user's file; of a file of the workflow's own, the only one."""
    if name in config.factors.more:
        return config.factors.more[name].layer
    name = _STUDY_LINES.get(name, name)
    rivers = config.factors.rivers
    if name == "rivers" and rivers is not None and rivers.file is None:
        return None
    return dict[str, str](config.factors.layers.items()).get(name)


def features_of(config: Config, name: str) -> str | list[str]:
    """The file of features that a distance or a density is taken from."""
    own = config.factors.more.get(name)
    found = (
        (own.distance_to or own.density_of) if own else study_lines(config).get(_STUDY_LINES.get(name, ""))
    )
    return [] if found is None else str(found)


def distance_cap(config: Config, name: str) -> float:
    """Where a distance is cut off (m)."""
    own = config.factors.more.get(name)
    return config.factors.distance_cap_m if own is None or own.cap_m is None else own.cap_m


def class_map_of(config: Config, name: str) -> tuple[str | list[str], dict[str, Any]]:
    """The file of a map of classes, and its column, classes and band, with the keys that messages are to name."""
    if name in config.factors.more:
        own = config.factors.more[name]
        file = own.polygons or own.raster
        said = {
            "column": own.column,
            "classes": own.names,
            "band": own.band or 1,
            "key": f"factors.more.{name}",
            "field": "names",
        }
    else:
        map_ = config.factors.lithology
        file = map_.file if map_ else None
        said = {
            "column": map_.column if map_ else None,
            "classes": map_.classes if map_ else None,
            "band": 1,
            "key": "factors.lithology",
            "field": "classes",
        }
    return _paths(file), said


def raster_files_of(config: Config, name: str) -> str | list[str]:
    """The raster of a factor of the user's own."""
    return _paths(config.factors.more[name].raster)


def raster_settings(plan: Plan, name: str) -> dict[str, Any]:
    """How the raster of a factor of the user's own is read."""
    own, factor = plan.config.factors.more[name], factor_of(plan, name)
    return {
        "key": f"factors.more.{name}",
        "kind": factor.kind,
        "band": own.band or 1,
        "plausible": list(factor.plausible),
        "title": factor.title,
        "unit": factor.unit,
    }


def series_files(config: Config, name: str, folder: str) -> list[str]:
    """The rasters of a series that a factor is made of.

    Parameters
    ----------
    folder : of the factor's raster: ``factors``, or ``<date>/factors`` for a dynamic one

    Raises
    ------
    InputError
        If too many of the days are missing, or the first of them lie before the first raster.
    """
    return [str(file.path) for file in _window(config, name, folder).files]


def _window(config: Config, name: str, folder: str) -> SeriesWindow:
    own = config.factors.more[name]
    assert own.series is not None
    last = own.until or date.fromisoformat(folder.partition("/")[0])
    key = f"factors.more.{name}"
    return series_window(
        list_series(own.series, key=key), last, own.days, key=key, most_missing=own.most_missing
    )


def series_settings(plan: Plan, name: str, folder: str) -> dict[str, Any]:
    """How the rasters of a series become a factor."""
    own = plan.config.factors.more[name]
    return {
        **raster_settings(plan, name),
        "statistic": own.statistic,
        "days": own.days,
        "missing": [day.isoformat() for day in _window(plan.config, name, folder).missing],
        "most_missing": own.most_missing,
    }


def _paths(given: Path | Iterable[Path] | None) -> str | list[str]:
    if given is None:
        return []
    return str(given) if isinstance(given, Path) else [str(path) for path in given]


def derivation_of(plan: Plan, name: str, scripts: Path) -> dict[str, Any]:
    """How a factor is derived from the DEM: the module or file, what it takes, and the digest of its code.

    Parameters
    ----------
    scripts : the folder that holds the library
    """
    factor = factor_of(plan, name)
    given: dict[str, Any] = {parameter.name: parameter.default for parameter in factor.parameters}
    if factor.slope_method:
        given["slope_method"] = plan.config.factors.slope_method
    if factor.source == "plugin":
        return {"file": factor.derivation, "settings": given, "code": plugin_digest(factor.derivation)}
    module = scripts / "scarpwatch/terrain/factors" / f"{factor.derivation}.py"
    code = library_digest(module, scripts)
    return {"module": f"scarpwatch.terrain.factors.{factor.derivation}", "settings": given, "code": code}


def excluded(plan: Plan) -> list[str]:
    """Factors of the run that are kept out of its models."""
    there = {factor.name for factor in plan.factors}
    return [name for name in plan.config.models.predictors_exclude if name in there]


def printed_importance(plan: Plan, assessment: str) -> dict[str, float] | None:
    """What the study printed of its forest, without or with deformation; None where it is not asked for, and for the factors
    of a ready table."""
    if plan.table is not None or not plan.config.report.compare_with_study:
        return None
    coupled = assessment != "static"
    found = {factor.name: factor.printed[coupled] for factor in (*STUDY, *DEFORMATION)}
    return {name: value for name, value in found.items() if value is not None}
