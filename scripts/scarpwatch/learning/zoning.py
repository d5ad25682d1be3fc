"""Susceptibility classes, and how area and landslides share out among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from scarpwatch.errors import ConfigError
from scarpwatch.susceptibility_classes import CLASS_NAMES, DEFAULT_BREAKS, NUMBER


def classify_scores(scores: ArrayLike, breaks: Sequence[float] = DEFAULT_BREAKS) -> NDArray[np.uint8]:
    """Class 1 (the lowest), 2, ... of each susceptibility index; NaN gives 0.

    A score that equals a break belongs to the higher class. Scores and breaks are compared as float32,
    the type of the published rasters, so that anyone can repeat the classes from the raster.

    Raises
    ------
    ConfigError
        If the breaks are not rising numbers, one fewer than classes.
    """
    limits = np.asarray(breaks, dtype=np.float32)
    if limits.shape != (NUMBER - 1,) or not (np.diff(limits) > 0).all():
        raise ConfigError(
            "zoning.breaks",
            f"{list(breaks)} are not {NUMBER - 1} rising numbers",
            f"Give e.g. {', '.join(f'{value:g}' for value in DEFAULT_BREAKS)}.",
        )
    values = np.asarray(scores, dtype=np.float32)
    classes = np.digitize(values, limits).astype(np.uint8) + np.uint8(1)
    classes[np.isnan(values)] = 0
    return classes


def class_limits(breaks: Sequence[float] = DEFAULT_BREAKS) -> dict[int, str]:
    """Name and limits of each class, such as ``{1: "very low (0-0.2)", ...}``."""
    edges = [0.0, *breaks, 1.0]
    return {
        number: f"{name} ({edges[number - 1]:g}-{edges[number]:g})"
        for number, name in enumerate(CLASS_NAMES, start=1)
    }


def rate_units(
    units: pd.DataFrame,
    scores: pd.DataFrame,
    labels: pd.DataFrame,
    reliability: pd.DataFrame,
    breaks: Sequence[float] = DEFAULT_BREAKS,
    *,
    probability: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Units with their index, class, number of landslides, and what stands behind the index.

    Parameters
    ----------
    units : DataFrame or GeoDataFrame
        With ``unit_id``.
    scores, labels, reliability : DataFrames
        ``unit_id`` with ``score``; with ``landslides``; with the columns of the step explain_scores.
    probability : DataFrame, optional
        ``unit_id`` with ``probability``.

    Returns
    -------
    A copy of ``units`` with ``score``, ``class``, ``probability`` where it is given, ``landslides`` and the columns of ``reliability``; units
    that one of them does not know are NaN there, of class 0, or without landslides. Where no landslides are known at
    all, their number is NaN everywhere.
    """
    rated = units.copy()
    rated["score"] = rated["unit_id"].map(scores.set_index("unit_id")["score"]).astype("float32")
    rated["class"] = classify_scores(rated["score"], breaks)
    if probability is not None:
        known = probability.set_index("unit_id")["probability"]
        rated["probability"] = rated["unit_id"].map(known).astype("float32")
    counts = labels.set_index("unit_id")["landslides"]
    if counts.isna().all():
        rated["landslides"] = np.nan
    else:
        rated["landslides"] = rated["unit_id"].map(counts).fillna(0).astype("int64")
    return rated.merge(reliability, on="unit_id", how="left")


def class_table(
    classes: ArrayLike,
    area_m2: ArrayLike | None,
    landslides: ArrayLike,
    breaks: Sequence[float] = DEFAULT_BREAKS,
    *,
    held_out: ArrayLike | None = None,
) -> pd.DataFrame:
    """Shares of area and of landslides per class; units without a class count nowhere.

    Parameters
    ----------
    classes, area_m2, landslides : arrays (units,)
        Class or 0, area in m2, number of landslides (NaN: not known, and so are their columns). Without areas (None: points, or no coordinates) every unit
        counts alike, and areas are missing.
    held_out : bool array (units,), optional
        Units that validated the models: the share of their landslides in each class is that of landslides
        which no model was trained on.

    Returns
    -------
    DataFrame, a row per class
        ``class``, ``name``, ``lower``, ``upper``, ``units``, ``area_km2``, ``area_share`` (of the units without
        areas), ``landslides``, ``landslide_share``, ``density`` (landslides per km2, or per unit; NaN in an
        empty class), ``frequency_ratio`` (landslide share over area share; NaN in an empty class),
        ``held_out_landslides``, ``held_out_share``, ``held_out_ratio``.
    """
    number = np.asarray(classes).astype(np.int64)
    units = _add_up(number)
    area = units.astype(np.float64) if area_m2 is None else _add_up(number, area_m2) / 1e6
    slid = np.asarray(landslides, dtype=np.float64)
    known = bool(np.isfinite(slid).all())
    counts = np.rint(_add_up(number, slid))
    kept = np.zeros(number.size, bool) if held_out is None else np.asarray(held_out, bool)
    held = np.rint(_add_up(number, np.where(kept, slid, 0)))
    edges = [0.0, *breaks, 1.0]
    with np.errstate(divide="ignore", invalid="ignore"):
        area_share = area / area.sum()
        landslide_share, held_share = counts / counts.sum(), held / held.sum()
        density = np.where(area > 0, counts / area, np.nan)
        ratio = np.where(area > 0, landslide_share / area_share, np.nan)
        held_ratio = np.where(area > 0, held_share / area_share, np.nan)
    return pd.DataFrame(
        {
            "class": np.arange(1, NUMBER + 1),
            "name": CLASS_NAMES,
            "lower": edges[:-1],
            "upper": edges[1:],
            "units": units,
            "area_km2": area if area_m2 is not None else np.nan,
            "area_share": area_share,
            "landslides": counts.astype(np.int64) if known else np.nan,
            "landslide_share": landslide_share,
            "density": density,
            "frequency_ratio": ratio,
            "held_out_landslides": held.astype(np.int64),
            "held_out_share": held_share,
            "held_out_ratio": held_ratio,
        }
    )


def _add_up(number: NDArray[np.int64], weights: ArrayLike | None = None) -> NDArray[Any]:
    """Sums of the weights of the units of each class, float64; without weights how many units, int64."""
    given = None if weights is None else np.asarray(weights, dtype=np.float64)
    return np.bincount(number, weights=given, minlength=NUMBER + 1)[1:]


def density_falls(table: pd.DataFrame, column: str = "density") -> list[tuple[str, str]] | None:
    """Neighbouring classes, lower and higher by name, where landslides are no denser in the higher one.

    A map with such a pair does not rank the ground there, whatever its AUC, or the classes hold too few landslides
    to tell.

    Parameters
    ----------
    table : what :func:`class_table` gives
    column : ``density``, or ``held_out_ratio`` for the landslides of held-out units

    Returns
    -------
    list of pairs, or None
        Empty classes are left out; None where fewer than two classes have units and a value.
    """
    there = table[(table["units"] > 0) & table[column].notna()]
    if len(there) < 2:
        return None
    names = there["name"].to_numpy()
    falls = np.flatnonzero(np.diff(there[column].to_numpy()) <= 0)
    return [(str(names[step]), str(names[step + 1])) for step in falls]


def density_line(table: pd.DataFrame) -> str:
    """What :func:`density_falls` says of the landslides, for a log."""
    falls = density_falls(table)
    if falls is None:
        return "too few classes have landslides to compare their density"
    if not falls:
        return "landslides grow denser with every class"
    return f"landslides no denser in {', '.join(f'{higher} than {lower}' for lower, higher in falls)}"
