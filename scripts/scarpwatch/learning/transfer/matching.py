"""The factors of an area brought to the columns of a model that was trained in another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from scarpwatch.errors import DataError
from scarpwatch.factors.factor import FactorColumns
from scarpwatch.learning.predictors.features import Predictors, encode_factors
from scarpwatch.learning.transfer.record import Kept

Identities = Mapping[str, Mapping[str, Any]]

OTHER_UNIT = 30.0
"""Times by which large values of a factor without a unit may differ between two areas; degrees and radians lie 57 apart."""


def factor_mismatches(kept: Kept, here: Identities) -> list[str]:
    """What keeps a model from being applied, as far as the factors tell: all of it, in words.

    A factor that is missing here is no gap in the data, with which a model could deal: it would be the same gap in every
    unit, which the model has never seen. Classes are compared once the area's are known, by `align_columns`.

    Parameters
    ----------
    here : of the area's factors by name, see `factor_identities`
    """
    faults = []
    for name, there in kept.factors.items():
        own = here.get(name)
        if own is None:
            faults.append(f"{name} is missing here")
            continue
        for key, word in (("kind", "kind"), ("unit", "unit")):
            if there[key] != own[key]:
                faults.append(f"{name} has the {word} {_said(there[key])} there and {_said(own[key])} here")
        lacking = [word for word in there["statistics"] if word not in own["statistics"]]
        if lacking and own["statistics"] and there["kind"] == own["kind"]:
            faults.append(f"{name} lacks the statistic {', '.join(lacking)} here")
        for key in sorted(set(there["settings"]) & set(own["settings"])):
            if there["settings"][key] != own["settings"][key]:
                faults.append(
                    f"{name} is made with {key} {there['settings'][key]} there and {own['settings'][key]} here"
                )
    return faults


def _said(text: str) -> str:
    return f"'{text}'" if text else "none"


def encode_for(
    kept: Kept, table: pd.DataFrame, factors: Sequence[FactorColumns], *, dynamic: bool
) -> pd.DataFrame:
    """The factors of an area as a model of another one takes them.

    Parameters
    ----------
    table : of the area's units, joined
    factors : of the area; those that the model does not know are passed over
    dynamic : whether the dynamic ones are among its columns

    Returns
    -------
    DataFrame (units, columns of the model), by ``unit_id``

    Raises
    ------
    DataError
        See `align_columns`.
    """
    foreign = [factor.name for factor in factors if factor.name not in kept.factors]
    return align_columns(kept, encode_factors(table, factors, dynamic=dynamic, exclude=foreign))


def align_columns(kept: Kept, predictors: Predictors) -> pd.DataFrame:
    """The area's values in the columns of the model, in their order; classes by their names, whatever their codes.

    A class of the model that the area does not have is a share of 0 in units whose classes are known.

    Parameters
    ----------
    predictors : encoded factors of the area

    Returns
    -------
    DataFrame (units, columns of the model)

    Raises
    ------
    DataError
        Naming every class of the area that the model has never heard of, and every column that is missing.
    """
    wanted = {(factor, kept.part_of[column]): column for column, factor in kept.factor_of.items()}
    with_classes = {name for name, there in kept.factors.items() if there["kind"] == "classes"}
    own = _columns_by_part(predictors, [key for key in wanted if key[0] not in with_classes])
    faults = [
        f"{factor} has the class '{part}', which the models have never seen"
        for (factor, part), column in own.items()
        if factor in with_classes and (factor, part) not in wanted and (predictors.values[column] > 0).any()
    ]
    faults += [
        f"{factor} has no column '{part}'"
        for factor, part in wanted
        if factor not in with_classes and (factor, part) not in own
    ]
    if faults:
        raise DataError(
            "models.apply",
            "; ".join(faults),
            "Give classes the names that they have in the other area, or put them into one of its classes. See "
            "docs/transfer.md",
        )
    values = {
        column: predictors.values[own[key]] if key in own else _no_share(predictors, key[0])
        for key, column in wanted.items()
    }
    return pd.DataFrame(values, index=predictors.values.index)


def require_like_sizes(kept: Kept, trained: pd.DataFrame, values: pd.DataFrame) -> None:
    """Refuse factors whose unit nobody has told and whose values are far from those of the other area.

    Kilometres where a model has learned metres all lie close to the road: inside its area of applicability, and wrong.

    Parameters
    ----------
    trained : DataFrame (samples of the other area, columns)
    values : DataFrame (units, columns of the model)

    Raises
    ------
    DataError
        Naming every such column. Sizes are those that nine tenths of the values do not exceed.
    """
    unknown = [
        column
        for column, factor in kept.factor_of.items()
        if not kept.factors[factor]["unit"] and kept.factors[factor]["kind"] not in ("classes", "circular")
    ]
    faults = []
    for column in unknown:
        there, here = (float(part[column].abs().quantile(0.9)) for part in (trained, values))
        if there > 0 and here > 0 and not 1 / OTHER_UNIT < here / there < OTHER_UNIT:
            faults.append(f"{column} reaches {there:.3g} there and {here:.3g} here")
    if faults:
        raise DataError(
            "models.apply",
            f"{'; '.join(faults)}, and neither area tells its unit: it may be another one",
            "Bring the column to the unit of the other area, and say it in both configs: factors.more.<column>.unit.",
        )


def _columns_by_part(
    predictors: Predictors, numbers: Collection[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """The columns of the area by factor and part, called as the model calls them.

    A ready table does not say of which statistic a column is: where a factor has one column on either side, they are the
    same.

    Parameters
    ----------
    numbers : factor and part of the model's columns that are no classes
    """
    own = {(predictors.factor_of[column], part): column for column, part in predictors.part_of.items()}
    single = Counter(factor for factor, _ in own)
    there = Counter(factor for factor, _ in numbers)
    alone = {factor: part for factor, part in numbers if there[factor] == single[factor] == 1}
    return {(factor, alone.get(factor, part)): column for (factor, part), column in own.items()}


def _no_share(predictors: Predictors, factor: str) -> np.ndarray:
    """The share of a class that the area does not have: 0, and NaN where the classes are not known."""
    columns = [column for column, name in predictors.factor_of.items() if name == factor]
    known = predictors.values[columns].notna().any(axis=1).to_numpy()
    return np.where(known, 0.0, np.nan)
