"""Which predictors tell how large a unit is: by them a model can favour large units without seeing their area.

A landslide is more likely in a large unit wherever landslides lie, so what tells the area of a unit scores well and
says nothing of the ground. The elevation difference within a unit does it by itself; two columns can do it together
where neither does alone. Nothing here sees a label.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import Any, TypedDict

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.decisions import decide
from scarpwatch.learning.predictors.features import Predictors

TELLS = 0.1
"""Share of the variance of ln(area), on units that are left out, from which on columns are named."""
MORE = 0.05
"""A pair is named only if it tells so much more than the better of the two."""
UNITS = 1500
"""Units that it is judged on: by these a share of .1 is found within .03."""
FEWEST = 50
FOLDS = 3
LEAF = 10  # units: a finer tree would learn the units by heart


class AreaColumns(TypedDict):
    """What was found, for ``collinearity.json``.

    Attributes
    ----------
    units : on how many it was judged; 0 where units have no area, or there are too few
    together : share of the variance of ln(area) that all columns tell together
    named : ``columns`` (one or two), ``factors``, ``told`` (share of the variance), largest share first
    """

    units: int
    together: float | None
    named: list[dict[str, Any]]


def area_columns(predictors: Predictors, area_m2: ArrayLike | None, *, seed: int) -> AreaColumns:
    """The columns, and pairs of columns, that tell the area of units that were left out.

    Regression trees of one and of two columns and a forest of all are fitted to ln(area) on two thirds of the
    units and judged on the third that is left out, each in turn.

    Parameters
    ----------
    predictors : encoded, of every unit
    area_m2 : array (units,), in the order of the predictors; None where units have no area
    seed : draws the units and the folds
    """
    nothing: AreaColumns = {"units": 0, "together": None, "named": []}
    if area_m2 is None:
        return nothing
    area = np.asarray(area_m2, dtype=np.float64)
    rng = np.random.default_rng(seed)
    usable = np.flatnonzero(np.isfinite(area) & (area > 0))
    rows = np.sort(rng.permutation(usable)[:UNITS])
    size = np.log(area[rows])
    if rows.size < FEWEST or np.ptp(size) < 1e-9:  # grid cells are all of one size
        return nothing
    values = predictors.values.iloc[rows]
    names = [name for name in values.columns if values[name].nunique() > 1]
    fold = rng.permutation(rows.size) % FOLDS
    alone = {name: _told(values[[name]], size, fold) for name in names}
    pairs = {pair: _told(values[[*pair]], size, fold) for pair in combinations(names, 2)}
    found: list[tuple[tuple[str, ...], float]] = [
        ((name,), told) for name, told in alone.items() if told >= TELLS
    ]
    found += [
        (pair, told)
        for pair, told in pairs.items()
        if told >= TELLS and told - max(alone[name] for name in pair) >= MORE
    ]
    found.sort(key=lambda one: -one[1])
    return {
        "units": int(rows.size),
        "together": _told(values[names], size, fold, trees=100) if names else 0.0,
        "named": [
            {
                "columns": list(columns),
                "factors": list(dict.fromkeys(predictors.factor_of[name] for name in columns)),
                "told": told,
            }
            for columns, told in found
        ],
    }


def decide_on_area(found: AreaColumns, *, seen: Collection[str] = ()) -> dict[str, Any]:
    """What is said of the factors that tell how large a unit is; none of them is left out for it.

    Parameters
    ----------
    found : by `area_columns`
    seen : factors of which the same has been said, with the static ones alone
    """
    if not found["units"]:
        return decide(
            "unit_size", "not judged", f"units have no area or all the same, or are fewer than {FEWEST}"
        )
    together = f"all factors together tell {_percent(found['together'])} of the variance of ln(area)"
    on = f"on units left out, of {found['units']:,}"
    if not found["named"]:
        return decide("unit_size", "no factor tells it", f"{together}, none of them {_percent(TELLS)}, {on}")
    return decide(
        "unit_size",
        f"told by {_words(found['named'])}",
        f"{together}, {on}, and a model can favour large units by them",
        notable=not {name for one in found["named"] for name in one["factors"]} <= set(seen),
    )


def area_table(found: AreaColumns) -> pd.DataFrame:
    """What was found as a table: ``columns``, ``factors``, ``told``."""
    rows = [(" + ".join(one["columns"]), " + ".join(one["factors"]), one["told"]) for one in found["named"]]
    return pd.DataFrame(rows, columns=["columns", "factors", "told"]).astype({"told": np.float64})


def _words(named: Sequence[Mapping[str, Any]]) -> str:
    """The most telling factor or pair, each set of factors once, with its share."""
    said: dict[tuple[str, ...], float] = {}
    for one in named:
        said.setdefault(tuple(sorted(one["factors"])), one["told"])
    words = [
        f"{' with '.join(name.replace('_', ' ') for name in factors)} ({_percent(told)})"
        for factors, told in list(said.items())[:5]
    ]
    rest = len(said) - len(words)
    return ", ".join(words) + (f" and {rest} more" if rest else "")


def _percent(share: float | None) -> str:
    return f"{100 * (share or 0.0):.0f} %"


def _told(
    values: pd.DataFrame, size: NDArray[np.float64], fold: NDArray[np.integer], *, trees: int = 0
) -> float:
    """Share of the variance of ``size`` that trees of some columns tell on the units left out; at least 0."""
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.tree import DecisionTreeRegressor

    told = np.empty(size.size)
    for number in range(FOLDS):
        held = fold == number
        model = (
            RandomForestRegressor(trees, min_samples_leaf=3, max_features=0.5, random_state=0)
            if trees
            else DecisionTreeRegressor(min_samples_leaf=LEAF, max_leaf_nodes=32, random_state=0)
        )
        model.fit(values[~held].to_numpy(), size[~held])
        told[held] = model.predict(values[held].to_numpy())
    return float(max(0.0, 1 - ((size - told) ** 2).sum() / ((size - size.mean()) ** 2).sum()))
