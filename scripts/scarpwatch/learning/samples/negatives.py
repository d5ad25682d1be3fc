"""Which landslide-free units are drawn beside the landslide units."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scarpwatch.errors import ConfigError, DataError

STRATEGIES = ("random", "outside_buffer", "terrain")

TERRAIN = ("slope", "elevation")
"""The factors that ``terrain`` balances."""

TERRAIN_CLASSES = 3

Index = NDArray[np.int64]


def draw_negatives(
    units: pd.DataFrame,
    candidates: Index,
    positives: Index,
    *,
    wanted: int,
    rng: np.random.Generator,
    strategy: str = "random",
    buffer_m: float = 0.0,
) -> tuple[Index, NDArray[np.str_]]:
    """Draw landslide-free units without repetition.

    Parameters
    ----------
    units : DataFrame
        All units; for ``outside_buffer`` with ``landslide_distance_m``, or without it ``x`` and ``y``; for
        ``terrain`` with slope and elevation.
    candidates, positives : int arrays
        Rows of the landslide-free units and of the landslide units.
    strategy : {"random", "outside_buffer", "terrain"}
        Among all; among those all of which lies farther than ``buffer_m`` from every landslide; or with as
        many in every class of slope and elevation as there are landslide units, in proportion.

    Returns
    -------
    rows : int array (wanted,), ascending
    why : text array (wanted,)

    Raises
    ------
    ConfigError
        If the strategy is unknown.
    DataError
        If there are too few candidates, or what the strategy needs is not in the table.
    """
    if strategy not in STRATEGIES:
        raise ConfigError(
            "samples.negatives", f"'{strategy}' is unknown", f"Choose among {', '.join(STRATEGIES)}."
        )
    why = f"drawn at random from {candidates.size} landslide-free units"
    if strategy == "outside_buffer":
        distance = _distance(units, positives)
        candidates = candidates[distance[candidates] > buffer_m]
        why = f"drawn at random from {candidates.size} units farther than {buffer_m:g} m from any landslide"
    if candidates.size < wanted:
        rule = f" farther than {buffer_m:g} m from them" if strategy == "outside_buffer" else ""
        raise DataError(
            "the unit table",
            f"{wanted} landslide-free units{rule} are needed, {candidates.size} are there",
            "Use smaller units, a smaller samples.buffer_m or a lower samples.negatives_per_positive.",
        )
    if strategy == "terrain":
        return _draw_by_terrain(units, candidates, positives, wanted=wanted, rng=rng)
    rows = np.sort(rng.choice(candidates, size=wanted, replace=False))
    return rows, np.full(wanted, why)


def terrain_classes(units: pd.DataFrame, positives: Index) -> NDArray[np.int64]:
    """Class of slope and elevation of every unit: thirds of the landslide units, three by three, 0 to 8.

    -1 where slope or elevation is missing.

    Raises
    ------
    DataError
        If the table lacks slope or elevation.
    """
    lacking = [name for name in TERRAIN if name not in units.columns]
    if lacking:
        raise DataError(
            "the unit table",
            f"it has no {' and no '.join(lacking)}, by which samples.negatives: terrain draws",
            "Choose random or outside_buffer.",
        )
    code = np.zeros(len(units), dtype=np.int64)
    unknown = np.zeros(len(units), dtype=bool)
    for name in TERRAIN:
        values = units[name].to_numpy(dtype=np.float64)
        known = values[positives][np.isfinite(values[positives])]
        inner = np.arange(1, TERRAIN_CLASSES) / TERRAIN_CLASSES
        edges = np.quantile(known, inner) if known.size else np.zeros(inner.size)
        code = code * TERRAIN_CLASSES + np.searchsorted(edges, values, side="right")
        unknown |= ~np.isfinite(values)
    return np.where(unknown, -1, code)


def _draw_by_terrain(
    units: pd.DataFrame, candidates: Index, positives: Index, *, wanted: int, rng: np.random.Generator
) -> tuple[Index, NDArray[np.str_]]:
    """Draw in each class in proportion to the landslide units; what a class lacks is drawn from all."""
    code = terrain_classes(units, positives)
    classes, count = np.unique(code[positives], return_counts=True)
    share = wanted * count / positives.size
    quota = np.floor(share).astype(int)
    # The largest remainders get the units that rounding down left over.
    quota[np.argsort(quota - share, kind="stable")[: wanted - quota.sum()]] += 1
    rows, why = [], []
    for number, quantity in zip(classes, quota, strict=True):
        members = candidates[code[candidates] == number]
        taken = rng.choice(members, size=min(quantity, members.size), replace=False)
        slope, height = divmod(int(number), TERRAIN_CLASSES)
        place = (
            "without slope or elevation"
            if number < 0
            else f"of slope class {slope + 1} and elevation class {height + 1} of {TERRAIN_CLASSES}"
        )
        rows.append(taken)
        why += [f"drawn from {members.size} landslide-free units {place}"] * taken.size
    chosen = np.concatenate(rows).astype(np.int64)
    rest = np.setdiff1d(candidates, chosen)
    extra = rng.choice(rest, size=wanted - chosen.size, replace=False)
    why += ["drawn at random, since a class of slope and elevation had too few"] * extra.size
    chosen = np.concatenate([chosen, extra])
    order = np.argsort(chosen)
    return chosen[order], np.array(why)[order]


def _distance(units: pd.DataFrame, positives: Index) -> NDArray[np.float64]:
    """Distance of every unit to the nearest landslide, m."""
    if "landslide_distance_m" in units.columns:
        return units["landslide_distance_m"].to_numpy(dtype=np.float64)
    if not {"x", "y"} <= set(units.columns):
        raise DataError(
            "the unit table",
            "it has neither coordinates nor distances to landslides, which samples.negatives: outside_buffer needs",
            "Choose random or terrain.",
        )
    from scipy.spatial import cKDTree

    # A user's table of units has no landslide positions; those of the landslide units stand in.
    xy = units[["x", "y"]].to_numpy(dtype=np.float64)
    return np.asarray(cKDTree(xy[positives]).query(xy)[0])
