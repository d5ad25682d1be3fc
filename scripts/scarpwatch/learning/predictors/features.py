"""Predictors: which columns of the unit table the models see, and which factor each column belongs to.

The encoding uses no labels and nothing fitted on samples, so it is the same for training, held-out and
all other units. Units without a measurement stay NaN: all three algorithms handle NaN themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from scarpwatch.errors import ConfigError, DataError
from scarpwatch.factors.factor import FactorColumns, is_statistic


@dataclass(frozen=True)
class Predictors:
    """Encoded predictors of every unit.

    Attributes
    ----------
    values : DataFrame (units, columns), float64
        Index ``unit_id`` in ascending order; NaN where there is no measurement.
    factor_of : mapping
        Encoded column -> factor, in column order.
    part_of : mapping
        Encoded column -> what it holds of its factor: a statistic, ``sin`` or ``cos``, or a class by its name.
    """

    values: pd.DataFrame
    factor_of: Mapping[str, str]
    part_of: Mapping[str, str] = field(default_factory=dict)

    @property
    def factors(self) -> list[str]:
        """The factors that are present, in the order of their columns."""
        return list(dict.fromkeys(self.factor_of.values()))


def join_factors(static: pd.DataFrame, deformation: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row per unit in ascending ``unit_id``; units without a deformation row get NaN there.

    Raises
    ------
    DataError
        If a unit is listed twice in either table.
    """
    for name, table in (("the factor table", static), ("the deformation table", deformation)):
        if table is not None and table["unit_id"].duplicated().any():
            raise DataError(name, "a unit is listed more than once", "Build the table anew.")
    table = static.sort_values("unit_id", ignore_index=True)
    if deformation is None:
        return table
    new = [name for name in deformation.columns if name == "unit_id" or name not in table.columns]
    return table.merge(deformation[new], on="unit_id", how="left", validate="one_to_one")


def ready_columns(
    values: Mapping[str, ArrayLike], factors: Iterable[FactorColumns], *, dynamic: bool
) -> pd.DataFrame:
    """Factors of a ready table under their columns of the unit table.

    Parameters
    ----------
    values : mapping of factor to array (units,)
    factors : all of the table
    dynamic : whether to take the dynamic or the static ones
    """
    columns = {}
    for factor in (factor for factor in factors if factor.dynamic == dynamic):
        value = values[factor.name]
        columns[factor.main_column] = (
            pd.array(value, dtype="string") if factor.kind == "classes" else np.asarray(value)
        )
    return pd.DataFrame(columns)


def dynamic_columns(table: pd.DataFrame, factors: Iterable[FactorColumns]) -> list[str]:
    """Columns of a joined table that hold the dynamic factors."""
    return [factor.main_column for factor in factors if factor.dynamic and factor.main_column in table]


def encode_factors(
    table: pd.DataFrame, factors: Sequence[FactorColumns], *, dynamic: bool, exclude: Sequence[str] = ()
) -> Predictors:
    """Encode the factors of a unit table as numeric columns.

    Directions enter as sine and cosine, classes as shares (or, where the table has only the majority class, as one
    indicator per class), all else as it is. A factor that is not in the table is left out.

    Parameters
    ----------
    table : DataFrame
        Columns ``unit_id`` and the factors.
    factors : sequence of FactorColumns
        Those that the table may have, in the order in which the models are to see them.
    dynamic : bool
        Add the dynamic factors.
    exclude : sequence of str
        Factors to leave out.

    Raises
    ------
    ConfigError
        If ``exclude`` names something that is no factor.
    DataError
        If no factor is left, or the dynamic factors are asked for and missing.
    """
    unknown = sorted(set(exclude) - {factor.name for factor in factors})
    if unknown:
        raise ConfigError(
            "models.predictors_exclude",
            f"{', '.join(unknown)} is no factor",
            f"Choose among {', '.join(factor.name for factor in factors)}.",
        )
    wanted = [factor for factor in factors if dynamic or not factor.dynamic]
    table = table.sort_values("unit_id", ignore_index=True)
    columns: dict[str, np.ndarray] = {}
    factor_of: dict[str, str] = {}
    part_of: dict[str, str] = {}
    for factor in (factor for factor in wanted if factor.name not in exclude):
        for name, values in _encode(table, factor).items():
            column = _safe_name(name, columns)
            columns[column], factor_of[column] = values, factor.name
            part_of[column] = _part(name, factor)
    static = {factor.name for factor in factors if not factor.dynamic}
    if dynamic and not set(factor_of.values()) - static:
        raise DataError(
            "the unit table",
            "a coupled model was asked for, but no deformation factor is there",
            "Check that the table of dynamic factors has them (deformation_rate, cumulative_deformation), and"
            " that models.predictors_exclude leaves one of them.",
        )
    if not columns:
        raise DataError(
            "the unit table", "no factor is left as a predictor", "Configure at least one factor."
        )
    values = pd.DataFrame(columns, index=pd.Index(table["unit_id"], name="unit_id"))
    return Predictors(values, factor_of, part_of)


