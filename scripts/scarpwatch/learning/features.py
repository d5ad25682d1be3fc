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


def encode_factors(table: pd.DataFrame, *, dynamic: bool, exclude: Sequence[str] = ()) -> Predictors:
    """Encode the factors of a unit table as numeric columns.

    Aspect enters as the sine and cosine of its circular mean, lithology as class shares (or, where the
    table has only the majority class, as one indicator per class), all else as it is. A factor that is
    not in the table is left out.

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
    unknown = sorted(set(exclude) - set(STATIC_FACTORS) - set(DYNAMIC_FACTORS))
    if unknown:
        raise ConfigError(
            "models.predictors_exclude",
            f"{', '.join(unknown)} is no factor",
            f"Choose among {', '.join(STATIC_FACTORS + DYNAMIC_FACTORS)}.",
        )
    wanted = STATIC_FACTORS + (DYNAMIC_FACTORS if dynamic else ())
    table = table.sort_values("unit_id", ignore_index=True)
    columns: dict[str, np.ndarray] = {}
    factor_of: dict[str, str] = {}
    for factor in (name for name in wanted if name not in exclude):
        for name, values in _encode(table, factor).items():
            column = _safe_name(name, columns)
            columns[column], factor_of[column] = values, factor
    if dynamic and not set(DYNAMIC_FACTORS) & set(factor_of.values()):
        raise DataError(
            "the unit table",
            "a coupled model was asked for, but no deformation factor is there",
            "Check that the deformation table has deformation_rate and cumulative_deformation, and"
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
        known = table["lithology"].notna().to_numpy()
        rock = table["lithology"].astype("string")
        return {
            f"lithology_{name}": np.where(known, (rock == name).fillna(False).to_numpy(float), np.nan)
            for name in sorted(rock.dropna().unique())
        }
    return {factor: _numbers(table, factor)} if factor in table.columns else {}


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
