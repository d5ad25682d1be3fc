"""Landslide units with a known cause: drawn from a logistic model of unit factors."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import expit

from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid

Effects = Mapping[str, float | Mapping[str, float]]

SECTORS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


def linear_predictor(factors: pd.DataFrame, effects: Effects) -> NDArray[np.float64]:
    """Log-odds of every unit, up to a constant.

    Parameters
    ----------
    factors : DataFrame (units)
        Factor columns. Numbers are standardised (mean 0, standard deviation 1 over the units); a unit
        without a value gets the mean.
    effects : mapping
        Factor -> log-odds per standard deviation, or for classes factor -> {class: log-odds}. Classes
        not listed get 0. ``aspect`` (degrees clockwise from north) takes classes N, NE, ... NW.

    Raises
    ------
    DataError
        If a factor or class is not in the table, or a factor does not vary.
    """
    total = np.zeros(len(factors))
    for name, effect in effects.items():
        if name not in factors.columns:
            raise DataError("the factor table", f"it has no column {name}", "Name a column of the table.")
        if isinstance(effect, Mapping):
            total += _class_effect(factors[name], effect)
            continue
        values = factors[name].to_numpy(dtype=np.float64)
        spread = np.nanstd(values)
        if not spread > 0:
            raise DataError("the factor table", f"{name} does not vary", "Leave it out of the effects.")
        total += effect * np.nan_to_num((values - np.nanmean(values)) / spread)
    return total


def _class_effect(column: pd.Series, effect: Mapping[str, float]) -> NDArray[np.float64]:
    if column.name == "aspect":
        degrees = column.to_numpy(dtype=np.float64)
        known = np.isfinite(degrees)
        sector = np.floor(np.where(known, degrees, 0.0) / 45 + 0.5).astype(int) % 8
        classes = pd.Series(np.where(known, np.asarray(SECTORS)[sector], "flat"))
        possible = {*SECTORS, "flat"}
    else:
        classes = column.reset_index(drop=True).astype("string")
        possible = set(classes.dropna())
    unknown = sorted(set(effect) - possible)
    if unknown:
        raise DataError(
            "the factor table", f"{column.name} has no class {', '.join(unknown)}", "Check the names."
        )
    return np.asarray(classes.map(dict(effect)).fillna(0.0), dtype=np.float64)


def draw_landslide_units(
    factors: pd.DataFrame, effects: Effects, count: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw exactly ``count`` landslide units from a logistic model.

    Each unit is drawn independently with its probability; draws of another size are thrown away
    (rejective sampling: Hajek 1964, Annals of Mathematical Statistics 35). Given the number, the
    result does not depend on the intercept, which is set so that ``count`` is expected and few draws
    are rejected.

    Parameters
    ----------
    factors : DataFrame (units)
        ``unit_id`` and the factor columns.
    effects : mapping
        See ``linear_predictor``.

    Returns
    -------
    DataFrame
        ``unit_id``, ``landslides`` (0 or 1), ``probability``; in the order of ``factors``.

    Raises
    ------
    DataError
        If ``count`` is not below the number of units.
    """
    log_odds = linear_predictor(factors, effects)
    if not 0 < count < log_odds.size:
        raise DataError(
            "the simulated landslides",
            f"{count} landslide units cannot be drawn from {log_odds.size} units",
            "Use more units or fewer landslides.",
        )
    width = 50 + np.abs(log_odds).max()
    intercept = brentq(lambda shift: expit(log_odds + shift).sum() - count, -width, width)
    probability = expit(log_odds + intercept)
    while True:  # ends after about sqrt(2 pi sum p(1-p)) draws
        drawn = rng.random(log_odds.size) < probability
        if drawn.sum() == count:
            break
    return pd.DataFrame(
        {
            "unit_id": factors["unit_id"].to_numpy(),
            "landslides": drawn.astype(np.int64),
            "probability": probability,
        }
    )


def place_landslides(
    units: NDArray[np.integer], grid: Grid, unit_ids: ArrayLike, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """One landslide point in each of the given units.

    Parameters
    ----------
    units : int array (rows, columns)
        Unit of each cell, 0 outside.
    unit_ids : array
        A unit that occurs twice gets two points.

    Returns
    -------
    GeoDataFrame
        ``unit_id`` and a point inside a random cell of the unit, at least a tenth of a cell from the
        cell's edge, so that rounding cannot move it into another unit.

    Raises
    ------
    DataError
        If a unit has no cell.
    """
    flat = units.ravel()
    order = np.argsort(flat, kind="stable")
    wanted = np.asarray(unit_ids)
    first = np.searchsorted(flat[order], wanted, side="left")
    cells = np.searchsorted(flat[order], wanted, side="right") - first
    if (cells == 0).any():
        raise DataError(
            "the unit raster", f"unit {wanted[cells == 0][0]} has no cell", "Use units of this raster."
        )
    cell = order[first + rng.integers(cells)]
    row, column = np.divmod(cell, units.shape[1])
    inside = rng.uniform(0.1, 0.9, size=(2, wanted.size))
    column, row = column + inside[0], row + inside[1]
    to_map = grid.transform
    x = to_map.c + to_map.a * column + to_map.b * row
    y = to_map.f + to_map.d * column + to_map.e * row
    return gpd.GeoDataFrame({"unit_id": wanted}, geometry=gpd.points_from_xy(x, y), crs=grid.crs)