def monotone_columns(factor_of: Mapping[str, str], directions: Mapping[str, str]) -> dict[str, int]:
    """Columns that the index may only rise with (1) or fall with (-1); the spread of a factor has no direction.

    Parameters
    ----------
    factor_of : mapping
        Column -> factor.
    directions : mapping
        Factor -> "increasing" or "decreasing"; factors that are no predictors here are passed over.

    Raises
    ------
    ConfigError
        If a factor has columns that are no statistics, as directions and classes have.
    """
    columns: dict[str, int] = {}
    for factor, direction in directions.items():
        own = {column: column for column, owner in factor_of.items() if owner == factor}
        if len(own) > 1:
            own = {column: column.removeprefix(f"{factor}_") for column in own}
        if len(own) > 1 and any(word != factor and not is_statistic(word) for word in own.values()):
            raise ConfigError(
                "models.monotone",
                f"{factor} is circular or has classes, so it neither increases nor decreases",
                "Leave it out.",
            )
        told = [column for column, word in own.items() if word not in ("std", "range")]
        columns |= dict.fromkeys(told, 1 if direction == "increasing" else -1)
    return columns


def _encode(table: pd.DataFrame, factor: FactorColumns) -> dict[str, np.ndarray]:
    """Columns of one factor; empty if the table does not have it."""
    name, column = factor.name, factor.main_column
    if factor.kind == "circular":
        parts = [f"{column}_sin", f"{column}_cos"]
        if set(parts) <= set(table.columns):
            return {part: _numbers(table, part) for part in parts}
        if column not in table.columns:
            return {}
        radians = np.deg2rad(_numbers(table, column))
        return {f"{name}_sin": np.sin(radians), f"{name}_cos": np.cos(radians)}
    if factor.kind == "classes":
        shares = sorted(each for each in table.columns if str(each).startswith(f"{column}_share_"))
        if shares:
            return {share: _numbers(table, share) for share in shares}
        return _indicators(table[column], name) if column in table.columns else {}
    columns = {factor.statistic_column(word): word for word in factor.predictors}
    return {
        (name if each == column else each): _numbers(table, each) for each in columns if each in table.columns
    }


def _part(name: str, factor: FactorColumns) -> str:
    """What a column of `_encode` holds of its factor."""
    if factor.kind == "circular":
        return name.rpartition("_")[2]
    if factor.kind == "classes":
        share = f"{factor.main_column}_share_"
        return name.removeprefix(share if name.startswith(share) else f"{factor.name}_")
    named = {factor.statistic_column(word): word for word in factor.predictors}
    return named.get(name, factor.statistics[0])


def _indicators(column: pd.Series, factor: str) -> dict[str, np.ndarray]:
    """One column per class, NaN where the class is not known."""
    known = column.notna().to_numpy()
    text = column.astype("string")
    return {
        f"{factor}_{name}": np.where(known, (text == name).fillna(False).to_numpy(float), np.nan)
        for name in sorted(text.dropna().unique())
    }


def _numbers(table: pd.DataFrame, name: str) -> np.ndarray:
    values = pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def _safe_name(name: str, taken: Iterable[str]) -> str:
    """A column name that all model files accept: LightGBM and XGBoost refuse some punctuation."""
    safe = candidate = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_") or "factor"
    number = 2
    while candidate in taken:
        candidate = f"{safe}_{number}"
        number += 1
    return candidate
