"""How much of a unit the factors know, and which units may be samples.

A unit without data has no place among the samples: landslides are mapped where there are maps, so missing values
leak where the inventory was made, in training and in validation.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.decisions import decide

NO_FACTORS = ("unit_id", "x", "y", "area_m2")
"""Columns that say nothing about the ground of a unit."""

COVERAGE = "coverage_"
NATURAL_GAPS = ("coverage_aspect",)
"""Flat ground has no aspect: what is missing there is no gap."""


def factor_columns(table: pd.DataFrame) -> list[Any]:
    """Columns of a factor table that hold factors."""
    return [name for name in table if name not in NO_FACTORS and not str(name).startswith(COVERAGE)]


def unit_coverage(table: pd.DataFrame) -> NDArray[np.float64]:
    """Mean share of each unit on which a factor has data, over the static factors, 0 to 1.

    Parameters
    ----------
    table : DataFrame
        With ``coverage_<factor>`` columns; in a ready table, which has none, a value is there or not. A table
        without factors leaves every unit its 1.
    """
    shares = [name for name in table if str(name).startswith(COVERAGE) and name not in NATURAL_GAPS]
    if shares:
        return table[shares].fillna(0.0).mean(axis=1).to_numpy(np.float64)
    factors = factor_columns(table)
    return table[factors].notna().mean(axis=1).to_numpy(np.float64) if factors else np.ones(len(table))


def has_data(table: pd.DataFrame, min_coverage: float) -> NDArray[np.bool_]:
    """Which units may be samples: those covered at least so far, and not without any value."""
    coverage = unit_coverage(table)
    return (coverage >= min_coverage) & (coverage > 0)


def decide_coverage(labels: pd.DataFrame, factors: pd.DataFrame, min_coverage: float) -> dict[str, Any]:
    """Which units are left out of the samples for want of data.

    Parameters
    ----------
    labels, factors : DataFrames
        As :func:`scarpwatch.learning.samples.draw.draw_samples` takes them.
    """
    known = has_data(factors, min_coverage)
    label = labels["label"] if "label" in labels else (labels["landslides"] > 0).astype(int)
    slid = factors["unit_id"].isin(labels.loc[label.to_numpy() == 1, "unit_id"]).to_numpy()
    out, empty = int((~known).sum()), int((unit_coverage(factors) == 0).sum())
    reason = (
        f"the static factors cover less than {min_coverage:.0%} of {out:,} of {known.size:,} units on average "
        f"({(~known).mean():.1%}; {empty:,} of them have no value at all), {int((slid & ~known).sum()):,} of which are "
        "landslide units"
        if out
        else f"the static factors cover at least {min_coverage:.0%} of every unit on average"
    )
    return decide("coverage", f"{out:,} left out" if out else "none left out", reason, notable=out > 0)
