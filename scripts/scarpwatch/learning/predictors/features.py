"""Predictors: which columns of the unit table the models see, and which factor each column belongs to.

The encoding uses no labels and nothing fitted on samples, so it is the same for training, held-out and
all other units. Units without a measurement stay NaN: all three algorithms handle NaN themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from scarpwatch.errors import ConfigError, DataError

STATIC_FACTORS = (
    "slope",
    "aspect",
    "elevation",
    "profile_curvature",
    "max_elevation_difference",
    "distance_to_faults",
    "distance_to_rivers",
    "distance_to_roads",
    "ndvi",
    "lithology",
)
"""The factors that do not change between scenes. The area of a unit is none of them: it says how the
units were cut, and by itself reaches an AUC of 0.63-0.74 on real tables of slope units."""

DYNAMIC_FACTORS = ("deformation_rate", "cumulative_deformation")
"""The factors that come from the SAR stack and are measured anew with every scene."""

READY = re.compile(r"(static|dynamic):(number|class|degrees):(.+)", re.DOTALL)
"""Column of a ready table: when it is measured, what it holds, and what the user calls the factor. Names are
the user's own, so the column says itself how it is to be encoded."""


@dataclass(frozen=True)
class Predictors:
    """Encoded predictors of every unit.

    Attributes
    ----------
    values : DataFrame (units, columns), float64
        Index ``unit_id`` in ascending order; NaN where there is no measurement.
    factor_of : mapping
        Encoded column -> factor, in column order.
    """

    values: pd.DataFrame
    factor_of: Mapping[str, str]

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
    factors: Mapping[str, ArrayLike],
    names: Sequence[str],
    categorical: Sequence[str],
    circular: Sequence[str],
    *,
    dynamic: bool,
) -> pd.DataFrame:
    """Factors of a ready table under names that `encode_factors` knows how to encode.

    Parameters
    ----------
    factors : mapping of factor to array (units,)
    names : sequence of str
        Those to take, in this order.
    categorical, circular : sequences of str
        Which of them are classes (text), and which are directions in degrees.
    """
    columns = {}
    for name in names:
        kind = "class" if name in categorical else "degrees" if name in circular else "number"
        values = pd.array(factors[name], dtype="string") if kind == "class" else np.asarray(factors[name])
        columns[f"{'dynamic' if dynamic else 'static'}:{kind}:{name}"] = values
    return pd.DataFrame(columns)


def factors_of(table: pd.DataFrame, *, dynamic: bool) -> tuple[str, ...]:
    """All factors that a table may have: those of a ready table if it is one, else the workflow's own."""
    own = [match for match in map(READY.fullmatch, map(str, table.columns)) if match]
    if not own:
        return STATIC_FACTORS + (DYNAMIC_FACTORS if dynamic else ())
    return tuple(match[3] for match in own if dynamic or match[1] == "static")


def dynamic_columns(table: pd.DataFrame) -> list[str]:
    """Columns of a joined table that hold the dynamic factors."""
    own = [str(name) for name in table.columns if str(name).startswith("dynamic:")]
    return own or [name for name in DYNAMIC_FACTORS if name in table]


def encode_factors(table: pd.DataFrame, *, dynamic: bool, exclude: Sequence[str] = ()) -> Predictors:
    """Encode the factors of a unit table as numeric columns.

    Aspect and other directions enter as sine and cosine, lithology as class shares (or, where the table
    has only the majority class, and for other classes, as one indicator per class), all else as it is. A
    factor that is not in the table is left out. A ready table brings its own factors (`ready_columns`).

    Parameters
    ----------
    table : DataFrame
        Columns ``unit_id`` and the factors.
    dynamic : bool
        Add the deformation factors.
    exclude : sequence of str
        Factors to leave out.

    Raises
    ------
    ConfigError
        If ``exclude`` names something that is no factor.
    DataError
        If no factor is left, or the deformation factors are asked for and missing.
    """
    unknown = sorted(set(exclude) - set(factors_of(table, dynamic=True)) - set(DYNAMIC_FACTORS))
    if unknown:
        raise ConfigError(
            "models.predictors_exclude",
            f"{', '.join(unknown)} is no factor",
            f"Choose among {', '.join(factors_of(table, dynamic=True))}.",
        )
    static = set(factors_of(table, dynamic=False))
    wanted = factors_of(table, dynamic=dynamic)
    table = table.sort_values("unit_id", ignore_index=True)
    columns: dict[str, np.ndarray] = {}
    factor_of: dict[str, str] = {}
    for factor in (name for name in wanted if name not in exclude):
        for name, values in _encode(table, factor).items():
            column = _safe_name(name, columns)
            columns[column], factor_of[column] = values, factor
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
    return Predictors(values, factor_of)


def monotone_columns(factor_of: Mapping[str, str], directions: Mapping[str, str]) -> dict[str, int]:
    """Columns that the index may only rise with (1) or fall with (-1).

    Parameters
    ----------
    factor_of : mapping
        Column -> factor.
    directions : mapping
        Factor -> "increasing" or "decreasing"; factors that are no predictors here are passed over.

    Raises
    ------
    ConfigError
        If a factor has several columns, so that it has no direction.
    """
    columns: dict[str, int] = {}
    for factor, direction in directions.items():
        own = [column for column, owner in factor_of.items() if owner == factor]
        if len(own) > 1:
            raise ConfigError(
                "models.monotone",
                f"{factor} is circular or has classes, so it neither increases nor decreases",
                "Leave it out.",
            )
        columns |= dict.fromkeys(own, 1 if direction == "increasing" else -1)
    return columns


def _encode(table: pd.DataFrame, factor: str) -> dict[str, np.ndarray]:
    """Columns of one factor; empty if the table does not have it."""
    own = [match for match in map(READY.fullmatch, map(str, table.columns)) if match and match[3] == factor]
    if own:
        return _encode_ready(table[own[0][0]], own[0][2], factor)
    if factor == "aspect":
        if {"aspect_sin", "aspect_cos"} <= set(table.columns):
            return {name: _numbers(table, name) for name in ("aspect_sin", "aspect_cos")}
        if "aspect" not in table.columns:
            return {}
        radians = np.deg2rad(_numbers(table, "aspect"))
        return {"aspect_sin": np.sin(radians), "aspect_cos": np.cos(radians)}
    if factor == "lithology":
        shares = sorted(name for name in table.columns if str(name).startswith("lithology_share_"))
        if shares:
            return {name: _numbers(table, name) for name in shares}
        if "lithology" not in table.columns:
            return {}
        return _indicators(table["lithology"], "lithology")
    return {factor: _numbers(table, factor)} if factor in table.columns else {}


def _encode_ready(column: pd.Series, kind: str, factor: str) -> dict[str, np.ndarray]:
    """Columns of a factor of a ready table."""
    if kind == "class":
        return _indicators(column, factor)
    values = _numbers(column.to_frame(factor), factor)
    if kind == "number":
        return {factor: values}
    return {f"{factor}_sin": np.sin(np.deg2rad(values)), f"{factor}_cos": np.cos(np.deg2rad(values))}


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
