"""Collinearity of the factors: variance inflation and condition indices of the training units.

Trees do not need independent factors, but two collinear ones share their importance by chance, so that a
table of importance cannot be read. Nothing here sees a label.

References
----------
Fox, J., Monette, G. (1992). Generalized collinearity diagnostics. J. Am. Stat. Assoc. 87, 178-183.
Belsley, D. A., Kuh, E., Welsch, R. E. (1980). Regression diagnostics. Wiley, ch. 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.decisions import decide

MAX_VIF = 10.0
MAX_CONDITION = 30.0
INVOLVED = 0.5
"""A column takes part in a near-dependency if it brings this share of its variance (Belsley et al.)."""


@dataclass(frozen=True)
class Collinearity:
    """What was found.

    Attributes
    ----------
    factors : DataFrame
        ``factor``, ``columns`` (how many it has), ``vif``, ``involved`` (whether it takes part in a
        near-dependency), largest ``vif`` first.
    condition_index : float
        The largest one; NaN with too few units.
    units : int
        Training units that have a value of every column.
    """

    factors: pd.DataFrame
    condition_index: float
    units: int


def diagnose(values: pd.DataFrame, factor_of: Mapping[str, str]) -> Collinearity:
    """Variance inflation of every factor and the condition index of all.

    A factor of several columns (sine and cosine, classes) has the generalised variance inflation
    det(R_1) det(R_2) / det(R) to the power 1/columns, which compares with that of a single column. Class
    shares add up to one by nature: their most frequent class is left out. Only units with a value in every
    column count.

    Parameters
    ----------
    values : DataFrame (training units, columns)
    factor_of : mapping
        Column -> factor.
    """
    table = _usable(values, factor_of)
    factors = list(dict.fromkeys(factor_of.values()))
    columns = {name: [column for column in table if factor_of[str(column)] == name] for name in factors}
    enough = len(table) > table.shape[1] + 1 and table.shape[1] > 0
    inflation = {name: _inflation(table, columns[name]) if enough else np.nan for name in factors}
    largest, involved = _condition(table) if enough else (float("nan"), [])
    rows = pd.DataFrame(
        {
            "factor": factors,
            "columns": [len(columns[name]) for name in factors],
            "vif": [inflation[name] for name in factors],
            "involved": [any(column in involved for column in columns[name]) for name in factors],
        }
    )
    rows = rows.sort_values("vif", ascending=False, kind="stable", ignore_index=True)
    return Collinearity(rows, largest, len(table))


def factors_to_drop(
    values: pd.DataFrame, factor_of: Mapping[str, str], dynamic: Sequence[str], *, max_vif: float = MAX_VIF
) -> list[str]:
    """Factors to leave out so that no variance inflation exceeds a limit.

    The static factors are thinned by themselves first, then the dynamic ones beside them, so that a coupled
    model keeps the very static factors of the static one. Each time the factor with the largest inflation
    goes; of equals the later one.

    Parameters
    ----------
    values : DataFrame (training units, columns)
    factor_of : mapping
        Column -> factor.
    dynamic : sequence of str
        The dynamic factors.

    Returns
    -------
    list of str
        In the order in which they are dropped.
    """
    dropped: list[str] = []
    for stage in (False, True):
        while True:
            kept = {
                column: factor
                for column, factor in factor_of.items()
                if factor not in dropped and (stage or factor not in dynamic)
            }
            found = diagnose(values[list(kept)], kept).factors
            found = found[found["factor"].isin(dynamic) == stage]
            worst = found[found["vif"] > max_vif]
            if worst.empty or len(set(kept.values())) < 2:
                break
            top = worst[worst["vif"] >= worst["vif"].max() * (1 - 1e-9)]["factor"]
            order = list(dict.fromkeys(kept.values()))
            dropped.append(max(top, key=order.index))
    return dropped


def decide_on_predictors(
    training: pd.DataFrame, factor_of: Mapping[str, str], dropped: Sequence[str]
) -> dict[str, Any]:
    """The decision on factors that stay out of the models, from what the training units hold.

    Parameters
    ----------
    training : DataFrame (units, columns), NaN where missing
    factor_of : column -> factor
    dropped : factors left out for their variance inflation
    """
    varied = {factor_of[name] for name in training.columns if training[name].nunique() > 1}
    alike = [name for name in dict.fromkeys(factor_of.values()) if name not in varied]
    reasons = []
    if alike:
        reasons.append(f"the {len(training)} training units have one value or none of {', '.join(alike)}")
    if dropped:
        reasons.append(f"{', '.join(dropped)} collinear with the others")
    out = [*alike, *dropped]
    if not out:
        return decide(
            "predictors", "all factors used", f"each varies among the {len(training)} training units"
        )
    return decide("predictors", f"{', '.join(out)} left out", "; ".join(reasons), notable=True)


def collinearity_record(
    found: Collinearity, dropped: Sequence[str], *, max_vif: float = MAX_VIF
) -> dict[str, Any]:
    """What was found, for ``collinearity.json``.

    Parameters
    ----------
    dropped : factors left out for their variance inflation
    """
    return {
        "units": found.units,
        "condition_index": found.condition_index,
        "max_condition_index": MAX_CONDITION,
        "max_vif": max_vif,
        "high_vif": found.factors.loc[found.factors["vif"] > max_vif, "factor"].tolist(),
        "dropped": list(dropped),
        "factors": found.factors.to_dict(orient="records"),
    }


def _usable(values: pd.DataFrame, factor_of: Mapping[str, str]) -> pd.DataFrame:
    """Complete units, and columns that vary among them and are not determined by the others of their factor."""
    table = values.loc[:, values.notna().any()].dropna().astype(np.float64)
    table = table.loc[:, table.max() > table.min()]
    for factor in dict.fromkeys(factor_of.values()):
        own = [column for column in table if factor_of[str(column)] == factor]
        if len(own) > 1 and np.ptp(table[own].sum(axis=1).to_numpy()) < 1e-6:
            table = table.drop(columns=table[own].mean().idxmax())
    return table


def _inflation(table: pd.DataFrame, own: Sequence[str]) -> float:
    """Generalised variance inflation of a factor's columns; infinite where the others determine them.

    det(R_1) det(R_2) / det(R) is the determinant of the columns' covariance over that of what a regression on
    all others leaves of it, which stays defined where the others are collinear among themselves.
    """
    others = [name for name in table if name not in own]
    if not own or not others:
        return 1.0 if own else float("nan")
    centred = table - table.mean()
    mine, rest = (
        centred[names].to_numpy() / centred[names].std().to_numpy() for names in (list(own), others)
    )
    left = mine - rest @ np.linalg.lstsq(rest, mine, rcond=None)[0]
    share = float(np.linalg.det(left.T @ left) / np.linalg.det(mine.T @ mine))
    return float(share ** (-1 / len(own))) if share > 1e-12 else float("inf")


def _condition(table: pd.DataFrame) -> tuple[float, list[str]]:
    """The largest condition index, and the columns that take part in near-dependencies.

    Columns are scaled to unit length, not centred, beside one of ones, as Belsley et al. do.
    """
    design = np.column_stack([np.ones(len(table)), table.to_numpy()])
    design = design / np.sqrt((design**2).sum(axis=0))
    _, singular, right = np.linalg.svd(design, full_matrices=False)
    safe = np.maximum(singular, 1e-15 * singular[0])
    shares: NDArray[np.float64] = (right.T / safe) ** 2  # (columns, dimensions)
    shares = shares / shares.sum(axis=1, keepdims=True)
    index = singular[0] / safe
    taking = shares[:, index > MAX_CONDITION] > INVOLVED
    names = ["", *map(str, table.columns)]
    # A dependency needs two columns; one may be the column of ones (a factor that hardly varies).
    taking = taking[:, taking.sum(axis=0) >= 2]
    return float(index.max()), [name for number, name in enumerate(names) if name and taking[number].any()]
