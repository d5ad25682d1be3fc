"""Duplicate units (copies), which must not stand on both sides of a split.

A table in which rows are repeated, or that several people's tables were joined to, holds units twice. Where one copy
trains and the other validates, validation is optimistic: permuted labels then reach an AUC of .9.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.decisions import decide
from scarpwatch.learning.samples.coverage import factor_columns

ROUNDED = 1e-3
"""Values that differ by less than this part of the middle 80 % of all values may be one that was rounded."""

CHANCE = 1e-11
"""How probable it may be at most that two units agree so in all columns of measurements by chance: what counts as
rounded is less where there are fewer of them (a ten-thousandth in three, a millionth in two, nothing in one)."""

SAME_M = 1.0
"""Units whose centroids are nearer to each other than this are at one place, m."""


def copy_groups(table: pd.DataFrame) -> NDArray[np.int64]:
    """Group units that have the same values in all factors, or lie at the same place.

    Values are the same if they are equal, or differ by rounding alone (`ROUNDED`, `CHANCE`), as in tables that were joined
    from files of different precision.

    Parameters
    ----------
    table : DataFrame
        Factors of every unit, and ``x``, ``y`` (m) if there are any. Missing values are equal; a row without
        any value equals no other.

    Returns
    -------
    array (units,)
        Row of the first unit of each one's group: its own, if nothing is like it.
    """
    first = np.arange(len(table))
    factors = table[factor_columns(table)]
    if factors.shape[1] and len(table):
        known = np.flatnonzero(factors.notna().any(axis=1).to_numpy())
        first = _tie(first, known, *_comparable(factors.iloc[known]))
    if {"x", "y"} <= set(table) and len(table):
        xy = table[["x", "y"]].to_numpy(np.float64)
        known = np.flatnonzero(np.isfinite(xy).all(axis=1))
        first = _tie(first, known, xy[known], SAME_M)
    return first


def keep_together(part: NDArray[Any], groups: ArrayLike | None) -> NDArray[Any]:
    """Put all units of a group where its first unit is; without groups, as it is."""
    return part if groups is None else part[_first_of(np.asarray(groups))]


def decide_copies(samples: pd.DataFrame, together: bool) -> dict[str, Any]:
    """What is done with the copies among the samples.

    Parameters
    ----------
    samples : DataFrame
        ``landslide`` and ``group``, as if copies were kept together.
    """
    groups = samples["group"].to_numpy()
    found = bool(samples["group"].duplicated().any())
    taken = "none found" if not found else "kept together" if together else "divided like any others"
    words = copies_words(groups, samples["landslide"].to_numpy() == 1)
    return decide("copies", taken, words, notable=found)


def copies_words(groups: NDArray[np.int64], truth: NDArray[np.bool_]) -> str:
    """How many units are copies, and how many groups of them hold both labels."""
    _, number, size = np.unique(groups, return_inverse=True, return_counts=True)
    copies = int((size[number] > 1).sum())
    if not copies:
        return f"no two of the {groups.size:,} samples have the same values or the same place"
    positives = np.bincount(number, weights=truth)
    both = int(((positives > 0) & (positives < size)).sum())
    contradict = f"; {both:,} of the groups hold units with and without a landslide" if both else ""
    return (
        f"{copies:,} of {groups.size:,} samples have the values of another in all factors, or lie within {SAME_M:g} m of "
        f"it, in {int((size > 1).sum()):,} groups{contradict}"
    )


def _first_of(groups: NDArray[Any]) -> NDArray[np.int64]:
    """Row of the first member of each one's group."""
    _, first, number = np.unique(groups, return_index=True, return_inverse=True)
    return np.asarray(first[number], np.int64)


def _comparable(factors: pd.DataFrame) -> tuple[NDArray[np.float64], float]:
    """Columns as numbers, and how near to each other the same ones are at most.

    Measurements, most of whose values are distinct, are parts of their range; classes and counts are whole numbers.
    """
    columns, measured = [], 0
    for name in factors:
        column = factors[name]
        codes = np.asarray(pd.factorize(column, use_na_sentinel=True)[0], np.float64)
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            values = column.to_numpy(np.float64, na_value=np.nan)
            low, high = np.nanquantile(values, [0.1, 0.9]) if np.isfinite(values).any() else (0.0, 0.0)
            if high > low and codes.max() + 1 > len(factors) / 2 and np.isfinite(values).mean() > 0.5:
                measured += 1
                codes = np.where(np.isnan(values), -1e6, (values - low) / (high - low))
        columns.append(codes)
    return np.column_stack(columns), min(ROUNDED, CHANCE ** (1 / measured) / 2) if measured else ROUNDED


def _tie(
    first: NDArray[np.int64], rows: NDArray[np.int64], places: NDArray[np.float64], near: float
) -> NDArray[np.int64]:
    """Tie rows together that are nearer than ``near`` in every column of ``places``, besides the ties there are."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    if not rows.size:
        return first
    distinct, place = np.unique(places, axis=0, return_inverse=True)  # many at one place make many pairs
    pairs = cKDTree(distinct).query_pairs(near, p=np.inf, output_type="ndarray")
    shape = (len(distinct), len(distinct))
    graph = coo_array((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=shape)
    like = rows[_first_of(connected_components(graph, directed=False)[1][place.ravel()])]
    here, there = np.r_[np.arange(first.size), rows], np.r_[first, like]
    graph = coo_array((np.ones(here.size, bool), (here, there)), shape=(first.size, first.size))
    return _first_of(connected_components(graph, directed=False)[1])
