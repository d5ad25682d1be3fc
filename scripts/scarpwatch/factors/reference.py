"""The page docs/factors.md: all factors that the workflow makes itself, from their registry."""

from __future__ import annotations

from collections.abc import Iterable

from scarpwatch.factors.factor import Factor, Parameter, table_columns
from scarpwatch.factors.registry import DEFORMATION, MORE_TERRAIN, STUDY

_HEAD = """# Built-in factors

Made from `scripts/scarpwatch/factors/registry.py`; do not edit it, run `make reference`.

Columns are those of `results/units/factors.parquet` (of deformation, `results/{until}/factors.parquet`), beside
`coverage_<name>`, the share of a unit's cells with data. The models see the first column of each factor, of directions
sine and cosine, of classes the shares; where `factors.terrain` gives a factor `statistics`, all of these. Class limits
are those of `factors.classes`. Factors of your own: [Own factors](own_factors.md).
"""

_STUDY = """The static factors of Liang et al. (2026). Those from the DEM are the default of `factors.terrain`; the others are
made where the config gives what they are made from."""
_DEFORMATION = "Made in every run with radar data, anew for each date; given to the coupled models alone."
_MORE = "Made if `factors.terrain` names them ([how](own_factors.md#factors-from-the-dem-by-name))."

_ROW = ("name", "title", "unit", "kind", "made from", "columns", "class limits", "takes")


def markdown() -> str:
    """The text of docs/factors.md."""
    lines = [_HEAD]
    for title, words, factors in (
        ("Static factors of the study", _STUDY, STUDY),
        ("Deformation", _DEFORMATION, DEFORMATION),
        ("Further factors from the DEM", _MORE, MORE_TERRAIN),
    ):
        lines += [f"## {title}", "", words, "", *_table(factors), ""]
    return "\n".join(lines)


def _table(factors: Iterable[Factor]) -> list[str]:
    rows = [_ROW, tuple("---" for _ in _ROW), *map(_cells, factors)]
    return ["| " + " | ".join(row) + " |" for row in rows]


def _cells(factor: Factor) -> tuple[str, ...]:
    columns = [column for column in table_columns(factor) if not column.startswith("coverage_")]
    return (
        f"`{factor.name}`",
        factor.title,
        factor.unit or {"circular": "°", "classes": ""}.get(factor.kind, "1"),
        factor.kind,
        _origin(factor),
        ", ".join(f"`{column}`{_statistic(factor, place)}" for place, column in enumerate(columns)),
        _limits(factor),
        "; ".join(map(_taken, factor.parameters)),
    )


def _statistic(factor: Factor, place: int) -> str:
    """What a column holds, behind its name."""
    if factor.kind == "circular":
        return ("", " (sine)", " (cosine)", " (resultant length)")[place]
    if factor.kind == "classes":
        return (" (most frequent)", "... (share of each)")[place]
    return f" ({factor.statistics[place]})"


def _origin(factor: Factor) -> str:
    """What a factor is made from, by the config's key where it has one."""
    by_source = {"dem": "DEM", "unit": f"{factor.of} in a unit", "deformation": "radar data"}
    key = factor.phrase if factor.source == "lines" else factor.name
    return by_source.get(factor.source, f"`factors.{key}`")


def _limits(factor: Factor) -> str:
    by_kind = {"circular": "eight sectors, flat ground", "classes": "its own classes"}
    limits = ", ".join(f"{limit:g}".replace("-", "\N{MINUS SIGN}") for limit in factor.breaks)
    return by_kind.get(factor.kind, limits or "made for the area")


def _taken(parameter: Parameter) -> str:
    unit = f" {parameter.unit}" if parameter.unit else ""
    return f"`{parameter.name}`: {parameter.default:g} ({parameter.low:g} to {parameter.high:g}{unit})"
