"""The factors of a run, in the order in which the models see them: the workflow's own, and the user's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from scarpwatch.config.susceptibility.factors import FactorsSettings
from scarpwatch.config.susceptibility.own_factors import OwnFactorSettings
from scarpwatch.config.susceptibility.table import TableSettings
from scarpwatch.factors.factor import Factor, Kind, Source, table_columns
from scarpwatch.factors.plugin import planned_factor
from scarpwatch.factors.registry import BUILT_IN, DEFORMATION, STUDY

_OWN_ORDER = 300  # behind all that the workflow makes itself
_SOURCES: dict[str, Source] = {
    "raster": "raster",
    "polygons": "class_map",
    "distance_to": "lines",
    "density_of": "density",
    "series": "series",
    "": "table",
}
_PLACES = ("unit_id", "area_m2", "x", "y")


def factor_list(
    factors: FactorsSettings, table: TableSettings | None = None, *, deformation: bool = False
) -> tuple[Factor, ...]:
    """All factors of a run. That a plug-in's file can be used is for the check of the inputs to say.

    Parameters
    ----------
    factors : section ``factors``
    table : the ready table that takes the place of all else, if any
    deformation : whether there is a displacement

    Raises
    ------
    ValueError
        If two factors would have a column of the unit table in common.
    """
    if table is not None:
        return _table_factors(factors, table)
    chosen = factors.terrain_choices()
    given = {
        "distance_to_faults": factors.faults is not None,
        "distance_to_rivers": factors.rivers is not None,
        "distance_to_roads": factors.roads is not None,
        "ndvi": factors.ndvi is not None,
        "lithology": factors.lithology is not None,
        **dict.fromkeys((factor.name for factor in DEFORMATION), deformation),
    }
    own = [_limited(factor, factors) for factor in BUILT_IN if given.get(factor.name, factor.name in chosen)]
    own = [_with_choices(factor, chosen.get(factor.name, {})) for factor in own]
    more = [_own_factor(name, settings) for name, settings in factors.more.items()]
    more += [planned_factor(path) for path in factors.plugins]
    more = [replace(factor, order=_OWN_ORDER + number) for number, factor in enumerate(more)]
    every = tuple(sorted([*own, *more], key=lambda factor: factor.order))
    _require_own_columns(every)
    return every


def left_out(factors: FactorsSettings) -> list[Factor]:
    """Those of the study's static factors that a config does not give; relief within a radius is one of them too."""
    there = {factor.name for factor in factor_list(factors)}
    if "local_relief" in there:
        there.add("max_elevation_difference")
    return [factor for factor in STUDY if factor.name not in there]


def factor_identities(every: Sequence[Factor], factors: FactorsSettings) -> dict[str, dict[str, Any]]:
    """By what the factors of two areas are known to be the same, by name.

    Parameters
    ----------
    every : factors of a run
    factors : its section ``factors``

    Returns
    -------
    dict
        ``kind`` (distances and densities are numbers as others are, which a ready table cannot tell apart),
        ``unit``, ``statistics`` (those that models see) and ``settings`` of what makes it; the last two of a column of
        a ready table are not known, and empty.
    """
    return {
        factor.name: {
            "kind": factor.kind if factor.kind in ("circular", "classes") else "continuous",
            "unit": factor.unit.strip(),
            "statistics": list(factor.predictors) if factor.source != "table" else [],
            "settings": _made_with(factor, factors),
        }
        for factor in every
    }


def _made_with(factor: Factor, factors: FactorsSettings) -> dict[str, Any]:
    made: dict[str, Any] = {parameter.name: parameter.default for parameter in factor.parameters}
    own = factors.more.get(factor.name)
    if factor.slope_method:
        made["slope_method"] = factors.slope_method
    if factor.source == "lines":
        made["cap_m"] = factors.distance_cap_m if own is None or own.cap_m is None else own.cap_m
    if own is not None and factor.source == "density":
        made["radius_m"] = own.radius_m
    if own is not None and factor.source == "series":
        made |= {"statistic": own.statistic, "days": own.days}
    return made


