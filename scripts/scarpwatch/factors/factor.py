"""What is known of a conditioning factor: where it comes from, its columns in the unit table, and how it looks.

Steps are given these facts as parameters and import no registry, so that a new factor reruns no step of another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

Kind = Literal["continuous", "circular", "classes", "distance", "density"]
Source = Literal[
    "dem", "unit", "raster", "class_map", "lines", "density", "series", "deformation", "table", "plugin"
]
"""Where a factor comes from: the DEM, the unit as a whole, a raster, a map of classes (polygons or raster), the
distance to features, the density of features, a series of rasters, the displacement, a column of a ready table, or a
file of the user's code."""

KINDS: tuple[str, ...] = get_args(Kind)
STATISTICS = ("mean", "std", "min", "max", "range", "median")
"""Statistics over the cells of a unit, beside quantiles such as ``q90``."""

_QUANTILE = re.compile(r"q([1-9]\d?)")


@dataclass(frozen=True)
class FactorColumns:
    """What the unit table and the models know of a factor.

    Attributes
    ----------
    name : of the factor, its raster and its first column
    kind : directions enter the models as sine and cosine, classes as shares or indicators, all else as numbers
    dynamic : measured anew with every assessment
    statistics : over the cells of a unit; the first is the column ``name``, the others are ``name_<statistic>``
    predictors : those of the statistics that the models see
    column : of the table, where it is not the name
    of : of a property of the whole unit: the factor whose cells it is taken from
    """

    name: str
    kind: Kind = "continuous"
    dynamic: bool = False
    statistics: tuple[str, ...] = ("mean",)
    predictors: tuple[str, ...] = ("mean",)
    column: str = ""
    of: str = ""

    @property
    def main_column(self) -> str:
        """The column that stands for the factor."""
        return self.column or self.name

    def statistic_column(self, statistic: str) -> str:
        """The column of one of the statistics.

        Raises
        ------
        ValueError
            If the factor has no such statistic.
        """
        if statistic not in self.statistics:
            raise ValueError(f"{self.name} has no statistic {statistic}: {', '.join(self.statistics)}")
        return self.main_column if statistic == self.statistics[0] else f"{self.main_column}_{statistic}"


@dataclass(frozen=True)
class Parameter:
    """A number that a derivation takes, with its default, unit and bounds (inclusive)."""

    name: str
    default: float
    unit: str
    low: float
    high: float


@dataclass(frozen=True)
class Factor(FactorColumns):
    """One conditioning factor, whole.

    Attributes
    ----------
    title : as figures and tables show it
    phrase : as a sentence names it, behind "distances to" for distances
    unit : as figures write it; empty for numbers without one
    source : see `Source`
    order : place among the predictors; the study's factors come first, new ones last, since the order of the columns
        alone moves the scores of a forest
    derivation : of a factor from the DEM: the module in ``terrain/factors`` that derives it
    parameters : what the derivation takes
    raster : of the deformation: the stem of its raster
    slope_method : whether it takes the formula for the slope
    drawn_with : other rasters that its classes need
    breaks : inner limits of the classes of its map; empty: round limits made for the area
    palette : a matplotlib colour map, or ``rate``, that of maps of deformation
    centred : values are drawn symmetrically about zero
    plausible : lowest and highest value that can be; None: no limit
    printed : its importance in the study's forest, without and with deformation
    """

    title: str = ""
    phrase: str = ""
    unit: str = ""
    source: Source = "raster"
    order: int = 0
    derivation: str = ""
    parameters: tuple[Parameter, ...] = ()
    slope_method: bool = False
    raster: str = ""
    drawn_with: tuple[str, ...] = ()
    breaks: tuple[float, ...] = ()
    palette: str = "viridis"
    centred: bool = False
    plausible: tuple[float | None, float | None] = (None, None)
    printed: tuple[float | None, float | None] = (None, None)

    @property
    def has_direction(self) -> bool:
        """Whether the index can rise or fall with it: not with a direction, nor with classes."""
        return self.kind not in ("circular", "classes")


@dataclass(frozen=True)
class FactorLook:
    """What a map of a factor needs to know of it; see `Factor`."""

    name: str
    title: str
    kind: Kind = "continuous"
    unit: str = ""
    source: Source = "raster"
    breaks: tuple[float, ...] = ()
    palette: str = "viridis"
    centred: bool = False


def is_statistic(word: str) -> bool:
    """Whether a word names a statistic over the cells of a unit."""
    return word in STATISTICS or _QUANTILE.fullmatch(word) is not None


def statistics_fault(words: Iterable[object]) -> str:
    """What is wrong with words that are no statistics, and what to do; empty if all are."""
    unknown = [str(word) for word in words if not is_statistic(str(word))]
    if not unknown:
        return ""
    if "count" in unknown:
        return (
            "count is no statistic, since the number of cells with a value follows the area of the unit, so that it would "
            "predict by unit size and not by the factor: take it out, or take density_of, which is free of size"
        )
    return f"{', '.join(unknown)} is no statistic: choose among {', '.join(STATISTICS)} and quantiles (q1 to q99)"


def quantile_level(word: str) -> float | None:
    """The level of a quantile, 0 to 1 (``q90``: 0.9, ``median``: 0.5); None for another statistic."""
    if word == "median":
        return 0.5
    found = _QUANTILE.fullmatch(word)
    return int(found[1]) / 100 if found else None


def table_columns(factor: FactorColumns) -> list[str]:
    """All columns of the unit table that a factor may have; ``<name>_share_`` stands for those of its classes."""
    name = factor.main_column
    if factor.kind == "circular":
        more = [f"{name}_{part}" for part in ("sin", "cos", "resultant")]
    elif factor.kind == "classes":
        more = [f"{name}_share_"]
    else:
        more = [f"{name}_{statistic}" for statistic in factor.statistics[1:]]
    return [name, *more, f"coverage_{name}"]


def columns_record(factors: Iterable[Factor | FactorColumns]) -> list[dict[str, Any]]:
    """What table and models know of factors, for the parameters of a rule: a new title or colour retrains nothing."""
    return [_part(FactorColumns, factor) for factor in factors]


def read_columns(records: Iterable[Mapping[str, Any]]) -> list[FactorColumns]:
    """The factors of such a record."""
    return [FactorColumns(**_with_tuples(record)) for record in records]


def look_record(factor: Factor) -> dict[str, Any]:
    """What a map knows of a factor, for the parameters of a rule."""
    return _part(FactorLook, factor)


def read_look(record: Mapping[str, Any]) -> FactorLook:
    """The look in such a record."""
    return FactorLook(**_with_tuples(record))


def factor_record(factor: Factor) -> dict[str, Any]:
    """All of a factor, for the parameters of the report."""
    return asdict(factor)


def read_factors(records: Iterable[Mapping[str, Any]]) -> list[Factor]:
    """The factors of such records."""
    return [
        Factor(**_with_tuples({**record, "parameters": [Parameter(**each) for each in record["parameters"]]}))
        for record in records
    ]


def parameter_words(factor: Factor) -> list[str]:
    """What the derivation of a factor takes, as the config writes it: ``radius_m: 500``."""
    return [f"{each.name}: {each.default:g}" for each in factor.parameters]


def titles(factors: Sequence[Factor | FactorLook]) -> dict[str, str]:
    """Names as figures and tables show them."""
    return {factor.name: factor.title for factor in factors}


def _part(kind: type[Any], factor: Any) -> dict[str, Any]:
    return {field.name: getattr(factor, field.name) for field in fields(kind)}


def _with_tuples(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record whose lists are tuples again."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in record.items()}