def _limited(factor: Factor, factors: FactorsSettings) -> Factor:
    """A factor with the class limits of the config."""
    limits = getattr(factors.classes, factor.name, None)
    return replace(factor, breaks=tuple(limits or ()))


def _with_choices(factor: Factor, chosen: dict[str, Any]) -> Factor:
    """A factor from the DEM with the settings of ``factors.terrain``."""
    parameters = tuple(
        replace(parameter, default=float(chosen.get(parameter.name, parameter.default)))
        for parameter in factor.parameters
    )
    statistics = tuple(chosen.get("statistics", ()))
    if not statistics:
        return replace(factor, parameters=parameters)
    return replace(factor, parameters=parameters, statistics=statistics, predictors=statistics)


def _own_factor(name: str, settings: OwnFactorSettings) -> Factor:
    """The entry of a factor of ``factors.more``."""
    kind: Kind = settings.kind or ("classes" if settings.polygons else "continuous")
    source = _SOURCES[settings.source]
    unit = settings.unit
    if settings.distance_to is not None:
        kind, unit = "distance", unit or "m"
    elif settings.density_of is not None:
        kind = "density"
    elif kind == "classes" and source == "raster":
        source = "class_map"
    title = settings.title or name.replace("_", " ").capitalize()
    if settings.title is None and kind == "distance" and "distance" not in name:
        title = f"Distance to {name.replace('_', ' ')}"
    numbers = kind not in ("circular", "classes")
    return Factor(
        name,
        kind=kind,
        dynamic=settings.dynamic,
        statistics=tuple(settings.statistics) if numbers else ("mean",),
        predictors=tuple(settings.statistics) if numbers else ("mean",),
        title=title,
        phrase=title if title[:2].isupper() else title[0].lower() + title[1:],
        unit=unit,
        source=source,
        breaks=tuple(settings.breaks or ()),
        palette="YlGnBu_r" if kind == "distance" else "viridis",
        plausible=_ends(settings),
    )


def _ends(settings: OwnFactorSettings) -> tuple[float | None, float | None]:
    """Lowest and highest value that can be."""
    low, high = settings.plausible or (None, None)
    return low, high


def _table_factors(factors: FactorsSettings, table: TableSettings) -> tuple[Factor, ...]:
    """The columns of a ready table, with what ``factors.more`` says of them."""
    every = []
    for number, name in enumerate([*table.factors, *table.dynamic_factors]):
        said = factors.more.get(name, OwnFactorSettings())
        kind: Kind = said.kind or "continuous"
        kind = "classes" if name in table.categorical else "circular" if name in table.circular else kind
        dynamic = name in table.dynamic_factors
        entry = Factor(
            name,
            kind=kind,
            dynamic=dynamic,
            column=ready_column(name, kind, dynamic=dynamic),
            title=said.title or name,
            phrase=said.title or name,
            unit=said.unit,
            source="table",
            order=number,
            breaks=tuple(said.breaks or ()),
            plausible=_ends(said),
        )
        every.append(entry)
    return tuple(every)


def ready_column(name: str, kind: Kind, *, dynamic: bool) -> str:
    """The column of the unit table for a factor of a ready table, whose names are the user's and may be any."""
    word = {"classes": "class", "circular": "degrees"}.get(kind, "number")
    return f"{'dynamic' if dynamic else 'static'}:{word}:{name}"


def _require_own_columns(factors: tuple[Factor, ...]) -> None:
    """Refuse factors of which one would take a column of another (ValueError)."""
    counted = Counter([*_PLACES, *(column for factor in factors for column in table_columns(factor))])
    twice = [column for column, times in counted.items() if times > 1]
    shares = [f"{factor.name}_share_" for factor in factors if factor.kind == "classes"]
    twice += [column for column in counted if any(column.startswith(s) and column != s for s in shares)]
    if twice:
        raise ValueError(
            f"two factors would have the column {twice[0]} of the unit table: rename one in factors.more"
        )
